/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "flow/login_rounds.h"

static const char session_cookie[] = "__Host-oauth_session";

/* One login more, of a browser that lets go of its session's cookie. */
static oas_status_t sign_in_and_forget(scene_t *scene, oas_reply_t *reply)
{
    oas_reply_t departure = scene_open_protected(scene, "/page");
    oas_status_t status = scene_return(scene, reply, &departure);

    apr_table_unset(scene->jar, session_cookie);
    return status;
}

/* R-SES-10 */
static void the_third_login_in_a_minute_without_a_session_gets_a_page(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;
    int calls;

    for (int i = 0; i < 2; i++) {
        assert_int_equal(sign_in_and_forget(scene, &reply), OAS_OK);
        assert_int_equal(reply.status, 303);
    }
    calls = scene->calls;
    scene->work->now += apr_time_from_sec(59);
    assert_int_equal(sign_in_and_forget(scene, &reply), OAS_REFUSED);
    assert_reason(scene->work, "session_cookie");
    assert_null(reply.location);
    assert_int_equal(scene->calls, calls);
}

static void who_comes_again_after_a_minute_is_in_no_loop(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    for (int i = 0; i < 5; i++) {
        assert_int_equal(sign_in_and_forget(scene, &reply), OAS_OK);
        scene->work->now += apr_time_from_sec(61);
    }
}

static void a_browser_that_keeps_its_session_may_sign_in_as_often_as_it_likes(void **state)
{
    scene_t *scene = scene_begin(state);

    for (int i = 0; i < 5; i++)
        scene_sign_in(scene);
}

static void who_signs_out_in_between_is_in_no_loop(void **state)
{
    static const oas_pair_t own_page[] = {{"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Mode", "navigate"}, {NULL, NULL}};
    scene_t *scene = scene_begin(state);

    for (int i = 0; i < 5; i++) {
        oas_request_t request = browser_request("POST", "/oauth/logout", own_page);
        oas_reply_t reply = {0};

        scene_sign_in(scene);
        request.cookies = scene_cookies(scene);
        assert_int_equal(oas_logout(&reply, &scene->site, &request, scene->work), OAS_OK);
        scene_keep_cookies(scene, &reply);
        assert_null(apr_table_get(scene->jar, "__Secure-oauth_rounds"));
    }
}

static void the_note_of_another_browser_stops_nobody(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    for (int i = 0; i < 2; i++)
        assert_int_equal(sign_in_and_forget(scene, &reply), OAS_OK);
    apr_table_unset(scene->jar, "__Host-oauth_browser");
    assert_int_equal(sign_in_and_forget(scene, &reply), OAS_OK);
}

static void a_note_that_is_not_of_our_making_counts_for_nothing(void **state)
{
    static const char *const values[] = {"", "3", "!", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        apr_table_set(scene->jar, "__Secure-oauth_rounds", values[i]);
        assert_int_equal(sign_in_and_forget(scene, &reply), OAS_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_third_login_in_a_minute_without_a_session_gets_a_page),
        cmocka_unit_test(who_comes_again_after_a_minute_is_in_no_loop),
        cmocka_unit_test(a_browser_that_keeps_its_session_may_sign_in_as_often_as_it_likes),
        cmocka_unit_test(who_signs_out_in_between_is_in_no_loop),
        cmocka_unit_test(the_note_of_another_browser_stops_nobody),
        cmocka_unit_test(a_note_that_is_not_of_our_making_counts_for_nothing),
    };

    return unit_run("login_rounds", tests, sizeof(tests) / sizeof(tests[0]));
}
