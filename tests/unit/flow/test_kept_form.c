/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "flow/kept_form.h"
#include "flow/known_user.h"

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

static void a_form_comes_back_to_its_user_as_it_was(void **state)
{
    scene_t *scene = scene_of_ended_session(state);
    oas_kept_form_t *form;
    oas_reply_t reply;

    assert_int_equal(send_form(scene, &reply, own_form), OAS_OK);
    assert_int_equal(reply.page.kind, OAS_PAGE_ONWARD);
    assert_int_equal(reply.status, 401);
    assert_string_equal(reply.page.link, "/oauth/login?to=%2Fsave%3Fid%3D7");
    scene_sign_in(scene);
    assert_int_equal(come_back(scene, &form, target), OAS_OK);
    assert_int_equal(form->body.length, sizeof(text));
    assert_memory_equal(form->body.data, text, sizeof(text));
    assert_string_equal(oas_pairs_get(form->headers, "Content-Type"), type);
    assert_string_equal(oas_pairs_get(form->headers, "Sec-Fetch-Site"), "same-origin");
    assert_null(oas_pairs_get(form->headers, "Referer"));
}

static void it_comes_back_once(void **state)
{
    scene_t *scene = scene_of_ended_session(state);
    oas_kept_form_t *form;
    oas_reply_t reply;

    assert_int_equal(send_form(scene, &reply, own_form), OAS_OK);
    scene_sign_in(scene);
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
    scene_sign_in(scene);
    assert_int_equal(come_back(scene, &form, "/save?id=8"), OAS_NOT_FOUND);
    assert_int_equal(come_back(scene, &form, "/save"), OAS_NOT_FOUND);
    assert_int_equal(come_back(scene, &form, target), OAS_OK);
}

static void nobody_else_gets_it_and_then_it_is_gone(void **state)
{
    scene_t *scene = scene_of_ended_session(state);
    const char *his = scene->profile;
    oas_kept_form_t *form;
    oas_reply_t reply;

    assert_int_equal(send_form(scene, &reply, own_form), OAS_OK);
    scene->profile = "{\"id\":\"another\"}";
    scene_sign_in(scene);
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
    scene->work->now += apr_time_from_sec(OAS_KEPT_FORM_SECONDS);
    scene_sign_in(scene);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
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
