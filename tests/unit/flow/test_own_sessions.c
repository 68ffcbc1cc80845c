/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "flow/own_sessions.h"
#include "flow/session_view.h"

static const oas_pair_t own_page[] = {{"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Mode", "navigate"}, {NULL, NULL}};
static const oas_pair_t foreign_page[] = {
    {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Mode", "navigate"}, {"Origin", "https://evil.test"}, {NULL, NULL}};
static const oas_pair_t neighbour[] = {{"Sec-Fetch-Site", "same-site"}, {"Sec-Fetch-Mode", "navigate"}, {NULL, NULL}};
static const oas_pair_t foreign_origin[] = {{"Origin", "https://site.test.evil.test"}, {"Accept", "text/html"}, {NULL, NULL}};
static const oas_pair_t null_origin[] = {{"Origin", "null"}, {"Accept", "text/html"}, {NULL, NULL}};
static const oas_pair_t silent[] = {{"Accept", "text/html"}, {NULL, NULL}};
static const oas_pair_t program[] = {{"Accept", "application/json"}, {NULL, NULL}};

static oas_status_t ask(scene_t *scene, oas_reply_t *reply, const char *method, const char *query, const oas_pair_t *headers,
                        const char *form)
{
    oas_request_t request =
        browser_request(method, apr_pstrcat(scene->work->pool, "/oauth/sessions", query, NULL), headers);

    *reply = (oas_reply_t){0};
    oas_forgive(scene->work);
    request.cookies = scene_cookies(scene);
    request.form = oas_bytes_of(form);
    return oas_own_sessions(reply, &scene->site, &request, scene->work);
}

/* The list as a person sees it. */
static oas_reply_t look(scene_t *scene)
{
    oas_reply_t reply;

    assert_int_equal(ask(scene, &reply, "GET", "", browser_navigation, NULL), OAS_OK);
    assert_int_equal(reply.status, 200);
    assert_int_equal(reply.page.kind, OAS_PAGE_SESSIONS);
    return reply;
}

static const char *form_of(scene_t *scene, const char *token, const char *what, const char *value)
{
    return apr_pstrcat(scene->work->pool, "token=", token, "&", what, "=", value, NULL);
}

/* Another browser of whoever signs in now; the scene's browser is that one then. */
static apr_table_t *another_browser(scene_t *scene)
{
    scene->jar = apr_table_make(scene->work->pool, 4);
    scene->work->now++;
    scene_sign_in(scene);
    return scene->jar;
}

static bool is_signed_in(scene_t *scene, apr_table_t *jar)
{
    scene->jar = jar;
    return scene_session(scene) != NULL;
}

static void a_person_sees_his_sessions_and_which_one_this_is(void **state)
{
    scene_t *scene = scene_begin(state);
    const oas_session_view_t *view;

    another_browser(scene);
    scene->profile = "{\"id\":18,\"name\":\"Grace\"}";
    another_browser(scene);
    scene->profile = "{\"id\":17,\"name\":\"Ada\"}";
    another_browser(scene);
    view = look(scene).page.sessions;
    assert_int_equal(view->page.count, 2);
    assert_false(view->of_everybody);
    assert_string_equal(view->here, view->page.items[0].name);
    assert_string_equal(view->page.items[0].user, "17");
    assert_string_equal(view->page.items[0].address, "192.0.2.7");
    assert_string_equal(view->logout, "/oauth/logout");
}

static void a_program_gets_json(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;
    const char *name;

    another_browser(scene);
    name = look(scene).page.sessions->here;
    assert_int_equal(ask(scene, &reply, "GET", "", program, NULL), OAS_OK);
    assert_int_equal(reply.page.kind, OAS_PAGE_JSON);
    assert_non_null(strstr(reply.page.text, "{\"total\":1,\"sessions\":[{\"id\":\""));
    assert_non_null(strstr(reply.page.text, name));
    assert_non_null(strstr(reply.page.text, "\"user\":\"17\",\"provider\":\"one\",\"address\":\"192.0.2.7\",\"agent\":\"test\","
                                            "\"first_seen\":1800000000,\"last_seen\":1800000000,\"ends\":1800001800,"
                                            "\"this_browser\":true}],\"token\":\""));
}

static void one_of_them_ends_by_its_button(void **state)
{
    scene_t *scene = scene_begin(state);
    apr_table_t *other = another_browser(scene), *here = another_browser(scene);
    oas_reply_t reply = look(scene);
    const char *name = reply.page.sessions->page.items[1].name;

    assert_int_equal(ask(scene, &reply, "POST", "?after=x", own_page, form_of(scene, reply.page.form_token, "end", name)), OAS_OK);
    assert_int_equal(reply.status, 303);
    assert_string_equal(reply.location, "https://site.test/oauth/sessions?after=x");
    assert_string_equal(scene->work->news, "sessions_ended");
    assert_false(is_signed_in(scene, other));
    assert_true(is_signed_in(scene, here));
}

static void all_others_end_by_one_button(void **state)
{
    scene_t *scene = scene_begin(state);
    apr_table_t *first = another_browser(scene), *second = another_browser(scene), *here = another_browser(scene);
    oas_reply_t reply = look(scene);

    assert_int_equal(ask(scene, &reply, "POST", "", silent, form_of(scene, reply.page.form_token, "others", "yes")), OAS_OK);
    assert_false(is_signed_in(scene, first) || is_signed_in(scene, second));
    assert_true(is_signed_in(scene, here));
}

static void a_program_is_told_how_many_ended(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *token;
    oas_reply_t reply;

    another_browser(scene);
    another_browser(scene);
    token = look(scene).page.form_token;
    assert_int_equal(ask(scene, &reply, "POST", "", program, form_of(scene, token, "others", "yes")), OAS_OK);
    assert_string_equal(reply.page.text, "{\"ended\":1}\n");
    assert_int_equal(ask(scene, &reply, "POST", "", program, form_of(scene, token, "end", "AAAAAAAAAAAAAAAAAAAAAA")), OAS_OK);
    assert_string_equal(reply.page.text, "{\"ended\":0}\n");
}

/* --- what ends nothing --- */

static void assert_ends_nothing(scene_t *scene, const oas_pair_t *headers, const char *form, const char *reason)
{
    apr_table_t *here = scene->jar;
    oas_reply_t reply;

    assert_int_equal(ask(scene, &reply, "POST", "", headers, form), OAS_REFUSED);
    assert_reason(scene->work, reason);
    assert_string_equal(reply.page.link, "/oauth/sessions");
    oas_forgive(scene->work);
    scene->jar = here;
    assert_int_equal(look(scene).page.sessions->page.total, 2);
}

static void no_page_of_another_site_ends_a_session(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *form;

    another_browser(scene);
    another_browser(scene);
    form = form_of(scene, look(scene).page.form_token, "others", "yes");
    assert_ends_nothing(scene, foreign_page, form, "form_foreign");
    assert_ends_nothing(scene, neighbour, form, "form_foreign");
    assert_ends_nothing(scene, foreign_origin, form, "form_foreign");
    assert_ends_nothing(scene, null_origin, form, "form_foreign");
    assert_ends_nothing(scene, browser_navigation, form, "form_foreign");
}

static void nothing_ends_without_the_token_of_the_page(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *of_other, *mine;

    scene->site.sessions.idle_timeout = scene->site.sessions.lifetime;
    another_browser(scene);
    of_other = look(scene).page.form_token;
    another_browser(scene);
    mine = look(scene).page.form_token;
    assert_ends_nothing(scene, own_page, "others=yes", "form_token");
    assert_ends_nothing(scene, own_page, "others=yes&token=", "form_token");
    assert_ends_nothing(scene, own_page, "others=yes&token=AAAAAAAA", "form_token");
    assert_ends_nothing(scene, own_page, form_of(scene, of_other, "others", "yes"), "form_token");
    scene->work->now += apr_time_from_sec(3601);
    assert_ends_nothing(scene, own_page, form_of(scene, mine, "others", "yes"), "form_token");
}

static void the_token_of_the_sign_out_page_is_none_here(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_request_t request = browser_opens("/oauth/logout");
    oas_reply_t reply = {0};

    another_browser(scene);
    another_browser(scene);
    request.cookies = scene_cookies(scene);
    assert_int_equal(oas_logout(&reply, &scene->site, &request, scene->work), OAS_OK);
    assert_ends_nothing(scene, own_page, form_of(scene, reply.page.form_token, "others", "yes"), "form_token");
}

static void a_form_that_does_not_say_what_to_end_ends_nothing(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *token, *both;

    another_browser(scene);
    another_browser(scene);
    token = look(scene).page.form_token;
    both = apr_pstrcat(scene->work->pool, form_of(scene, token, "end", "x"), "&others=yes", NULL);
    assert_ends_nothing(scene, own_page, form_of(scene, token, "all", "yes"), "sessions_form");
    assert_ends_nothing(scene, own_page, both, "sessions_form");
    assert_ends_nothing(scene, own_page, "token=a&token=b", "form_repeated");
}

static void nobody_ends_the_session_of_another_user(void **state)
{
    scene_t *scene = scene_begin(state);
    apr_table_t *ada = another_browser(scene);
    const char *name = look(scene).page.sessions->here, *token;
    oas_reply_t reply;

    scene->profile = "{\"id\":18,\"name\":\"Grace\"}";
    another_browser(scene);
    token = look(scene).page.form_token;
    assert_int_equal(ask(scene, &reply, "POST", "", own_page, form_of(scene, token, "end", name)), OAS_OK);
    assert_int_equal(ask(scene, &reply, "POST", "", own_page, form_of(scene, token, "others", "yes")), OAS_OK);
    assert_null(scene->work->news);
    assert_true(is_signed_in(scene, ada));
}

static void who_is_not_signed_in_is_sent_to_a_login_and_comes_back(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply, done;

    assert_int_equal(ask(scene, &reply, "GET", "", browser_navigation, NULL), OAS_OK);
    assert_int_equal(reply.status, 302);
    scene_keep_cookies(scene, &reply);
    assert_int_equal(scene_return(scene, &done, &reply), OAS_OK);
    assert_string_equal(done.location, "https://site.test/oauth/sessions");
}

static void a_program_that_is_not_signed_in_is_told_so(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    assert_int_equal(ask(scene, &reply, "GET", "", program, NULL), OAS_OK);
    assert_int_equal(reply.status, 401);
    assert_int_equal(ask(scene, &reply, "POST", "", program, "others=yes"), OAS_OK);
    assert_int_equal(reply.status, 401);
    assert_int_equal(ask(scene, &reply, "POST", "", own_page, "others=yes"), OAS_OK);
    assert_string_equal(reply.location, "https://site.test/oauth/sessions");
}

static oas_status_t can_not_say(oas_store_t *store, apr_array_header_t **heads, oas_tag_kind_t kind, uint64_t tag,
                                oas_work_t *work)
{
    (void)store, (void)heads, (void)kind, (void)tag;
    return oas_fail(work, OAS_UNAVAILABLE, "store_locked", "scripted");
}

static void a_store_that_can_not_say_is_told_of(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_store_calls_t calls = *scene->site.sessions.store->calls;
    oas_reply_t reply;
    const char *form;

    another_browser(scene);
    form = form_of(scene, look(scene).page.form_token, "others", "yes");
    calls.find_tagged = can_not_say;
    scene->site.sessions.store->calls = &calls;
    assert_int_equal(ask(scene, &reply, "GET", "", browser_navigation, NULL), OAS_UNAVAILABLE);
    assert_int_equal(ask(scene, &reply, "POST", "", own_page, form), OAS_UNAVAILABLE);
    assert_null(scene->work->news);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_sees_his_sessions_and_which_one_this_is),
        cmocka_unit_test(a_program_gets_json),
        cmocka_unit_test(one_of_them_ends_by_its_button),
        cmocka_unit_test(all_others_end_by_one_button),
        cmocka_unit_test(a_program_is_told_how_many_ended),
        cmocka_unit_test(no_page_of_another_site_ends_a_session),
        cmocka_unit_test(nothing_ends_without_the_token_of_the_page),
        cmocka_unit_test(the_token_of_the_sign_out_page_is_none_here),
        cmocka_unit_test(a_form_that_does_not_say_what_to_end_ends_nothing),
        cmocka_unit_test(nobody_ends_the_session_of_another_user),
        cmocka_unit_test(who_is_not_signed_in_is_sent_to_a_login_and_comes_back),
        cmocka_unit_test(a_program_that_is_not_signed_in_is_told_so),
        cmocka_unit_test(a_store_that_can_not_say_is_told_of),
    };

    return unit_run("own_sessions", tests, sizeof(tests) / sizeof(tests[0]));
}
