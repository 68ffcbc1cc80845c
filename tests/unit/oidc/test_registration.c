/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "jose/algorithm.h"
#include "oidc/registration.h"

static void nobody_sets_our_parameters(void **state)
{
    (void)state;
    assert_true(oas_registration_owns_parameter("state"));
    assert_true(oas_registration_owns_parameter("redirect_uri"));
    assert_true(oas_registration_owns_parameter("code_challenge_method"));
    assert_true(oas_registration_owns_parameter("request_uri"));
    assert_true(oas_registration_owns_parameter("grant_type"));
    assert_true(oas_registration_owns_parameter("client_assertion"));
    assert_false(oas_registration_owns_parameter("prompt"));
    assert_true(oas_registration_owns_parameter("resource"));
    assert_false(oas_registration_owns_parameter("audience"));
    assert_false(oas_registration_owns_parameter(""));
}

static void algorithms_are_ours_as_far_as_they_are_announced(void **state)
{
    static const char *const announced[] = {"none", "HS256", "ES256", "RS512", NULL};
    static const char *const unknown[] = {"none", NULL};
    static const char *const configured[] = {"HS256", NULL};
    oas_registration_t registration = {.name = "op"};
    oas_provider_t provider = {.signing_algorithms = announced};
    apr_pool_t *pool = unit_work(state)->pool;
    const char *const *accepted = oas_registration_algorithms(&registration, &provider, pool);

    assert_string_equal(accepted[0], "ES256");
    assert_null(accepted[1]);
    provider.signing_algorithms = unknown;
    assert_null(oas_registration_algorithms(&registration, &provider, pool)[0]);
    provider.signing_algorithms = NULL;
    assert_ptr_equal(oas_registration_algorithms(&registration, &provider, pool), oas_algorithms_default);
    registration.signing_algorithms = configured;
    assert_ptr_equal(oas_registration_algorithms(&registration, &provider, pool), configured);
}

static void max_age_says_how_fresh_a_sign_in_must_be(void **state)
{
    static const struct {
        const char *max_age;
        apr_time_t since;
    } rows[] = {
        {"300", OAS_TEST_NOW - 300000000},
        {"0", OAS_TEST_NOW},
        {"", OAS_TEST_NOW},
        {"-1", OAS_TEST_NOW},
        {"5m", OAS_TEST_NOW},
        {"9999999999", OAS_TEST_NOW},
    };
    oas_registration_t registration = {.name = "op"};

    (void)state;
    assert_int_equal(oas_registration_authenticated_since(&registration, OAS_TEST_NOW), 0);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const oas_pair_t pair = {"max_age", rows[i].max_age};

        registration.authorization_parameters = (oas_pairs_t){.items = &pair, .count = 1};
        assert_int_equal(oas_registration_authenticated_since(&registration, OAS_TEST_NOW), rows[i].since);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_sets_our_parameters),
        cmocka_unit_test(max_age_says_how_fresh_a_sign_in_must_be),
        cmocka_unit_test(algorithms_are_ours_as_far_as_they_are_announced),
    };
    return unit_run("registration", tests, sizeof(tests) / sizeof(tests[0]));
}
