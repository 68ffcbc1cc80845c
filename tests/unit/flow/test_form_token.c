/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/scene.h"

#include "flow/form_token.h"

static const oas_pair_t own_page[] = {{"Sec-Fetch-Site", "same-origin"}, {"Origin", "null"}, {NULL, NULL}};
static const oas_pair_t own_origin[] = {{"Origin", "https://site.test"}, {NULL, NULL}};
static const oas_pair_t silent[] = {{NULL, NULL}};

static const char *token_for(scene_t *scene, const char *bound)
{
    const char *token;

    assert_int_equal(oas_form_token_make(&token, &scene->site, oas_bytes_of(bound), scene->work), OAS_OK);
    return token;
}

static oas_status_t check(scene_t *scene, const oas_pair_t *headers, const char *token, const char *bound)
{
    const oas_pair_t pairs[] = {{"token", token}};
    const oas_pairs_t form = {.items = pairs, .count = token != NULL ? 1 : 0};
    oas_request_t request = browser_request("POST", "/somewhere", headers);

    oas_forgive(scene->work);
    return oas_form_check(form, &scene->site, &request, oas_bytes_of(bound), scene->work);
}

static void assert_refused(scene_t *scene, const oas_pair_t *headers, const char *token, const char *reason)
{
    assert_int_equal(check(scene, headers, token, "this form"), OAS_REFUSED);
    assert_reason(scene->work, reason);
}

static void a_form_of_ours_may_do_something(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *token = token_for(scene, "this form");

    assert_int_equal(check(scene, own_page, token, "this form"), OAS_OK);
    assert_int_equal(check(scene, own_origin, token, "this form"), OAS_OK);
    assert_int_equal(check(scene, silent, token, "this form"), OAS_OK);
}

static void a_token_is_good_for_one_thing_and_an_hour(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *token = token_for(scene, "this form");

    assert_refused(scene, own_page, token_for(scene, "this for"), "form_token");
    assert_refused(scene, own_page, token_for(scene, "this form of another"), "form_token");
    scene->work->now += apr_time_from_sec(3599);
    assert_int_equal(check(scene, own_page, token, "this form"), OAS_OK);
    scene->work->now += apr_time_from_sec(2);
    assert_refused(scene, own_page, token, "form_token");
}

static void no_page_of_our_own_makes_up_for_a_token(void **state)
{
    scene_t *scene = scene_begin(state);
    char *changed = apr_pstrdup(scene->work->pool, token_for(scene, "this form"));

    changed[10] = changed[10] == 'A' ? 'B' : 'A';
    assert_refused(scene, own_page, NULL, "form_token");
    assert_refused(scene, own_page, "", "form_token");
    assert_refused(scene, own_page, "not base64url!", "form_token");
    assert_refused(scene, own_page, changed, "form_token");
}

static void no_token_makes_up_for_a_page_of_another_site(void **state)
{
    static const oas_pair_t others[][3] = {
        {{"Sec-Fetch-Site", "cross-site"}}, {{"Sec-Fetch-Site", "same-site"}}, {{"Sec-Fetch-Site", "none"}},
        {{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://site.test"}}, {{"Origin", "null"}}, {{"Origin", ""}},
        {{"Origin", "http://site.test"}}, {{"Origin", "https://site.test:8443"}}, {{"Origin", "https://site.test.evil.test"}},
    };
    scene_t *scene = scene_begin(state);
    const char *token = token_for(scene, "this form");

    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
        assert_refused(scene, others[i], token, "form_foreign");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_form_of_ours_may_do_something),
        cmocka_unit_test(a_token_is_good_for_one_thing_and_an_hour),
        cmocka_unit_test(no_page_of_our_own_makes_up_for_a_token),
        cmocka_unit_test(no_token_makes_up_for_a_page_of_another_site),
    };

    return unit_run("form_token", tests, sizeof(tests) / sizeof(tests[0]));
}
