/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"
#include "flow/stale_cookie.h"

/* Who has no session, as far as the page is concerned, gets this answer; the browser does what it says. */
static bool is_cleared(scene_t *scene)
{
    oas_request_t request = browser_opens("/page");
    oas_reply_t reply = {0};

    request.cookies = scene_cookies(scene);
    oas_stale_cookie_clear(&reply, &scene->site, &request, scene->work);
    return reply.set_cookie_count == 1 && strstr(reply.set_cookies[0], "__Host-oauth_session=;") == reply.set_cookies[0]
           && strstr(reply.set_cookies[0], "Max-Age=0") != NULL;
}

static void a_cookie_of_an_ended_session_is_cleared(void **state)
{
    scene_t *scene = scene_begin(state);

    scene_sign_in(scene);
    assert_int_equal(oas_session_end(&scene->site.sessions, scene_session(scene), scene->work), OAS_OK);
    assert_true(is_cleared(scene));
    assert_null(scene->work->reason);
}

static void a_cookie_of_a_session_that_idled_out_is_cleared(void **state)
{
    scene_t *scene = scene_begin(state);

    scene_sign_in(scene);
    scene->work->now += apr_time_from_sec(1801);
    assert_true(is_cleared(scene));
}

static void a_cookie_of_a_session_that_only_the_page_refuses_stays(void **state)
{
    scene_t *scene = scene_begin(state);

    scene_sign_in(scene);
    assert_false(is_cleared(scene));
}

static void who_has_no_cookie_is_given_none(void **state)
{
    scene_t *scene = scene_begin(state);

    assert_false(is_cleared(scene));
}

/* A site at another port of the same host, and anything a neighbour may have set. */
static void what_is_no_cookie_of_this_site_stays(void **state)
{
    scene_t *scene = scene_begin(state);

    scene_sign_in(scene);
    scene->site.sessions.realm = "site.test:8443";
    assert_false(is_cleared(scene));
    apr_table_set(scene->jar, "__Host-oauth_session", "nonsense");
    assert_false(is_cleared(scene));
}

static oas_status_t can_not_say(oas_store_t *store, oas_record_t **record, const oas_index_t *index, oas_boxes_t wanted,
                                oas_work_t *work)
{
    (void)store, (void)index, (void)wanted;
    *record = NULL;
    return oas_fail(work, OAS_UNAVAILABLE, "store_unavailable", "scripted");
}

static void a_store_that_can_not_be_asked_takes_nobody_his_cookie(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_store_t *store = scene->site.sessions.store;
    oas_store_calls_t calls = *store->calls;

    scene_sign_in(scene);
    calls.get = can_not_say;
    store->calls = &calls;
    assert_false(is_cleared(scene));
}

static void the_answer_that_asks_for_a_login_clears_it(void **state)
{
    scene_t *scene = scene_begin(state);

    scene_sign_in(scene);
    assert_int_equal(oas_session_end(&scene->site.sessions, scene_session(scene), scene->work), OAS_OK);
    scene_open_protected(scene, "/page");
    assert_null(apr_table_get(scene->jar, "__Host-oauth_session"));
    assert_non_null(apr_table_get(scene->jar, "__Host-oauth_browser"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cookie_of_an_ended_session_is_cleared),
        cmocka_unit_test(a_cookie_of_a_session_that_idled_out_is_cleared),
        cmocka_unit_test(a_cookie_of_a_session_that_only_the_page_refuses_stays),
        cmocka_unit_test(who_has_no_cookie_is_given_none),
        cmocka_unit_test(what_is_no_cookie_of_this_site_stays),
        cmocka_unit_test(a_store_that_can_not_be_asked_takes_nobody_his_cookie),
        cmocka_unit_test(the_answer_that_asks_for_a_login_clears_it),
    };

    return unit_run("stale_cookie", tests, sizeof(tests) / sizeof(tests[0]));
}
