/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"
#include "flow/session_check.h"
#include "session/change.h"
#include "session/contents.h"
#include "session/fetch.h"

/* Somebody is signed in by the first provider, which is to be asked. */
static scene_t *set_scene(void **state)
{
    scene_t *scene = scene_begin(state);

    scene->registrations[0].session_management = true;
    scene_sign_in(scene);
    return scene;
}

static oas_reply_t ask(scene_t *scene, const char *target)
{
    oas_request_t request = browser_opens(target);
    oas_reply_t reply = {0};

    request.cookies = scene_cookies(scene);
    assert_int_equal(oas_session_check(&reply, &scene->site, &request, scene->work), OAS_OK);
    scene_keep_cookies(scene, &reply);
    return reply;
}

/* There and back: what the provider answers besides state. */
static oas_reply_t answered(scene_t *scene, const char *answer)
{
    oas_reply_t departure = ask(scene, "/oauth/session-check?to=%2Fpage%3Fa%3D1"), reply;
    const char *state = scene_parameter(scene, &departure, "state");

    assert_int_equal(scene_return_to(scene, &reply, "one", apr_pstrcat(scene->work->pool, answer, "&state=", state, NULL)),
                     OAS_OK);
    return reply;
}

static void the_provider_is_asked_without_a_page(void **state)
{
    scene_t *scene = set_scene(state);
    oas_reply_t reply = ask(scene, "/oauth/session-check?to=%2Fpage");

    assert_int_equal(reply.status, 302);
    assert_string_equal(scene_parameter(scene, &reply, "prompt"), "none");
    assert_non_null(scene_session(scene));
}

static void who_is_still_signed_in_there_goes_on_here(void **state)
{
    scene_t *scene = set_scene(state);
    const char *cookie = apr_pstrdup(scene->work->pool, apr_table_get(scene->jar, "__Host-oauth_session"));
    oas_reply_t reply;

    scene->profile = "{\"id\":17,\"name\":\"Ada Lovelace\"}";
    reply = answered(scene, "code=good");
    assert_string_equal(reply.location, "https://site.test/page?a=1");
    assert_string_equal(oas_pairs_get(scene_session(scene)->face.claims, "name"), "Ada Lovelace");
    assert_string_equal(apr_table_get(scene->jar, "__Host-oauth_session"), cookie);
}

/* Else they would be taken for as old as the session, and renewed at once. */
static void tokens_and_claims_that_came_with_an_answer_are_as_old_as_that(void **state)
{
    scene_t *scene = set_scene(state);
    oas_vault_t *vault;

    scene->work->now += apr_time_from_sec(600);
    answered(scene, "code=good");
    assert_int_equal(oas_session_open_vault(&vault, &scene->site.sessions, scene_session(scene), scene->work), OAS_OK);
    assert_true(vault->access_token_received == scene->work->now);
    assert_true(vault->claims_read == scene->work->now);
    assert_true(vault->confirmed == scene->work->now);
}

static oas_status_t put_refresh_token(void *token, oas_contents_t *contents, oas_work_t *work)
{
    (void)work;
    contents->vault.refresh_token = token;
    return OAS_OK;
}

static const char *refresh_token_of(scene_t *scene)
{
    oas_vault_t *vault;

    assert_int_equal(oas_session_open_vault(&vault, &scene->site.sessions, scene_session(scene), scene->work), OAS_OK);
    return vault->refresh_token;
}

static void a_refresh_token_stays_when_the_answer_brings_none(void **state)
{
    scene_t *scene = set_scene(state);
    char token[] = "rt-1";
    const oas_change_t change = {.make = put_refresh_token, .data = token};

    assert_int_equal(oas_session_change(scene_session(scene), &scene->site.sessions, &change, scene->work), OAS_OK);
    answered(scene, "code=good");
    assert_string_equal(refresh_token_of(scene), "rt-1");
}

static const char *token_in_label(scene_t *scene)
{
    const oas_session_t *session = scene_session(scene);
    oas_contents_t contents;
    oas_record_t *record;

    assert_int_equal(oas_session_fetch(&record, &scene->site.sessions, &session->ticket, OAS_BOXES_ALL, scene->work), OAS_OK);
    assert_int_equal(oas_contents_open(&contents, record, &scene->site.sessions, &session->ticket, scene->work), OAS_OK);
    return contents.label.token;
}

/* Else the one of the login would be revoked at the end, and this one live on. */
static void the_token_that_counts_afterwards_is_the_one_to_be_revoked_at_the_end(void **state)
{
    scene_t *scene = set_scene(state);

    assert_null(token_in_label(scene));
    scene->registrations[0].revoke_ended_tokens = true;
    answered(scene, "code=good");
    assert_string_equal(token_in_label(scene), "at-1");
}

/* The server gets a new key, and lists the old one behind it. */
static void roll_over(scene_t *scene, const char **lines)
{
    const char *line, *text;
    oas_keyring_t *keys;

    assert_int_equal(oas_keyring_new_line(&line, scene->work), OAS_OK);
    text = *lines != NULL ? apr_pstrcat(scene->work->pool, line, "\n", *lines, NULL) : line;
    assert_int_equal(oas_keyring_parse(&keys, oas_bytes_of(text), scene->work), OAS_OK);
    scene->site.sessions.keys = keys;
    *lines = text;
}

static void use_dpop(scene_t *scene)
{
    scene->token_type = "DPoP";
    assert_int_equal(oas_dpop_derive(&scene->registrations[0].dpop, oas_keyring_current(scene->site.sessions.keys), "one",
                                     scene->work),
                     OAS_OK);
}

static bool goes_on_with_its_cookie(scene_t *scene)
{
    const char *cookie = apr_pstrdup(scene->work->pool, apr_table_get(scene->jar, "__Host-oauth_session"));

    answered(scene, "code=good");
    assert_non_null(scene_session(scene));
    return strcmp(apr_table_get(scene->jar, "__Host-oauth_session"), cookie) == 0;
}

/* The next renewal would prove with the key of the session's own time. */
static void tokens_bound_to_a_newer_key_begin_a_new_session(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *lines = NULL;
    const oas_key_t *current;

    scene->registrations[0].session_management = true;
    roll_over(scene, &lines);
    use_dpop(scene);
    scene_sign_in(scene);
    assert_true(goes_on_with_its_cookie(scene));
    roll_over(scene, &lines);
    use_dpop(scene);
    assert_false(goes_on_with_its_cookie(scene));
    current = oas_keyring_current(scene->site.sessions.keys);
    assert_int_equal(scene_session(scene)->head.key_id, oas_key_id(current));
}

static void a_new_key_does_not_matter_to_tokens_that_are_bound_to_none(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *lines = NULL;

    scene->registrations[0].session_management = true;
    roll_over(scene, &lines);
    scene_sign_in(scene);
    roll_over(scene, &lines);
    assert_true(goes_on_with_its_cookie(scene));
}

static void who_is_not_signed_in_there_is_signed_out_here(void **state)
{
    static const char *const errors[] = {"login_required", "interaction_required", "account_selection_required",
                                         "consent_required", "access_denied"};

    for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
        scene_t *scene = set_scene(state);
        const char *kept = apr_pstrdup(scene->work->pool, apr_table_get(scene->jar, "__Host-oauth_session"));
        oas_reply_t reply = answered(scene, apr_pstrcat(scene->work->pool, "error=", errors[i], NULL));

        assert_int_equal(reply.page.kind, OAS_PAGE_SIGNED_OUT);
        assert_string_equal(scene->work->news, "provider_sign_out");
        assert_null(apr_table_get(scene->jar, "__Host-oauth_session"));
        apr_table_set(scene->jar, "__Host-oauth_session", kept);
        assert_null(scene_session(scene));
    }
}

static void where_another_is_signed_in_there_this_one_is_signed_out_and_nobody_in(void **state)
{
    scene_t *scene = set_scene(state);
    oas_reply_t reply;

    scene->profile = "{\"id\":18,\"name\":\"Bob\"}";
    reply = answered(scene, "code=good");
    assert_int_equal(reply.page.kind, OAS_PAGE_SIGNED_OUT);
    assert_null(scene_session(scene));
}

static const oas_store_calls_t *whole_calls;

static oas_status_t get_the_face_alone(oas_store_t *store, oas_record_t **record, const oas_index_t *index,
                                       oas_boxes_t wanted, oas_work_t *work)
{
    *record = NULL;
    return wanted == OAS_BOXES_FACE ? whole_calls->get(store, record, index, wanted, work)
                                    : oas_fail(work, OAS_UNAVAILABLE, "store_unavailable", "scripted");
}

static void a_store_that_can_not_say_who_was_signed_in_signs_nobody_out(void **state)
{
    scene_t *scene = set_scene(state);
    oas_store_t *store = scene->site.sessions.store;
    oas_store_calls_t calls = *store->calls;
    oas_reply_t reply;

    whole_calls = store->calls;
    calls.get = get_the_face_alone;
    store->calls = &calls;
    reply = answered(scene, "code=good");
    store->calls = whole_calls;
    assert_string_equal(reply.location, "https://site.test/page?a=1");
    assert_non_null(scene_session(scene));
}

/* A provider in trouble harms nobody who is signed in. */
static void a_provider_that_says_nothing_changes_nothing(void **state)
{
    static const char *const answers[] = {"error=server_error", "error=temporarily_unavailable", "error=invalid_request",
                                          "error=whatever", "nothing=here"};
    scene_t *scene = set_scene(state);

    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        assert_string_equal(answered(scene, answers[i]).location, "https://site.test/page?a=1");
        assert_string_equal(scene->work->news, "session_check_failed");
        assert_non_null(scene_session(scene));
    }
    scene->call_status = OAS_UNAVAILABLE;
    assert_string_equal(answered(scene, "code=good").location, "https://site.test/page?a=1");
    assert_non_null(scene_session(scene));
}

static void an_answer_counts_once(void **state)
{
    scene_t *scene = set_scene(state);
    oas_reply_t departure = ask(scene, "/oauth/session-check"), reply;
    const char *query = apr_pstrcat(scene->work->pool, "error=login_required&state=",
                                    scene_parameter(scene, &departure, "state"), NULL);

    assert_int_equal(scene_return_to(scene, &reply, "one", query), OAS_OK);
    scene_sign_in(scene);
    assert_int_equal(scene_return_to(scene, &reply, "one", query), OAS_OK);
    assert_string_equal(reply.location, "https://site.test/");
    assert_non_null(scene_session(scene));
}

/* The same error, as the answer to a login. */
static void a_login_that_fails_signs_nobody_out(void **state)
{
    scene_t *scene = set_scene(state);
    oas_reply_t departure = scene_open_protected(scene, "/page"), reply;
    const char *query = apr_pstrcat(scene->work->pool, "error=login_required&state=",
                                    scene_parameter(scene, &departure, "state"), NULL);

    assert_int_equal(scene_return_to(scene, &reply, "one", query), OAS_REFUSED);
    assert_non_null(scene_session(scene));
}

static void the_answer_of_another_browser_signs_nobody_out(void **state)
{
    scene_t *scene = set_scene(state);
    oas_reply_t departure = ask(scene, "/oauth/session-check"), reply;
    const char *query = apr_pstrcat(scene->work->pool, "error=login_required&state=",
                                    scene_parameter(scene, &departure, "state"), NULL);

    apr_table_set(scene->jar, "__Host-oauth_browser", "another");
    assert_int_equal(scene_return_to(scene, &reply, "one", query), OAS_OK);
    assert_string_equal(reply.location, "https://site.test/");
    assert_non_null(scene_session(scene));
}

static void without_anybody_to_ask_for_it_goes_straight_to_the_page(void **state)
{
    scene_t *scene = set_scene(state);

    scene->registrations[0].session_management = false;
    assert_string_equal(ask(scene, "/oauth/session-check?to=%2Fpage").location, "https://site.test/page");
    scene->registrations[0].session_management = true;
    apr_table_clear(scene->jar);
    assert_string_equal(ask(scene, "/oauth/session-check?to=%2Fpage").location, "https://site.test/page");
}

static void it_leads_to_pages_of_this_site_alone(void **state)
{
    static const char *const targets[] = {"", "?to=https%3A%2F%2Fevil.test%2F", "?to=%2F%2Fevil.test", "?to=%2Foauth%2Flogout",
                                          "?to=a&to=b"};
    scene_t *scene = scene_begin(state);

    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
        assert_string_equal(ask(scene, apr_pstrcat(scene->work->pool, "/oauth/session-check", targets[i], NULL)).location,
                            "https://site.test/");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_provider_is_asked_without_a_page),
        cmocka_unit_test(who_is_still_signed_in_there_goes_on_here),
        cmocka_unit_test(tokens_and_claims_that_came_with_an_answer_are_as_old_as_that),
        cmocka_unit_test(a_refresh_token_stays_when_the_answer_brings_none),
        cmocka_unit_test(the_token_that_counts_afterwards_is_the_one_to_be_revoked_at_the_end),
        cmocka_unit_test(tokens_bound_to_a_newer_key_begin_a_new_session),
        cmocka_unit_test(a_new_key_does_not_matter_to_tokens_that_are_bound_to_none),
        cmocka_unit_test(who_is_not_signed_in_there_is_signed_out_here),
        cmocka_unit_test(where_another_is_signed_in_there_this_one_is_signed_out_and_nobody_in),
        cmocka_unit_test(a_store_that_can_not_say_who_was_signed_in_signs_nobody_out),
        cmocka_unit_test(a_provider_that_says_nothing_changes_nothing),
        cmocka_unit_test(an_answer_counts_once),
        cmocka_unit_test(a_login_that_fails_signs_nobody_out),
        cmocka_unit_test(the_answer_of_another_browser_signs_nobody_out),
        cmocka_unit_test(without_anybody_to_ask_for_it_goes_straight_to_the_page),
        cmocka_unit_test(it_leads_to_pages_of_this_site_alone),
    };

    return unit_run("session_check", tests, sizeof(tests) / sizeof(tests[0]));
}
