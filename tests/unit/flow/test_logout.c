/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"
#include "oidc/scripted_client.h"
#include "session/change.h"

static const oas_pair_t own_page[] = {{"Sec-Fetch-Site", "same-origin"}, {NULL, NULL}};
static const oas_pair_t foreign_page[] = {
    {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Mode", "navigate"}, {"Origin", "https://evil.test"}, {NULL, NULL}};
static const oas_pair_t silent[] = {{"Accept", "text/html"}, {NULL, NULL}};

/* Asks for the logout endpoint with the browser's cookies. */
static oas_reply_t ask_logout(scene_t *scene, const char *method, const oas_pair_t *headers, const char *form)
{
    oas_request_t request = browser_request(method, "/oauth/logout", headers);
    oas_reply_t reply = {0};

    request.cookies = scene_cookies(scene);
    request.form = oas_bytes_of(form);
    assert_int_equal(oas_logout(&reply, &scene->site, &request, scene->work), OAS_OK);
    return reply;
}

static const char *form_with(const scene_t *scene, const char *token)
{
    return apr_pstrcat(scene->work->pool, "token=", token, NULL);
}

static void a_link_to_the_endpoint_only_asks(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene_sign_in(scene);
    reply = ask_logout(scene, "GET", browser_navigation, NULL);
    assert_int_equal(reply.status, 200);
    assert_int_equal(reply.page.kind, OAS_PAGE_SIGN_OUT);
    assert_string_equal(reply.page.user, "Ada");
    assert_string_equal(reply.page.action, "/oauth/logout");
    assert_string_equal(reply.page.link, "/");
    assert_int_equal(reply.set_cookie_count, 0);
    assert_non_null(scene_session(scene));
}

static void who_has_no_other_name_is_called_by_his_id(void **state)
{
    scene_t *scene = scene_begin(state);

    scene->profile = "{\"id\":17,\"name\":\"\"}";
    scene_sign_in(scene);
    assert_string_equal(ask_logout(scene, "GET", browser_navigation, NULL).page.user, "17");
}

static void a_post_from_our_own_page_signs_out(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *cookie;
    oas_reply_t reply;

    scene->site.cleared_data = (const char *const[]){"cache", "cookies", NULL};
    scene_sign_in(scene);
    cookie = apr_pstrdup(scene->work->pool, apr_table_get(scene->jar, "__Host-oauth_session"));
    reply = ask_logout(scene, "POST", own_page, NULL);
    assert_int_equal(reply.status, 200);
    assert_int_equal(reply.page.kind, OAS_PAGE_SIGNED_OUT);
    assert_string_equal(reply.page.link, "/");
    assert_string_equal(reply.clear_site_data, "\"cache\", \"cookies\"");
    assert_non_null(strstr(reply.set_cookies[0], "; Path=/;"));
    assert_non_null(strstr(reply.set_cookies[0], "; Secure"));
    scene_keep_cookies(scene, &reply);
    assert_null(apr_table_get(scene->jar, "__Host-oauth_session"));
    apr_table_set(scene->jar, "__Host-oauth_session", cookie);
    assert_null(scene_session(scene));
}

static void the_button_of_our_page_signs_out_in_any_browser(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *token;

    scene_sign_in(scene);
    token = ask_logout(scene, "GET", silent, NULL).page.form_token;
    assert_int_equal(ask_logout(scene, "POST", silent, form_with(scene, token)).page.kind, OAS_PAGE_SIGNED_OUT);
    assert_null(scene_session(scene));
}

static void a_foreign_page_signs_nobody_out(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene_sign_in(scene);
    reply = ask_logout(scene, "POST", foreign_page, "token=AAAA");
    assert_int_equal(reply.status, 403);
    assert_int_equal(reply.page.kind, OAS_PAGE_SIGN_OUT);
    assert_int_equal(ask_logout(scene, "POST", silent, NULL).status, 403);
    assert_int_equal(ask_logout(scene, "POST", silent, "token=a&token=b").status, 403);
    assert_int_equal(ask_logout(scene, "POST", silent, "token=").status, 403);
    assert_non_null(scene_session(scene));
}

static void the_token_of_another_session_is_none(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *token;

    scene_sign_in(scene);
    token = ask_logout(scene, "GET", silent, NULL).page.form_token;
    apr_table_clear(scene->jar);
    scene_sign_in(scene);
    assert_int_equal(ask_logout(scene, "POST", silent, form_with(scene, token)).status, 403);
    assert_non_null(scene_session(scene));
}

static void a_token_does_not_last_for_ever(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *token;

    scene->site.sessions.idle_timeout = scene->site.sessions.lifetime;
    scene_sign_in(scene);
    token = ask_logout(scene, "GET", silent, NULL).page.form_token;
    scene->work->now += apr_time_from_sec(3601);
    assert_int_equal(ask_logout(scene, "POST", silent, form_with(scene, token)).status, 403);
    assert_non_null(scene_session(scene));
}

static void who_is_not_signed_in_is_told_so(void **state)
{
    scene_t *scene = scene_begin(state);

    assert_int_equal(ask_logout(scene, "GET", silent, NULL).page.kind, OAS_PAGE_SIGNED_OUT);
    assert_int_equal(ask_logout(scene, "POST", foreign_page, NULL).page.kind, OAS_PAGE_SIGNED_OUT);
}

static void the_administrator_says_where_to_go_afterwards(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene->site.logout_target = "/bye";
    scene_sign_in(scene);
    reply = ask_logout(scene, "POST", own_page, NULL);
    assert_int_equal(reply.status, 303);
    assert_string_equal(reply.location, "https://site.test/bye");
}

static oas_status_t can_not_remove(oas_store_t *store, const oas_index_t *index, oas_work_t *work)
{
    (void)store, (void)index;
    return oas_fail(work, OAS_UNAVAILABLE, "store_unavailable", "scripted");
}

static oas_status_t put_id_token(void *data, oas_contents_t *contents, oas_work_t *work)
{
    (void)work;
    contents->vault.id_token = data;
    return OAS_OK;
}

/* Somebody is signed in by a provider that is told of who leaves. */
static oas_session_t *session_to_tell_of(scene_t *scene, scripted_client_t *client)
{
    char id_token[] = "an.id.token";
    const oas_change_t change = {.make = put_id_token, .data = id_token};
    oas_session_t *session;

    scene_sign_in(scene);
    session = scene_session(scene);
    assert_int_equal(oas_session_change(session, &scene->site.sessions, &change, scene->work), OAS_OK);
    *client = scripted_client();
    script_answer(client, 200, "", "");
    scene->registrations[0].logout_call = "https://api.test/bye/{id_token}";
    scene->site.client = &client->client;
    return session;
}

static void whom_an_application_signs_out_is_told_of(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_request_t request = browser_request("POST", "/leave", own_page);
    scripted_client_t client;
    const oas_session_t *session = session_to_tell_of(scene, &client);
    oas_reply_t reply = {0};

    assert_int_equal(oas_logout_of(&reply, &scene->site, &request, session, scene->work), OAS_OK);
    assert_string_equal(client.last.url, "https://api.test/bye/an.id.token");
    assert_int_equal(client.call_count, 1);
    assert_null(scene_session(scene));
}

static void who_has_left_at_the_provider_is_not_told_of(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_request_t request = browser_request("GET", "/oauth/callback", own_page);
    scripted_client_t client;
    const oas_session_t *session = session_to_tell_of(scene, &client);
    oas_reply_t reply = {0};

    assert_int_equal(oas_logout_here(&reply, &scene->site, &request, session, scene->work), OAS_OK);
    assert_int_equal(client.call_count, 0);
    assert_null(scene_session(scene));
}

static void a_session_that_could_not_be_ended_is_not_said_to_be(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_store_t *store = scene->site.sessions.store;
    oas_store_calls_t calls = *store->calls;
    oas_request_t request = browser_request("POST", "/oauth/logout", own_page);
    oas_reply_t reply = {0};

    scene_sign_in(scene);
    calls.remove = can_not_remove;
    store->calls = &calls;
    request.cookies = scene_cookies(scene);
    assert_int_equal(oas_logout(&reply, &scene->site, &request, scene->work), OAS_UNAVAILABLE);
    assert_int_not_equal(reply.page.kind, OAS_PAGE_SIGNED_OUT);
    assert_int_equal(reply.set_cookie_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_link_to_the_endpoint_only_asks),
        cmocka_unit_test(who_has_no_other_name_is_called_by_his_id),
        cmocka_unit_test(a_post_from_our_own_page_signs_out),
        cmocka_unit_test(the_button_of_our_page_signs_out_in_any_browser),
        cmocka_unit_test(a_foreign_page_signs_nobody_out),
        cmocka_unit_test(the_token_of_another_session_is_none),
        cmocka_unit_test(a_token_does_not_last_for_ever),
        cmocka_unit_test(who_is_not_signed_in_is_told_so),
        cmocka_unit_test(the_administrator_says_where_to_go_afterwards),
        cmocka_unit_test(whom_an_application_signs_out_is_told_of),
        cmocka_unit_test(who_has_left_at_the_provider_is_not_told_of),
        cmocka_unit_test(a_session_that_could_not_be_ended_is_not_said_to_be),
    };

    return unit_run("logout", tests, sizeof(tests) / sizeof(tests[0]));
}
