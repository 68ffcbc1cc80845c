/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <apr_strings.h>

#include "flow/browser.h"
#include "flow/logout_target.h"
#include "http/url.h"

static const char *const origins[] = {"https://www.example.org", "https://shop.example.org:8443", NULL};
static const oas_site_t site = {.path = "/oauth", .logout_target = "/bye?x=1", .logout_origins = origins};

static oas_request_t asking(const char *target, void **state)
{
    return browser_opens(apr_pstrcat(unit_work(state)->pool, "/oauth/logout?to=",
                                     oas_url_escape(unit_work(state)->pool, target), NULL));
}

static const char *url(const char *target, void **state)
{
    const oas_request_t request = asking(target, state);

    return oas_logout_target_url(&site, &request, unit_work(state));
}

static const char *origin(const char *target, void **state)
{
    const oas_request_t request = asking(target, state);

    return oas_logout_target_origin(&site, &request, unit_work(state));
}

static void a_page_of_this_site_is_gone_to(void **state)
{
    assert_string_equal(url("/news?a=1&b=2", state), "https://site.test/news?a=1&b=2");
    assert_null(origin("/news", state));
}

static void a_page_of_a_site_that_is_listed_is_gone_to(void **state)
{
    static const char *const there[] = {"https://www.example.org", "https://www.example.org/a?b=c",
                                        "https://WWW.example.org:443/", "https://shop.example.org:8443/"};

    for (size_t i = 0; i < sizeof(there) / sizeof(there[0]); i++)
        assert_string_equal(url(there[i], state), there[i]);
    assert_string_equal(origin("https://WWW.example.org:443/", state), "https://www.example.org");
}

/* LO6, R-LO-02 */
static void nothing_else_is_gone_to(void **state)
{
    static const char *const bad[] = {
        "", "bye", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/%09/evil.example", "/%5cevil.example",
        "/\t/evil.example", "https:evil.example", "https:/evil.example", "https:///evil.example", "https://evil.example/",
        "http://www.example.org/", "https://www.example.org.evil.example/", "https://www.example.org@evil.example/",
        "https://evil.example\\@www.example.org/", "https://www.example.org:8443/", "https://shop.example.org/",
        "https://user@www.example.org/", "https://www.example.org%2eevil.example/", "https://www.example.org\r\nX: y",
        "https://www.example.org/#https://evil.example", "https://example.org/", "https://.www.example.org/",
        "javascript:alert(1)", "data:text/html,x", "ftp://www.example.org/", "/oauth/logout", "/oauth", "/a/../oauth/login",
        "/%2e%2e//evil.example", "https://www.example.org\\.evil.example/", "HTTPS://EVIL.EXAMPLE/", "/a b", "/a\"b"};

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_string_equal(url(bad[i], state), "https://site.test/bye?x=1");
        assert_null(origin(bad[i], state));
    }
}

static void what_is_asked_for_twice_is_not_asked_for(void **state)
{
    const oas_request_t request = browser_opens("/oauth/logout?to=/a&to=/b");

    assert_null(oas_logout_target_asked(&site, &request, unit_work(state)));
}

static void a_target_without_end_is_none(void **state)
{
    char longest[OAS_LOGOUT_TARGET_LONGEST + 2];

    memset(longest, 'a', sizeof(longest));
    longest[0] = '/';
    longest[OAS_LOGOUT_TARGET_LONGEST + 1] = '\0';
    assert_string_equal(url(longest, state), "https://site.test/bye?x=1");
    longest[OAS_LOGOUT_TARGET_LONGEST] = '\0';
    assert_string_equal(url(longest, state), apr_pstrcat(unit_work(state)->pool, "https://site.test", longest, NULL));
}

static void the_form_counts_before_the_address(void **state)
{
    oas_request_t request = browser_request("POST", "/oauth/logout?to=/address", browser_navigation);

    request.form = oas_bytes_of("token=x&to=%2Fform");
    assert_string_equal(oas_logout_target_url(&site, &request, unit_work(state)), "https://site.test/form");
}

static void without_a_wish_the_administrator_says_or_nobody(void **state)
{
    const oas_request_t request = browser_opens("/oauth/logout");
    const oas_site_t plain = {.path = "/oauth"};

    assert_string_equal(oas_logout_target_url(&site, &request, unit_work(state)), "https://site.test/bye?x=1");
    assert_null(oas_logout_target_url(&plain, &request, unit_work(state)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_of_this_site_is_gone_to),
        cmocka_unit_test(a_page_of_a_site_that_is_listed_is_gone_to),
        cmocka_unit_test(nothing_else_is_gone_to),
        cmocka_unit_test(what_is_asked_for_twice_is_not_asked_for),
        cmocka_unit_test(a_target_without_end_is_none),
        cmocka_unit_test(the_form_counts_before_the_address),
        cmocka_unit_test(without_a_wish_the_administrator_says_or_nobody),
    };

    return unit_run("logout_target", tests, sizeof(tests) / sizeof(tests[0]));
}
