/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "flow/step_up.h"

static const oas_requirement_t gold = {.kind = OAS_REQUIRE_ACR, .values = "gold"};
static const oas_requirement_t fresh = {.kind = OAS_REQUIRE_AGE, .age = APR_TIME_C(300) * APR_USEC_PER_SEC};
static const oas_pair_t script[] = {{"Sec-Fetch-Mode", "cors"}, {NULL, NULL}};

/* A page that wants all of these of the session that the browser has. */
static const oas_step_up_demand_t *demand_of(scene_t *scene, const oas_requirement_t *first, const oas_requirement_t *second)
{
    oas_step_up_demand_t *demand = oas_step_up_demand(scene->work->pool);
    const oas_requirement_t *all[] = {first, second};

    for (size_t i = 0; i < 2; i++)
        if (all[i] != NULL)
            oas_step_up_demand_add(demand, all[i],
                                   oas_requirement_is_met(all[i], scene_session(scene), scene->work->now, scene->work->pool),
                                   scene->work->pool);
    return demand;
}

static oas_status_t ask(scene_t *scene, oas_reply_t *reply, bool *suffices, const oas_step_up_demand_t *demand,
                        const oas_pair_t *headers)
{
    oas_request_t request = browser_request("GET", "/vault?x=1", headers);
    oas_status_t status;

    *reply = (oas_reply_t){0};
    oas_forgive(scene->work);
    request.cookies = scene_cookies(scene);
    status = oas_step_up(suffices, reply, &scene->site, &request, scene_session(scene), demand, scene->work);
    scene_keep_cookies(scene, reply);
    return status;
}

static void later(scene_t *scene, int seconds)
{
    scene->work->now += apr_time_from_sec(seconds);
}

/* Signed in a while ago, and now sent to the provider by a page that wants gold. */
static scene_t *begin_stepping_up(void **state, oas_reply_t *departure)
{
    scene_t *scene = scene_begin(state);
    bool suffices;

    scene_sign_in(scene);
    later(scene, 90);
    assert_int_equal(ask(scene, departure, &suffices, demand_of(scene, &gold, NULL), browser_navigation), OAS_OK);
    assert_false(suffices);
    assert_int_equal(departure->status, 302);
    return scene;
}

static void a_person_is_sent_to_the_provider_of_the_session(void **state)
{
    oas_reply_t departure;
    scene_t *scene = begin_stepping_up(state, &departure);

    assert_memory_equal(departure.location, "https://one.test/authorize?", 27);
    assert_string_equal(scene_parameter(scene, &departure, "acr_values"), "gold");
}

static void the_page_is_gone_back_to_with_a_new_session(void **state)
{
    oas_reply_t departure, reply;
    scene_t *scene = begin_stepping_up(state, &departure);
    apr_time_t began = scene_session(scene)->head.created;

    assert_int_equal(scene_return(scene, &reply, &departure), OAS_OK);
    assert_string_equal(reply.location, "https://site.test/vault?x=1");
    assert_true(scene_session(scene)->head.created > began);
}

static void what_was_asked_a_moment_ago_is_not_asked_again(void **state)
{
    oas_reply_t departure, reply;
    scene_t *scene = begin_stepping_up(state, &departure);
    bool suffices;

    assert_int_equal(scene_return(scene, &reply, &departure), OAS_OK);
    later(scene, 59);
    assert_int_equal(ask(scene, &reply, &suffices, demand_of(scene, &gold, NULL), browser_navigation), OAS_REFUSED);
    assert_reason(scene->work, "step_up_unmet");
    assert_false(suffices);
    assert_null(reply.location);
    assert_non_null(strstr(oas_page_in_english(&reply.page, scene->work->pool), "acr gold"));
    assert_string_equal(reply.page.link, "/oauth/logout");
    later(scene, 1);
    assert_int_equal(ask(scene, &reply, &suffices, demand_of(scene, &gold, NULL), browser_navigation), OAS_OK);
    assert_int_equal(reply.status, 302);
}

static void something_else_is_asked_at_once(void **state)
{
    const oas_requirement_t platinum = {.kind = OAS_REQUIRE_ACR, .values = "platinum"};
    oas_reply_t departure, reply;
    scene_t *scene = begin_stepping_up(state, &departure);
    bool suffices;

    assert_int_equal(scene_return(scene, &reply, &departure), OAS_OK);
    assert_int_equal(ask(scene, &reply, &suffices, demand_of(scene, &platinum, NULL), browser_navigation), OAS_OK);
    assert_int_equal(reply.status, 302);
}

static void a_login_that_was_asked_for_nothing_is_followed_by_one_that_is(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;
    bool suffices;

    scene_sign_in(scene);
    assert_int_equal(ask(scene, &reply, &suffices, demand_of(scene, &gold, NULL), browser_navigation), OAS_OK);
    assert_int_equal(reply.status, 302);
}

/* The seconds on the way back are not held against him. */
static void a_login_that_was_to_be_fresh_suffices_for_a_minute(void **state)
{
    oas_reply_t departure, reply;
    scene_t *scene = scene_begin(state);
    oas_step_up_demand_t *demand = oas_step_up_demand(unit_work(state)->pool);
    bool suffices;

    oas_step_up_demand_add(demand, &fresh, false, scene->work->pool);
    scene_sign_in(scene);
    later(scene, 400);
    assert_int_equal(ask(scene, &departure, &suffices, demand, browser_navigation), OAS_OK);
    assert_string_equal(scene_parameter(scene, &departure, "max_age"), "300");
    assert_int_equal(scene_return(scene, &reply, &departure), OAS_OK);
    assert_int_equal(ask(scene, &reply, &suffices, demand, browser_navigation), OAS_OK);
    assert_true(suffices);
    assert_int_equal(reply.status, 0);
    later(scene, 60);
    assert_int_equal(ask(scene, &reply, &suffices, demand, browser_navigation), OAS_OK);
    assert_false(suffices);
    assert_int_equal(reply.status, 302);
}

static void a_script_gets_a_challenge_and_a_link(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;
    bool suffices;

    scene_sign_in(scene);
    later(scene, 400);
    assert_int_equal(ask(scene, &reply, &suffices, demand_of(scene, &fresh, &gold), script), OAS_OK);
    assert_int_equal(reply.status, 401);
    assert_int_equal(reply.set_cookie_count, 0);
    assert_string_equal(reply.page.reason, "step_up_required");
    assert_non_null(strstr(reply.page.login_url, "https://site.test/oauth/login?provider=one&"));
    assert_non_null(strstr(reply.page.login_url, "&step_up="));
    assert_string_equal(oas_pairs_get(reply.page.challenge, "error"), "insufficient_user_authentication");
    assert_string_equal(oas_pairs_get(reply.page.challenge, "acr_values"), "gold");
    assert_string_equal(oas_pairs_get(reply.page.challenge, "max_age"), "300");
    assert_non_null(strstr(oas_page_in_english(&reply.page, scene->work->pool), "of the last 5 minutes"));
}

/* What he sent was not passed on: the way to the stronger sign-in ends where the form was. */
static void a_person_who_sent_a_form_gets_a_page_and_a_link(void **state)
{
    static const oas_pair_t form[] = {{"Accept", "text/html"}, {"Referer", "https://site.test/pay"}, {NULL, NULL}};
    scene_t *scene = scene_begin(state);
    oas_request_t request = browser_request("POST", "/pay/now", form);
    oas_reply_t reply = {0};
    bool suffices;

    scene_sign_in(scene);
    later(scene, 400);
    assert_int_equal(oas_step_up(&suffices, &reply, &scene->site, &request, scene_session(scene),
                                 demand_of(scene, &fresh, &gold), scene->work),
                     OAS_OK);
    assert_false(suffices);
    assert_int_equal(reply.status, 401);
    assert_int_equal(reply.page.kind, OAS_PAGE_MESSAGE);
    assert_non_null(strstr(oas_page_in_english(&reply.page, scene->work->pool), "of the last 5 minutes"));
    assert_non_null(strstr(reply.page.link, "/oauth/login?provider=one&to=%2Fpay&step_up="));
    assert_string_equal(oas_pairs_get(reply.page.challenge, "acr_values"), "gold");
}

static void more_than_a_login_can_carry_is_a_mistake_of_the_configuration(void **state)
{
    char values[300];
    const oas_requirement_t much = {.kind = OAS_REQUIRE_ACR, .values = values};
    scene_t *scene = scene_begin(state);
    oas_reply_t reply;
    bool suffices;

    memset(values, 'x', sizeof(values));
    values[sizeof(values) - 1] = '\0';
    scene_sign_in(scene);
    assert_int_equal(ask(scene, &reply, &suffices, demand_of(scene, &much, NULL), browser_navigation), OAS_MISCONFIGURED);
    assert_reason(scene->work, "step_up_long");
}

/* The answer is another browser's, or its cookie did not come back: going to the page would begin anew for ever. */
static void an_answer_of_no_use_does_not_lead_to_the_page_that_asked(void **state)
{
    oas_reply_t departure, reply;
    scene_t *scene = begin_stepping_up(state, &departure);

    apr_table_unset(scene->jar, "__Host-oauth_browser");
    assert_int_equal(scene_return(scene, &departure, &departure), OAS_OK);
    assert_int_equal(departure.status, 302);
    assert_string_equal(scene_parameter(scene, &departure, "acr_values"), "gold");
    apr_table_unset(scene->jar, "__Host-oauth_browser");
    assert_int_equal(scene_return(scene, &reply, &departure), OAS_REFUSED);
    assert_reason(scene->work, "browser_cookie");
    assert_null(reply.location);
    assert_non_null(scene_session(scene));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_is_sent_to_the_provider_of_the_session),
        cmocka_unit_test(the_page_is_gone_back_to_with_a_new_session),
        cmocka_unit_test(what_was_asked_a_moment_ago_is_not_asked_again),
        cmocka_unit_test(something_else_is_asked_at_once),
        cmocka_unit_test(a_login_that_was_asked_for_nothing_is_followed_by_one_that_is),
        cmocka_unit_test(a_login_that_was_to_be_fresh_suffices_for_a_minute),
        cmocka_unit_test(a_script_gets_a_challenge_and_a_link),
        cmocka_unit_test(a_person_who_sent_a_form_gets_a_page_and_a_link),
        cmocka_unit_test(more_than_a_login_can_carry_is_a_mistake_of_the_configuration),
        cmocka_unit_test(an_answer_of_no_use_does_not_lead_to_the_page_that_asked),
    };

    return unit_run("step_up", tests, sizeof(tests) / sizeof(tests[0]));
}
