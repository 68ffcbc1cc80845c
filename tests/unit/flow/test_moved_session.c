/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "flow/guest.h"
#include "flow/moved_session.h"

static const char *const name = "__Host-oauth_session";

static const char *move(scene_t *scene)
{
    const char *set_cookie;

    assert_int_equal(oas_moved_session(&set_cookie, scene_session(scene), &scene->site, true, scene->work), OAS_OK);
    return set_cookie;
}

static void keep(scene_t *scene, const char *set_cookie)
{
    oas_reply_t reply = {0};

    oas_reply_set_cookie(&reply, set_cookie);
    scene_keep_cookies(scene, &reply);
}

static void the_browser_is_signed_in_by_its_new_cookie_alone(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *former;

    scene_sign_in(scene);
    former = apr_pstrdup(scene->work->pool, apr_table_get(scene->jar, name));
    keep(scene, move(scene));
    assert_non_null(scene_session(scene));
    assert_string_not_equal(apr_table_get(scene->jar, name), former);
    apr_table_set(scene->jar, name, former);
    assert_null(scene_session(scene));
}

static void the_cookie_is_like_that_of_a_login(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *set_cookie;

    scene->site.cookie_max_age = 3600;
    scene_sign_in(scene);
    set_cookie = move(scene);
    assert_ptr_equal(strstr(set_cookie, "__Host-oauth_session="), set_cookie);
    assert_non_null(strstr(set_cookie, "Path=/"));
    assert_non_null(strstr(set_cookie, "Secure"));
    assert_non_null(strstr(set_cookie, "HttpOnly"));
    assert_non_null(strstr(set_cookie, "Max-Age=3600"));
}

static void an_ended_session_gets_none(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *set_cookie = "x";
    oas_session_t *session;

    scene_sign_in(scene);
    session = scene_session(scene);
    assert_int_equal(oas_session_end(&scene->site.sessions, session, scene->work), OAS_OK);
    assert_int_equal(oas_moved_session(&set_cookie, session, &scene->site, true, scene->work), OAS_NOT_FOUND);
    assert_null(set_cookie);
}

static void become_guest(scene_t *scene)
{
    oas_session_t *guest;
    const char *set_cookie;

    scene->site.guests = scene->site.sessions;
    scene->site.guests.realm = "site.test:443 guests";
    assert_int_equal(oas_guest_begin(&guest, &set_cookie, &scene->site, true, scene->work), OAS_OK);
    keep(scene, set_cookie);
}

static oas_session_t *guest_of(scene_t *scene)
{
    oas_work_t look = oas_work(scene->work->pool, scene->work->now);
    oas_session_t *guest;

    return oas_guest_find(&guest, &scene->site, scene_cookies(scene), true, &look) == OAS_OK ? guest : NULL;
}

static void a_guest_goes_on_under_a_new_cookie_of_his_own_name(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *set_cookie, *former;

    become_guest(scene);
    former = apr_pstrdup(scene->work->pool, apr_table_get(scene->jar, "__Host-oauth_guest"));
    assert_int_equal(oas_moved_guest(&set_cookie, guest_of(scene), &scene->site, true, scene->work), OAS_OK);
    keep(scene, set_cookie);
    assert_non_null(guest_of(scene));
    assert_null(scene_session(scene));
    apr_table_set(scene->jar, "__Host-oauth_guest", former);
    assert_null(guest_of(scene));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_browser_is_signed_in_by_its_new_cookie_alone),
        cmocka_unit_test(the_cookie_is_like_that_of_a_login),
        cmocka_unit_test(an_ended_session_gets_none),
        cmocka_unit_test(a_guest_goes_on_under_a_new_cookie_of_his_own_name),
    };

    return unit_run("moved_session", tests, sizeof(tests) / sizeof(tests[0]));
}
