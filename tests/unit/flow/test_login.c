/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "oidc/login_attempt.h"

static const char browser_cookie[] = "__Host-oauth_browser";

/* Begin a login with the browser's cookies. */
static oas_status_t begin(scene_t *scene, oas_reply_t *reply, const oas_login_wish_t *wish)
{
    oas_request_t request = browser_opens("/page");

    *reply = (oas_reply_t){0};
    oas_forgive(scene->work);
    request.cookies = scene_cookies(scene);
    return oas_login_begin(reply, &scene->site, &request, wish, scene->work);
}

/* What the state of this departure holds. */
static oas_login_attempt_t *attempt_of(const scene_t *scene, const oas_reply_t *departure)
{
    oas_login_attempt_t *attempt;

    assert_int_equal(oas_login_attempt_open(&attempt, scene_parameter(scene, departure, "state"), scene->site.sessions.keys,
                                            scene->work),
                     OAS_OK);
    return attempt;
}

static void state_holds_what_the_callback_has_to_know(void **state)
{
    scene_t *scene = scene_begin(state);
    const oas_login_wish_t wish = {.provider = "two", .target = "/page", .try_number = 2};
    oas_reply_t reply;
    oas_login_attempt_t *attempt;

    assert_int_equal(begin(scene, &reply, &wish), OAS_OK);
    assert_int_equal(reply.status, 302);
    attempt = attempt_of(scene, &reply);
    assert_string_equal(attempt->provider, "two");
    assert_string_equal(attempt->realm, "site.test:443");
    assert_string_equal(attempt->target, "/page");
    assert_int_equal(attempt->started, scene->work->now);
    assert_int_equal(attempt->try_number, 2);
}

static void a_target_that_is_not_fit_becomes_the_start_page(void **state)
{
    static const char *const targets[] = {NULL, "", "page", "//evil.test", "https://site.test/page", "/oauth/logout"};
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
        const oas_login_wish_t wish = {.target = targets[i], .try_number = 1};

        assert_int_equal(begin(scene, &reply, &wish), OAS_OK);
        assert_string_equal(attempt_of(scene, &reply)->target, "/");
    }
}

static void a_browser_without_a_fit_binding_gets_a_new_one(void **state)
{
    static const char *const unfit[] = {"", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA=",
                                        "AAAAAAAAAAAAAAAAAAAAA\"", "AAAAAAAAAAAAAAAAAAAAAB"};
    const oas_login_wish_t wish = {.target = "/page", .try_number = 1};
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    for (size_t i = 0; i < sizeof(unfit) / sizeof(unfit[0]); i++) {
        apr_table_set(scene->jar, browser_cookie, unfit[i]);
        assert_int_equal(begin(scene, &reply, &wish), OAS_OK);
        assert_int_equal(reply.set_cookie_count, 1);
        scene_keep_cookies(scene, &reply);
        assert_string_not_equal(apr_table_get(scene->jar, browser_cookie), unfit[i]);
        assert_true(oas_login_attempt_is_of(attempt_of(scene, &reply), scene->site.sessions.keys,
                                            apr_table_get(scene->jar, browser_cookie), scene->work));
    }
}

static void a_fit_binding_is_kept(void **state)
{
    const oas_login_wish_t wish = {.target = "/page", .try_number = 1};
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    apr_table_set(scene->jar, browser_cookie, "AAAAAAAAAAAAAAAAAAAAAA");
    assert_int_equal(begin(scene, &reply, &wish), OAS_OK);
    assert_int_equal(reply.set_cookie_count, 0);
    assert_true(oas_login_attempt_is_of(attempt_of(scene, &reply), scene->site.sessions.keys, "AAAAAAAAAAAAAAAAAAAAAA",
                                        scene->work));
}

static void the_binding_is_for_all_of_the_site_and_ends_with_the_browser(void **state)
{
    const oas_login_wish_t wish = {.target = "/page", .try_number = 1};
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    assert_int_equal(begin(scene, &reply, &wish), OAS_OK);
    assert_int_equal(reply.set_cookie_count, 1);
    assert_non_null(strstr(reply.set_cookies[0], "; Path=/;"));
    assert_non_null(strstr(reply.set_cookies[0], "; Secure"));
    assert_null(strstr(reply.set_cookies[0], "Max-Age"));
}

static void a_site_without_a_provider_is_not_set_up(void **state)
{
    const oas_login_wish_t wish = {.target = "/page", .try_number = 1};
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene->site.provider_count = 0;
    assert_int_equal(begin(scene, &reply, &wish), OAS_MISCONFIGURED);
    assert_reason(scene->work, "no_provider");
    assert_null(reply.location);
}

static void a_login_that_can_not_begin_leaves_a_way_back_to_the_page(void **state)
{
    const oas_login_wish_t wish = {.target = "/page?a=b", .try_number = 1};
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene->registrations[0].by_hand = (oas_provider_t){.issuer = "https://one.test"};
    scene->registrations[0].discover = true;
    assert_int_equal(oas_provider_cache_new(&scene->providers[0].cache, &scene->registrations[0], scene->work->pool, scene->work),
                     OAS_OK);
    scene->call_status = OAS_UNAVAILABLE;
    assert_int_equal(begin(scene, &reply, &wish), OAS_UNAVAILABLE);
    assert_string_equal(reply.page.link, "/page?a=b");
    assert_null(reply.location);
    assert_int_equal(reply.set_cookie_count, 0);
}

/* --- the endpoint --- */

static oas_status_t follow(scene_t *scene, oas_reply_t *reply, const char *link)
{
    oas_request_t request = browser_opens(link);

    *reply = (oas_reply_t){0};
    oas_forgive(scene->work);
    request.cookies = scene_cookies(scene);
    return oas_login_endpoint(reply, &scene->site, &request, scene->work);
}

static void a_link_without_parameters_leads_to_the_start_page(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    assert_int_equal(follow(scene, &reply, "/oauth/login"), OAS_OK);
    assert_string_equal(attempt_of(scene, &reply)->provider, "one");
    assert_string_equal(attempt_of(scene, &reply)->target, "/");
    assert_int_equal(attempt_of(scene, &reply)->try_number, 1);
    scene_sign_in(scene);
    assert_int_equal(follow(scene, &reply, "/oauth/login"), OAS_OK);
    assert_string_equal(reply.location, "https://site.test/");
}

static void who_is_signed_in_elsewhere_can_sign_in_at_the_provider_of_the_link(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene_sign_in(scene);
    assert_int_equal(follow(scene, &reply, "/oauth/login?provider=two&to=/mine"), OAS_OK);
    assert_int_equal(reply.status, 302);
    assert_string_equal(attempt_of(scene, &reply)->provider, "two");
    assert_string_equal(attempt_of(scene, &reply)->target, "/mine");
}

static void who_is_signed_in_is_led_to_no_other_site(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene_sign_in(scene);
    assert_int_equal(follow(scene, &reply, "/oauth/login?to=//evil.test"), OAS_OK);
    assert_string_equal(reply.location, "https://site.test/");
}

static void a_link_that_says_two_things_is_refused(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    assert_int_equal(follow(scene, &reply, "/oauth/login?to=/a&to=/b"), OAS_REFUSED);
    assert_int_equal(follow(scene, &reply, "/oauth/login?provider=one&provider=two"), OAS_REFUSED);
    assert_reason(scene->work, "form_repeated");
    assert_null(reply.location);
}

static const char *const passed_names[] = {"login_hint", "max_age", "prompt", NULL};

static void a_link_passes_on_what_is_allowed_and_nothing_else(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene->registrations[0].passed_parameters = passed_names;
    assert_int_equal(follow(scene, &reply, "/oauth/login?to=/mine&login_hint=ann&state=evil&redirect_uri=https://evil.test"),
                     OAS_OK);
    assert_non_null(strstr(reply.location, "&login_hint=ann"));
    assert_null(strstr(reply.location, "evil"));
    assert_int_equal(attempt_of(scene, &reply)->authenticated_since, 0);
    assert_int_equal(follow(scene, &reply, "/oauth/login?provider=two&login_hint=ann"), OAS_OK);
    assert_null(strstr(reply.location, "login_hint"));
}

static void the_attempt_remembers_the_max_age_of_its_link(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene->registrations[0].passed_parameters = passed_names;
    assert_int_equal(follow(scene, &reply, "/oauth/login?max_age=60"), OAS_OK);
    assert_non_null(strstr(reply.location, "&max_age=60"));
    assert_int_equal(attempt_of(scene, &reply)->authenticated_since, scene->work->now - apr_time_from_sec(60));
}

static void who_is_signed_in_is_asked_again_where_the_link_says_so(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene_sign_in(scene);
    scene->registrations[0].passed_parameters = passed_names;
    assert_int_equal(follow(scene, &reply, "/oauth/login?to=/mine&login_hint=ann"), OAS_OK);
    assert_string_equal(reply.location, "https://site.test/mine");
    assert_int_equal(follow(scene, &reply, "/oauth/login?to=/mine&prompt=login"), OAS_OK);
    assert_int_equal(reply.status, 302);
    assert_non_null(strstr(reply.location, "&prompt=login"));
    assert_int_equal(follow(scene, &reply, "/oauth/login?to=/mine&acr_values=1"), OAS_OK);
    assert_int_equal(reply.status, 303);
}

static void a_link_with_a_wrong_value_is_refused_with_a_way_on(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene->registrations[0].passed_parameters = passed_names;
    assert_int_equal(follow(scene, &reply, "/oauth/login?to=/mine&max_age=soon"), OAS_REFUSED);
    assert_reason(scene->work, "login_parameter");
    assert_string_equal(reply.page.link, "/mine");
    assert_null(reply.location);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(state_holds_what_the_callback_has_to_know),
        cmocka_unit_test(a_target_that_is_not_fit_becomes_the_start_page),
        cmocka_unit_test(a_browser_without_a_fit_binding_gets_a_new_one),
        cmocka_unit_test(a_fit_binding_is_kept),
        cmocka_unit_test(the_binding_is_for_all_of_the_site_and_ends_with_the_browser),
        cmocka_unit_test(a_site_without_a_provider_is_not_set_up),
        cmocka_unit_test(a_login_that_can_not_begin_leaves_a_way_back_to_the_page),
        cmocka_unit_test(a_link_without_parameters_leads_to_the_start_page),
        cmocka_unit_test(who_is_signed_in_elsewhere_can_sign_in_at_the_provider_of_the_link),
        cmocka_unit_test(who_is_signed_in_is_led_to_no_other_site),
        cmocka_unit_test(a_link_that_says_two_things_is_refused),
        cmocka_unit_test(a_link_passes_on_what_is_allowed_and_nothing_else),
        cmocka_unit_test(the_attempt_remembers_the_max_age_of_its_link),
        cmocka_unit_test(who_is_signed_in_is_asked_again_where_the_link_says_so),
        cmocka_unit_test(a_link_with_a_wrong_value_is_refused_with_a_way_on),
    };

    return unit_run("login", tests, sizeof(tests) / sizeof(tests[0]));
}
