/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <apr_strings.h>

#include "flow/requirement.h"

#define NOW OAS_TEST_NOW
#define SECONDS(n) apr_time_from_sec(n)

/* A session that began so long ago, with one claim; value NULL: none. */
static oas_session_t session_of(apr_interval_time_t ago, oas_pair_t *claim)
{
    return (oas_session_t){.head = {.created = NOW - ago}, .face = {.claims = {claim, claim->value != NULL ? 1 : 0}}};
}

static bool is_met(oas_requirement_t requirement, const char *name, const char *value, apr_pool_t *pool)
{
    oas_pair_t claim = {name, value};
    const oas_session_t session = session_of(SECONDS(10), &claim);

    return oas_requirement_is_met(&requirement, &session, NOW, pool);
}

static bool is_fresh(const char *auth_time, apr_interval_time_t session_age, apr_pool_t *pool)
{
    const oas_requirement_t requirement = {.kind = OAS_REQUIRE_AGE, .age = SECONDS(300)};
    oas_pair_t claim = {"auth_time", auth_time};
    const oas_session_t session = session_of(session_age, &claim);

    return oas_requirement_is_met(&requirement, &session, NOW, pool);
}

static void the_age_counts_from_when_the_provider_asked(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;

    assert_true(is_fresh("1799999700", SECONDS(10), pool)); /* 300 s ago */
    assert_false(is_fresh("1799999699", SECONDS(10), pool));
    assert_false(is_fresh("0", SECONDS(0), pool));
}

static void the_age_counts_from_the_session_where_the_provider_does_not_say(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;

    assert_true(is_fresh(NULL, SECONDS(300), pool));
    assert_false(is_fresh(NULL, SECONDS(300) + 1, pool));
}

static void a_clock_that_goes_ahead_makes_nobody_fresh_for_longer(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;

    assert_true(is_fresh("1800099999", SECONDS(300), pool));
    assert_false(is_fresh("1800099999", SECONDS(301), pool));
}

static void a_time_that_is_none_is_long_ago(void **state)
{
    static const char *const none[] = {"", "now", "-1", "1799999990.5", "1.8e9", "9999999999999", " 1799999990", "null"};

    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        assert_false(is_fresh(none[i], SECONDS(1), unit_work(state)->pool));
}

static void acr_is_one_of_the_values(void **state)
{
    const oas_requirement_t gold = {.kind = OAS_REQUIRE_ACR, .values = "gold urn:x:2 platinum"};
    static const char *const others[] = {NULL, "", " ", "Gold", "gol", "golden", "urn:x", "urn:x:2 platinum", "[\"gold\"]", "2"};
    apr_pool_t *pool = unit_work(state)->pool;

    assert_true(is_met(gold, "acr", "gold", pool));
    assert_true(is_met(gold, "acr", "urn:x:2", pool));
    assert_true(is_met(gold, "acr", "platinum", pool));
    assert_false(is_met(gold, "amr", "gold", pool));
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_false(is_met(gold, "acr", others[i], pool));
}

static void amr_has_one_of_the_values(void **state)
{
    const oas_requirement_t mfa = {.kind = OAS_REQUIRE_AMR, .values = "mfa hwk"};
    static const char *const right[] = {"[\"mfa\"]", "[\"pwd\",\"mfa\"]", "[\"hwk\",\"pwd\"]", "[1,\"hwk\",2]", "mfa"};
    static const char *const wrong[] = {NULL, "", "[]", "[\"pwd\"]", "[\"mfa,hwk\"]", "[\"Mfa\"]", "[\"mfa \"]", "[\"\\\"mfa\"]",
                                        "[\"\\\",\\\"mfa\\\",\\\"\"]", "{\"mfa\":1}", "{\"a\":\"mfa\"}", "mfa hwk", "\"mfa\"", "mf"};
    apr_pool_t *pool = unit_work(state)->pool;

    for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++)
        assert_true(is_met(mfa, "amr", right[i], pool));
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_false(is_met(mfa, "amr", wrong[i], pool));
    assert_false(is_met(mfa, "acr", "mfa", pool));
}

static void what_is_asked_is_enough_for_all(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;
    const oas_requirement_t all[] = {{.kind = OAS_REQUIRE_AGE, .age = SECONDS(600)},
                                     {.kind = OAS_REQUIRE_ACR, .values = "a b"},
                                     {.kind = OAS_REQUIRE_AGE, .age = SECONDS(300)},
                                     {.kind = OAS_REQUIRE_AGE, .age = SECONDS(900)},
                                     {.kind = OAS_REQUIRE_ACR, .values = "c"}};
    oas_step_up_t step_up = {0};

    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        oas_requirement_ask(&step_up, &all[i], pool);
    assert_int_equal(step_up.max_age, SECONDS(300));
    assert_string_equal(step_up.acr_values, "a b c");
    assert_false(step_up.again);
    oas_requirement_ask(&step_up, &(oas_requirement_t){.kind = OAS_REQUIRE_AMR, .values = "mfa"}, pool);
    assert_true(step_up.again);
}

static const char *sentence(oas_requirement_t requirement, const char *name, const char *value, apr_pool_t *pool)
{
    oas_pair_t claim = {name, value};
    const oas_session_t session = session_of(SECONDS(7199), &claim);

    apr_array_header_t *sentences = apr_array_make(pool, 2, sizeof(oas_sentence_t));
    const char *all = "";

    oas_requirement_say(sentences, &requirement, &session, NOW);
    for (int i = 0; i < sentences->nelts; i++)
        all = apr_pstrcat(pool, all, i != 0 ? " " : "",
                          oas_sentence_in_english(&APR_ARRAY_IDX(sentences, i, oas_sentence_t), pool), NULL);
    return all;
}

static void says_what_is_required_and_what_there_is(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;
    const oas_requirement_t age = {.kind = OAS_REQUIRE_AGE, .age = SECONDS(300)};
    const oas_requirement_t acr = {.kind = OAS_REQUIRE_ACR, .values = "gold platinum"};
    const oas_requirement_t amr = {.kind = OAS_REQUIRE_AMR, .values = "mfa"};

    assert_string_equal(sentence(age, "auth_time", "1799990000", pool),
                        "It requires a sign-in of the last 5 minutes. Yours was 2 hours ago.");
    assert_string_equal(sentence(age, "auth_time", NULL, pool),
                        "It requires a sign-in of the last 5 minutes. Yours was 119 minutes ago.");
    assert_string_equal(sentence(age, "auth_time", "soon", pool),
                        "It requires a sign-in of the last 5 minutes. The time of yours can not be read.");
    assert_string_equal(sentence(acr, "acr", "silver", pool),
                        "It requires a sign-in with acr gold platinum, and yours has acr silver.");
    assert_string_equal(sentence(amr, "amr", NULL, pool), "It requires a sign-in with amr mfa, and yours has no amr.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_age_counts_from_when_the_provider_asked),
        cmocka_unit_test(the_age_counts_from_the_session_where_the_provider_does_not_say),
        cmocka_unit_test(a_clock_that_goes_ahead_makes_nobody_fresh_for_longer),
        cmocka_unit_test(a_time_that_is_none_is_long_ago),
        cmocka_unit_test(acr_is_one_of_the_values),
        cmocka_unit_test(amr_has_one_of_the_values),
        cmocka_unit_test(what_is_asked_is_enough_for_all),
        cmocka_unit_test(says_what_is_required_and_what_there_is),
    };

    return unit_run("requirement", tests, sizeof(tests) / sizeof(tests[0]));
}
