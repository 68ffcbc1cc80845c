/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"
#include "flow/session_frame.h"

/* The first provider has a frame that is to be asked. */
static scene_t *set_scene(void **state)
{
    scene_t *scene = scene_begin(state);

    scene->registrations[0].session_management = true;
    scene->registrations[0].by_hand.check_session_iframe = "https://one.test:8443/frame?x=1";
    return scene;
}

/* The provider's answer has this session_state, escaped; NULL: none. */
static void sign_in(scene_t *scene, const char *session_state)
{
    oas_reply_t departure = scene_open_protected(scene, "/page"), reply;
    const char *query = apr_pstrcat(scene->work->pool, "code=good&state=", scene_parameter(scene, &departure, "state"), NULL);

    if (session_state != NULL)
        query = apr_pstrcat(scene->work->pool, query, "&session_state=", session_state, NULL);
    assert_int_equal(scene_return_to(scene, &reply, "one", query), OAS_OK);
    assert_non_null(scene_session(scene));
}

static oas_reply_t ask(scene_t *scene)
{
    oas_request_t request = browser_opens("/oauth/session-frame");
    oas_reply_t reply = {0};

    request.cookies = scene_cookies(scene);
    assert_int_equal(oas_session_frame(&reply, &scene->site, &request, scene->work), OAS_OK);
    return reply;
}

static void asks_the_frame_of_who_signed_the_person_in(void **state)
{
    scene_t *scene = set_scene(state);
    oas_reply_t reply;

    sign_in(scene, "ab12.cd");
    reply = ask(scene);
    assert_int_equal(reply.status, 200);
    assert_int_equal(reply.page.kind, OAS_PAGE_SESSION_FRAME);
    assert_string_equal(reply.page.frame, "https://one.test:8443/frame?x=1");
    assert_string_equal(reply.page.frame_origin, "https://one.test:8443");
    assert_string_equal(reply.page.frame_message, "client ab12.cd");
    assert_string_equal(reply.page.link, "/oauth/session-check?to=");
}

static void assert_nothing_to_ask(scene_t *scene)
{
    oas_reply_t reply = ask(scene);

    assert_int_equal(reply.status, 204);
    assert_int_equal(reply.page.kind, OAS_PAGE_NONE);
    assert_null(scene->work->reason);
}

static void nobody_is_asked_for_who_is_not_signed_in(void **state)
{
    assert_nothing_to_ask(set_scene(state));
}

static void a_provider_that_is_not_to_be_asked_or_has_no_frame_is_left_alone(void **state)
{
    scene_t *scene = set_scene(state);

    sign_in(scene, "ab12.cd");
    scene->registrations[0].session_management = false;
    assert_nothing_to_ask(scene);
    scene->registrations[0].session_management = true;
    scene->registrations[0].by_hand.check_session_iframe = NULL;
    assert_nothing_to_ask(scene);
}

/* OpenID Connect Session Management 1.0 §2: no space in it. */
static void a_session_state_that_is_none_is_not_asked_about(void **state)
{
    static const char *const crooked[] = {NULL, "", "a+b", "a%20b", "a%0Ab", "%C3%A9"};

    for (size_t i = 0; i < sizeof(crooked) / sizeof(crooked[0]); i++) {
        scene_t *scene = set_scene(state);

        sign_in(scene, crooked[i]);
        assert_nothing_to_ask(scene);
    }
}

static void a_session_state_without_end_is_not_kept(void **state)
{
    scene_t *scene = set_scene(state);
    char *longest = apr_pcalloc(scene->work->pool, 514);

    memset(longest, 'a', 513);
    sign_in(scene, longest);
    assert_nothing_to_ask(scene);
    longest[512] = '\0';
    sign_in(scene, longest);
    assert_int_equal(ask(scene).status, 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_the_frame_of_who_signed_the_person_in),
        cmocka_unit_test(nobody_is_asked_for_who_is_not_signed_in),
        cmocka_unit_test(a_provider_that_is_not_to_be_asked_or_has_no_frame_is_left_alone),
        cmocka_unit_test(a_session_state_that_is_none_is_not_asked_about),
        cmocka_unit_test(a_session_state_without_end_is_not_kept),
    };

    return unit_run("session_frame", tests, sizeof(tests) / sizeof(tests[0]));
}
