/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "flow/all_sessions.h"
#include "flow/session_view.h"

static const oas_pair_t own_page[] = {{"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Mode", "navigate"}, {NULL, NULL}};
static const oas_pair_t foreign_page[] = {
    {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Mode", "navigate"}, {"Origin", "https://evil.test"}, {NULL, NULL}};
static const oas_pair_t foreign_origin[] = {{"Origin", "https://evil.test"}, {NULL, NULL}};
static const oas_pair_t program[] = {{"Accept", "application/json"}, {NULL, NULL}};

/* Somebody with the browser of the scene, in whose name. */
static oas_status_t ask_as(scene_t *scene, oas_reply_t *reply, const char *administrator, const char *method,
                           const char *query, const oas_pair_t *headers, const char *form)
{
    oas_request_t request =
        browser_request(method, apr_pstrcat(scene->work->pool, "/admin/sessions", query, NULL), headers);
    oas_status_t status;

    *reply = (oas_reply_t){0};
    oas_forgive(scene->work);
    scene->work->news = NULL;
    request.cookies = scene_cookies(scene);
    request.form = oas_bytes_of(form);
    status = oas_all_sessions(reply, &scene->site, &request, administrator, scene->work);
    scene_keep_cookies(scene, reply);
    return status;
}

static oas_reply_t look(scene_t *scene, const char *query)
{
    oas_reply_t reply;

    assert_int_equal(ask_as(scene, &reply, "root", "GET", query, browser_navigation, NULL), OAS_OK);
    assert_int_equal(reply.status, 200);
    assert_int_equal(reply.page.kind, OAS_PAGE_SESSIONS);
    return reply;
}

static const char *form_of(scene_t *scene, const char *token, const char *rest)
{
    return apr_pstrcat(scene->work->pool, "token=", token, "&", rest, NULL);
}

static void sign_in(scene_t *scene, int id, int times)
{
    scene->profile = apr_psprintf(scene->work->pool, "{\"id\":%d,\"name\":\"N\"}", id);
    for (int i = 0; i < times; i++) {
        scene->jar = apr_table_make(scene->work->pool, 4);
        scene->work->now++;
        scene_sign_in(scene);
    }
}

/* Three users with 1, 2 and 3 sessions, and an administrator whose browser is signed in nowhere. */
static scene_t *begin(void **state)
{
    scene_t *scene = scene_begin(state);

    for (int id = 1; id <= 3; id++)
        sign_in(scene, id, id);
    scene->jar = apr_table_make(scene->work->pool, 4);
    return scene;
}

static size_t total(scene_t *scene)
{
    return look(scene, "").page.sessions->page.total;
}

static void he_sees_everybody_or_those_he_asks_for(void **state)
{
    scene_t *scene = begin(state);
    const oas_session_view_t *view = look(scene, "").page.sessions;

    assert_true(view->of_everybody);
    assert_int_equal(view->page.total, 6);
    assert_string_equal(view->here, "");
    assert_string_equal(view->page.items[0].user, "3");
    assert_int_equal(look(scene, "?user=2").page.sessions->page.total, 2);
    assert_int_equal(look(scene, "?user=2&provider=one&address=192.0.2.7").page.sessions->page.total, 2);
    assert_int_equal(look(scene, "?user=&provider=&address=").page.sessions->page.total, 6);
    assert_int_equal(look(scene, "?provider=two").page.sessions->page.total, 0);
    assert_int_equal(look(scene, "?address=192.0.2.70").page.sessions->page.total, 0);
}

static void his_own_session_is_marked_where_he_has_one(void **state)
{
    scene_t *scene = begin(state);
    const oas_session_view_t *view;

    sign_in(scene, 4, 1);
    view = look(scene, "").page.sessions;
    assert_string_equal(view->here, view->page.items[0].name);
}

static void a_program_gets_json(void **state)
{
    scene_t *scene = begin(state);
    oas_reply_t reply;

    assert_int_equal(ask_as(scene, &reply, "root", "GET", "?user=1", program, NULL), OAS_OK);
    assert_int_equal(reply.page.kind, OAS_PAGE_JSON);
    assert_non_null(strstr(reply.page.text, "{\"total\":1,\"sessions\":[{\"id\":\""));
}

static void pages_keep_the_filter(void **state)
{
    scene_t *scene = scene_begin(state);
    const oas_session_view_t *view;
    oas_reply_t reply;

    sign_in(scene, 7, OAS_LIST_PAGE + 1);
    view = look(scene, "?user=7").page.sessions;
    assert_int_equal(view->page.count, OAS_LIST_PAGE);
    reply = look(scene, strchr(oas_session_view_link(view, &view->filter, view->page.next, scene->work->pool), '?'));
    assert_int_equal(reply.page.sessions->page.count, 1);
    assert_string_equal(reply.page.sessions->filter.user, "7");
    assert_null(reply.page.sessions->page.next);
    assert_int_equal(ask_as(scene, &reply, "root", "GET", "?after=nowhere", browser_navigation, NULL), OAS_REFUSED);
    assert_reason(scene->work, "list_place");
}

static void he_ends_one_or_all_of_a_user_or_all(void **state)
{
    scene_t *scene = begin(state);
    oas_reply_t reply = look(scene, "");
    const char *token = reply.page.form_token, *name = reply.page.sessions->page.items[0].name;

    assert_int_equal(ask_as(scene, &reply, "root", "POST", "?user=3", own_page,
                            form_of(scene, token, apr_pstrcat(scene->work->pool, "end=", name, NULL))), OAS_OK);
    assert_int_equal(reply.status, 303);
    assert_string_equal(reply.location, "https://site.test/admin/sessions?user=3");
    assert_string_equal(scene->work->news, "sessions_ended");
    assert_non_null(strstr(scene->work->story, "root"));
    assert_int_equal(total(scene), 5);
    assert_int_equal(ask_as(scene, &reply, "root", "POST", "", program, form_of(scene, token, "all=yes&user=3")), OAS_OK);
    assert_string_equal(reply.page.text, "{\"ended\":2}\n");
    assert_int_equal(total(scene), 3);
    assert_int_equal(ask_as(scene, &reply, "root", "POST", "", program, form_of(scene, token, "all=yes")), OAS_OK);
    assert_int_equal(total(scene), 0);
}

/* --- what ends nothing --- */

static void assert_ends_nothing(scene_t *scene, const char *administrator, const oas_pair_t *headers, const char *form,
                                const char *reason)
{
    apr_table_t *jar = scene->jar;
    oas_reply_t reply;

    assert_int_equal(ask_as(scene, &reply, administrator, "POST", "", headers, form), OAS_REFUSED);
    assert_reason(scene->work, reason);
    assert_string_equal(reply.page.link, "/admin/sessions");
    scene->jar = jar;
    assert_int_equal(total(scene), 6);
}

static void no_page_of_another_site_ends_a_session(void **state)
{
    scene_t *scene = begin(state);
    const char *form = form_of(scene, look(scene, "").page.form_token, "all=yes");

    assert_ends_nothing(scene, "root", foreign_page, form, "form_foreign");
    assert_ends_nothing(scene, "root", foreign_origin, form, "form_foreign");
    assert_ends_nothing(scene, "root", browser_navigation, form, "form_foreign");
}

/* He came by a password, which the browser sends with whatever form another site makes it send. */
static void nothing_ends_without_a_token_of_this_browser_and_this_name(void **state)
{
    scene_t *scene = begin(state);
    const char *form = form_of(scene, look(scene, "").page.form_token, "all=yes");

    assert_ends_nothing(scene, "root", own_page, "all=yes", "form_token");
    assert_ends_nothing(scene, "root", program, "all=yes&token=AAAA", "form_token");
    assert_ends_nothing(scene, "somebody", program, form, "form_token");
    assert_ends_nothing(scene, NULL, program, form, "form_token");
    apr_table_clear(scene->jar);
    assert_ends_nothing(scene, "root", program, form, "form_token");
    apr_table_set(scene->jar, "__Host-oauth_browser", "AAAAAAAAAAAAAAAAAAAAAA");
    assert_ends_nothing(scene, "root", program, form, "form_token");
}

static void who_came_by_his_address_needs_a_token_too(void **state)
{
    scene_t *scene = begin(state);
    oas_reply_t reply;
    const char *token;

    assert_int_equal(ask_as(scene, &reply, NULL, "GET", "", browser_navigation, NULL), OAS_OK);
    token = reply.page.form_token;
    assert_ends_nothing(scene, NULL, own_page, "all=yes", "form_token");
    assert_ends_nothing(scene, "root", own_page, form_of(scene, token, "all=yes"), "form_token");
    assert_int_equal(ask_as(scene, &reply, NULL, "POST", "", own_page, form_of(scene, token, "all=yes")), OAS_OK);
    assert_int_equal(total(scene), 0);
}

/* A script whose variable is empty, or that says "usr", must not end everybody's. */
static void what_is_not_clear_ends_nothing(void **state)
{
    static const char *const forms[] = {"all=yes&user=", "all=yes&usr=3", "all=yes&end=x", "user=3", "end=", "all=", "others=yes"};
    scene_t *scene = begin(state);
    const char *token = look(scene, "").page.form_token;

    for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
        assert_ends_nothing(scene, "root", program, form_of(scene, token, forms[i]), "sessions_form");
    assert_ends_nothing(scene, "root", program, form_of(scene, token, "all=yes&user=1&user=2"), "form_repeated");
}

static void what_fits_nobody_ends_nobody(void **state)
{
    scene_t *scene = begin(state);
    const char *token = look(scene, "").page.form_token;
    oas_reply_t reply;

    assert_int_equal(ask_as(scene, &reply, "root", "POST", "", program, form_of(scene, token, "all=yes&user=30")), OAS_OK);
    assert_null(scene->work->news);
    assert_int_equal(ask_as(scene, &reply, "root", "POST", "", program, form_of(scene, token, "end=AAAAAAAAAAAAAAAAAAAAAA")), OAS_OK);
    assert_string_equal(reply.page.text, "{\"ended\":0}\n");
    assert_int_equal(total(scene), 6);
}

static oas_status_t can_not_walk(oas_store_t *store, oas_record_visit_t *visit, void *data, oas_work_t *work)
{
    (void)store, (void)visit, (void)data;
    return oas_fail(work, OAS_UNAVAILABLE, "store_locked", "scripted");
}

static void a_store_that_can_not_say_is_told_of(void **state)
{
    scene_t *scene = begin(state);
    oas_store_calls_t calls = *scene->site.sessions.store->calls;
    const char *form = form_of(scene, look(scene, "").page.form_token, "all=yes");
    oas_reply_t reply;

    calls.visit = can_not_walk;
    scene->site.sessions.store->calls = &calls;
    assert_int_equal(ask_as(scene, &reply, "root", "GET", "", browser_navigation, NULL), OAS_UNAVAILABLE);
    assert_int_equal(ask_as(scene, &reply, "root", "POST", "", own_page, form), OAS_UNAVAILABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(he_sees_everybody_or_those_he_asks_for),
        cmocka_unit_test(his_own_session_is_marked_where_he_has_one),
        cmocka_unit_test(a_program_gets_json),
        cmocka_unit_test(pages_keep_the_filter),
        cmocka_unit_test(he_ends_one_or_all_of_a_user_or_all),
        cmocka_unit_test(no_page_of_another_site_ends_a_session),
        cmocka_unit_test(nothing_ends_without_a_token_of_this_browser_and_this_name),
        cmocka_unit_test(who_came_by_his_address_needs_a_token_too),
        cmocka_unit_test(what_is_not_clear_ends_nothing),
        cmocka_unit_test(what_fits_nobody_ends_nobody),
        cmocka_unit_test(a_store_that_can_not_say_is_told_of),
    };

    return unit_run("all_sessions", tests, sizeof(tests) / sizeof(tests[0]));
}
