/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "flow/held_text.h"

static scene_t *set_scene(void **state)
{
    scene_t *scene = scene_begin(state);

    scene_sign_in(scene);
    return scene;
}

static oas_held_text_t read_held(scene_t *scene)
{
    oas_held_text_t held;

    assert_int_equal(oas_held_text_read(&held, scene_session(scene), &scene->site.sessions, scene->work), OAS_OK);
    return held;
}

static oas_status_t replace(scene_t *scene, oas_held_text_t *held, const char *text)
{
    return oas_held_text_replace(held, text, scene_session(scene), &scene->site.sessions, scene->work);
}

static void a_new_session_holds_none(void **state)
{
    assert_null(read_held(set_scene(state)).text);
}

static void a_text_is_read_as_it_was_written(void **state)
{
    scene_t *scene = set_scene(state);
    oas_held_text_t held = read_held(scene);

    assert_int_equal(replace(scene, &held, "count=1&name=Ada"), OAS_OK);
    assert_string_equal(read_held(scene).text, "count=1&name=Ada");
    assert_int_equal(replace(scene, &held, "count=2"), OAS_OK);
    assert_string_equal(read_held(scene).text, "count=2");
}

static void a_text_that_was_taken_away_is_none(void **state)
{
    scene_t *scene = set_scene(state);
    oas_held_text_t held = read_held(scene);

    assert_int_equal(replace(scene, &held, "count=1"), OAS_OK);
    assert_int_equal(replace(scene, &held, NULL), OAS_OK);
    assert_null(read_held(scene).text);
}

static void who_has_read_an_older_one_replaces_nothing(void **state)
{
    scene_t *scene = set_scene(state);
    oas_held_text_t early = read_held(scene), held = early;

    assert_int_equal(replace(scene, &held, "first"), OAS_OK);
    assert_int_equal(replace(scene, &early, "second"), OAS_EXPIRED);
    assert_string_equal(read_held(scene).text, "first");
}

/* Also where it was taken away and is none again: the version tells. */
static void who_has_read_none_does_not_replace_one_that_came_and_went(void **state)
{
    scene_t *scene = set_scene(state);
    oas_held_text_t early = read_held(scene), held = early;

    assert_int_equal(replace(scene, &held, "x"), OAS_OK);
    assert_int_equal(replace(scene, &held, NULL), OAS_OK);
    assert_int_equal(replace(scene, &early, "late"), OAS_EXPIRED);
}

static void as_much_as_values_may_have_is_kept_and_no_more(void **state)
{
    scene_t *scene = set_scene(state);
    oas_held_text_t held = read_held(scene);
    char *text = apr_pcalloc(scene->work->pool, OAS_VALUES_BYTES + 1);

    memset(text, 'x', OAS_VALUES_BYTES);
    assert_int_equal(replace(scene, &held, text), OAS_REFUSED);
    assert_string_equal(scene->work->reason, "values_large");
    assert_null(read_held(scene).text);
    text[OAS_VALUES_BYTES - 1] = '\0';
    assert_int_equal(replace(scene, &held, text), OAS_OK);
    assert_string_equal(read_held(scene).text, text);
}

static void what_applications_keep_is_left_alone(void **state)
{
    scene_t *scene = set_scene(state);
    const oas_value_edit_t edit = {.kind = OAS_VALUE_SET, .value = {oas_bytes_of("cart"), oas_bytes_of("full")}};
    const oas_value_edits_t edits = {.items = &edit, .count = 1};
    oas_held_text_t held = read_held(scene);
    oas_values_t values;
    uint64_t version;

    assert_int_equal(oas_session_change_values(&version, scene_session(scene), &scene->site.sessions, "default", &edits,
                                               scene->work),
                     OAS_OK);
    assert_int_equal(replace(scene, &held, "text"), OAS_OK);
    assert_int_equal(replace(scene, &held, NULL), OAS_OK);
    assert_int_equal(oas_session_open_values(&values, &scene->site.sessions, scene_session(scene), "default", scene->work),
                     OAS_OK);
    assert_int_equal(values.count, 1);
}

static void an_ended_session_takes_none(void **state)
{
    scene_t *scene = set_scene(state);
    oas_session_t *session = scene_session(scene);
    oas_held_text_t held = read_held(scene);

    assert_int_equal(oas_session_end(&scene->site.sessions, session, scene->work), OAS_OK);
    assert_int_equal(oas_held_text_replace(&held, "x", session, &scene->site.sessions, scene->work), OAS_NOT_FOUND);
    assert_int_equal(oas_held_text_read(&held, session, &scene->site.sessions, scene->work), OAS_NOT_FOUND);
    assert_null(held.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_session_holds_none),
        cmocka_unit_test(a_text_is_read_as_it_was_written),
        cmocka_unit_test(a_text_that_was_taken_away_is_none),
        cmocka_unit_test(who_has_read_an_older_one_replaces_nothing),
        cmocka_unit_test(who_has_read_none_does_not_replace_one_that_came_and_went),
        cmocka_unit_test(as_much_as_values_may_have_is_kept_and_no_more),
        cmocka_unit_test(what_applications_keep_is_left_alone),
        cmocka_unit_test(an_ended_session_takes_none),
    };

    return unit_run("held_text", tests, sizeof(tests) / sizeof(tests[0]));
}
