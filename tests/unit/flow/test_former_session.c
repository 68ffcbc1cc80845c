/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "flow/former_session.h"

static const char session_cookie[] = "__Host-oauth_session";

static const char *cookie_of(const scene_t *scene)
{
    return apr_pstrdup(scene->work->pool, apr_table_get(scene->jar, session_cookie));
}

/* The session that this cookie opens, whatever the browser has now. */
static bool is_alive(scene_t *scene, const char *cookie)
{
    const char *now = apr_table_get(scene->jar, session_cookie);
    bool alive;

    apr_table_set(scene->jar, session_cookie, cookie);
    alive = scene_session(scene) != NULL;
    if (now != NULL)
        apr_table_set(scene->jar, session_cookie, now);
    else
        apr_table_unset(scene->jar, session_cookie);
    return alive;
}

/* A page of the provider posts the answer: of all cookies the session's, which is Lax, does not come. */
static oas_status_t answer_by_form(scene_t *scene, const oas_reply_t *departure)
{
    const char *form = apr_pstrcat(scene->work->pool, "code=good&state=", scene_parameter(scene, departure, "state"), NULL);
    oas_request_t request = browser_request("POST", "/oauth/callback/one", browser_navigation);
    oas_reply_t reply = {0};
    oas_status_t status;

    apr_table_unset(scene->jar, session_cookie);
    oas_forgive(scene->work);
    request.cookies = scene_cookies(scene);
    request.form = oas_bytes_of(form);
    status = oas_callback(&reply, &scene->site, &request, "one", scene->work);
    scene_keep_cookies(scene, &reply);
    return status;
}

/* Somebody signs in, at a provider that posts its answers. */
static scene_t *begin_signed_in(void **state)
{
    scene_t *scene = scene_begin(state);

    scene_sign_in(scene);
    scene->registrations[0].response_mode = OAS_MODE_FORM_POST;
    return scene;
}

/* R-SES-02 */
static void a_login_by_form_ends_the_session_of_its_beginning(void **state)
{
    scene_t *scene = begin_signed_in(state);
    const char *former = cookie_of(scene);
    oas_reply_t departure = scene_open_protected(scene, "/page");

    assert_true(is_alive(scene, former));
    assert_int_equal(answer_by_form(scene, &departure), OAS_OK);
    assert_non_null(scene_session(scene));
    assert_false(is_alive(scene, former));
}

static void a_login_by_form_that_fails_leaves_it_alone(void **state)
{
    scene_t *scene = begin_signed_in(state);
    const char *former = cookie_of(scene);
    oas_reply_t departure = scene_open_protected(scene, "/page");

    scene->call_status = OAS_UNAVAILABLE;
    assert_int_equal(answer_by_form(scene, &departure), OAS_UNAVAILABLE);
    assert_true(is_alive(scene, former));
}

static void one_that_was_ended_meanwhile_is_no_failure(void **state)
{
    scene_t *scene = begin_signed_in(state);
    const char *former = cookie_of(scene);
    oas_reply_t departure = scene_open_protected(scene, "/page");

    assert_int_equal(oas_session_end(&scene->site.sessions, scene_session(scene), scene->work), OAS_OK);
    assert_int_equal(answer_by_form(scene, &departure), OAS_OK);
    assert_non_null(scene_session(scene));
    assert_null(scene->work->reason);
    assert_false(is_alive(scene, former));
}

static oas_status_t can_not_remove(oas_store_t *store, const oas_index_t *index, oas_work_t *work)
{
    (void)store, (void)index;
    return oas_fail(work, OAS_UNAVAILABLE, "store_locked", "scripted");
}

static void a_store_that_can_not_end_it_does_not_hinder_the_login(void **state)
{
    scene_t *scene = begin_signed_in(state);
    oas_reply_t departure = scene_open_protected(scene, "/page");
    oas_store_calls_t calls = *scene->site.sessions.store->calls;

    calls.remove = can_not_remove;
    scene->site.sessions.store->calls = &calls;
    assert_int_equal(answer_by_form(scene, &departure), OAS_OK);
    assert_non_null(scene_session(scene));
    assert_null(scene->work->reason);
}

static const unsigned char *remembered(scene_t *scene, oas_response_mode_t mode)
{
    oas_request_t request = browser_opens("/page");

    request.cookies = scene_cookies(scene);
    return oas_former_session_remember(&scene->site, &request, mode, scene->work);
}

static void only_a_login_whose_answer_has_no_cookie_remembers_it(void **state)
{
    scene_t *scene = begin_signed_in(state);

    assert_null(remembered(scene, OAS_MODE_QUERY));
    assert_null(remembered(scene, OAS_MODE_FRAGMENT));
    assert_memory_equal(remembered(scene, OAS_MODE_FORM_POST), scene_session(scene)->ticket.index.bytes,
                        OAS_ATTEMPT_FORMER_LENGTH);
    apr_table_set(scene->jar, session_cookie, "forged");
    assert_null(remembered(scene, OAS_MODE_FORM_POST));
    apr_table_unset(scene->jar, session_cookie);
    assert_null(remembered(scene, OAS_MODE_FORM_POST));
}

/* What a cookie of another site would lead to is not this site's to end. */
static void the_session_of_another_realm_is_not_remembered(void **state)
{
    scene_t *scene = begin_signed_in(state);

    scene->site.sessions.realm = "other.test:443";
    assert_null(remembered(scene, OAS_MODE_FORM_POST));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_login_by_form_ends_the_session_of_its_beginning),
        cmocka_unit_test(a_login_by_form_that_fails_leaves_it_alone),
        cmocka_unit_test(one_that_was_ended_meanwhile_is_no_failure),
        cmocka_unit_test(a_store_that_can_not_end_it_does_not_hinder_the_login),
        cmocka_unit_test(only_a_login_whose_answer_has_no_cookie_remembers_it),
        cmocka_unit_test(the_session_of_another_realm_is_not_remembered),
    };

    return unit_run("former_session", tests, sizeof(tests) / sizeof(tests[0]));
}
