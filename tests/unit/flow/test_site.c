/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

static void a_provider_is_found_by_its_name(void **state)
{
    scene_t *scene = scene_begin(state);

    assert_ptr_equal(oas_site_provider(&scene->site, "one"), &scene->providers[0]);
    assert_ptr_equal(oas_site_provider(&scene->site, "two"), &scene->providers[1]);
}

static void without_a_name_the_first_provider_is_meant(void **state)
{
    scene_t *scene = scene_begin(state);

    assert_ptr_equal(oas_site_provider(&scene->site, NULL), &scene->providers[0]);
}

static void a_name_that_only_resembles_finds_no_provider(void **state)
{
    static const char *const names[] = {"three", "One", "on", "one ", "onetwo", ""};
    scene_t *scene = scene_begin(state);

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_null(oas_site_provider(&scene->site, names[i]));
    scene->site.provider_count = 0;
    assert_null(oas_site_provider(&scene->site, "one"));
    assert_null(oas_site_provider(&scene->site, NULL));
}

static void endpoints_are_below_the_path_that_was_configured(void **state)
{
    scene_t *scene = scene_begin(state);

    scene->site.path = "/a/b";
    assert_string_equal(oas_site_path(&scene->site, "login", scene->work->pool), "/a/b/login");
    assert_string_equal(oas_site_callback_path(&scene->site, "one", scene->work->pool), "/a/b/callback/one");
}

static void pages_of_the_site_may_be_returned_to(void **state)
{
    static const char *const targets[] = {"/",       "/page?a=b",    "/oauthx", "/oauth-2/login", "/oauth.html", "/OAUTH/login",
                                          "/x/oauth/login", "/oaut", "/?/oauth/login", "/oauth/sessions",
                                          "/oauth/sessions?after=x", "/a#", "/a?b#/c?d#e", "/#//evil.test"};
    scene_t *scene = scene_begin(state);

    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
        if (!oas_site_may_return_to(&scene->site, targets[i]))
            fail_msg("%s may not be returned to", targets[i]);
}

static void what_would_lead_away_or_round_in_circles_may_not(void **state)
{
    static const char *const targets[] = {"/oauth",          "/oauth/",          "/oauth/login", "/oauth/callback/one?code=x",
                                          "/oauth/anything", "/oauth/sessions/", "/oauth/sessionsx", "/oauth/session", "/oauth?to=/page",  "//site.test/", "/\\site.test",
                                          "https://site.test/page", "page", "", "#", "#/", "//evil.test#/", "/oauth/logout#/x",
                                          "/#\"", "/#<", "/#\\", "/# ", "/#\n", "/#\xc3\xa9"};
    scene_t *scene = scene_begin(state);

    assert_false(oas_site_may_return_to(&scene->site, NULL));
    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
        if (oas_site_may_return_to(&scene->site, targets[i]))
            fail_msg("%s may be returned to", targets[i]);
}

/* RFC 6265bis §4.1.3: a browser takes such a name from this very host and over TLS alone. */
static void with_tls_no_neighbour_can_set_our_cookies(void **state)
{
    const oas_cookie_names_t *names = oas_cookie_names(true);

    (void)state;
    assert_true(names->secure);
    assert_string_equal(names->session, "__Host-oauth_session");
    assert_string_equal(names->browser, "__Host-oauth_browser");
    assert_string_equal(names->target, "__Secure-oauth_target"); /* __Host- would ask for the path "/" */
}

static void without_tls_cookies_have_names_that_browsers_take(void **state)
{
    const oas_cookie_names_t *names = oas_cookie_names(false);

    (void)state;
    assert_false(names->secure);
    assert_string_equal(names->session, "oauth_session");
    assert_string_equal(names->browser, "oauth_browser");
    assert_string_equal(names->target, "oauth_target");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_provider_is_found_by_its_name),
        cmocka_unit_test(without_a_name_the_first_provider_is_meant),
        cmocka_unit_test(a_name_that_only_resembles_finds_no_provider),
        cmocka_unit_test(endpoints_are_below_the_path_that_was_configured),
        cmocka_unit_test(pages_of_the_site_may_be_returned_to),
        cmocka_unit_test(what_would_lead_away_or_round_in_circles_may_not),
        cmocka_unit_test(with_tls_no_neighbour_can_set_our_cookies),
        cmocka_unit_test(without_tls_cookies_have_names_that_browsers_take),
    };

    return unit_run("site", tests, sizeof(tests) / sizeof(tests[0]));
}
