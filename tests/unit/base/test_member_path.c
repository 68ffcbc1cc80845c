/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/member_path.h"

static void a_path_begins_with_one_name_and_no_other(void **state)
{
    static const struct {
        const char *path;
        const char *name;
        const char *behind;
    } rows[] = {
        {"groups", "groups", ""},
        {"groups", "group", NULL},
        {"groups", "groups2", NULL},
        {"groups", "", NULL},
        {"", "", ""},
        {"realm_access.roles", "realm_access", ".roles"},
        {"realm_access.roles", "realm_access.roles", NULL},
        {"realm_access.roles", "realm_access.", NULL},
        {"realm_access.roles", "realm", NULL},
        {"a.", "a", "."},
        {".a", "", ".a"},
        {"..", ".", NULL},
        {"a\\.b.c", "a.b", ".c"},
        {"a\\.b.c", "a", NULL},
        {"a\\.b", "a\\.b", NULL},
        {"a\\.b", "a\\", NULL},
        {"a\\b", "a\\b", ""},
        {"a\\", "a\\", ""},
        {"https://example.org/roles", "https://example.org/roles", ""},
        {"https://example.org/roles", "https://example", NULL},
        {"https://example.org/v1.0/roles", "https://example.org/v1.0/roles", ""},
        {"https://example.org/app.roles", "https://example.org/app", ".roles"},
        {"https://example.org/app.roles", "https://example.org/app.roles", NULL},
        {"https://example.org/app\\.roles", "https://example.org/app.roles", ""},
        {"https://example.org", "https://example", ".org"},
        {"https://example\\.org/x", "https://example.org/x", ""},
        {"a.https://example.org/x", "a", ".https://example.org/x"},
        {"a/b.c/d", "a/b", ".c/d"},
        {"urn:a.b", "urn:a", ".b"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *behind = oas_member_path_behind(rows[i].path, rows[i].name);

        if (behind == NULL ? rows[i].behind != NULL : rows[i].behind == NULL || strcmp(behind, rows[i].behind) != 0)
            fail_msg("behind %s in %s is %s", rows[i].name, rows[i].path, behind);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_begins_with_one_name_and_no_other),
    };
    return unit_run("member_path", tests, sizeof(tests) / sizeof(tests[0]));
}
