/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/json.h"

static void reads_members_byte_by_byte(void **state)
{
    const oas_json_t *json;

    assert_int_equal(oas_json_parse_object(&json, oas_bytes_of("{\"sub\":\"a\",\"n\":12}"), 100, "text", unit_work(state)),
                     OAS_OK);
    assert_string_equal(oas_json_string(json, "sub"), "a");
    assert_null(oas_json_string(json, "SUB"));
    assert_null(oas_json_string(json, "n"));
}

static void refuses_a_repeated_member_in_disguise(void **state)
{
    const oas_json_t *json;

    assert_int_equal(oas_json_parse(&json, oas_bytes_of("{\"sub\":1,\"\\u0073ub\":1}"), 100, "text", unit_work(state)),
                     OAS_REFUSED);
    assert_null(json);
    assert_reason(unit_work(state), "json_repeated_member");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_members_byte_by_byte),
        cmocka_unit_test(refuses_a_repeated_member_in_disguise),
    };
    return unit_run("json", tests, sizeof(tests) / sizeof(tests[0]));
}
