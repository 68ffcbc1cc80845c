/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "page/sentence.h"

static const oas_pair_t items[] = {{"user", "Ann {address}"}, {"address", "::1"}, {"empty", ""}};
static const oas_pairs_t values = {.items = items, .count = 3};

static void values_stand_where_their_names_were(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;

    assert_string_equal(oas_sentence_fill("{address}: {empty}{address}.", values, pool), "::1: ::1.");
    assert_string_equal(oas_sentence_fill("nothing", values, pool), "nothing");
    assert_string_equal(oas_sentence_fill("", values, pool), "");
}

/* Whoever chooses his own name chooses nothing else with it. */
static void braces_of_a_value_mean_nothing(void **state)
{
    assert_string_equal(oas_sentence_fill("{user} at {address}", values, unit_work(state)->pool), "Ann {address} at ::1");
}

static void what_is_no_name_stays(void **state)
{
    static const char *const texts[] = {"{", "}", "{}", "{other}", "{User}", "{user", "{us er}", "{user1}", "a {other} b"};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_string_equal(oas_sentence_fill(texts[i], values, unit_work(state)->pool), texts[i]);
    assert_string_equal(oas_sentence_fill("{{user}}", values, unit_work(state)->pool), "{Ann {address}}");
}

static void a_sentence_is_told_in_english(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;
    const oas_sentence_t plain = {.english = "just now"};
    const oas_sentence_t counted = oas_sentence_with("{count} days ago", "count", "3", pool);

    assert_string_equal(oas_sentence_in_english(&plain, pool), "just now");
    assert_string_equal(oas_sentence_in_english(&counted, pool), "3 days ago");
}

static void names_are_compared_whatever_their_order(void **state)
{
    (void)state;
    assert_true(oas_sentence_has_same_names("{a} of {b}", "{b}: {a}, {a}"));
    assert_true(oas_sentence_has_same_names("none", "keine"));
    assert_false(oas_sentence_has_same_names("{a} of {b}", "{a}"));
    assert_false(oas_sentence_has_same_names("{a}", "{a} of {b}"));
    assert_false(oas_sentence_has_same_names("{a}", "{aa}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_stand_where_their_names_were),
        cmocka_unit_test(braces_of_a_value_mean_nothing),
        cmocka_unit_test(what_is_no_name_stays),
        cmocka_unit_test(a_sentence_is_told_in_english),
        cmocka_unit_test(names_are_compared_whatever_their_order),
    };

    return unit_run("sentence", tests, sizeof(tests) / sizeof(tests[0]));
}
