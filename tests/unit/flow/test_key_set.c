/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/key_set.h"

#include "unit.h"

static void a_site_with_keys_shows_them(void **state)
{
    const oas_site_t site = {.key_set = "{\"keys\":[]}"};
    oas_reply_t reply = {0};

    (void)state;
    assert_int_equal(oas_key_set(&reply, &site), OAS_OK);
    assert_int_equal(reply.status, 200);
    assert_int_equal(reply.page.kind, OAS_PAGE_KEY_SET);
    assert_string_equal(reply.page.text, site.key_set);
}

static void a_site_without_keys_says_that_there_is_nothing(void **state)
{
    const oas_site_t site = {.key_set = NULL};
    oas_reply_t reply = {0};

    (void)state;
    assert_int_equal(oas_key_set(&reply, &site), OAS_OK);
    assert_int_equal(reply.status, 404);
    assert_int_equal(reply.page.kind, OAS_PAGE_PROBLEM_JSON);
    assert_null(reply.page.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_site_with_keys_shows_them),
        cmocka_unit_test(a_site_without_keys_says_that_there_is_nothing),
    };
    return unit_run("key_set", tests, sizeof(tests) / sizeof(tests[0]));
}
