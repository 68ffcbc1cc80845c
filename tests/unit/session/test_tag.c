/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "session/tag.h"

static const oas_key_t *key_of(const char *line, oas_work_t *work)
{
    oas_keyring_t *ring;

    assert_int_equal(oas_keyring_parse(&ring, oas_bytes_of(line), work), OAS_OK);
    return oas_keyring_current(ring);
}

static uint64_t tag(oas_work_t *work, oas_tag_kind_t kind, const char *issuer, const char *value)
{
    const oas_key_t *key = key_of("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", work);
    uint64_t found;

    assert_int_equal(oas_tag(&found, key, kind, issuer, value, work), OAS_OK);
    return found;
}

static void tags_are_equal_for_equal_things_alone(void **state)
{
    oas_work_t *work = *state;
    uint64_t jane = tag(work, OAS_TAG_SUBJECT, "https://a", "jane"), other;

    assert_true(jane != 0);
    assert_true(tag(work, OAS_TAG_SUBJECT, "https://a", "jane") == jane);
    assert_true(tag(work, OAS_TAG_PROVIDER_SESSION, "https://a", "jane") != jane);
    assert_true(tag(work, OAS_TAG_SUBJECT, "https://b", "jane") != jane);
    assert_true(tag(work, OAS_TAG_SUBJECT, "https://a", "Jane") != jane);
    assert_true(tag(work, OAS_TAG_SUBJECT, "https://aj", "ane") != jane);
    assert_true(tag(work, OAS_TAG_SUBJECT, NULL, "https://ajane") != jane);
    assert_int_equal(oas_tag(&other, key_of("AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n", work), OAS_TAG_SUBJECT,
                             "https://a", "jane", work),
                     OAS_OK);
    assert_true(other != jane);
}

static void what_is_not_known_has_no_tag(void **state)
{
    assert_true(tag(*state, OAS_TAG_PROVIDER_SESSION, "https://a", NULL) == 0);
}

static void a_value_larger_than_any_claim_is_refused(void **state)
{
    oas_work_t *work = *state;
    char *value = apr_palloc(work->pool, 65537);
    uint64_t found;

    memset(value, 'a', 65536);
    value[65536] = '\0';
    assert_int_equal(oas_tag(&found, key_of("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", work), OAS_TAG_SUBJECT,
                             "https://a", value, work),
                     OAS_REFUSED);
    assert_reason(work, "session_too_large");
    assert_true(found == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_are_equal_for_equal_things_alone),
        cmocka_unit_test(what_is_not_known_has_no_tag),
        cmocka_unit_test(a_value_larger_than_any_claim_is_refused),
    };
    return unit_run("tag", tests, sizeof(tests) / sizeof(tests[0]));
}
