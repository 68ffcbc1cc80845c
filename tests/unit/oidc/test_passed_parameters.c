/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include <apr_strings.h>

#include "http/form.h"
#include "oidc/passed_parameters.h"

static const char *const allowed[] = {"login_hint", "max_age", "claims", "prompt", NULL};

static oas_status_t pass(oas_pairs_t *passed, const char *query, oas_work_t *work)
{
    oas_pairs_t parsed;

    oas_forgive(work);
    assert_int_equal(oas_form_parse(&parsed, oas_bytes_of(query), work), OAS_OK);
    return oas_parameters_pass(passed, allowed, parsed, work);
}

static void only_what_is_allowed_is_passed(void **state)
{
    oas_pairs_t passed;

    assert_int_equal(pass(&passed, "provider=op&login_hint=ann%40example.org&to=/a&ui_locales=de&Prompt=login", unit_work(state)),
                     OAS_OK);
    assert_int_equal(passed.count, 1);
    assert_string_equal(oas_pairs_get(passed, "login_hint"), "ann@example.org");
    assert_int_equal(oas_parameters_pass(&passed, NULL, passed, unit_work(state)), OAS_OK);
    assert_int_equal(passed.count, 0);
}

/* RFC 6749 §3.1 */
static void a_parameter_without_value_counts_as_omitted(void **state)
{
    oas_pairs_t passed;

    assert_int_equal(pass(&passed, "login_hint=&max_age&prompt=login", unit_work(state)), OAS_OK);
    assert_int_equal(passed.count, 1);
}

/* What is ours can not be set by a link, whatever an administrator writes. */
static void no_parameter_of_ours_may_be_passed(void **state)
{
    static const char *const names[] = {"state",   "nonce",   "redirect_uri", "client_id",     "scope", "code_challenge",
                                        "request", "response_type", "request_uri", "response_mode", "to",    "provider",
                                        "",        "a b",     "a&b",          "a=b",           "\303\244"};

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_false(oas_parameter_may_be_passed(names[i]));
    assert_true(oas_parameter_may_be_passed("login_hint"));
    assert_true(oas_parameter_may_be_passed("kc_idp_hint"));
    assert_false(oas_parameter_may_be_passed("a1234567890123456789012345678901234567890123456789012345678901234"));
}

static void refuses_values_that_can_not_be_right(void **state)
{
    static const char *const queries[] = {
        "max_age=-1",
        "max_age=1.5",
        "max_age=10000000000",
        "max_age=%20",
        "login_hint=a%0D%0Ab",
        "login_hint=%7F",
        "claims=acr",
        "claims=%5B%5D",
        /* what would have to be remembered */
        "claims=%7B%22id_token%22%3A%7B%22acr%22%3A%7B%22essential%22%3Atrue%7D%7D%7D",
    };
    oas_work_t *work = unit_work(state);
    oas_pairs_t passed;

    for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
        assert_int_equal(pass(&passed, queries[i], work), OAS_REFUSED);
        assert_reason(work, "login_parameter");
        assert_int_equal(passed.count, 0);
    }
}

static void refuses_more_than_a_kilobyte_as_it_is_sent(void **state)
{
    oas_work_t *work = unit_work(state);
    char query[1100] = "login_hint=";
    oas_pairs_t passed;

    memset(query + 11, 'a', 1024 - 11);
    assert_int_equal(pass(&passed, query, work), OAS_OK);
    query[1024] = 'a';
    assert_int_equal(pass(&passed, query, work), OAS_REFUSED);
    assert_reason(work, "login_parameter");
    memset(query + 11, '\0', sizeof(query) - 11);
    memset(query + 11, '*', 400); /* kept */
    assert_int_equal(pass(&passed, query, work), OAS_OK);
    memset(query + 11, '/', 400); /* three characters each */
    assert_int_equal(pass(&passed, query, work), OAS_REFUSED);
}

static void a_new_look_at_the_person_is_what_some_of_them_ask(void **state)
{
    static const struct {
        const char *query;
        bool again;
    } rows[] = {{"login_hint=ann", false}, {"", false},          {"max_age=0", true},
                {"prompt=login", true},    {"claims=%7B%7D", true}, {"max_age=", false}};
    oas_pairs_t passed;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(pass(&passed, rows[i].query, unit_work(state)), OAS_OK);
        assert_int_equal(oas_parameters_ask_again(passed), rows[i].again);
    }
}

static void max_age_says_since_when(void **state)
{
    oas_pairs_t passed;

    assert_int_equal(pass(&passed, "max_age=90", unit_work(state)), OAS_OK);
    assert_int_equal(oas_parameters_authenticated_since(passed, OAS_TEST_NOW), OAS_TEST_NOW - apr_time_from_sec(90));
    assert_int_equal(pass(&passed, "max_age=0", unit_work(state)), OAS_OK);
    assert_int_equal(oas_parameters_authenticated_since(passed, OAS_TEST_NOW), OAS_TEST_NOW);
    assert_int_equal(pass(&passed, "prompt=login", unit_work(state)), OAS_OK);
    assert_int_equal(oas_parameters_authenticated_since(passed, OAS_TEST_NOW), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_is_allowed_is_passed),
        cmocka_unit_test(a_parameter_without_value_counts_as_omitted),
        cmocka_unit_test(no_parameter_of_ours_may_be_passed),
        cmocka_unit_test(refuses_values_that_can_not_be_right),
        cmocka_unit_test(refuses_more_than_a_kilobyte_as_it_is_sent),
        cmocka_unit_test(a_new_look_at_the_person_is_what_some_of_them_ask),
        cmocka_unit_test(max_age_says_since_when),
    };
    return unit_run("passed_parameters", tests, sizeof(tests) / sizeof(tests[0]));
}
