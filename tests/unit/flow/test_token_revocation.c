/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"
#include "flow/token_revocation.h"
#include "oidc/scripted_client.h"

static const oas_vault_t both = {.access_token = "at", .refresh_token = "rt"};

/* The first provider revokes tokens, and is asked by a client of the test's. */
static scene_t *set_scene(void **state, scripted_client_t *client)
{
    scene_t *scene = scene_begin(state);

    *client = scripted_client();
    scene->site.client = &client->client;
    scene->registrations[0].revoke_tokens = true;
    scene->registrations[0].by_hand.revocation_endpoint = "https://one.test/revoke";
    return scene;
}

static void carry_out(scene_t *scene, const oas_site_provider_t *at, const oas_vault_t *vault)
{
    const oas_request_t request = browser_opens("/oauth/logout");
    const oas_leaver_t leaver = {.at = at, .vault = vault};

    oas_tokens_revoke(&leaver, &scene->site, &request, scene->work);
}

static void both_tokens_are_revoked_the_refresh_token_first(void **state)
{
    scripted_client_t client;
    scene_t *scene = set_scene(state, &client);

    script_answer(&client, 200, "", "");
    carry_out(scene, &scene->providers[0], &(oas_vault_t){.refresh_token = "rt"});
    assert_string_equal((const char *)client.last.form.data, "token=rt&token_type_hint=refresh_token");
    script_answer(&client, 200, "", "");
    script_answer(&client, 200, "", "");
    carry_out(scene, &scene->providers[0], &both);
    assert_string_equal((const char *)client.last.form.data, "token=at&token_type_hint=access_token");
    assert_int_equal(client.call_count, 3);
    assert_null(scene->work->news);
}

static void a_token_that_is_refused_does_not_save_the_other(void **state)
{
    scripted_client_t client;
    scene_t *scene = set_scene(state, &client);

    script_answer(&client, 400, "application/json", "{}");
    script_answer(&client, 200, "", "");
    carry_out(scene, &scene->providers[0], &both);
    assert_int_equal(client.call_count, 2);
    assert_string_equal(scene->work->news, "revocation_failed");
    assert_null(strstr(scene->work->story, "rt"));
}

static void who_does_not_answer_is_not_asked_again(void **state)
{
    scripted_client_t client;
    scene_t *scene = set_scene(state, &client);

    script_failure(&client, OAS_UNAVAILABLE);
    carry_out(scene, &scene->providers[0], &both);
    assert_int_equal(client.call_count, 1);
    assert_string_equal(scene->work->news, "revocation_failed");
    assert_null(scene->work->reason);
}

/* The script has no answer: each call would fail the test. */
static void nobody_is_asked_where_nothing_is_to_be_revoked(void **state)
{
    scripted_client_t client;
    scene_t *scene = set_scene(state, &client);

    carry_out(scene, &scene->providers[0], NULL);
    carry_out(scene, NULL, &both);
    carry_out(scene, &scene->providers[1], &both);
    carry_out(scene, &scene->providers[0], &(oas_vault_t){.id_token = "an.id.token"});
    assert_null(scene->work->news);
}

static void a_provider_that_has_no_such_endpoint_is_told_of_in_the_log(void **state)
{
    scripted_client_t client;
    scene_t *scene = set_scene(state, &client);

    scene->registrations[0].by_hand.revocation_endpoint = NULL;
    carry_out(scene, &scene->providers[0], &both);
    assert_string_equal(scene->work->news, "revocation_failed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_tokens_are_revoked_the_refresh_token_first),
        cmocka_unit_test(a_token_that_is_refused_does_not_save_the_other),
        cmocka_unit_test(who_does_not_answer_is_not_asked_again),
        cmocka_unit_test(nobody_is_asked_where_nothing_is_to_be_revoked),
        cmocka_unit_test(a_provider_that_has_no_such_endpoint_is_told_of_in_the_log),
    };

    return unit_run("token_revocation", tests, sizeof(tests) / sizeof(tests[0]));
}
