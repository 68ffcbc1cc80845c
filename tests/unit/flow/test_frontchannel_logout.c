/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/frontchannel_logout.h"

#include "flow/scene.h"

/* A site whose first provider may end sessions by its pages, and a session of it that is called "one". */
static scene_t *set_scene(void **state)
{
    static const oas_vault_t vault = {.issuer = "https://one.test", .subject = "ada", .provider_session = "s+1"};
    static const oas_face_t face = {.user = "ada", .provider = "one"};
    static const oas_label_t label = {.user = "ada"};
    scene_t *scene = scene_begin(state);
    char cookie[OAS_TICKET_LENGTH + 1];
    oas_session_t *session;

    scene->registrations[0].by_hand.issuer = "https://one.test";
    scene->registrations[0].frontchannel_logout = true;
    scene->registrations[1].by_hand.issuer = "https://two.test";
    assert_int_equal(oas_session_begin(&session, cookie, &scene->site.sessions, &face, &vault, &label, scene->work), OAS_OK);
    apr_table_set(scene->jar, "__Host-oauth_session", cookie);
    return scene;
}

static oas_status_t ask(scene_t *scene, const char *query)
{
    oas_request_t request = browser_opens(apr_pstrcat(scene->work->pool, "/oauth/frontchannel-logout", query, NULL));
    oas_reply_t reply = {0};
    oas_status_t status;

    oas_forgive(scene->work);
    status = oas_frontchannel_logout(&reply, &scene->site, &request, scene->work);
    assert_int_equal(reply.status, status == OAS_OK ? 200 : 0);
    return status;
}

static void the_named_session_ends_without_its_cookie(void **state)
{
    scene_t *scene = set_scene(state);

    assert_int_equal(ask(scene, "?iss=https%3A%2F%2Fone.test&sid=s%2B1"), OAS_OK);
    assert_null(scene_session(scene));
    assert_string_equal(scene->work->news, "provider_sign_out");
}

static void another_session_stays(void **state)
{
    scene_t *scene = set_scene(state);

    assert_int_equal(ask(scene, "?iss=https%3A%2F%2Fone.test&sid=s+1"), OAS_OK);
    assert_non_null(scene_session(scene));
}

static void refuses_who_names_no_session_or_may_not_do_it(void **state)
{
    static const char *const queries[] = {
        "",
        "?iss=https%3A%2F%2Fone.test",
        "?iss=https%3A%2F%2Fone.test&sid=",
        "?sid=s%2B1",
        "?iss=https%3A%2F%2Fone.test%2F&sid=s%2B1",
        "?iss=https%3A%2F%2Ftwo.test&sid=s%2B1",
        "?iss=https%3A%2F%2Fone.test&sid=s%2B1&sid=s%2B1",
    };
    scene_t *scene = set_scene(state);

    for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
        assert_int_equal(ask(scene, queries[i]), OAS_REFUSED);
    scene->registrations[0].frontchannel_logout = false;
    assert_int_equal(ask(scene, "?iss=https%3A%2F%2Fone.test&sid=s%2B1"), OAS_REFUSED);
    assert_reason(scene->work, "frontchannel_issuer");
    assert_non_null(scene_session(scene));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_named_session_ends_without_its_cookie),
        cmocka_unit_test(another_session_stays),
        cmocka_unit_test(refuses_who_names_no_session_or_may_not_do_it),
    };
    return unit_run("frontchannel_logout", tests, sizeof(tests) / sizeof(tests[0]));
}
