/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "base/json.h"
#include "flow/session_info.h"

static const oas_pair_t from_our_page[] = {{"Sec-Fetch-Site", "same-origin"}, {NULL, NULL}};

static oas_status_t ask_from(scene_t *scene, oas_reply_t *reply, const char *target, const oas_pair_t *headers)
{
    oas_request_t request = browser_request("GET", target, headers);

    *reply = (oas_reply_t){0};
    oas_forgive(scene->work);
    request.cookies = scene_cookies(scene);
    return oas_session_info(reply, &scene->site, &request, scene->work);
}

/* What a script of our page is told. */
static const oas_json_t *told(scene_t *scene, const char *target, int status)
{
    const oas_json_t *json;
    oas_reply_t reply;

    assert_int_equal(ask_from(scene, &reply, target, from_our_page), OAS_OK);
    assert_int_equal(reply.status, status);
    assert_int_equal(reply.page.kind, OAS_PAGE_JSON);
    assert_null(reply.location);
    assert_int_equal(reply.set_cookie_count, 0);
    assert_int_equal(oas_json_parse_object(&json, oas_bytes_of(reply.page.text), 4096, "info", scene->work), OAS_OK);
    return json;
}

static int64_t number(const oas_json_t *json, const char *name)
{
    int64_t value;

    assert_true(oas_json_integer(&value, json, name, 0, INT64_MAX));
    return value;
}

static void who_is_signed_in_learns_who_he_is_and_how_long(void **state)
{
    scene_t *scene = scene_begin(state);
    const oas_json_t *json;

    scene_sign_in(scene);
    json = told(scene, "/oauth/session", 200);
    assert_true(oas_json_is_true(json, "signed_in"));
    assert_string_equal(oas_json_string(json, "user"), "17");
    assert_string_equal(oas_json_string(json, "provider"), "one");
    assert_int_equal(number(json, "idle_seconds"), 1800);
    assert_int_equal(number(json, "lifetime_seconds"), 28800);
    assert_int_equal(number(json, "version"), 1);
    assert_null(oas_json_member(json, "claims"));
}

static void claims_are_told_on_request(void **state)
{
    scene_t *scene = scene_begin(state);
    const oas_json_t *claims;

    scene->profile = "{\"id\":17,\"name\":\"A \\\"quoted\\\" </script> name\"}";
    scene_sign_in(scene);
    claims = oas_json_member(told(scene, "/oauth/session?claims=1", 200), "claims");
    assert_string_equal(oas_json_string(claims, "name"), "A \"quoted\" </script> name");
    assert_string_equal(oas_json_string(claims, "sub"), "17");
    assert_null(oas_json_member(told(scene, "/oauth/session?claims=0", 200), "claims"));
}

static void to_ask_does_not_prolong_the_session(void **state)
{
    scene_t *scene = scene_begin(state);
    apr_time_t begun = scene->work->now;

    scene_sign_in(scene);
    for (int minute = 1; minute < 30; minute++) {
        scene->work->now = begun + apr_time_from_sec(60 * minute);
        assert_int_equal(number(told(scene, "/oauth/session", 200), "idle_seconds"), 1800 - 60 * minute);
    }
    scene->work->now = begun + apr_time_from_sec(1800);
    told(scene, "/oauth/session", 401);
}

static void the_idle_time_is_never_longer_than_the_lifetime(void **state)
{
    scene_t *scene = scene_begin(state);
    const oas_json_t *json;

    scene->site.sessions.lifetime = apr_time_from_sec(600);
    scene_sign_in(scene);
    json = told(scene, "/oauth/session", 200);
    assert_int_equal(number(json, "idle_seconds"), 600);
    assert_int_equal(number(json, "lifetime_seconds"), 600);
}

static void who_is_not_signed_in_is_told_so_and_sent_nowhere(void **state)
{
    scene_t *scene = scene_begin(state);
    const oas_json_t *json = told(scene, "/oauth/session", 401);

    assert_false(oas_json_is_true(json, "signed_in"));
    assert_string_equal(oas_json_string(json, "login_url"), "https://site.test/oauth/login");
    assert_null(scene->work->reason);
}

static void pages_of_other_origins_are_told_nothing(void **state)
{
    static const oas_pair_t others[][2] = {
        {{"Sec-Fetch-Site", "cross-site"}, {NULL, NULL}},       {{"Sec-Fetch-Site", "same-site"}, {NULL, NULL}},
        {{"Sec-Fetch-Site", "something new"}, {NULL, NULL}},    {{"Origin", "https://evil.test"}, {NULL, NULL}},
        {{"Origin", "null"}, {NULL, NULL}},
    };
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene_sign_in(scene);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        assert_int_equal(ask_from(scene, &reply, "/oauth/session", others[i]), OAS_OK);
        assert_int_equal(reply.status, 403);
        assert_int_equal(reply.page.kind, OAS_PAGE_PROBLEM_JSON);
        assert_string_equal(reply.page.reason, "session_info_foreign");
    }
}

static void tools_and_people_who_type_the_address_are_answered(void **state)
{
    static const oas_pair_t typed[] = {{"Sec-Fetch-Site", "none"}, {NULL, NULL}};
    static const oas_pair_t tool[] = {{NULL, NULL}};
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene_sign_in(scene);
    assert_int_equal(ask_from(scene, &reply, "/oauth/session", typed), OAS_OK);
    assert_int_equal(reply.status, 200);
    assert_int_equal(ask_from(scene, &reply, "/oauth/session", tool), OAS_OK);
    assert_int_equal(reply.status, 200);
}

/* --- anew: TR3 --- */

static oas_status_t renew_from(scene_t *scene, oas_reply_t *reply, const char *token, const oas_pair_t *headers)
{
    oas_request_t request = browser_request("POST", "/oauth/refresh?claims=1", headers);

    *reply = (oas_reply_t){0};
    oas_forgive(scene->work);
    request.cookies = scene_cookies(scene);
    request.form = oas_bytes_of(token != NULL ? apr_pstrcat(scene->work->pool, "token=", token, NULL) : "");
    scene->calls = 0;
    return oas_session_renew(reply, &scene->site, &request, scene->work);
}

static const char *token_of(scene_t *scene)
{
    return oas_json_string(told(scene, "/oauth/session?token=1", 200), "token");
}

static void a_script_with_our_token_is_told_what_the_provider_says_now(void **state)
{
    scene_t *scene = scene_begin(state);
    apr_time_t begun = scene->work->now;
    oas_reply_t reply;

    scene_sign_in(scene);
    assert_null(oas_json_member(told(scene, "/oauth/session", 200), "token"));
    scene->profile = "{\"id\":17,\"name\":\"Lovelace\"}";
    scene->work->now = begun + apr_time_from_sec(60);
    assert_int_equal(renew_from(scene, &reply, token_of(scene), from_our_page), OAS_OK);
    assert_int_equal(reply.status, 200);
    assert_non_null(strstr(reply.page.text, "\"name\":\"Lovelace\""));
    assert_non_null(strstr(reply.page.text, "\"idle_seconds\":1740,"));
    assert_non_null(strstr(reply.page.text, "\"version\":2,"));
    assert_int_equal(scene->calls, 1);
    assert_int_equal(renew_from(scene, &reply, token_of(scene), from_our_page), OAS_OK);
    assert_int_equal(reply.status, 200);
    assert_int_equal(scene->calls, 0);
}

/* R-LO-01 for what costs a call */
static void nobody_is_asked_for_a_script_without_our_token_or_of_another_page(void **state)
{
    static const oas_pair_t foreign[] = {{"Sec-Fetch-Site", "cross-site"}, {NULL, NULL}};
    scene_t *scene = scene_begin(state);
    const char *token, *of_another;
    oas_reply_t reply;

    scene_sign_in(scene);
    of_another = token_of(scene);
    scene->jar = apr_table_make(scene->work->pool, 4);
    scene_sign_in(scene);
    token = token_of(scene);
    assert_int_equal(renew_from(scene, &reply, NULL, from_our_page), OAS_REFUSED);
    assert_reason(scene->work, "form_token");
    assert_int_equal(renew_from(scene, &reply, of_another, from_our_page), OAS_REFUSED);
    assert_int_equal(renew_from(scene, &reply, apr_pstrcat(scene->work->pool, token, "A", NULL), from_our_page), OAS_REFUSED);
    assert_int_equal(renew_from(scene, &reply, token, foreign), OAS_OK);
    assert_int_equal(reply.status, 403);
    assert_int_equal(scene->calls, 0);
    scene->work->now += apr_time_from_sec(3600);
    assert_int_equal(renew_from(scene, &reply, token, from_our_page), OAS_OK);
    assert_int_equal(reply.status, 401);
}

static void who_wants_news_is_told_when_there_are_none(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene_sign_in(scene);
    scene->call_status = OAS_UNAVAILABLE;
    assert_int_equal(renew_from(scene, &reply, token_of(scene), from_our_page), OAS_UNAVAILABLE);
    scene->call_status = OAS_OK;
    scene->registrations[0].is_oauth1 = true;
    assert_int_equal(renew_from(scene, &reply, token_of(scene), from_our_page), OAS_OK);
    assert_int_equal(reply.status, 409);
    assert_string_equal(reply.page.reason, "refresh_impossible");
    assert_int_equal(scene->calls, 0);
    told(scene, "/oauth/session", 200);
}

static void a_query_that_is_no_form_is_refused(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;

    scene_sign_in(scene);
    assert_int_equal(ask_from(scene, &reply, "/oauth/session?claims=%zz", from_our_page), OAS_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_signed_in_learns_who_he_is_and_how_long),
        cmocka_unit_test(claims_are_told_on_request),
        cmocka_unit_test(to_ask_does_not_prolong_the_session),
        cmocka_unit_test(the_idle_time_is_never_longer_than_the_lifetime),
        cmocka_unit_test(who_is_not_signed_in_is_told_so_and_sent_nowhere),
        cmocka_unit_test(pages_of_other_origins_are_told_nothing),
        cmocka_unit_test(tools_and_people_who_type_the_address_are_answered),
        cmocka_unit_test(a_query_that_is_no_form_is_refused),
        cmocka_unit_test(a_script_with_our_token_is_told_what_the_provider_says_now),
        cmocka_unit_test(nobody_is_asked_for_a_script_without_our_token_or_of_another_page),
        cmocka_unit_test(who_wants_news_is_told_when_there_are_none),
    };
    return unit_run("session_info", tests, sizeof(tests) / sizeof(tests[0]));
}
