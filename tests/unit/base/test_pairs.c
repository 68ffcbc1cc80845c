/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/pairs.h"

static const oas_pair_t items[] = {{"name", "first"}, {"name", "second"}, {"Name", "other"}, {"empty", ""}};
static const oas_pairs_t pairs = {.items = items, .count = sizeof(items) / sizeof(items[0])};

static void the_first_of_a_name_is_found(void **state)
{
    (void)state;
    assert_string_equal(oas_pairs_get(pairs, "name"), "first");
    assert_string_equal(oas_pairs_get(pairs, "empty"), "");
}

static void names_differ_by_case(void **state)
{
    (void)state;
    assert_string_equal(oas_pairs_get(pairs, "Name"), "other");
    assert_null(oas_pairs_get(pairs, "NAME"));
}

static void what_is_not_there_is_null(void **state)
{
    (void)state;
    assert_null(oas_pairs_get(pairs, "nam"));
    assert_null(oas_pairs_get(pairs, "names"));
    assert_null(oas_pairs_get(pairs, ""));
    assert_null(oas_pairs_get((oas_pairs_t){0}, "name"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_of_a_name_is_found),
        cmocka_unit_test(names_differ_by_case),
        cmocka_unit_test(what_is_not_there_is_null),
    };
    return unit_run("pairs", tests, sizeof(tests) / sizeof(tests[0]));
}
