/* SPDX-License-Identifier: Apache-2.0 */
#include "base/exposition.h"
#include "unit.h"

static void a_family_begins_with_what_it_is(void **state)
{
    assert_string_equal(oas_exposition_family("oauth_sessions", "gauge", "Living sessions.", unit_work(state)->pool),
                        "# HELP oauth_sessions Living sessions.\n# TYPE oauth_sessions gauge\n");
}

static void help_stays_on_its_line(void **state)
{
    assert_string_equal(oas_exposition_family("a", "gauge", "one\ntwo \\ \"three\"", unit_work(state)->pool),
                        "# HELP a one\\ntwo \\\\ \"three\"\n# TYPE a gauge\n");
}

static void a_figure_without_labels_is_a_name_and_a_value(void **state)
{
    assert_string_equal(oas_exposition_sample("oauth_sessions", (oas_pairs_t){0}, "3", unit_work(state)->pool),
                        "oauth_sessions 3\n");
}

static void labels_are_in_braces_and_quoted(void **state)
{
    const oas_pair_t labels[] = {{"provider", "main"}, {"outcome", ""}};

    assert_string_equal(oas_exposition_sample("a", (oas_pairs_t){labels, 2}, "0.5", unit_work(state)->pool),
                        "a{provider=\"main\",outcome=\"\"} 0.5\n");
}

static void no_value_of_a_label_ends_it(void **state)
{
    const oas_pair_t label = {"a", "\"} 1\nb \\"};

    assert_string_equal(oas_exposition_sample("x", (oas_pairs_t){&label, 1}, "2", unit_work(state)->pool),
                        "x{a=\"\\\"} 1\\nb \\\\\"} 2\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_family_begins_with_what_it_is),
        cmocka_unit_test(help_stays_on_its_line),
        cmocka_unit_test(a_figure_without_labels_is_a_name_and_a_value),
        cmocka_unit_test(labels_are_in_braces_and_quoted),
        cmocka_unit_test(no_value_of_a_label_ends_it),
    };

    return unit_run("exposition", tests, sizeof(tests) / sizeof(tests[0]));
}
