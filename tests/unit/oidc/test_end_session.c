/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "oidc/end_session.h"

static const oas_registration_t site = {.client_id = "the site"};

static const char *url(void **state, const char *endpoint, const char *id_token)
{
    const oas_end_session_request_t request = {.id_token = id_token, .redirect_uri = "https://site.test/oauth/logged-out", .state = "S"};

    return oas_end_session_url(endpoint, &site, &request, unit_work(state)->pool);
}

static void says_who_asks_for_whom_and_where_to_come_back(void **state)
{
    assert_string_equal(url(state, "https://op.example/end", "a.b.c"),
                        "https://op.example/end?id_token_hint=a.b.c&client_id=the+site"
                        "&post_logout_redirect_uri=https%3A%2F%2Fsite.test%2Foauth%2Flogged-out&state=S");
}

static void a_query_of_the_endpoint_stays(void **state)
{
    const char *made = url(state, "https://op.example/end?tenant=1", "a.b.c");

    assert_true(strncmp(made, "https://op.example/end?tenant=1&id_token_hint=", 46) == 0);
}

static void without_a_hint_the_rest_is_said(void **state)
{
    assert_true(strncmp(url(state, "https://op.example/end", NULL), "https://op.example/end?client_id=", 33) == 0);
}

static void a_hint_that_would_make_the_url_too_long_is_left_out(void **state)
{
    char longest[OAS_ID_TOKEN_HINT_LONGEST + 2];

    memset(longest, 'a', sizeof(longest));
    longest[OAS_ID_TOKEN_HINT_LONGEST] = '\0';
    assert_non_null(strstr(url(state, "https://op.example/end", longest), "id_token_hint="));
    longest[OAS_ID_TOKEN_HINT_LONGEST] = 'a';
    longest[OAS_ID_TOKEN_HINT_LONGEST + 1] = '\0';
    assert_null(strstr(url(state, "https://op.example/end", longest), "id_token_hint="));
}

static void what_else_the_provider_wants_is_said_and_escaped(void **state)
{
    static const oas_pair_t more[] = {{"ui_locales", "de fr"}, {"returnTo", "https://site.test/?a=1&b"}};
    const oas_registration_t with_more = {.client_id = "the site", .logout_parameters = {more, 2}};
    const oas_end_session_request_t request = {.redirect_uri = "https://site.test/out", .state = "S"};

    assert_string_equal(oas_end_session_url("https://op.example/end", &with_more, &request, unit_work(state)->pool),
                        "https://op.example/end?client_id=the+site&post_logout_redirect_uri=https%3A%2F%2Fsite.test%2Fout"
                        "&state=S&ui_locales=de+fr&returnTo=https%3A%2F%2Fsite.test%2F%3Fa%3D1%26b");
}

static void what_is_ours_to_say_nobody_else_says(void **state)
{
    (void)state;
    assert_true(oas_end_session_owns_parameter("id_token_hint"));
    assert_true(oas_end_session_owns_parameter("client_id"));
    assert_true(oas_end_session_owns_parameter("post_logout_redirect_uri"));
    assert_true(oas_end_session_owns_parameter("state"));
    assert_false(oas_end_session_owns_parameter("logout_hint"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_who_asks_for_whom_and_where_to_come_back),
        cmocka_unit_test(a_query_of_the_endpoint_stays),
        cmocka_unit_test(without_a_hint_the_rest_is_said),
        cmocka_unit_test(what_else_the_provider_wants_is_said_and_escaped),
        cmocka_unit_test(what_is_ours_to_say_nobody_else_says),
        cmocka_unit_test(a_hint_that_would_make_the_url_too_long_is_left_out),
    };
    return unit_run("end_session", tests, sizeof(tests) / sizeof(tests[0]));
}
