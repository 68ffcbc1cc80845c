/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "flow/clear_site_data.h"

static const char *cleared(const char *const *kinds, oas_clear_t which, void **state)
{
    const oas_site_t site = {.cleared_data = kinds};
    oas_reply_t reply = {0};

    oas_clear_site_data(&reply, &site, which, unit_work(state)->pool);
    return reply.clear_site_data;
}

static void says_all_that_is_configured(void **state)
{
    static const char *const one[] = {"cache", NULL}, *const more[] = {"cache", "cookies", "storage", NULL};

    assert_string_equal(cleared(one, OAS_CLEAR_ALL, state), "\"cache\"");
    assert_string_equal(cleared(more, OAS_CLEAR_ALL, state), "\"cache\", \"cookies\", \"storage\"");
}

static void cookies_may_have_to_wait(void **state)
{
    static const char *const more[] = {"cookies", "cache", "storage", NULL};

    assert_string_equal(cleared(more, OAS_CLEAR_BUT_COOKIES, state), "\"cache\", \"storage\"");
    assert_string_equal(cleared(more, OAS_CLEAR_COOKIES, state), "\"cookies\"");
}

static void says_nothing_where_nothing_is_to_be_cleared(void **state)
{
    static const char *const none[] = {NULL}, *const cookies[] = {"cookies", NULL}, *const cache[] = {"cache", NULL};

    assert_null(cleared(NULL, OAS_CLEAR_ALL, state));
    assert_null(cleared(none, OAS_CLEAR_ALL, state));
    assert_null(cleared(cookies, OAS_CLEAR_BUT_COOKIES, state));
    assert_null(cleared(cache, OAS_CLEAR_COOKIES, state));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_all_that_is_configured),
        cmocka_unit_test(cookies_may_have_to_wait),
        cmocka_unit_test(says_nothing_where_nothing_is_to_be_cleared),
    };

    return unit_run("clear_site_data", tests, sizeof(tests) / sizeof(tests[0]));
}
