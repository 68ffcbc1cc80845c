/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

static const char temporary_cookie[] = "__Secure-oauth_temporary";

/* What the provider was last asked with, and whom it tells of. */
static const char *last_authorization;
static int granted;

static oas_status_t answer_oauth1(oas_http_client_t *client, oas_http_answer_t **answer, const oas_http_call_t *call,
                                  oas_work_t *work)
{
    scene_t *scene = ((scene_client_t *)client)->scene;
    const char *body = scene->profile;

    scene->calls++;
    *answer = NULL;
    if (scene->call_status != OAS_OK)
        return oas_fail(work, scene->call_status, "call_deadline", "scripted");
    last_authorization = apr_pstrdup(scene->work->pool, call->authorization);
    if (strstr(call->url, "/request") != NULL)
        body = apr_psprintf(work->pool, "oauth_token=tmp-%d&oauth_token_secret=tmp-secret&oauth_callback_confirmed=true", ++granted);
    if (strstr(call->url, "/token") != NULL)
        body = "oauth_token=at&oauth_token_secret=as";
    *answer = apr_pcalloc(work->pool, sizeof(**answer));
    (*answer)->status = 200;
    (*answer)->content_type = "application/json";
    (*answer)->body = oas_bytes_copy(work->pool, oas_bytes_of(body));
    return OAS_OK;
}

/* The site's first provider speaks OAuth 1.0a. */
static scene_t *begin(void **state)
{
    scene_t *scene = scene_begin(state);

    granted = 0;
    scene->client.client.call = answer_oauth1;
    scene->registrations[0].is_oauth1 = true;
    scene->registrations[0].request_token_endpoint = "https://one.test/request";
    return scene;
}

/* One login on its way: the token, and the state that our callback was given with. */
typedef struct {
    const char *token;
    const char *state;
} way_t;

static way_t depart(scene_t *scene, const char *target)
{
    oas_reply_t departure = scene_open_protected(scene, target);
    const char *callback, *end;

    assert_int_equal(departure.status, 302);
    assert_int_equal(strncmp(departure.location, "https://one.test/authorize?oauth_token=", 39), 0);
    callback = strstr(last_authorization, "callback%2Fone%3Fstate%3D");
    assert_non_null(callback);
    callback += strlen("callback%2Fone%3Fstate%3D");
    end = strchr(callback, '"');
    return (way_t){scene_parameter(scene, &departure, "oauth_token"),
                   apr_pstrmemdup(scene->work->pool, callback, (apr_size_t)(end - callback))};
}

static oas_status_t come_back(scene_t *scene, oas_reply_t *reply, way_t way, const char *more)
{
    return scene_return_to(scene, reply, "one", apr_pstrcat(scene->work->pool, "state=", way.state, more, NULL));
}

static const char *good(const scene_t *scene, way_t way)
{
    return apr_pstrcat(scene->work->pool, "&oauth_token=", way.token, "&oauth_verifier=v", NULL);
}

static void a_login_ends_on_the_page_first_asked_for(void **state)
{
    scene_t *scene = begin(state);
    way_t way = depart(scene, "/reports?year=2026");
    oas_reply_t reply;

    assert_non_null(apr_table_get(scene->jar, temporary_cookie));
    assert_int_equal(come_back(scene, &reply, way, good(scene, way)), OAS_OK);
    assert_string_equal(reply.location, "https://site.test/reports?year=2026");
    assert_string_equal(scene_session(scene)->face.user, "17");
    assert_null(apr_table_get(scene->jar, temporary_cookie));
    assert_int_equal(scene->calls, 3);
    assert_non_null(strstr(last_authorization, "oauth_token=\"at\""));
}

static void refuses_what_does_not_belong_to_the_request(void **state)
{
    static const struct {
        const char *more, *reason;
    } rows[] = {
        {"&oauth_token=other&oauth_verifier=v", "oauth1_token"},
        {"&oauth_verifier=v", "oauth1_token"},
        {"&oauth_token=tmp-1", "oauth1_verifier"},
        {"&denied=tmp-1", "access_denied"},
        {"&oauth_token=tmp-1&oauth_token=tmp-1&oauth_verifier=v", "form_repeated"},
    };
    oas_reply_t reply;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        scene_t *scene = begin(state);
        way_t way = depart(scene, "/page");

        assert_int_equal(come_back(scene, &reply, way, rows[i].more), OAS_REFUSED);
        assert_reason(scene->work, rows[i].reason);
        assert_int_equal(scene->calls, 1);
        assert_null(scene_session(scene));
    }
}

static void an_answer_in_another_browser_begins_anew_without_asking_for_an_access_token(void **state)
{
    scene_t *scene = begin(state);
    way_t way = depart(scene, "/page");
    oas_reply_t reply;

    apr_table_clear(scene->jar);
    assert_int_equal(come_back(scene, &reply, way, good(scene, way)), OAS_OK);
    assert_int_equal(reply.status, 302);
    assert_non_null(strstr(last_authorization, "oauth_callback"));
    assert_null(scene_session(scene));
}

static void a_cookie_that_did_not_come_back_begins_anew_once(void **state)
{
    scene_t *scene = begin(state);
    way_t way = depart(scene, "/page");
    oas_reply_t reply;

    apr_table_unset(scene->jar, temporary_cookie);
    assert_int_equal(come_back(scene, &reply, way, good(scene, way)), OAS_OK);
    assert_int_equal(reply.status, 302);
    assert_int_equal(scene->calls, 2);
    assert_null(scene_session(scene));
}

static void the_cookie_of_another_attempt_is_not_believed(void **state)
{
    scene_t *scene = begin(state);
    way_t first = depart(scene, "/1");
    way_t second = depart(scene, "/2");
    oas_reply_t reply;

    assert_int_equal(come_back(scene, &reply, first, good(scene, second)), OAS_OK);
    assert_int_equal(reply.status, 302);
    assert_null(scene_session(scene));
}

static void a_tab_that_comes_second_goes_on_when_the_first_is_signed_in(void **state)
{
    scene_t *scene = begin(state);
    way_t first = depart(scene, "/1");
    way_t second = depart(scene, "/2");
    oas_reply_t reply;

    assert_int_equal(come_back(scene, &reply, second, good(scene, second)), OAS_OK);
    assert_string_equal(reply.location, "https://site.test/2");
    assert_int_equal(come_back(scene, &reply, first, good(scene, first)), OAS_OK);
    assert_string_equal(reply.location, "https://site.test/1");
    assert_int_equal(scene->calls, 4);
}

static void an_answer_counts_once(void **state)
{
    scene_t *scene = begin(state);
    way_t way = depart(scene, "/page");
    const char *kept = apr_table_get(scene->jar, temporary_cookie);
    oas_reply_t reply;

    assert_int_equal(come_back(scene, &reply, way, good(scene, way)), OAS_OK);
    apr_table_unset(scene->jar, "__Host-oauth_session");
    apr_table_set(scene->jar, temporary_cookie, kept);
    assert_int_equal(come_back(scene, &reply, way, good(scene, way)), OAS_REFUSED);
    assert_reason(scene->work, "callback_repeated");
    assert_int_equal(scene->calls, 3);
}

static void a_provider_that_can_not_be_asked_leaves_a_way_back(void **state)
{
    scene_t *scene = begin(state);
    const oas_login_wish_t wish = {.target = "/page", .try_number = 1};
    oas_request_t request = browser_opens("/page");
    oas_reply_t reply = {0};

    scene->call_status = OAS_UNAVAILABLE;
    assert_int_equal(oas_login_begin(&reply, &scene->site, &request, &wish, scene->work), OAS_UNAVAILABLE);
    assert_null(reply.location);
    assert_string_equal(reply.page.link, "/page");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_login_ends_on_the_page_first_asked_for),
        cmocka_unit_test(refuses_what_does_not_belong_to_the_request),
        cmocka_unit_test(an_answer_in_another_browser_begins_anew_without_asking_for_an_access_token),
        cmocka_unit_test(a_cookie_that_did_not_come_back_begins_anew_once),
        cmocka_unit_test(the_cookie_of_another_attempt_is_not_believed),
        cmocka_unit_test(a_tab_that_comes_second_goes_on_when_the_first_is_signed_in),
        cmocka_unit_test(an_answer_counts_once),
        cmocka_unit_test(a_provider_that_can_not_be_asked_leaves_a_way_back),
    };
    return unit_run("oauth1_way", tests, sizeof(tests) / sizeof(tests[0]));
}
