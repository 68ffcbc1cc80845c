/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/realm.h"

#include "flow/logout.h"
#include "flow/scene.h"

static const char own_cookie[] = "__Host-oauth_session", staff_cookie[] = "__Host-oauth_session-staff",
                  clients_cookie[] = "__Host-oauth_session-clients";

/* A site with two realms beside its own. */
static scene_t *set_scene(void **state)
{
    scene_t *scene = scene_begin(state);

    scene->site.guests = scene->site.sessions;
    scene->site.guests.realm = "site.test:443 guests";
    oas_realm_add(&scene->site, "staff", scene->work->pool);
    oas_realm_add(&scene->site, "clients", scene->work->pool);
    return scene;
}

/* name NULL: the host's own. */
static const oas_site_t *realm_of(const scene_t *scene, const char *name)
{
    return name != NULL ? oas_realm_named(&scene->site, oas_bytes_of(name)) : &scene->site;
}

static oas_reply_t open_protected_in(scene_t *scene, const char *realm)
{
    oas_request_t request = browser_opens("/page");
    oas_reply_t reply = {0};

    request.cookies = scene_cookies(scene);
    assert_int_equal(oas_access_demand(&reply, realm_of(scene, realm), &request, "one", scene->work), OAS_OK);
    scene_keep_cookies(scene, &reply);
    return reply;
}

static void sign_in_to(scene_t *scene, const char *realm)
{
    oas_reply_t departure = open_protected_in(scene, realm), reply;

    assert_int_equal(scene_return(scene, &reply, &departure), OAS_OK);
}

static bool is_signed_in_to(const scene_t *scene, const char *realm)
{
    oas_work_t look = oas_work(scene->work->pool, scene->work->now);
    oas_session_t *session;

    return oas_access_find(&session, realm_of(scene, realm), scene_cookies(scene), true, NULL, &look) == OAS_OK;
}

static void a_name_has_up_to_32_letters_digits_and_marks(void **state)
{
    static const char *const right[] = {"staff", "S", "a-b_c", "0", "abcdefghijklmnopqrstuvwxyz012345"};
    static const char *const wrong[] = {"", "a b", "a/b", "a.b", "a;b", "a=b", "k\xc3\xb6", "abcdefghijklmnopqrstuvwxyz0123456"};

    (void)state;
    for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++)
        assert_true(oas_realm_is_name(right[i]));
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_false(oas_realm_is_name(wrong[i]));
}

static void realms_have_cookies_and_endpoints_of_their_own(void **state)
{
    scene_t *scene = set_scene(state);
    const oas_site_t *staff = realm_of(scene, "staff");

    assert_string_equal(oas_site_cookies(&scene->site, true)->session, own_cookie);
    assert_string_equal(oas_site_cookies(staff, true)->session, staff_cookie);
    assert_string_equal(oas_site_cookies(staff, true)->guest, "__Host-oauth_guest-staff");
    assert_string_equal(oas_site_cookies(staff, false)->session, "oauth_session-staff");
    assert_string_equal(oas_site_path(staff, "login", scene->work->pool), "/oauth/realms/staff/login");
    assert_string_equal(oas_site_path(&scene->site, "login", scene->work->pool), "/oauth/login");
}

static void what_providers_know_is_one_for_all_realms(void **state)
{
    scene_t *scene = set_scene(state);
    const oas_site_t *staff = realm_of(scene, "staff");

    assert_string_equal(oas_site_callback_path(staff, "one", scene->work->pool), "/oauth/callback/one");
    assert_string_equal(oas_site_shared_path(staff, "jwks", scene->work->pool), "/oauth/jwks");
}

static void a_login_begun_in_a_realm_ends_there(void **state)
{
    scene_t *scene = set_scene(state);

    sign_in_to(scene, "staff");
    assert_true(is_signed_in_to(scene, "staff"));
    assert_false(is_signed_in_to(scene, "clients"));
    assert_false(is_signed_in_to(scene, NULL));
}

static void sessions_are_side_by_side(void **state)
{
    scene_t *scene = set_scene(state);

    sign_in_to(scene, "staff");
    sign_in_to(scene, "clients");
    sign_in_to(scene, NULL);
    assert_true(is_signed_in_to(scene, "staff"));
    assert_true(is_signed_in_to(scene, "clients"));
    assert_true(is_signed_in_to(scene, NULL));
}

/* R-CK-10 */
static void a_cookie_under_another_realms_name_opens_nothing(void **state)
{
    static const char *const names[] = {own_cookie, staff_cookie, clients_cookie};
    static const char *const realms[] = {NULL, "staff", "clients"};
    scene_t *scene = set_scene(state);
    const char *value;

    for (size_t from = 0; from < 3; from++) {
        apr_table_clear(scene->jar);
        sign_in_to(scene, realms[from]);
        value = apr_table_get(scene->jar, names[from]);
        assert_non_null(value);
        for (size_t to = 0; to < 3; to++) {
            apr_table_set(scene->jar, names[to], value);
            assert_int_equal(is_signed_in_to(scene, realms[to]), from == to);
        }
    }
}

static void signing_out_of_one_leaves_the_others(void **state)
{
    static const oas_pair_t by_button[] = {{"Sec-Fetch-Site", "same-origin"}, {NULL, NULL}};
    scene_t *scene = set_scene(state);
    oas_request_t request = browser_request("POST", "/oauth/realms/staff/logout", by_button);
    oas_reply_t reply = {0};

    sign_in_to(scene, "staff");
    sign_in_to(scene, "clients");
    request.cookies = scene_cookies(scene);
    assert_int_equal(oas_logout(&reply, realm_of(scene, "staff"), &request, scene->work), OAS_OK);
    scene_keep_cookies(scene, &reply);
    assert_false(is_signed_in_to(scene, "staff"));
    assert_null(apr_table_get(scene->jar, staff_cookie));
    assert_true(is_signed_in_to(scene, "clients"));
}

static void what_a_provider_ends_is_ended_in_all_realms(void **state)
{
    static const oas_vault_t vault = {.issuer = "https://one.test", .subject = "ada", .provider_session = "s1"};
    static const oas_face_t face = {.user = "ada", .provider = "one"};
    static const oas_label_t label = {.user = "ada"};
    static const oas_whose_t whose = {.issuer = "https://one.test", .provider_session = "s1"};
    static const char *const realms[] = {NULL, "staff", "clients"};
    scene_t *scene = set_scene(state);
    char cookie[OAS_TICKET_LENGTH + 1];
    oas_session_t *session;
    unsigned ended;

    for (size_t i = 0; i < 3; i++)
        assert_int_equal(oas_session_begin(&session, cookie, &realm_of(scene, realms[i])->sessions, &face, &vault, &label,
                                           scene->work), OAS_OK);
    assert_int_equal(oas_realms_end_of(&ended, &scene->site, &whose, scene->work), OAS_OK);
    assert_int_equal(ended, 3);
}

static void a_login_of_a_realm_that_is_no_more_is_refused(void **state)
{
    scene_t *scene = set_scene(state);
    oas_reply_t departure = open_protected_in(scene, "clients"), reply;

    scene->site.next->next = NULL;
    assert_int_equal(scene_return(scene, &reply, &departure), OAS_REFUSED);
    assert_reason(scene->work, "state_realm");
    assert_int_equal(scene->calls, 0);
}

static void no_realm_is_found_by_half_its_name(void **state)
{
    static const char *const names[] = {"", "staf", "staff2", "Staff"};
    scene_t *scene = set_scene(state);

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_null(realm_of(scene, names[i]));
    assert_null(oas_realm_of_sessions(&scene->site, "site.test:443/other"));
}

static void a_list_of_sessions_of_a_realm_may_be_returned_to(void **state)
{
    scene_t *scene = set_scene(state);

    assert_true(oas_site_may_return_to(&scene->site, "/oauth/realms/staff/sessions?after=x"));
    assert_false(oas_site_may_return_to(&scene->site, "/oauth/realms/staff/logout"));
    assert_false(oas_site_may_return_to(&scene->site, "/oauth/realms/sessions"));
    assert_false(oas_site_may_return_to(&scene->site, "/oauth/realms/staff"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_has_up_to_32_letters_digits_and_marks),
        cmocka_unit_test(realms_have_cookies_and_endpoints_of_their_own),
        cmocka_unit_test(what_providers_know_is_one_for_all_realms),
        cmocka_unit_test(a_login_begun_in_a_realm_ends_there),
        cmocka_unit_test(sessions_are_side_by_side),
        cmocka_unit_test(a_cookie_under_another_realms_name_opens_nothing),
        cmocka_unit_test(signing_out_of_one_leaves_the_others),
        cmocka_unit_test(what_a_provider_ends_is_ended_in_all_realms),
        cmocka_unit_test(a_login_of_a_realm_that_is_no_more_is_refused),
        cmocka_unit_test(no_realm_is_found_by_half_its_name),
        cmocka_unit_test(a_list_of_sessions_of_a_realm_may_be_returned_to),
    };

    return unit_run("realm", tests, sizeof(tests) / sizeof(tests[0]));
}
