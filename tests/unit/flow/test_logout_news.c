/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/logout_news.h"
#include "flow/scene.h"
#include "oidc/scripted_client.h"

static const oas_vault_t kept = {.id_token = "an.id.token"};

/* The first provider has a call, and it is made by a client of the test's. */
static scene_t *set_scene(void **state, scripted_client_t *client)
{
    scene_t *scene = scene_begin(state);

    *client = scripted_client();
    scene->site.client = &client->client;
    scene->registrations[0].logout_call = "https://api.test/bye/{id_token}";
    return scene;
}

static void tell(scene_t *scene, const oas_site_provider_t *at, const oas_vault_t *vault)
{
    const oas_leaver_t leaver = {.at = at, .vault = vault};

    oas_logout_tell(&leaver, &scene->site, scene->work);
}

static void who_has_left_is_told_of_once(void **state)
{
    scripted_client_t client;
    scene_t *scene = set_scene(state, &client);

    script_answer(&client, 200, "", "");
    tell(scene, &scene->providers[0], &kept);
    assert_string_equal(client.last.url, "https://api.test/bye/an.id.token");
    assert_int_equal(client.call_count, 1);
    assert_null(scene->work->news);
}

static void a_failure_is_news_and_nothing_else(void **state)
{
    scripted_client_t client;
    scene_t *scene = set_scene(state, &client);

    script_answer(&client, 404, "", "");
    tell(scene, &scene->providers[0], &kept);
    assert_string_equal(scene->work->news, "logout_call_failed");
    assert_null(strstr(scene->work->story, "an.id.token"));
    assert_null(scene->work->reason);
}

/* The script has no answer: each call would fail the test. */
static void nobody_is_told_of_whom_nothing_is_known(void **state)
{
    scripted_client_t client;
    scene_t *scene = set_scene(state, &client);

    tell(scene, &scene->providers[0], NULL);
    tell(scene, &scene->providers[0], &(oas_vault_t){.access_token = "at"});
    tell(scene, &scene->providers[1], &kept);
    tell(scene, NULL, &kept);
    assert_null(scene->work->news);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_has_left_is_told_of_once),
        cmocka_unit_test(a_failure_is_news_and_nothing_else),
        cmocka_unit_test(nobody_is_told_of_whom_nothing_is_known),
    };

    return unit_run("logout_news", tests, sizeof(tests) / sizeof(tests[0]));
}
