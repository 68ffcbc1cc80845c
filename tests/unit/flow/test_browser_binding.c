/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <apr_strings.h>

#include "flow/browser.h"
#include "flow/browser_binding.h"

static const char had[] = "AAECAwQFBgcICQoLDA0ODw"; /* 16 bytes */

/* The Set-Cookie header of a login that begins, NULL: none. */
static const char *begin_login(const char **browser, const char *origin, const char *cookies, oas_response_mode_t mode,
                               oas_work_t *work)
{
    oas_request_t request = browser_opens("/page");
    oas_reply_t reply = {0};

    request.origin = origin;
    request.cookies = cookies;
    assert_int_equal(oas_browser_bind(browser, &reply, &request, mode, work), OAS_OK);
    return reply.set_cookie_count != 0 ? reply.set_cookies[0] : NULL;
}

static void a_new_browser_gets_a_cookie_that_no_other_sites_form_brings(void **state)
{
    const char *first, *second;
    const char *cookie = begin_login(&first, "https://site.test", NULL, OAS_MODE_QUERY, unit_work(state));

    assert_string_equal(cookie, apr_pstrcat(unit_work(state)->pool, "__Host-oauth_browser=", first,
                                            "; Path=/; Secure; HttpOnly; SameSite=Lax", NULL));
    assert_int_equal(strlen(first), 22);
    assert_non_null(begin_login(&second, "https://site.test", NULL, OAS_MODE_FRAGMENT, unit_work(state)));
    assert_string_not_equal(first, second);
}

static void the_cookie_that_is_there_is_kept(void **state)
{
    const char *browser;
    const char *cookies = apr_pstrcat(unit_work(state)->pool, "a=b; __Host-oauth_browser=", had, NULL);

    assert_null(begin_login(&browser, "https://site.test", cookies, OAS_MODE_QUERY, unit_work(state)));
    assert_string_equal(browser, had);
}

/* It may be Lax, of a login at another provider. */
static void a_form_gets_the_cookie_that_is_there_anew_to_come_with_it(void **state)
{
    const char *browser;
    const char *cookies = apr_pstrcat(unit_work(state)->pool, "__Host-oauth_browser=", had, NULL);
    const char *cookie = begin_login(&browser, "https://site.test", cookies, OAS_MODE_FORM_POST, unit_work(state));

    assert_string_equal(browser, had);
    assert_string_equal(cookie, apr_pstrcat(unit_work(state)->pool, "__Host-oauth_browser=", had,
                                            "; Path=/; Secure; HttpOnly; SameSite=None", NULL));
}

static void what_we_could_not_have_made_is_replaced(void **state)
{
    static const char *const cookies[] = {"__Host-oauth_browser=", "__Host-oauth_browser=short",
                                          "__Host-oauth_browser=AAECAwQFBgcICQoLDA0OD!",
                                          "oauth_browser=AAECAwQFBgcICQoLDA0ODw"};

    for (size_t i = 0; i < sizeof(cookies) / sizeof(cookies[0]); i++) {
        const char *browser;

        assert_non_null(begin_login(&browser, "https://site.test", cookies[i], OAS_MODE_QUERY, unit_work(state)));
        assert_string_not_equal(browser, had);
    }
}

static void on_loopback_a_form_needs_no_tls(void **state)
{
    static const char *const origins[] = {"http://localhost:8080", "http://127.0.0.1", "http://[::1]:8080"};

    for (size_t i = 0; i < sizeof(origins) / sizeof(origins[0]); i++) {
        const char *browser;
        const char *cookie = begin_login(&browser, origins[i], NULL, OAS_MODE_FORM_POST, unit_work(state));

        assert_int_equal(strncmp(cookie, "oauth_browser=", 14), 0);
        assert_non_null(strstr(cookie, "; Secure; HttpOnly; SameSite=None"));
    }
}

static void elsewhere_a_form_without_tls_is_a_mistake_of_the_configuration(void **state)
{
    oas_request_t request = browser_opens("/page");
    oas_reply_t reply = {0};
    const char *browser;

    request.origin = "http://www.site.test";
    assert_int_equal(oas_browser_bind(&browser, &reply, &request, OAS_MODE_FORM_POST, unit_work(state)),
                     OAS_MISCONFIGURED);
    assert_reason(unit_work(state), "form_post_without_tls");
    assert_non_null(strstr(unit_work(state)->failure, "OAuthPublicURL"));
    assert_int_equal(reply.set_cookie_count, 0);
    assert_null(browser);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_browser_gets_a_cookie_that_no_other_sites_form_brings),
        cmocka_unit_test(the_cookie_that_is_there_is_kept),
        cmocka_unit_test(a_form_gets_the_cookie_that_is_there_anew_to_come_with_it),
        cmocka_unit_test(what_we_could_not_have_made_is_replaced),
        cmocka_unit_test(on_loopback_a_form_needs_no_tls),
        cmocka_unit_test(elsewhere_a_form_without_tls_is_a_mistake_of_the_configuration),
    };
    return unit_run("browser_binding", tests, sizeof(tests) / sizeof(tests[0]));
}
