/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <apr_strings.h>

#include "session/value_form.h"
#include "session/value_merge.h"

/* Values written as "space version name=value name=value", spaces of the form between ";". */
static oas_bytes_t values(const char *text, oas_work_t *work)
{
    apr_array_header_t *spaces = apr_array_make(work->pool, 2, sizeof(oas_value_space_t));
    char *rest = apr_pstrdup(work->pool, text), *space_end, *word_end;
    oas_bytes_t bytes;

    for (char *part = apr_strtok(rest, ";", &space_end); part != NULL; part = apr_strtok(NULL, ";", &space_end)) {
        oas_value_space_t *space = apr_array_push(spaces);

        *space = (oas_value_space_t){.name = apr_strtok(part, " ", &word_end)};
        space->version = (uint64_t)apr_atoi64(apr_strtok(NULL, " ", &word_end));
        space->items = apr_array_make(work->pool, 8, sizeof(oas_value_t));
        for (char *word; (word = apr_strtok(NULL, " ", &word_end)) != NULL;) {
            char *equals = strchr(word, '=');

            *equals = '\0';
            APR_ARRAY_PUSH(space->items, oas_value_t) = (oas_value_t){oas_bytes_of(word), oas_bytes_of(equals + 1)};
        }
    }
    oas_value_form_compose(&bytes, spaces, work);
    return bytes;
}

static void assert_merged(const char *one, const char *other, const char *expected, oas_work_t *work)
{
    oas_bytes_t merged;

    assert_int_equal(oas_values_merge(&merged, values(one, work), values(other, work), work), OAS_OK);
    assert_true(oas_bytes_equal(merged, values(expected, work)));
}

static void what_one_has_keeps_its_name_and_the_other_adds_to_it(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_merged("shop 3 a=1 b=2", "shop 2 b=9 c=3", "shop 5 a=1 b=2 c=3", work);
    assert_merged("shop 3 a=1", "other 2 a=9", "shop 3 a=1;other 2 a=9", work);
}

static void nothing_changes_nothing(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t merged, none = {0};

    assert_merged("", "shop 2 a=1", "shop 2 a=1", work);
    assert_merged("shop 2 a=1", "", "shop 2 a=1", work);
    assert_int_equal(oas_values_merge(&merged, none, values("shop 2 a=1", work), work), OAS_OK);
    assert_true(oas_bytes_equal(merged, values("shop 2 a=1", work)));
    assert_int_equal(oas_values_merge(&merged, none, none, work), OAS_OK);
}

static void a_version_that_was_read_before_is_none_of_both_together(void **state)
{
    assert_merged("shop 1 a=1", "shop 1 b=2", "shop 2 a=1 b=2", unit_work(state));
}

/* "shop 1 a0=1 a1=1": so many values of names that begin with this letter. */
static const char *many_values(char letter, int count, oas_work_t *work)
{
    const char *text = "shop 1";

    for (int i = 0; i < count; i++)
        text = apr_psprintf(work->pool, "%s %c%d=1", text, letter, i);
    return text;
}

static const char *many_spaces(char letter, int count, oas_work_t *work)
{
    const char *text = "";

    for (int i = 0; i < count; i++)
        text = apr_psprintf(work->pool, "%s;%c%d 1 a=1", text, letter, i);
    return text;
}

static const char *long_value(const char *name, oas_work_t *work)
{
    char *value = apr_pcalloc(work->pool, 9001);

    memset(value, 'x', 9000);
    return apr_pstrcat(work->pool, "shop 1 ", name, "=", value, NULL);
}

static void assert_refused(const char *one, const char *other, const char *reason, oas_work_t *work)
{
    oas_bytes_t merged;

    assert_int_equal(oas_values_merge(&merged, values(one, work), values(other, work), work), OAS_REFUSED);
    assert_string_equal(work->reason, reason);
    assert_int_equal(merged.length, 0);
    oas_forgive(work);
}

static void more_than_a_session_may_have_is_refused(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_refused(many_values('a', 40, work), many_values('b', 25, work), "values_many", work);
    assert_refused(long_value("a", work), long_value("b", work), "values_large", work);
    assert_refused(many_spaces('s', 10, work), many_spaces('t', 7, work), "values_spaces", work);
}

static void what_has_no_form_of_ours_is_not_merged(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t merged;

    assert_int_equal(oas_values_merge(&merged, values("a 1 a=1", work), oas_bytes_of("D?"), work), OAS_BROKEN);
    oas_forgive(work);
    assert_int_equal(oas_values_merge(&merged, oas_bytes_of("D?"), values("a 1 a=1", work), work), OAS_BROKEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_one_has_keeps_its_name_and_the_other_adds_to_it),
        cmocka_unit_test(nothing_changes_nothing),
        cmocka_unit_test(a_version_that_was_read_before_is_none_of_both_together),
        cmocka_unit_test(more_than_a_session_may_have_is_refused),
        cmocka_unit_test(what_has_no_form_of_ours_is_not_merged),
    };

    return unit_run("value_merge", tests, sizeof(tests) / sizeof(tests[0]));
}
