/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "flow/browser.h"
#include "flow/lost_cookie.h"

static const char name[] = "__Host-oauth_browser";

typedef struct {
    const char *cause; /* reason code */
    const char *origin;
    const char *cookies;
    bool is_in_clear;
    oas_pair_t headers[4]; /* the last one has no name */
} visit_t;

/* Why a browser with this visit's traits comes without its cookie. */
static void assert_causes(const visit_t *visits, size_t count, oas_work_t *work)
{
    for (size_t i = 0; i < count; i++) {
        oas_request_t request = browser_request("GET", "/oauth/callback/one?state=x", visits[i].headers);
        oas_work_t look = oas_work(work->pool, work->now);

        request.origin = visits[i].origin;
        request.cookies = visits[i].cookies;
        request.is_in_clear = visits[i].is_in_clear;
        assert_int_equal(oas_lost_cookie(&request, name, "browser_cookie", "it is lost", &look), OAS_REFUSED);
        if (strcmp(look.reason, visits[i].cause) != 0)
            fail_msg("visit %zu: %s instead of %s", i, look.reason, visits[i].cause);
        assert_non_null(strstr(look.failure, "it is lost"));
    }
}

static void a_cookie_that_just_did_not_come_back_has_the_plain_reason(void **state)
{
    static const visit_t visits[] = {
        {"browser_cookie", "https://site.test", NULL, false, {{"Host", "site.test"}}},
        {"browser_cookie", "https://site.test", "other=1; oauth_browser=1", false, {{"Host", "site.test"}}},
        {"browser_cookie", "http://site.test", NULL, true, {{"Host", "site.test:80"}}},
        {"browser_cookie", "https://site.test:8443", NULL, false, {{"Host", "SITE.test:8443"}}},
        {"browser_cookie", "https://site.test", NULL, false, {{NULL, NULL}}},
        {"browser_cookie", "https://site.test", NULL, false, {{"Host", "no host at all"}}},
    };

    assert_causes(visits, sizeof(visits) / sizeof(visits[0]), unit_work(state));
}

static void one_of_the_name_that_is_none_of_ours_is_foreign(void **state)
{
    static const visit_t visits[] = {
        {"cookie_foreign", "https://site.test", "__Host-oauth_browser=planted", false, {{"Host", "site.test"}}},
        {"cookie_foreign", "https://site.test", "a=b; __Host-oauth_browser=", true, {{"Host", "other.test"}}},
    };

    assert_causes(visits, sizeof(visits) / sizeof(visits[0]), unit_work(state));
}

static void a_browser_without_tls_gets_no_cookie_of_https(void **state)
{
    static const visit_t visits[] = {
        {"cookie_in_clear", "https://site.test", NULL, true, {{"Host", "site.test"}}},
        {"cookie_in_clear", "https://site.test", NULL, true, {{"X-Forwarded-Proto", "http"}, {"Via", "1.1 front"}}},
        {"cookie_in_clear", "https://site.test", NULL, false, {{"X-Forwarded-Proto", "HTTP"}}},
    };

    assert_causes(visits, sizeof(visits) / sizeof(visits[0]), unit_work(state));
}

/* A proxy may have had TLS, and a browser with Fetch Metadata has. */
static void nothing_is_said_of_tls_that_a_proxy_may_have(void **state)
{
    static const visit_t visits[] = {
        {"browser_cookie", "https://site.test", NULL, true, {{"Via", "1.1 front"}}},
        {"browser_cookie", "https://site.test", NULL, true, {{"X-Forwarded-For", "192.0.2.1"}, {"Host", "inside"}}},
        {"browser_cookie", "https://site.test", NULL, true, {{"X-Forwarded-Proto", "https"}}},
        {"browser_cookie", "https://site.test", NULL, true, {{"Sec-Fetch-Mode", "navigate"}, {"Host", "site.test"}}},
    };

    assert_causes(visits, sizeof(visits) / sizeof(visits[0]), unit_work(state));
}

static void a_browser_that_came_by_another_name_has_the_cookie_of_that(void **state)
{
    static const visit_t visits[] = {
        {"cookie_host", "https://www.site.test", NULL, false, {{"Host", "site.test"}}},
        {"cookie_host", "http://site.test", NULL, true, {{"Host", "192.0.2.9:8080"}}},
        {"cookie_host", "https://site.test", NULL, true, {{"X-Forwarded-Host", "site.example"}, {"Host", "site.test"}}},
    };

    assert_causes(visits, sizeof(visits) / sizeof(visits[0]), unit_work(state));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cookie_that_just_did_not_come_back_has_the_plain_reason),
        cmocka_unit_test(one_of_the_name_that_is_none_of_ours_is_foreign),
        cmocka_unit_test(a_browser_without_tls_gets_no_cookie_of_https),
        cmocka_unit_test(nothing_is_said_of_tls_that_a_proxy_may_have),
        cmocka_unit_test(a_browser_that_came_by_another_name_has_the_cookie_of_that),
    };

    return unit_run("lost_cookie", tests, sizeof(tests) / sizeof(tests[0]));
}
