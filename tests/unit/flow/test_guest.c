/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "flow/guest.h"
#include "session/values.h"

static const char cookie_name[] = "__Host-oauth_guest";

/* A site that has guests. */
static scene_t *set_scene(void **state)
{
    scene_t *scene = scene_begin(state);
    bool was_replaced;

    scene->site.guests = scene->site.sessions;
    scene->site.guests.realm = "site.test:443 guests";
    assert_int_equal(oas_shm_table_open(&scene->site.guests.store, &was_replaced, scene_memory(scene), SCENE_MEMORY,
                                        scene->work->pool, scene->work),
                     OAS_OK);
    return scene;
}

static oas_session_t *guest_of(scene_t *scene)
{
    oas_work_t look = oas_work(scene->work->pool, scene->work->now);
    oas_session_t *guest;

    return oas_guest_find(&guest, &scene->site, scene_cookies(scene), true, &look) == OAS_OK ? guest : NULL;
}

static void set(scene_t *scene, oas_session_t *session, const oas_sessions_t *sessions, const char *name, const char *value)
{
    const oas_value_edit_t edit = {.kind = OAS_VALUE_SET, .value = {oas_bytes_of(name), oas_bytes_of(value)}};
    uint64_t version;

    assert_int_equal(oas_session_change_values(&version, session, sessions, "shop", &(oas_value_edits_t){&edit, 1, NULL},
                                               scene->work),
                     OAS_OK);
}

static void become_guest(scene_t *scene)
{
    oas_session_t *guest;
    oas_reply_t reply = {0};
    const char *set_cookie;

    assert_int_equal(oas_guest_begin(&guest, &set_cookie, &scene->site, true, scene->work), OAS_OK);
    oas_reply_set_cookie(&reply, set_cookie);
    scene_keep_cookies(scene, &reply);
    set(scene, guest, &scene->site.guests, "cart", "full");
}

static bool has(scene_t *scene, const char *name, const char *value)
{
    oas_values_t values;
    const oas_bytes_t *found;

    assert_non_null(scene_session(scene));
    assert_int_equal(oas_session_open_values(&values, &scene->site.sessions, scene_session(scene), "shop", scene->work), OAS_OK);
    found = oas_values_get(&values, oas_bytes_of(name));
    return found != NULL && oas_bytes_equal(*found, oas_bytes_of(value));
}

static void a_guest_is_nobody_and_is_found_by_his_cookie(void **state)
{
    scene_t *scene = set_scene(state);

    become_guest(scene);
    assert_non_null(guest_of(scene));
    assert_string_equal(guest_of(scene)->face.user, "");
    assert_int_equal(guest_of(scene)->head.subject, 0);
    assert_null(scene_session(scene));
}

static void a_site_without_guests_has_none(void **state)
{
    scene_t *scene = set_scene(state);
    oas_session_t *guest;
    const char *set_cookie;

    become_guest(scene);
    scene->site.guests.store = NULL;
    assert_null(guest_of(scene));
    assert_int_equal(oas_guest_begin(&guest, &set_cookie, &scene->site, true, scene->work), OAS_REFUSED);
    assert_string_equal(scene->work->reason, "guests_off");
    assert_null(set_cookie);
}

static void neither_cookie_opens_what_is_the_others(void **state)
{
    scene_t *scene = set_scene(state);
    const char *guest, *session;

    become_guest(scene);
    guest = apr_table_get(scene->jar, cookie_name);
    scene_sign_in(scene);
    session = apr_table_get(scene->jar, "__Host-oauth_session");
    apr_table_set(scene->jar, cookie_name, session);
    apr_table_set(scene->jar, "__Host-oauth_session", guest);
    assert_null(guest_of(scene));
    assert_null(scene_session(scene));
}

/* Not even where both were in one table. */
static void neither_realm_is_the_others(void **state)
{
    scene_t *scene = set_scene(state);

    scene->site.guests.store = scene->site.sessions.store;
    become_guest(scene);
    apr_table_set(scene->jar, "__Host-oauth_session", apr_table_get(scene->jar, cookie_name));
    assert_null(scene_session(scene));
}

static void a_login_carries_his_values_over_and_ends_him(void **state)
{
    scene_t *scene = set_scene(state);
    const char *former;

    become_guest(scene);
    former = apr_pstrdup(scene->work->pool, apr_table_get(scene->jar, cookie_name));
    scene_sign_in(scene);
    assert_true(has(scene, "cart", "full"));
    assert_null(apr_table_get(scene->jar, cookie_name));
    apr_table_set(scene->jar, cookie_name, former);
    assert_null(guest_of(scene));
}

static void what_a_person_had_is_stronger(void **state)
{
    scene_t *scene = set_scene(state);

    scene_sign_in(scene);
    set(scene, scene_session(scene), &scene->site.sessions, "cart", "his");
    become_guest(scene);
    set(scene, guest_of(scene), &scene->site.guests, "colour", "red");
    scene_sign_in(scene);
    assert_true(has(scene, "cart", "his"));
    assert_true(has(scene, "colour", "red"));
}

static void a_login_that_fails_leaves_him(void **state)
{
    scene_t *scene = set_scene(state);
    oas_reply_t departure, reply;

    become_guest(scene);
    departure = scene_open_protected(scene, "/page");
    scene->call_status = OAS_UNAVAILABLE;
    assert_int_not_equal(scene_return(scene, &reply, &departure), OAS_OK);
    assert_non_null(guest_of(scene));
    assert_null(scene_session(scene));
}

static oas_status_t is_full(oas_store_t *store, const oas_record_t *record, oas_work_t *work)
{
    (void)store, (void)record;
    return oas_fail(work, OAS_FULL, "store_full", "scripted");
}

static void values_without_room_do_not_keep_anybody_from_signing_in(void **state)
{
    scene_t *scene = set_scene(state);
    oas_store_calls_t calls = *scene->site.sessions.store->calls;

    become_guest(scene);
    calls.replace = is_full;
    scene->site.sessions.store->calls = &calls;
    scene_sign_in(scene);
    assert_string_equal(scene->work->news, "guest_values_left");
    assert_non_null(scene_session(scene));
    assert_null(guest_of(scene));
}

/* What the browser's other tab sees while the values are being given to the session. */
static struct {
    scene_t *scene;
    const char *cookies;
    oas_store_calls_t calls;
    oas_status_t found;
} other_tab;

static oas_status_t replace_while_another_tab_looks(oas_store_t *store, const oas_record_t *record, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_session_t *guest;

    other_tab.found = oas_guest_find(&guest, &other_tab.scene->site, other_tab.cookies, true, &look);
    return other_tab.calls.replace(store, record, work);
}

static void nothing_is_written_to_him_while_his_values_move(void **state)
{
    scene_t *scene = set_scene(state);
    oas_store_calls_t calls = *scene->site.sessions.store->calls;

    become_guest(scene);
    other_tab.scene = scene;
    other_tab.cookies = apr_pstrcat(scene->work->pool, cookie_name, "=", apr_table_get(scene->jar, cookie_name), NULL);
    other_tab.calls = calls;
    other_tab.found = OAS_OK;
    calls.replace = replace_while_another_tab_looks;
    scene->site.sessions.store->calls = &calls;
    scene_sign_in(scene);
    assert_int_equal(other_tab.found, OAS_NOT_FOUND);
    assert_true(has(scene, "cart", "full"));
}

static void a_table_without_room_for_two_of_him_carries_all_the_same(void **state)
{
    scene_t *scene = set_scene(state);
    oas_store_calls_t calls = *scene->site.guests.store->calls;

    become_guest(scene);
    calls.put = is_full;
    scene->site.guests.store->calls = &calls;
    scene_sign_in(scene);
    assert_true(has(scene, "cart", "full"));
    assert_null(guest_of(scene));
}

static void a_full_table_is_no_alarm(void **state)
{
    scene_t *scene = set_scene(state);
    oas_store_calls_t calls = *scene->site.guests.store->calls;
    oas_session_t *guest;
    const char *set_cookie;

    calls.put = is_full;
    scene->site.guests.store->calls = &calls;
    assert_int_equal(oas_guest_begin(&guest, &set_cookie, &scene->site, true, scene->work), OAS_UNAVAILABLE);
    assert_string_equal(scene->work->reason, "guests_full");
    assert_null(guest);
    assert_null(set_cookie);
}

static void the_cookie_is_for_this_host_and_this_site_alone(void **state)
{
    scene_t *scene = set_scene(state);
    oas_session_t *guest;
    const char *set_cookie;

    scene->site.cookie_max_age = 60;
    assert_int_equal(oas_guest_begin(&guest, &set_cookie, &scene->site, true, scene->work), OAS_OK);
    assert_memory_equal(set_cookie, "__Host-oauth_guest=", 19);
    assert_string_equal(set_cookie + 19 + OAS_TICKET_LENGTH, "; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Lax");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_guest_is_nobody_and_is_found_by_his_cookie),
        cmocka_unit_test(a_site_without_guests_has_none),
        cmocka_unit_test(neither_cookie_opens_what_is_the_others),
        cmocka_unit_test(neither_realm_is_the_others),
        cmocka_unit_test(a_login_carries_his_values_over_and_ends_him),
        cmocka_unit_test(what_a_person_had_is_stronger),
        cmocka_unit_test(a_login_that_fails_leaves_him),
        cmocka_unit_test(values_without_room_do_not_keep_anybody_from_signing_in),
        cmocka_unit_test(nothing_is_written_to_him_while_his_values_move),
        cmocka_unit_test(a_table_without_room_for_two_of_him_carries_all_the_same),
        cmocka_unit_test(a_full_table_is_no_alarm),
        cmocka_unit_test(the_cookie_is_for_this_host_and_this_site_alone),
    };

    return unit_run("guest", tests, sizeof(tests) / sizeof(tests[0]));
}
