/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

static const oas_pair_t own_page[] = {{"Sec-Fetch-Site", "same-origin"}, {NULL, NULL}};

static const char *const cleared[] = {"cache", "cookies", "storage", NULL};

/* The first provider signs people out, too, and the site has a page for who has left. */
static scene_t *set_scene(void **state)
{
    scene_t *scene = scene_begin(state);

    scene->registrations[0].logout_at_provider = true;
    scene->registrations[0].by_hand.end_session_endpoint = "https://one.test:8443/end?x=1";
    scene->site.logout_target = "/bye";
    scene->site.cleared_data = cleared;
    return scene;
}

static oas_reply_t ask(scene_t *scene, const char *method, const oas_pair_t *headers)
{
    oas_request_t request = browser_request(method, "/oauth/logout", headers);
    oas_reply_t reply = {0};

    request.cookies = scene_cookies(scene);
    assert_int_equal(oas_logout(&reply, &scene->site, &request, scene->work), OAS_OK);
    scene_keep_cookies(scene, &reply);
    return reply;
}

/* The provider sends the browser back. */
static oas_reply_t come_back(scene_t *scene, const char *query)
{
    oas_request_t request = browser_opens(apr_pstrcat(scene->work->pool, "/oauth/logged-out", query, NULL));
    oas_reply_t reply = {0};

    request.cookies = scene_cookies(scene);
    assert_int_equal(oas_logged_out(&reply, &scene->site, &request, scene->work), OAS_OK);
    scene_keep_cookies(scene, &reply);
    return reply;
}

static const char *with_state(scene_t *scene, const oas_reply_t *departure)
{
    return apr_pstrcat(scene->work->pool, "?state=", scene_parameter(scene, departure, "state"), NULL);
}

static void who_signs_out_here_goes_on_to_the_provider(void **state)
{
    scene_t *scene = set_scene(state);
    oas_reply_t reply;

    scene_sign_in(scene);
    reply = ask(scene, "POST", own_page);
    assert_null(scene_session(scene));
    assert_int_equal(reply.status, 303);
    assert_true(strncmp(reply.location, "https://one.test:8443/end?x=1&client_id=client&", 47) == 0);
    assert_string_equal(scene_parameter(scene, &reply, "post_logout_redirect_uri"), "https://site.test/oauth/logged-out");
    assert_string_equal(reply.clear_site_data, "\"cache\", \"storage\"");
}

static void who_comes_back_from_there_goes_to_the_sites_own_page(void **state)
{
    scene_t *scene = set_scene(state);
    const char *query;
    oas_reply_t reply;

    scene_sign_in(scene);
    reply = ask(scene, "POST", own_page);
    query = with_state(scene, &reply);
    reply = come_back(scene, query);
    assert_string_equal(reply.location, "https://site.test/bye");
    assert_string_equal(reply.clear_site_data, "\"cookies\"");
    assert_int_equal(come_back(scene, query).page.kind, OAS_PAGE_SIGNED_OUT); /* and once */
}

static void who_comes_from_elsewhere_gets_a_page_and_nothing_else(void **state)
{
    static const char *const queries[] = {"", "?state=", "?state=forged", "?state=a&state=b", "?%zz"};
    scene_t *scene = set_scene(state);

    for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
        oas_reply_t reply;

        scene_sign_in(scene);
        ask(scene, "POST", own_page);
        reply = come_back(scene, queries[i]);
        assert_int_equal(reply.page.kind, OAS_PAGE_SIGNED_OUT);
        assert_int_equal(reply.status, 200);
        assert_null(reply.location);
        assert_null(reply.clear_site_data);
    }
}

static void nobody_is_signed_out_by_the_page_that_says_so(void **state)
{
    scene_t *scene = set_scene(state);

    scene_sign_in(scene);
    come_back(scene, "?state=forged");
    assert_non_null(scene_session(scene));
}

static void the_form_may_lead_to_the_provider(void **state)
{
    scene_t *scene = set_scene(state);

    scene_sign_in(scene);
    assert_string_equal(ask(scene, "GET", browser_navigation).page.form_goes_on_to, "https://one.test:8443");
    scene->registrations[0].logout_at_provider = false;
    assert_null(ask(scene, "GET", browser_navigation).page.form_goes_on_to);
}

/* Whose session was over already may still be signed in there. */
static void who_idled_out_is_sent_there_when_there_is_one_provider(void **state)
{
    scene_t *scene = set_scene(state);

    assert_string_equal(ask(scene, "POST", own_page).location, "https://site.test/bye");
    scene->site.provider_count = 1;
    assert_true(strncmp(ask(scene, "POST", own_page).location, "https://one.test:8443/end?", 26) == 0);
    assert_string_equal(ask(scene, "GET", browser_navigation).location, "https://site.test/bye");
}

static void a_provider_that_says_nothing_of_it_keeps_nobody_signed_in_here(void **state)
{
    scene_t *scene = set_scene(state);
    oas_reply_t reply;

    scene->registrations[0].by_hand.end_session_endpoint = NULL;
    scene_sign_in(scene);
    reply = ask(scene, "POST", own_page);
    assert_null(scene_session(scene));
    assert_string_equal(reply.location, "https://site.test/bye");
    assert_string_equal(scene->work->news, "logout_here_alone");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_signs_out_here_goes_on_to_the_provider),
        cmocka_unit_test(who_comes_back_from_there_goes_to_the_sites_own_page),
        cmocka_unit_test(who_comes_from_elsewhere_gets_a_page_and_nothing_else),
        cmocka_unit_test(nobody_is_signed_out_by_the_page_that_says_so),
        cmocka_unit_test(the_form_may_lead_to_the_provider),
        cmocka_unit_test(who_idled_out_is_sent_there_when_there_is_one_provider),
        cmocka_unit_test(a_provider_that_says_nothing_of_it_keeps_nobody_signed_in_here),
    };
    return unit_run("provider_logout", tests, sizeof(tests) / sizeof(tests[0]));
}
