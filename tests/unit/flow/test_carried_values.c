/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "session/values.h"

static oas_bytes_t name(void)
{
    return oas_bytes_of("cart");
}

/* Somebody is signed in, and the application has kept something of his. */
static scene_t *set_scene(void **state)
{
    scene_t *scene = scene_begin(state);
    const oas_value_edit_t edit = {.kind = OAS_VALUE_SET, .value = {.name = name(), .value = oas_bytes_of("full")}};
    const oas_value_edits_t edits = {.items = &edit, .count = 1};
    uint64_t version;

    scene_sign_in(scene);
    assert_int_equal(oas_session_change_values(&version, scene_session(scene), &scene->site.sessions, "shop", &edits,
                                               scene->work),
                     OAS_OK);
    return scene;
}

static bool has_cart(scene_t *scene)
{
    oas_values_t values;

    assert_non_null(scene_session(scene));
    assert_int_equal(oas_session_open_values(&values, &scene->site.sessions, scene_session(scene), "shop", scene->work),
                     OAS_OK);
    return oas_values_get(&values, name()) != NULL;
}

static const char *cookie_of(const scene_t *scene)
{
    return apr_pstrdup(scene->work->pool, apr_table_get(scene->jar, "__Host-oauth_session"));
}

static void the_same_person_finds_his_values_in_a_new_session(void **state)
{
    scene_t *scene = set_scene(state);
    const char *former = cookie_of(scene);

    scene_sign_in(scene);
    assert_string_not_equal(cookie_of(scene), former);
    assert_true(has_cart(scene));
    apr_table_set(scene->jar, "__Host-oauth_session", former);
    assert_null(scene_session(scene));
}

static void another_person_finds_none_of_them(void **state)
{
    scene_t *scene = set_scene(state);

    scene->profile = "{\"id\":18,\"name\":\"Bob\"}";
    scene_sign_in(scene);
    assert_false(has_cart(scene));
}

static void who_has_the_same_subject_at_another_provider_finds_none_of_them(void **state)
{
    scene_t *scene = set_scene(state);
    oas_request_t request = browser_opens("/page");
    oas_reply_t reply = {0};
    const char *query;

    request.cookies = scene_cookies(scene);
    assert_int_equal(oas_access_demand(&reply, &scene->site, &request, "two", scene->work), OAS_OK);
    scene_keep_cookies(scene, &reply);
    query = apr_pstrcat(scene->work->pool, "code=good&state=", scene_parameter(scene, &reply, "state"), NULL);
    assert_int_equal(scene_return_to(scene, &reply, "two", query), OAS_OK);
    assert_false(has_cart(scene));
}

static void who_signed_out_finds_none_of_them(void **state)
{
    scene_t *scene = set_scene(state);

    assert_int_equal(oas_session_end(&scene->site.sessions, scene_session(scene), scene->work), OAS_OK);
    scene_sign_in(scene);
    assert_false(has_cart(scene));
}

static oas_status_t is_full(oas_store_t *store, const oas_record_t *record, oas_work_t *work)
{
    (void)store, (void)record;
    return oas_fail(work, OAS_FULL, "store_full", "scripted");
}

static void a_store_that_has_no_room_for_them_lets_him_sign_in(void **state)
{
    scene_t *scene = set_scene(state);
    oas_store_t *store = scene->site.sessions.store;
    oas_store_calls_t calls = *store->calls;

    calls.replace = is_full;
    store->calls = &calls;
    scene_sign_in(scene);
    assert_string_equal(scene->work->news, "values_left");
    assert_false(has_cart(scene));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_person_finds_his_values_in_a_new_session),
        cmocka_unit_test(another_person_finds_none_of_them),
        cmocka_unit_test(who_has_the_same_subject_at_another_provider_finds_none_of_them),
        cmocka_unit_test(who_signed_out_finds_none_of_them),
        cmocka_unit_test(a_store_that_has_no_room_for_them_lets_him_sign_in),
    };

    return unit_run("carried_values", tests, sizeof(tests) / sizeof(tests[0]));
}
