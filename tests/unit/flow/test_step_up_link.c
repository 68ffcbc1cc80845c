/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "flow/step_up_link.h"

static const char asked[] = "max_age=300&acr_values=gold";

/* A link's query with this text. */
static oas_pairs_t link_with(scene_t *scene, const char *text)
{
    const char *parameter;
    oas_pairs_t query;

    assert_int_equal(oas_step_up_link_add(&parameter, &scene->site, text, scene->work), OAS_OK);
    assert_int_equal(oas_form_parse(&query, oas_bytes_of(parameter), scene->work), OAS_OK);
    return query;
}

static void a_link_brings_back_what_a_page_asked(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *text;

    assert_int_equal(oas_step_up_link_read(&text, &scene->site, link_with(scene, asked), scene->work), OAS_OK);
    assert_string_equal(text, asked);
    assert_int_equal(oas_step_up_link_read(&text, &scene->site, (oas_pairs_t){.count = 0}, scene->work), OAS_OK);
    assert_null(text);
}

static void assert_refused(scene_t *scene, oas_pairs_t query)
{
    const char *text;

    oas_forgive(scene->work);
    assert_int_equal(oas_step_up_link_read(&text, &scene->site, query, scene->work), OAS_REFUSED);
    assert_reason(scene->work, "login_parameter");
    assert_null(text);
}

static void nobody_else_can_make_one(void **state)
{
    static const char *const values[] = {"", "max_age=300", "AAAA", "!", "acr_values%3Dgold"};
    scene_t *scene = scene_begin(state);

    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        assert_refused(scene, (oas_pairs_t){.items = &(oas_pair_t){"step_up", values[i]}, .count = 1});
}

static void it_is_good_for_one_site_and_a_day(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_pairs_t query = link_with(scene, asked);
    const char *text;

    scene->site.sessions.realm = "other.test:443";
    assert_refused(scene, query);
    scene->site.sessions.realm = "site.test:443";
    scene->work->now += apr_time_from_sec(24 * 3600 - 1);
    assert_int_equal(oas_step_up_link_read(&text, &scene->site, query, scene->work), OAS_OK);
    scene->work->now += apr_time_from_sec(2);
    assert_refused(scene, query);
}

/* state is sealed for the same purpose */
static void a_state_is_no_step_up(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t departure = scene_open_protected(scene, "/page");
    const oas_pair_t pair = {"step_up", scene_parameter(scene, &departure, "state")};

    assert_refused(scene, (oas_pairs_t){.items = &pair, .count = 1});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_link_brings_back_what_a_page_asked),
        cmocka_unit_test(nobody_else_can_make_one),
        cmocka_unit_test(it_is_good_for_one_site_and_a_day),
        cmocka_unit_test(a_state_is_no_step_up),
    };

    return unit_run("step_up_link", tests, sizeof(tests) / sizeof(tests[0]));
}
