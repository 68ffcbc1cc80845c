/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <locale.h>
#include <string.h>

#include "base/json.h"

/* The text as an application reads it. */
static const char *text_of(void **state, const char *json)
{
    const oas_json_t *item;

    assert_int_equal(oas_json_parse(&item, oas_bytes_of(json), 10000, "text", unit_work(state)), OAS_OK);
    return oas_json_text(item, unit_work(state)->pool);
}

static void a_string_is_given_as_it_is(void **state)
{
    assert_string_equal(text_of(state, "\"\""), "");
    assert_string_equal(text_of(state, "\"\\\"a\\/b\\\\\\u00e9\""), "\"a/b\\\xc3\xa9");
    assert_string_equal(text_of(state, "\"line\\nbreak\""), "line\nbreak");
}

static void everything_else_is_compact_json(void **state)
{
    static const struct {
        const char *json, *text;
    } rows[] = {
        {" true ", "true"},
        {"false", "false"},
        {"null", "null"},
        {"[ ]", "[]"},
        {"{ }", "{}"},
        {"[ 1 , \"a\" , [ null ] ]", "[1,\"a\",[null]]"},
        {"{ \"a\" : { \"b\" : [ 1.5 ] } , \"c\" : \"d\" }", "{\"a\":{\"b\":[1.5]},\"c\":\"d\"}"},
        {"[\"\\u00fc\\ud83d\\ude00\"]", "[\"\xc3\xbc\xf0\x9f\x98\x80\"]"},
        {"[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f\"]", "[\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"]"},
        {"{\"<a>&\":\"</script>\"}", "{\"<a>&\":\"</script>\"}"},
        {"{\"\\\"\":1}", "{\"\\\"\":1}"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_string_equal(text_of(state, rows[i].json), rows[i].text);
}

static void integers_are_exact(void **state)
{
    static const char *const rows[] = {
        "0", "1", "-1", "2147483647", "2147483648", "-2147483649", "999999999999999", "1000000000000000",
        "9007199254740991", "-9007199254740991", "1799999999", "100000000000000",
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_string_equal(text_of(state, rows[i]), rows[i]);
    assert_string_equal(text_of(state, "-0"), "0");
    assert_string_equal(text_of(state, "1e15"), "1000000000000000");
    assert_string_equal(text_of(state, "12.0"), "12");
}

static void fractions_come_back_as_the_same_number(void **state)
{
    assert_string_equal(text_of(state, "0.1"), "0.1");
    assert_string_equal(text_of(state, "-1.5"), "-1.5");
    assert_string_equal(text_of(state, "0.30000000000000004"), "0.30000000000000004");
    assert_string_equal(text_of(state, "5e-324"), "4.94065645841247e-324");
    assert_string_equal(text_of(state, "4503599627370495.5"), "4503599627370495.5");
}

/* A locale of httpd's, PHP's or another module's must not make 1.5 into 1,5. */
static void numbers_have_a_point_in_every_locale(void **state)
{
    const char *text;

    if (setlocale(LC_NUMERIC, "de_DE.UTF-8") == NULL)
        skip();
    text = text_of(state, "[1.5,2.25e-3,1.25e-9]");
    setlocale(LC_NUMERIC, "C");
    assert_string_equal(text, "[1.5,0.00225,1.25e-09]");
}

static void what_is_written_can_be_read_again(void **state)
{
    const char *text =
        text_of(state, "{\"\\u0001\\\"\":[\"\\\\\\t\\/\",1e-7,9007199254740991,{\"\":[[],{}]}],\"x\":null}");

    assert_string_equal(text_of(state, text), text);
}

static void a_quoted_text_is_safe_in_a_script(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;

    assert_string_equal(oas_json_quote(pool, ""), "\"\"");
    assert_string_equal(oas_json_quote(pool, "a\"b\\c\nd"), "\"a\\\"b\\\\c\\nd\"");
    assert_string_equal(oas_json_quote(pool, "</script><!--&"), "\"\\u003c/script\\u003e\\u003c!--\\u0026\"");
    assert_string_equal(oas_json_quote(pool, "\xc3\xa9\x01"), "\"\xc3\xa9\\u0001\"");
}

static void a_quoted_text_reads_as_itself(void **state)
{
    char every[128];

    for (int c = 1; c < 128; c++)
        every[c - 1] = (char)c;
    every[127] = '\0';
    assert_string_equal(text_of(state, oas_json_quote(unit_work(state)->pool, every)), every);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_string_is_given_as_it_is),
        cmocka_unit_test(everything_else_is_compact_json),
        cmocka_unit_test(integers_are_exact),
        cmocka_unit_test(fractions_come_back_as_the_same_number),
        cmocka_unit_test(numbers_have_a_point_in_every_locale),
        cmocka_unit_test(what_is_written_can_be_read_again),
        cmocka_unit_test(a_quoted_text_is_safe_in_a_script),
        cmocka_unit_test(a_quoted_text_reads_as_itself),
    };
    return unit_run("json_write", tests, sizeof(tests) / sizeof(tests[0]));
}
