/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

static oas_status_t find(scene_t *scene, const char *cookies, const char *provider)
{
    oas_session_t *session;
    oas_status_t status;

    oas_forgive(scene->work);
    status = oas_access_find(&session, &scene->site, cookies, true, provider, scene->work);
    assert_true((session != NULL) == (status == OAS_OK));
    return status;
}

static const char *session_cookie(const scene_t *scene)
{
    return apr_pstrcat(scene->work->pool, "__Host-oauth_session=", apr_table_get(scene->jar, "__Host-oauth_session"), NULL);
}

static void a_session_is_found_among_other_cookies(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *ours;

    scene_sign_in(scene);
    ours = session_cookie(scene);
    assert_int_equal(find(scene, ours, NULL), OAS_OK);
    assert_int_equal(find(scene, apr_pstrcat(scene->work->pool, "a=1; ", ours, "; b=2", NULL), NULL), OAS_OK);
}

static void a_cookie_that_another_page_has_put_beside_ours_does_no_harm(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *junk = "__Host-oauth_session=junk; ";
    const char *ours;

    scene_sign_in(scene);
    ours = session_cookie(scene);
    assert_int_equal(find(scene, apr_pstrcat(scene->work->pool, junk, junk, junk, ours, NULL), NULL), OAS_OK);
    assert_int_equal(find(scene, apr_pstrcat(scene->work->pool, junk, junk, junk, junk, ours, NULL), NULL), OAS_NOT_FOUND);
}

static void nothing_else_is_a_session(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *value;

    scene_sign_in(scene);
    value = apr_table_get(scene->jar, "__Host-oauth_session");
    assert_int_equal(find(scene, NULL, NULL), OAS_NOT_FOUND);
    assert_int_equal(find(scene, "", NULL), OAS_NOT_FOUND);
    assert_int_equal(find(scene, "__Host-oauth_session", NULL), OAS_NOT_FOUND);
    assert_int_equal(find(scene, "__Host-oauth_session=", NULL), OAS_NOT_FOUND);
    assert_int_equal(find(scene, apr_pstrcat(scene->work->pool, "oauth_session=", value, NULL), NULL), OAS_NOT_FOUND);
    assert_int_equal(find(scene, apr_pstrcat(scene->work->pool, "__host-oauth_session=", value, NULL), NULL), OAS_NOT_FOUND);
    assert_int_equal(find(scene, apr_pstrcat(scene->work->pool, "x__Host-oauth_session=", value, NULL), NULL), OAS_NOT_FOUND);
    assert_int_equal(find(scene, apr_pstrcat(scene->work->pool, "__Host-oauth_session=\"", value, "\"", NULL), NULL),
                     OAS_NOT_FOUND);
    assert_reason(scene->work, "no_session");
}

static void a_forged_cookie_costs_no_look_up(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_store_t *store = scene->site.sessions.store;
    oas_store_usage_t before, after;
    char *cookie;

    scene_sign_in(scene);
    assert_int_equal(store->calls->usage(store, &before, scene->work), OAS_OK);
    cookie = apr_pstrdup(scene->work->pool, session_cookie(scene));
    cookie[strlen(cookie) - 3] ^= 1;
    assert_int_equal(find(scene, cookie, NULL), OAS_NOT_FOUND);
    assert_int_equal(store->calls->usage(store, &after, scene->work), OAS_OK);
    assert_int_equal(after.lookups, before.lookups);
}

static void a_page_for_users_of_one_provider_is_closed_to_anothers(void **state)
{
    scene_t *scene = scene_begin(state);

    scene_sign_in(scene);
    assert_int_equal(find(scene, session_cookie(scene), "one"), OAS_OK);
    assert_int_equal(find(scene, session_cookie(scene), "two"), OAS_NOT_FOUND);
}

/* A store that can not be asked: everything else is the real one's. */
static oas_status_t unavailable(oas_store_t *store, oas_record_t **record, const oas_index_t *index, oas_boxes_t wanted,
                                oas_work_t *work)
{
    (void)store, (void)index, (void)wanted;
    *record = NULL;
    return oas_fail(work, OAS_UNAVAILABLE, "store_unavailable", "scripted");
}

static void a_store_that_can_not_say_sends_nobody_to_a_login(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_store_t *store = scene->site.sessions.store;
    oas_store_calls_t calls = *store->calls;
    oas_request_t request = browser_opens("/oauth/login?to=/page");
    oas_reply_t reply = {0};

    scene_sign_in(scene);
    calls.get = unavailable;
    store->calls = &calls;
    assert_int_equal(find(scene, session_cookie(scene), NULL), OAS_UNAVAILABLE);
    request.cookies = scene_cookies(scene);
    assert_int_equal(oas_login_endpoint(&reply, &scene->site, &request, scene->work), OAS_UNAVAILABLE);
    assert_int_equal(oas_logout(&reply, &scene->site, &request, scene->work), OAS_UNAVAILABLE);
    assert_null(reply.location);
}

static void a_session_of_another_site_is_none_here(void **state)
{
    scene_t *scene = scene_begin(state);

    scene_sign_in(scene);
    scene->site.sessions.realm = "other.test:443";
    assert_int_equal(find(scene, session_cookie(scene), NULL), OAS_NOT_FOUND);
}

static void a_person_is_sent_to_the_provider(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply = scene_open_protected(scene, "/page");

    assert_int_equal(reply.status, 302);
    assert_memory_equal(reply.location, "https://one.test/authorize?", 27);
    assert_string_equal(scene_parameter(scene, &reply, "redirect_uri"), "https://site.test/oauth/callback/one");
    assert_string_equal(scene_parameter(scene, &reply, "code_challenge_method"), "S256");
    assert_string_equal(scene_parameter(scene, &reply, "response_type"), "code");
    assert_non_null(strstr(reply.set_cookies[0], "__Host-oauth_browser="));
}

static void a_script_gets_401_with_the_url_of_the_login(void **state)
{
    const oas_pair_t fetch[] = {{"Sec-Fetch-Mode", "cors"}, {"Accept", "application/json"}, {NULL, NULL}};
    scene_t *scene = scene_begin(state);
    oas_request_t request = browser_request("GET", "/api/items", fetch);
    oas_reply_t reply = {0};

    assert_int_equal(oas_access_demand(&reply, &scene->site, &request, "two", scene->work), OAS_OK);
    assert_int_equal(reply.status, 401);
    assert_int_equal(reply.page.kind, OAS_PAGE_PROBLEM_JSON);
    assert_string_equal(reply.page.reason, "no_session");
    assert_true(strlen(reply.page.title) > 10 && strlen(reply.page.text) > 20);
    assert_string_equal(reply.page.login_url, "https://site.test/oauth/login?provider=two");
    assert_null(reply.location);
    assert_int_equal(reply.set_cookie_count, 0);
}

/* Follows a link to the login endpoint. */
static oas_reply_t follow_login(scene_t *scene, const char *target, const oas_pair_t *headers)
{
    oas_request_t request = browser_request("GET", target, headers);
    oas_reply_t reply = {0};

    request.cookies = scene_cookies(scene);
    assert_int_equal(oas_login_endpoint(&reply, &scene->site, &request, scene->work), OAS_OK);
    scene_keep_cookies(scene, &reply);
    return reply;
}

static void a_link_to_the_login_comes_back_to_its_page(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = follow_login(scene, "/oauth/login?to=%2Fmine%3Fa%3D1", browser_navigation);
    oas_reply_t reply;

    assert_int_equal(departure.status, 302);
    assert_int_equal(scene_return(scene, &reply, &departure), OAS_OK);
    assert_string_equal(reply.location, "https://site.test/mine?a=1");
}

static void a_link_to_the_login_leads_to_no_other_site(void **state)
{
    static const char *const foreign[] = {"https://evil.test/", "//evil.test", "/\\evil.test", "evil.test", "javascript:alert(1)",
                                          "/oauth/logout", "/oauth/login?to=/", ""};
    scene_t *scene = scene_begin(state);

    for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
        const char *link = apr_pstrcat(scene->work->pool, "/oauth/login?to=", oas_form_escape(scene->work->pool, foreign[i]), NULL);
        oas_reply_t departure = follow_login(scene, link, browser_navigation);
        oas_reply_t reply;

        assert_int_equal(scene_return(scene, &reply, &departure), OAS_OK);
        assert_string_equal(reply.location, "https://site.test/");
        apr_table_clear(scene->jar);
    }
}

static void who_is_signed_in_goes_straight_to_the_page(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene_sign_in(scene);
    reply = follow_login(scene, "/oauth/login?to=/mine", browser_navigation);
    assert_int_equal(reply.status, 303);
    assert_string_equal(reply.location, "https://site.test/mine");
}

static void a_script_that_asks_for_the_login_begins_none(void **state)
{
    const oas_pair_t fetch[] = {{"Sec-Fetch-Mode", "cors"}, {NULL, NULL}};
    scene_t *scene = scene_begin(state);
    oas_reply_t reply = follow_login(scene, "/oauth/login?to=/mine", fetch);

    assert_int_equal(reply.status, 401);
    assert_int_equal(reply.set_cookie_count, 0);
    assert_string_equal(reply.page.login_url, "https://site.test/oauth/login?to=%2Fmine");
}

static void a_login_at_no_provider_of_ours_is_refused(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_request_t request = browser_opens("/oauth/login?provider=nobody");
    oas_reply_t reply = {0};

    assert_int_equal(oas_login_endpoint(&reply, &scene->site, &request, scene->work), OAS_REFUSED);
    assert_reason(scene->work, "login_provider_unknown");
}

static void a_page_that_names_its_provider_sends_people_there(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_request_t request = browser_opens("/page");
    oas_reply_t reply = {0};

    assert_int_equal(oas_access_demand(&reply, &scene->site, &request, "two", scene->work), OAS_OK);
    assert_memory_equal(reply.location, "https://two.test/authorize?", 27);
}

static void what_has_no_place_in_the_url_of_the_login_is_left_out(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_request_t request = browser_opens("/page");
    char target[5000] = "/";
    oas_reply_t reply = {0};

    oas_access_refuse(&reply, &scene->site, &request, NULL, NULL, scene->work);
    assert_string_equal(reply.page.login_url, "https://site.test/oauth/login");
    memset(target + 1, 'x', sizeof(target) - 2);
    oas_access_refuse(&reply, &scene->site, &request, "two", target, scene->work);
    assert_string_equal(reply.page.login_url, "https://site.test/oauth/login");
}

static void a_place_that_wants_no_challenge_says_the_same_with_403(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_request_t request = browser_opens("/page");
    oas_reply_t reply = {0};

    oas_access_forbid(&reply, &scene->site, &request, "two", scene->work);
    assert_int_equal(reply.status, 403);
    assert_int_equal(reply.page.kind, OAS_PAGE_PROBLEM_JSON);
    assert_string_equal(reply.page.login_url, "https://site.test/oauth/login?provider=two");
    assert_null(reply.location);
}

/* That nobody was signed in is no news. */
static void a_login_that_can_not_begin_says_why(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_request_t request = browser_opens("/page");
    oas_reply_t reply = {0};

    assert_int_equal(find(scene, NULL, NULL), OAS_NOT_FOUND);
    scene->site.provider_count = 0;
    assert_int_equal(oas_access_demand(&reply, &scene->site, &request, NULL, scene->work), OAS_MISCONFIGURED);
    assert_reason(scene->work, "no_provider");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_is_found_among_other_cookies),
        cmocka_unit_test(a_cookie_that_another_page_has_put_beside_ours_does_no_harm),
        cmocka_unit_test(nothing_else_is_a_session),
        cmocka_unit_test(a_forged_cookie_costs_no_look_up),
        cmocka_unit_test(a_page_for_users_of_one_provider_is_closed_to_anothers),
        cmocka_unit_test(a_store_that_can_not_say_sends_nobody_to_a_login),
        cmocka_unit_test(a_session_of_another_site_is_none_here),
        cmocka_unit_test(a_person_is_sent_to_the_provider),
        cmocka_unit_test(a_script_gets_401_with_the_url_of_the_login),
        cmocka_unit_test(a_link_to_the_login_comes_back_to_its_page),
        cmocka_unit_test(a_link_to_the_login_leads_to_no_other_site),
        cmocka_unit_test(who_is_signed_in_goes_straight_to_the_page),
        cmocka_unit_test(a_script_that_asks_for_the_login_begins_none),
        cmocka_unit_test(a_login_at_no_provider_of_ours_is_refused),
        cmocka_unit_test(a_page_that_names_its_provider_sends_people_there),
        cmocka_unit_test(what_has_no_place_in_the_url_of_the_login_is_left_out),
        cmocka_unit_test(a_place_that_wants_no_challenge_says_the_same_with_403),
        cmocka_unit_test(a_login_that_can_not_begin_says_why),
    };

    return unit_run("access", tests, sizeof(tests) / sizeof(tests[0]));
}
