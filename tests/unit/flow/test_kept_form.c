/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "flow/kept_form.h"
#include "flow/known_user.h"
#include "flow/realm.h"

static const char target[] = "/save?id=7";
static const char text[] = "a=1&\0b", type[] = "text/plain";

static const oas_pair_t own_form[] = {{"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "document"},
                                      {"Sec-Fetch-Site", "same-origin"}, {"Origin", "https://site.test"},
                                      {"Content-Type", type}, {NULL, NULL}};

/* A site that keeps forms, and a browser whose user is known and not signed in any more. */
static scene_t *scene_of_ended_session(void **state)
{
    scene_t *scene = scene_begin(state);

    scene->site.forms = oas_kept_form_sessions(&scene->site.sessions, scene->work->pool);
    scene_sign_in(scene);
    apr_table_unset(scene->jar, "__Host-oauth_session");
    return scene;
}

static oas_status_t send_form(scene_t *scene, oas_reply_t *reply, const oas_pair_t *headers)
{
    oas_request_t request = browser_request("POST", target, headers);
    oas_status_t status;

    request.cookies = scene_cookies(scene);
    *reply = (oas_reply_t){0};
    status = oas_kept_form_keep(reply, &scene->site, &request, NULL, oas_bytes(text, sizeof(text)), scene->work);
    scene_keep_cookies(scene, reply);
    return status;
}

static oas_status_t come_back(scene_t *scene, oas_kept_form_t **form, const char *to)
{
    oas_request_t request = browser_opens(to);
    oas_reply_t reply = {0};
    oas_status_t status;

    request.cookies = scene_cookies(scene);
    oas_forgive(scene->work);
    status = oas_kept_form_take(form, &reply, &scene->site, &request, scene->work);
    scene_keep_cookies(scene, &reply);
    return status;
}

/* A login by this link, wherever it leads on to: to the provider, or where somebody is signed in already, to the page. */
static void sign_in_by(scene_t *scene, const char *link)
{
    oas_request_t request = browser_opens(link);
    oas_reply_t departure = {0}, arrival;

    request.cookies = scene_cookies(scene);
    scene->work->now += APR_USEC_PER_SEC;
    oas_forgive(scene->work);
    assert_int_equal(oas_login_endpoint(&departure, &scene->site, &request, scene->work), OAS_OK);
    scene_keep_cookies(scene, &departure);
    arrival = departure;
    if (departure.status == 302)
        assert_int_equal(scene_return(scene, &arrival, &departure), OAS_OK);
    assert_string_equal(arrival.location, "https://site.test/save?id=7");
}

/* The login that the page of a kept form goes on to by itself. */
static void sign_in_from(scene_t *scene, const oas_reply_t *page)
{
    sign_in_by(scene, page->page.link);
}

/* He sends a form to this address, whatever becomes of it. */
static void send_again(scene_t *scene, const char *to)
{
    oas_request_t request = browser_request("POST", to, own_form);
    oas_reply_t reply = {0};

    request.cookies = scene_cookies(scene);
    oas_kept_form_drop(&reply, &scene->site, &request, scene->work);
    scene_keep_cookies(scene, &reply);
}

static void a_form_comes_back_to_its_user_as_it_was(void **state)
{
    scene_t *scene = scene_of_ended_session(state);
    oas_kept_form_t *form;
    oas_reply_t reply;

    assert_int_equal(send_form(scene, &reply, own_form), OAS_OK);
    assert_int_equal(reply.page.kind, OAS_PAGE_ONWARD);
    assert_int_equal(reply.status, 401);
    assert_non_null(strstr(reply.page.link, "/oauth/login?to=%2Fsave%3Fid%3D7%23oauth-form%3D"));
    sign_in_from(scene, &reply);
    assert_int_equal(come_back(scene, &form, target), OAS_OK);
    assert_int_equal(form->body.length, sizeof(text));
    assert_memory_equal(form->body.data, text, sizeof(text));
    assert_string_equal(oas_pairs_get(form->headers, "Content-Type"), type);
    assert_string_equal(oas_pairs_get(form->headers, "Sec-Fetch-Site"), "same-origin");
    assert_null(oas_pairs_get(form->headers, "Referer"));
    assert_int_equal(form->headers.count, 5); /* what it had not is said, too: the page's is not the form's */
}

static void it_comes_back_once(void **state)
{
    scene_t *scene = scene_of_ended_session(state);
    oas_kept_form_t *form;
    oas_reply_t reply;

    assert_int_equal(send_form(scene, &reply, own_form), OAS_OK);
    sign_in_from(scene, &reply);
    assert_int_equal(come_back(scene, &form, target), OAS_OK);
    assert_int_equal(come_back(scene, &form, target), OAS_NOT_FOUND);
    assert_null(form);
}

static void it_waits_for_a_sign_in_and_its_own_address(void **state)
{
    scene_t *scene = scene_of_ended_session(state);
    oas_kept_form_t *form;
    oas_reply_t reply;

    assert_int_equal(send_form(scene, &reply, own_form), OAS_OK);
    assert_int_equal(come_back(scene, &form, target), OAS_NOT_FOUND);
    sign_in_from(scene, &reply);
    assert_int_equal(come_back(scene, &form, "/save?id=8"), OAS_NOT_FOUND);
    assert_int_equal(come_back(scene, &form, "/save"), OAS_NOT_FOUND);
    assert_int_equal(come_back(scene, &form, target), OAS_OK);
}

static void another_login_and_a_link_to_its_address_leave_it_alone(void **state)
{
    scene_t *scene = scene_of_ended_session(state);
    oas_kept_form_t *form;
    oas_reply_t reply;

    assert_int_equal(send_form(scene, &reply, own_form), OAS_OK);
    scene_sign_in(scene);
    scene->work->now += APR_USEC_PER_SEC;
    assert_int_equal(come_back(scene, &form, target), OAS_NOT_FOUND);
    sign_in_by(scene, "/oauth/login?to=%2Fsave%3Fid%3D7");
    assert_int_equal(come_back(scene, &form, target), OAS_NOT_FOUND);
    sign_in_by(scene, "/oauth/login?to=%2Fsave%3Fid%3D7%23oauth-form%3DAAAAAAAAAAAAAAAAAAAAAA");
    assert_int_equal(come_back(scene, &form, target), OAS_NOT_FOUND);
    sign_in_by(scene, "/oauth/login?to=%2Fsave%3Fid%3D7%23oauth-form%3D");
    assert_int_equal(come_back(scene, &form, target), OAS_NOT_FOUND);
    sign_in_from(scene, &reply);
    assert_int_equal(come_back(scene, &form, target), OAS_OK);
}

static void it_is_due_for_a_minute(void **state)
{
    scene_t *scene = scene_of_ended_session(state);
    oas_kept_form_t *form;
    oas_reply_t reply;

    assert_int_equal(send_form(scene, &reply, own_form), OAS_OK);
    sign_in_from(scene, &reply);
    scene->work->now += apr_time_from_sec(OAS_KEPT_FORM_DUE_SECONDS) + 1;
    assert_int_equal(come_back(scene, &form, target), OAS_NOT_FOUND);
}

static void who_sends_it_again_himself_has_none_kept(void **state)
{
    scene_t *scene = scene_of_ended_session(state);
    oas_kept_form_t *form;
    oas_reply_t reply;

    assert_int_equal(send_form(scene, &reply, own_form), OAS_OK);
    sign_in_from(scene, &reply);
    send_again(scene, "/save?id=8");
    assert_non_null(apr_table_get(scene->jar, "__Secure-oauth_form"));
    send_again(scene, target);
    assert_null(apr_table_get(scene->jar, "__Secure-oauth_form"));
    assert_int_equal(come_back(scene, &form, target), OAS_NOT_FOUND);
}

static void a_record_that_was_dropped_is_gone_for_a_copy_of_its_cookie(void **state)
{
    scene_t *scene = scene_of_ended_session(state);
    oas_kept_form_t *form;
    oas_reply_t reply;
    const char *cookie;

    assert_int_equal(send_form(scene, &reply, own_form), OAS_OK);
    cookie = apr_pstrdup(scene->work->pool, apr_table_get(scene->jar, "__Secure-oauth_form"));
    sign_in_from(scene, &reply);
    send_again(scene, target);
    apr_table_set(scene->jar, "__Secure-oauth_form", cookie);
    assert_int_equal(come_back(scene, &form, target), OAS_NOT_FOUND);
}

static void nobody_else_gets_it_and_then_it_is_gone(void **state)
{
    scene_t *scene = scene_of_ended_session(state);
    const char *his = scene->profile;
    oas_kept_form_t *form;
    oas_reply_t reply;

    assert_int_equal(send_form(scene, &reply, own_form), OAS_OK);
    scene->profile = "{\"id\":\"another\"}";
    sign_in_from(scene, &reply);
    assert_int_equal(come_back(scene, &form, target), OAS_REFUSED);
    assert_reason(scene->work, "form_other_user");
    assert_null(apr_table_get(scene->jar, "__Secure-oauth_form"));
    scene->profile = his;
    scene_sign_in(scene);
    assert_int_equal(come_back(scene, &form, target), OAS_NOT_FOUND);
}

static void it_is_over_after_ten_minutes(void **state)
{
    scene_t *scene = scene_of_ended_session(state);
    oas_kept_form_t *form;
    oas_reply_t reply;

    assert_int_equal(send_form(scene, &reply, own_form), OAS_OK);
    scene->work->now += apr_time_from_sec(OAS_KEPT_FORM_SECONDS - 1);
    sign_in_from(scene, &reply);
    scene->work->now += apr_time_from_sec(1);
    assert_int_equal(come_back(scene, &form, target), OAS_NOT_FOUND);
}

static void what_no_page_of_ours_sent_is_not_kept(void **state)
{
    static const oas_pair_t others[][6] = {
        {{"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "document"}, {"Sec-Fetch-Site", "cross-site"},
         {"Origin", "https://site.test"}, {NULL, NULL}},
        {{"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Dest", "document"}, {"Sec-Fetch-Site", "same-site"}, {NULL, NULL}},
        {{"Accept", "text/html"}, {"Origin", "https://evil.test"}, {NULL, NULL}},
        {{"Accept", "text/html"}, {"Origin", "null"}, {NULL, NULL}},
        {{"Accept", "text/html"}, {NULL, NULL}},
        {{"Sec-Fetch-Mode", "cors"}, {"Sec-Fetch-Site", "same-origin"}, {NULL, NULL}},
    };
    scene_t *scene = scene_of_ended_session(state);
    oas_reply_t reply;

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_int_equal(send_form(scene, &reply, others[i]), OAS_NOT_FOUND);
}

static void nothing_is_kept_for_who_was_never_here_or_signed_out(void **state)
{
    scene_t *scene = scene_of_ended_session(state);
    const char *known = apr_pstrdup(scene->work->pool, apr_table_get(scene->jar, "__Host-oauth_user"));
    oas_reply_t reply = {0};
    oas_request_t request = browser_opens("/");

    apr_table_unset(scene->jar, "__Host-oauth_user");
    assert_int_equal(send_form(scene, &reply, own_form), OAS_NOT_FOUND);
    apr_table_set(scene->jar, "__Host-oauth_user", "forged");
    assert_int_equal(send_form(scene, &reply, own_form), OAS_NOT_FOUND);
    apr_table_set(scene->jar, "__Host-oauth_user", known);
    request.cookies = scene_cookies(scene);
    oas_known_user_forget(&reply, &scene->site, &request, scene->work->pool);
    scene_keep_cookies(scene, &reply);
    assert_int_equal(send_form(scene, &reply, own_form), OAS_NOT_FOUND);
}

static void a_site_that_keeps_none_knows_no_users(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene_sign_in(scene);
    assert_null(apr_table_get(scene->jar, "__Host-oauth_user"));
    assert_int_equal(send_form(scene, &reply, own_form), OAS_NOT_FOUND);
}

static void of_one_user_no_more_than_four_are_kept(void **state)
{
    scene_t *scene = scene_of_ended_session(state);
    oas_store_usage_t usage;
    oas_reply_t reply;
    uint64_t before;

    assert_int_equal(scene->site.sessions.store->calls->usage(scene->site.sessions.store, &usage, scene->work), OAS_OK);
    before = usage.sessions;
    for (int i = 0; i < 3 * OAS_KEPT_FORMS_OF_USER; i++) {
        scene->work->now += APR_USEC_PER_SEC;
        assert_int_equal(send_form(scene, &reply, own_form), OAS_OK);
    }
    assert_int_equal(scene->site.sessions.store->calls->usage(scene->site.sessions.store, &usage, scene->work), OAS_OK);
    assert_int_equal(usage.sessions, before + OAS_KEPT_FORMS_OF_USER);
}

/* Sessions of other people. */
static void fill_half(scene_t *scene)
{
    const oas_sessions_t *sessions = &scene->site.sessions;
    const oas_label_t label = {0};
    char cookie[OAS_TICKET_LENGTH + 1];
    oas_store_usage_t usage = {0};
    oas_session_t *session;

    while (usage.bytes_used <= usage.bytes_in_all / 2) {
        assert_int_equal(oas_session_begin(&session, cookie, sessions, &(oas_face_t){.user = "other", .provider = "one"},
                                           &(oas_vault_t){.issuer = "", .subject = "other"}, &label, scene->work),
                         OAS_OK);
        assert_int_equal(sessions->store->calls->usage(sessions->store, &usage, scene->work), OAS_OK);
    }
}

static void forms_leave_half_of_the_table_to_sessions(void **state)
{
    scene_t *scene = scene_of_ended_session(state);
    oas_reply_t reply;

    assert_int_equal(send_form(scene, &reply, own_form), OAS_OK);
    fill_half(scene);
    assert_int_equal(send_form(scene, &reply, own_form), OAS_FULL);
    scene_sign_in(scene);
}

static void users_of_two_realms_are_known_side_by_side(void **state)
{
    scene_t *scene = scene_begin(state);
    unsigned char own[OAS_KNOWN_USER_LENGTH], staff[OAS_KNOWN_USER_LENGTH];
    oas_request_t request = browser_opens("/");
    oas_reply_t reply = {0};

    scene->site.forms = oas_kept_form_sessions(&scene->site.sessions, scene->work->pool);
    oas_realm_add(&scene->site, "staff", scene->work->pool);
    oas_known_user_note(&reply, &scene->site, &request, &(oas_vault_t){.issuer = "", .subject = "ada"}, scene->work);
    oas_known_user_note(&reply, scene->site.next, &request, &(oas_vault_t){.issuer = "", .subject = "bob"}, scene->work);
    scene_keep_cookies(scene, &reply);
    assert_non_null(apr_table_get(scene->jar, "__Host-oauth_user-staff"));
    request.cookies = scene_cookies(scene);
    assert_true(oas_known_user_find(own, &scene->site, &request, scene->work));
    assert_true(oas_known_user_find(staff, scene->site.next, &request, scene->work));
    assert_memory_not_equal(own, staff, sizeof(own));
    reply = (oas_reply_t){0};
    oas_known_user_forget(&reply, scene->site.next, &request, scene->work->pool);
    scene_keep_cookies(scene, &reply);
    assert_non_null(apr_table_get(scene->jar, "__Host-oauth_user"));
    assert_null(apr_table_get(scene->jar, "__Host-oauth_user-staff"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_login_and_a_link_to_its_address_leave_it_alone),
        cmocka_unit_test(it_is_due_for_a_minute),
        cmocka_unit_test(who_sends_it_again_himself_has_none_kept),
        cmocka_unit_test(a_record_that_was_dropped_is_gone_for_a_copy_of_its_cookie),
        cmocka_unit_test(forms_leave_half_of_the_table_to_sessions),
        cmocka_unit_test(users_of_two_realms_are_known_side_by_side),
        cmocka_unit_test(a_form_comes_back_to_its_user_as_it_was),
        cmocka_unit_test(it_comes_back_once),
        cmocka_unit_test(it_waits_for_a_sign_in_and_its_own_address),
        cmocka_unit_test(nobody_else_gets_it_and_then_it_is_gone),
        cmocka_unit_test(it_is_over_after_ten_minutes),
        cmocka_unit_test(what_no_page_of_ours_sent_is_not_kept),
        cmocka_unit_test(nothing_is_kept_for_who_was_never_here_or_signed_out),
        cmocka_unit_test(a_site_that_keeps_none_knows_no_users),
        cmocka_unit_test(of_one_user_no_more_than_four_are_kept),
    };

    return unit_run("kept_form", tests, sizeof(tests) / sizeof(tests[0]));
}
