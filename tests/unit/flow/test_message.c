/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "flow/browser.h"

static void a_cookie_that_is_set_again_takes_the_place_of_the_first(void **state)
{
    oas_reply_t reply = {0};

    (void)state;
    oas_reply_set_cookie(&reply, "a=1; Path=/");
    oas_reply_set_cookie(&reply, "ab=2; Path=/");
    oas_reply_set_cookie(&reply, "a=3; Path=/");
    assert_int_equal(reply.set_cookie_count, 2);
    assert_string_equal(reply.set_cookies[0], "a=3; Path=/");
    assert_string_equal(reply.set_cookies[1], "ab=2; Path=/");
}

static void no_more_cookies_are_set_than_there_is_room_for(void **state)
{
    static const char *const names[] = {"a=1", "b=1", "c=1", "d=1", "e=1", "f=1", "g=1", "h=1", "i=1", NULL};
    oas_reply_t reply = {0};

    (void)state;
    for (const char *const *name = names; *name != NULL; name++)
        oas_reply_set_cookie(&reply, *name);
    assert_int_equal(reply.set_cookie_count, OAS_REPLY_MOST_COOKIES);
}

static void a_request_is_secure_by_the_scheme_that_the_browser_sees(void **state)
{
    oas_request_t request = browser_opens("/");

    (void)state;
    assert_true(oas_request_is_secure(&request));
    request.origin = "http://site.test";
    assert_false(oas_request_is_secure(&request));
}

static void a_redirect_has_no_page(void **state)
{
    oas_reply_t reply = {.page.kind = OAS_PAGE_MESSAGE};

    (void)state;
    oas_reply_redirect(&reply, 303, "https://site.test/");
    assert_int_equal(reply.status, 303);
    assert_string_equal(reply.location, "https://site.test/");
    assert_int_equal(reply.page.kind, OAS_PAGE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cookie_that_is_set_again_takes_the_place_of_the_first),
        cmocka_unit_test(no_more_cookies_are_set_than_there_is_room_for),
        cmocka_unit_test(a_request_is_secure_by_the_scheme_that_the_browser_sees),
        cmocka_unit_test(a_redirect_has_no_page),
    };

    return unit_run("message", tests, sizeof(tests) / sizeof(tests[0]));
}
