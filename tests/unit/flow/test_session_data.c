/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "flow/session_data.h"

static const char *told(const oas_value_t *items, size_t count, const char *(*tell)(const oas_values_t *, apr_pool_t *),
                        oas_work_t *work)
{
    return tell(&(oas_values_t){.items = items, .count = count}, work->pool);
}

static oas_value_t value_of(const char *name, const char *value)
{
    return (oas_value_t){oas_bytes_of(name), oas_bytes_of(value)};
}

static void tells_values_as_a_form(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_value_t items[] = {value_of("cart", "[1, 2]"), value_of("a&b=c", "x,y;z%\r\n"), value_of("e", "")};

    assert_string_equal(told(items, 3, oas_session_data_form, work),
                        "cart=%5B1%2C%202%5D&a%26b%3Dc=x%2Cy%3Bz%25%0D%0A&e=");
    assert_string_equal(told(NULL, 0, oas_session_data_form, work), "");
}

static void tells_values_as_json(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_value_t items[] = {value_of("c\"t", "[1,\"2\"]\r\n"),
                                 value_of("u", "\xc3\xbc"),
                                 {oas_bytes_of("nul"), oas_bytes("a\0", 2)},
                                 value_of("del", "\x7f"),
                                 value_of("no", "\xff"),
                                 value_of("e", "")};

    assert_string_equal(told(items, 6, oas_session_data_json, work),
                        "{\"c\\\"t\":\"[1,\\\"2\\\"]\\r\\n\",\"u\":\"\xc3\xbc\",\"nul\":{\"base64url\":\"YQA\"},"
                        "\"del\":{\"base64url\":\"fw\"},\"no\":{\"base64url\":\"_w\"},\"e\":\"\"}");
    assert_string_equal(told(NULL, 0, oas_session_data_json, work), "{}");
}

static void no_text_has_what_a_header_can_not_hold(void **state)
{
    oas_work_t *work = unit_work(state);
    unsigned char all[256];
    const oas_value_t item = {oas_bytes_of("all"), oas_bytes(all, sizeof(all))};
    const char *texts[2];

    for (size_t i = 0; i < sizeof(all); i++)
        all[i] = (unsigned char)i;
    texts[0] = told(&item, 1, oas_session_data_form, work);
    texts[1] = told(&item, 1, oas_session_data_json, work);
    for (size_t i = 0; i < 2; i++)
        for (const char *c = texts[i]; *c != '\0'; c++)
            assert_in_range((unsigned char)*c, 0x20, 0x7e);
}

static oas_status_t read_one(oas_value_edits_t *edits, const char *name, const char *value, oas_work_t *work)
{
    const oas_pair_t header = {name, value};

    return oas_session_data_read(edits, (oas_pairs_t){&header, 1}, work);
}

static bool is_edit(const oas_value_edit_t *edit, int kind, const char *name, const char *value)
{
    return (int)edit->kind == kind && oas_bytes_equal(edit->value.name, oas_bytes_of(name))
           && oas_bytes_equal(edit->value.value, oas_bytes_of(value));
}

static void reads_what_is_to_be_set(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_value_edits_t edits;

    assert_int_equal(read_one(&edits, "x-session-SET", " x=1&y=a+b%26, z==, e=&&,", work), OAS_OK);
    assert_int_equal(edits.count, 4);
    assert_true(is_edit(&edits.items[0], OAS_VALUE_SET, "x", "1"));
    assert_true(is_edit(&edits.items[1], OAS_VALUE_SET, "y", "a b&"));
    assert_true(is_edit(&edits.items[2], OAS_VALUE_SET, "z", "="));
    assert_true(is_edit(&edits.items[3], OAS_VALUE_SET, "e", ""));
    assert_null(edits.if_version);
}

static void clears_before_it_unsets_and_unsets_before_it_sets(void **state)
{
    static const oas_pair_t headers[] = {{"X-Session-Set", "x=1"},       {"X-Session-Unset", "x&y"},
                                         {"X-Session-If-Version", "17"}, {"X-Session-Clear", "Data"},
                                         {"X-Session-Set", "z=2"},       {"X-Session-Id", "%"}};
    oas_work_t *work = unit_work(state);
    oas_value_edits_t edits;

    assert_int_equal(oas_session_data_read(&edits, (oas_pairs_t){headers, 6}, work), OAS_OK);
    assert_int_equal(edits.count, 5);
    assert_true(is_edit(&edits.items[0], OAS_VALUES_CLEAR, "", ""));
    assert_true(is_edit(&edits.items[1], OAS_VALUE_UNSET, "x", ""));
    assert_true(is_edit(&edits.items[2], OAS_VALUE_UNSET, "y", ""));
    assert_true(is_edit(&edits.items[3], OAS_VALUE_SET, "x", "1"));
    assert_true(is_edit(&edits.items[4], OAS_VALUE_SET, "z", "2"));
    assert_true(*edits.if_version == 17);
}

static void bytes_of_values_are_any(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_value_edits_t edits;

    assert_int_equal(read_one(&edits, "X-Session-Set", "x=%00%ff%0d\xfe", work), OAS_OK);
    assert_true(oas_bytes_equal(edits.items[0].value.value, oas_bytes("\0\xff\r\xfe", 4)));
}

static void refuses_what_makes_no_sense(void **state)
{
    static const oas_pair_t wrong[] = {
        {"X-Session-Set", "x"},          {"X-Session-Set", "x=1&y"},         {"X-Session-Set", "x=%"},
        {"X-Session-Set", "x=%4"},       {"X-Session-Set", "x=%4g"},         {"X-Session-Set", "%4=1"},
        {"X-Session-Unset", "x=1"},      {"X-Session-Unset", "%x"},          {"X-Session-Clear", "login"},
        {"X-Session-Clear", ""},         {"X-Session-If-Version", ""},       {"X-Session-If-Version", "-1"},
        {"X-Session-If-Version", " 1"},  {"X-Session-If-Version", "1 "},     {"X-Session-If-Version", "0x1"},
        {"X-Session-If-Version", "1, 2"}, {"X-Session-If-Version", "9999999999999999999"},
    };
    oas_work_t *work = unit_work(state);
    oas_value_edits_t edits;

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        oas_forgive(work);
        assert_int_equal(read_one(&edits, wrong[i].name, wrong[i].value, work), OAS_REFUSED);
        assert_reason(work, "values_header");
        assert_int_equal(edits.count, 0);
    }
}

static void two_versions_are_none(void **state)
{
    static const oas_pair_t same[] = {{"X-Session-If-Version", "7"}, {"X-Session-If-Version", "7"}};
    static const oas_pair_t different[] = {{"X-Session-If-Version", "7"}, {"X-Session-If-Version", "8"}};
    oas_work_t *work = unit_work(state);
    oas_value_edits_t edits;

    assert_int_equal(oas_session_data_read(&edits, (oas_pairs_t){same, 2}, work), OAS_OK);
    assert_int_equal(oas_session_data_read(&edits, (oas_pairs_t){different, 2}, work), OAS_REFUSED);
}

static void knows_its_headers_by_their_whole_names(void **state)
{
    static const char *const others[] = {"X-Session", "X-Session-Id", "X-Session-Settings", "X-Session-Data", "Set-Cookie", ""};

    (void)state;
    assert_true(oas_session_data_is_order("x-session-set") && oas_session_data_is_order("X-SESSION-UNSET"));
    assert_true(oas_session_data_is_order("X-Session-Clear") && oas_session_data_is_order("X-Session-If-Version"));
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_false(oas_session_data_is_order(others[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_values_as_a_form),
        cmocka_unit_test(tells_values_as_json),
        cmocka_unit_test(no_text_has_what_a_header_can_not_hold),
        cmocka_unit_test(reads_what_is_to_be_set),
        cmocka_unit_test(clears_before_it_unsets_and_unsets_before_it_sets),
        cmocka_unit_test(bytes_of_values_are_any),
        cmocka_unit_test(refuses_what_makes_no_sense),
        cmocka_unit_test(two_versions_are_none),
        cmocka_unit_test(knows_its_headers_by_their_whole_names),
    };
    return unit_run("session_data", tests, sizeof(tests) / sizeof(tests[0]));
}
