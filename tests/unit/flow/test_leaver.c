/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/leaver.h"
#include "flow/scene.h"

static void is_known_by_his_session(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_leaver_t leaver;

    scene_sign_in(scene);
    leaver = oas_leaver_of(&scene->site, scene_session(scene), scene->work);
    assert_ptr_equal(leaver.at, &scene->providers[0]);
    assert_string_equal(leaver.vault->access_token, "at-1");
}

static void of_a_session_that_ended_meanwhile_the_provider_is_known(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_session_t *session;
    oas_leaver_t leaver;

    scene_sign_in(scene);
    session = scene_session(scene);
    assert_int_equal(oas_session_end(&scene->site.sessions, session, scene->work), OAS_OK);
    leaver = oas_leaver_of(&scene->site, session, scene->work);
    assert_ptr_equal(leaver.at, &scene->providers[0]);
    assert_null(leaver.vault);
    assert_null(scene->work->reason);
}

static void without_a_session_it_was_the_only_provider_or_nobody_knows(void **state)
{
    scene_t *scene = scene_begin(state);

    assert_null(oas_leaver_of(&scene->site, NULL, scene->work).at);
    scene->site.provider_count = 1;
    assert_ptr_equal(oas_leaver_of(&scene->site, NULL, scene->work).at, &scene->providers[0]);
    assert_null(oas_leaver_of(&scene->site, NULL, scene->work).vault);
}

static void a_provider_that_is_configured_no_more_is_none(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_session_t *session;

    scene_sign_in(scene);
    session = scene_session(scene);
    scene->registrations[0].name = "renamed";
    assert_null(oas_leaver_of(&scene->site, session, scene->work).at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_known_by_his_session),
        cmocka_unit_test(of_a_session_that_ended_meanwhile_the_provider_is_known),
        cmocka_unit_test(without_a_session_it_was_the_only_provider_or_nobody_knows),
        cmocka_unit_test(a_provider_that_is_configured_no_more_is_none),
    };

    return unit_run("leaver", tests, sizeof(tests) / sizeof(tests[0]));
}
