/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/ended_tokens.h"
#include "flow/scene.h"
#include "oidc/scripted_client.h"

#define IDLE apr_time_from_sec(1800)

static const oas_vault_t both = {.access_token = "at", .refresh_token = "rt"};

/* How a look went, and how many calls it may make. */
typedef struct {
    int calls_left, failures;
} course_t;

static bool goes_on(void *data)
{
    return ((course_t *)data)->calls_left-- > 0;
}

static void note(void *data, const char *provider, oas_status_t status, const oas_work_t *work)
{
    assert_int_not_equal(status, OAS_OK);
    ((course_t *)data)->failures++;
    assert_string_equal(provider, "one");
    assert_non_null(work->failure);
    assert_null(strstr(work->failure, "rt"));
}

/* The first provider's tokens are revoked at the end, and it is asked by a client of the test's. */
static scene_t *set_scene(void **state, scripted_client_t *client)
{
    scene_t *scene = scene_begin(state);

    *client = scripted_client();
    scene->site.client = &client->client;
    scene->registrations[0].revoke_tokens = scene->registrations[0].revoke_ended_tokens = true;
    scene->registrations[0].by_hand.revocation_endpoint = "https://one.test/revoke";
    return scene;
}

static void begin_at(scene_t *scene, int provider, const oas_vault_t *vault)
{
    const oas_registration_t *registration = &scene->registrations[provider];
    const oas_face_t face = {.user = "ada", .provider = registration->name};
    oas_label_t label = {.user = "ada", .provider = registration->name};
    char cookie[OAS_TICKET_LENGTH + 1];
    oas_session_t *session;

    oas_ended_tokens_label(&label, vault, registration);
    assert_int_equal(oas_session_begin(&session, cookie, &scene->site.sessions, &face, vault, &label, scene->work), OAS_OK);
}

static course_t look(scene_t *scene, int most)
{
    course_t course = {.calls_left = most};

    assert_int_equal(oas_ended_tokens_revoke(&scene->site, &(oas_ended_tokens_t){goes_on, note, &course}, scene->work), OAS_OK);
    return course;
}

static void a_label_has_one_token_and_only_where_that_is_wanted(void **state)
{
    const oas_registration_t wanted = {.revoke_ended_tokens = true}, not_wanted = {.revoke_tokens = true};
    oas_label_t label = {.user = "ada"};

    (void)state;
    oas_ended_tokens_label(&label, &both, &wanted);
    assert_string_equal(label.token, "rt");
    assert_true(label.token_is_for_refresh);
    oas_ended_tokens_label(&label, &(oas_vault_t){.access_token = "at"}, &wanted);
    assert_string_equal(label.token, "at");
    assert_false(label.token_is_for_refresh);
    oas_ended_tokens_label(&label, &both, &not_wanted);
    assert_null(label.token);
    assert_string_equal(label.user, "ada");
}

static void a_login_keeps_the_token_in_the_label(void **state)
{
    scripted_client_t client;
    scene_t *scene = set_scene(state, &client);

    scene->site.client = &scene->client.client;
    scene_sign_in(scene);
    scene->site.client = &client.client;
    scene->work->now += IDLE;
    script_answer(&client, 200, "", "");
    assert_int_equal(look(scene, 9).failures, 0);
    assert_string_equal((const char *)client.last.form.data, "token=at-1&token_type_hint=access_token");
}

static void the_token_of_an_ended_session_is_revoked_once(void **state)
{
    scripted_client_t client;
    scene_t *scene = set_scene(state, &client);

    begin_at(scene, 0, &both);
    look(scene, 9);
    assert_int_equal(client.call_count, 0);
    scene->work->now += IDLE;
    script_answer(&client, 200, "", "");
    look(scene, 9);
    assert_string_equal((const char *)client.last.form.data, "token=rt&token_type_hint=refresh_token");
    look(scene, 9);
    assert_int_equal(client.call_count, 1);
}

/* The script has no answer: each call would fail the test. */
static void nobody_is_asked_about_sessions_of_other_providers_or_without_tokens(void **state)
{
    scripted_client_t client;
    scene_t *scene = set_scene(state, &client);

    begin_at(scene, 1, &both);
    begin_at(scene, 0, &(oas_vault_t){.id_token = "an.id.token"});
    scene->work->now += IDLE;
    assert_int_equal(look(scene, 9).failures, 0);
}

static void what_was_kept_is_not_sent_when_it_is_not_wanted_any_more(void **state)
{
    scripted_client_t client;
    scene_t *scene = set_scene(state, &client);

    begin_at(scene, 0, &both);
    scene->registrations[0].revoke_ended_tokens = false;
    scene->work->now += IDLE;
    look(scene, 9);
    assert_int_equal(client.call_count, 0);
}

static void a_refusal_is_told_and_not_tried_again(void **state)
{
    scripted_client_t client;
    scene_t *scene = set_scene(state, &client);

    begin_at(scene, 0, &both);
    begin_at(scene, 0, &both);
    scene->work->now += IDLE;
    script_answer(&client, 400, "application/json", "{}");
    script_answer(&client, 400, "application/json", "{}");
    assert_int_equal(look(scene, 9).failures, 2);
    assert_int_equal(look(scene, 9).failures, 0);
    assert_int_equal(client.call_count, 2);
}

static void who_does_not_answer_is_asked_once_in_a_look(void **state)
{
    scripted_client_t client;
    scene_t *scene = set_scene(state, &client);

    for (int i = 0; i < 3; i++)
        begin_at(scene, 0, &both);
    scene->work->now += IDLE;
    script_failure(&client, OAS_UNAVAILABLE);
    assert_int_equal(look(scene, 9).failures, 1);
    assert_int_equal(client.call_count, 1);
    script_answer(&client, 200, "", "");
    script_answer(&client, 200, "", "");
    assert_int_equal(look(scene, 9).failures, 0);
    assert_int_equal(client.call_count, 3);
}

/* Each of them would lose its token for nothing, with a line in the log. */
static void who_can_not_be_asked_is_left_alone_for_the_rest_of_a_look(void **state)
{
    scripted_client_t client;
    scene_t *scene = set_scene(state, &client);

    scene->registrations[0].by_hand.revocation_endpoint = NULL;
    for (int i = 0; i < 3; i++)
        begin_at(scene, 0, &both);
    scene->work->now += IDLE;
    assert_int_equal(look(scene, 9).failures, 1);
    assert_int_equal(look(scene, 9).failures, 1);
    assert_int_equal(client.call_count, 0);
}

static void a_look_ends_when_it_is_enough_and_the_next_one_goes_on(void **state)
{
    scripted_client_t client;
    scene_t *scene = set_scene(state, &client);

    for (int i = 0; i < 3; i++)
        begin_at(scene, 0, &both);
    scene->work->now += IDLE;
    for (int i = 0; i < 3; i++)
        script_answer(&client, 200, "", "");
    look(scene, 2);
    assert_int_equal(client.call_count, 2);
    look(scene, 2);
    assert_int_equal(client.call_count, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_label_has_one_token_and_only_where_that_is_wanted),
        cmocka_unit_test(a_login_keeps_the_token_in_the_label),
        cmocka_unit_test(the_token_of_an_ended_session_is_revoked_once),
        cmocka_unit_test(nobody_is_asked_about_sessions_of_other_providers_or_without_tokens),
        cmocka_unit_test(what_was_kept_is_not_sent_when_it_is_not_wanted_any_more),
        cmocka_unit_test(a_refusal_is_told_and_not_tried_again),
        cmocka_unit_test(who_does_not_answer_is_asked_once_in_a_look),
        cmocka_unit_test(who_can_not_be_asked_is_left_alone_for_the_rest_of_a_look),
        cmocka_unit_test(a_look_ends_when_it_is_enough_and_the_next_one_goes_on),
    };

    return unit_run("ended_tokens", tests, sizeof(tests) / sizeof(tests[0]));
}
