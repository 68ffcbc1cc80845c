/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/message_code.h"

static void a_reason_has_a_number(void **state)
{
    size_t place = oas_message_place("json_syntax");

    (void)state;
    assert_int_equal(oas_message_number(place), 1001);
    assert_string_equal(oas_message_reason(place), "json_syntax");
}

static void what_is_no_reason_has_the_number_of_none(void **state)
{
    (void)state;
    assert_int_equal(oas_message_number(oas_message_place("")), 1000);
    assert_int_equal(oas_message_number(oas_message_place("json")), 1000);
    assert_int_equal(oas_message_number(oas_message_place("json_syntax_of")), 1000);
    assert_string_equal(oas_message_reason(oas_message_place("none")), "none");
}

static void each_reason_is_there_once(void **state)
{
    (void)state;
    for (size_t place = 0; oas_message_reason(place) != NULL; place++)
        assert_int_equal(oas_message_place(oas_message_reason(place)), place);
}

static void each_number_is_larger_than_the_one_before_and_has_four_digits(void **state)
{
    unsigned before = 999;

    (void)state;
    for (size_t place = 0; oas_message_reason(place) != NULL; place++) {
        assert_in_range(oas_message_number(place), before + 1, 9999);
        before = oas_message_number(place);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reason_has_a_number),
        cmocka_unit_test(what_is_no_reason_has_the_number_of_none),
        cmocka_unit_test(each_reason_is_there_once),
        cmocka_unit_test(each_number_is_larger_than_the_one_before_and_has_four_digits),
    };
    return unit_run("message_code", tests, sizeof(tests) / sizeof(tests[0]));
}
