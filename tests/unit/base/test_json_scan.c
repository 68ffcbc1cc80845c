/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <pthread.h>
#include <string.h>

#include "base/buffer.h"
#include "base/json_scan.h"

static oas_status_t scan(oas_work_t *work, oas_bytes_t text)
{
    oas_forgive(work);
    return oas_json_scan(text, "text", work);
}

static void accepts_what_rfc_8259_calls_json(void **state)
{
    static const char *const rows[] = {
        /* values alone */
        "null", "true", "false", "0", "\"\"", "\"a\"", "[]", "{}", " \t\r\n[ ] \t\r\n", "\n1\n",
        /* arrays */
        "[1]", "[1,2]", "[ 1 , 2 ]", "[null,true,false,1,\"\",[],{}]", "[[],[]]", "[[[[]]]]", "[\n1\n,\n2\n]",
        "[\"\"]",
        /* objects */
        "{\"a\":1}", "{ \"a\" : 1 }", "{\"\":0}", "{\"a\":{},\"b\":[]}", "{\"a\":{\"a\":{\"a\":1}}}",
        "{\"a\\u0062\":1}", "{\"a\":1,\"A\":2}", "{\"\\\"\":1}", "{\"a\":[{\"b\":1},{\"b\":1}]}",
        /* numbers */
        "-0", "-1", "10", "1.5", "-1.5", "0.0", "0.1", "0e1", "0e+1", "0E-1", "1e5", "1E22", "1e-2", "1.5e+300",
        "-0.0e-0", "123456789.25", "1e-999", "9007199254740991", "-9007199254740991", "9007199254740991.5",
        "4503599627370496", "1234567890.0123456789012345678901234567890123456789012345678901",
        /* escapes */
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u0041\"", "\"\\uABCD\"", "\"\\uabcd\"", "\"\\u0001\"", "\"\\u007f\"",
        "\"\\uD83D\\uDE00\"", "\"\\ud83d\\ude00\"", "\"\\uDBFF\\uDFFF\"", "\"\\uD800\\uDC00\"", "\"\\uFFFF\"",
        "\"\\uFFFE\"", "\"\\uD7FF\"", "\"\\uE000\"", "\"\\\\u0000\"", "\"\\\\\\\\\"", "\"\\u2028\\u2029\"",
        "\"\\uFEFF\"",
        /* UTF-8 */
        "\"\x7f\"", "\"\xc3\xbc\"", "\"\xe2\x82\xac\"", "\"\xf0\x9f\x98\x80\"", "\"\xf4\x8f\xbf\xbf\"",
        "\"\xef\xbf\xbf\"", "\"\xe2\x80\xa8\"", "\"\xef\xbb\xbf\"", "{\"\xc3\xbc\":1}", "\"\xed\x9f\xbf\"",
        "\"\xee\x80\x80\"",
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (scan(unit_work(state), oas_bytes_of(rows[i])) != OAS_OK)
            fail_msg("refused: %s (%s)", rows[i], unit_work(state)->failure);
}

/* Each text is refused for this reason. */
static void expect_refusals(oas_work_t *work, const char *const *rows, size_t count, const char *reason)
{
    for (size_t i = 0; i < count; i++) {
        if (scan(work, oas_bytes_of(rows[i])) != OAS_REFUSED)
            fail_msg("accepted: %s", rows[i]);
        if (strcmp(work->reason, reason) != 0)
            fail_msg("%s: %s where %s was expected", rows[i], work->reason, reason);
    }
}

static void refuses_what_is_no_json(void **state)
{
    static const char *const rows[] = {
        /* no value */
        "", " ", "\n\t\r ", ",", ":", "]", "}", "a", "*", "<null>",
        /* almost a word */
        "nul", "nulll", "Null", "NULL", "True", "tru", "truth", "fals", "FALSE", "undefined", "n", "[tru",
        /* arrays */
        "[", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1,,2]", "[1 2]", "[1;2]", "[1:2]", "[1}", "[1]]", "[[1]",
        "[\"a\":1]", "[1,\n,2]", "[*]", "[\"\"",
        /* objects */
        "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{\"a\"}", "{\"a\" 1}", "{\"a\",1}",
        "{\"a\"::1}", "{:1}", "{1:1}", "{a:1}", "{'a':1}", "{null:1}", "{\"a\":1 \"b\":2}", "{\"a\":1]", "{\"a\":1}}",
        "{[1]:1}", "{\"a\":1,,\"b\":2}", "{\"a\":}",
        /* more than one value, comments, marks */
        "1 2", "{}{}", "[]x", "{}#", "{}//", "{}/**/", "/**/{}", "[1]/", "\"a\"\"b\"", "\xef\xbb\xbf{}",
        "{}\xef\xbb\xbf",
        /* white space that is none */
        "[\v1]", "[\f1]", "\x01" "1", "[\xc2\xa0]", "\xe2\x81\xa0[]", "[\xe2\x80\xa8]", "1\x1f",
        /* numbers */
        "-", "+1", "01", "-01", "00", "0123", "1.", ".5", "-.5", "1.e1", "1e", "1e+", "1e-", "1eE2", "1e1.5", "1.2.3",
        "--1", "-+1", "1+2", "0x1F", "0b1", "1_000", "1,5", "NaN", "-NaN", "Infinity", "-Infinity", "inf", "1n",
        "\xef\xbc\x91", "1 e5", "- 1", "[-]", "1a", "0e", "-0x",
        /* strings */
        "\"", "\"a", "'a'", "\"a\nb\"", "\"a\tb\"", "\"a\rb\"", "\"\x01\"", "\"\x1f\"", "{\"a\nb\":1}", "\"\\\"",
        "\"\\", "\\\"a\"", "`a`", "\xe2\x80\x9c" "a\xe2\x80\x9d",
        /* escapes */
        "\"\\a\"", "\"\\x41\"", "\"\\'\"", "\"\\0\"", "\"\\v\"", "\"\\ \"", "\"\\\n\"", "\"\\U0041\"", "\"\\u\"",
        "\"\\u0\"", "\"\\u00\"", "\"\\u004\"", "\"\\u004g\"", "\"\\uZZZZ\"", "\"\\u 041\"", "\"\\u+041\"",
        "\"\\u-041\"", "\"\\u{41}\"", "\"\\u0", "\"\\\xc3\xbc\"", "\"\\uD83D\\u", "\"\\uD83D\\uDE0\"",
        "\"\\uD83D\\uZZZZ\"",
    };

    expect_refusals(unit_work(state), rows, sizeof(rows) / sizeof(rows[0]), "json_syntax");
}

static void refuses_numbers_too_large_or_too_long(void **state)
{
    static const char *const rows[] = {
        "9007199254740992", "-9007199254740992", "9007199254740993", "18446744073709551617", "36893488147419103233",
        "9007199254740992.0", "9007199254740992e-5", "{\"exp\":12345678901234567890}",
        "1234567890.01234567890123456789012345678901234567890123456789012",
        "100000000000000000000000000000000000000000000000000000000000000000000",
    };

    expect_refusals(unit_work(state), rows, sizeof(rows) / sizeof(rows[0]), "json_number");
}

static void refuses_an_escaped_nul(void **state)
{
    static const char *const rows[] = {
        "\"\\u0000\"", "\"admin\\u0000.evil\"", "{\"a\\u0000z\":1}",
    };

    expect_refusals(unit_work(state), rows, sizeof(rows) / sizeof(rows[0]), "json_nul");
}

/* Halves of surrogate pairs, and bytes; each sequence of bytes is tried in test_utf8.c. */
static void refuses_what_is_not_utf8(void **state)
{
    static const char *const rows[] = {
        "\"\\uD83D\"", "\"\\uDE00\"", "\"\\uDE00\\uD83D\"", "\"\\uD83D\\uD83D\"", "\"\\uD83D\\u0041\"",
        "\"\\uD83D\\uDBFF\"", "\"\\uD83D\\uE000\"", "\"\\uD83D\\uFFFF\"", "\"\\uD83Dx\"", "\"\\uD83D\\n\"",
        "\"\\uD800\\u0000\"", "{\"\\uDFFF\":1}", "\"\\udbff", "\"\\uD83D\\\\uDE00\"", "\"\x80\"", "\"\xc0\xaf\"",
        "\"\xc3\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xf5\x80\x80\x80\"", "{\"\xff\":1}", "\xff\xfe{}",
        "[\xe9]", "[]\x80", "\"\\\xe5\"", "\"\\u\xe5\"",
    };

    expect_refusals(unit_work(state), rows, sizeof(rows) / sizeof(rows[0]), "json_not_utf8");
}

static void refuses_a_nul_byte_wherever_it_stands(void **state)
{
    static const char text[] = "{\"name\": [\"value\", 12, true]} ";
    char changed[sizeof(text)];

    assert_int_equal(scan(unit_work(state), oas_bytes(text, sizeof(text) - 1)), OAS_OK);
    for (size_t place = 0; place < sizeof(text); place++) {
        memcpy(changed, text, sizeof(text));
        changed[place] = '\0';
        assert_int_equal(scan(unit_work(state), oas_bytes(changed, sizeof(text))), OAS_REFUSED);
        assert_reason(unit_work(state), "json_nul");
    }
}

/* The buffer ends where the text ends, so that the sanitizer sees a step beyond it. */
static void refuses_a_text_cut_off_anywhere(void **state)
{
    static const char text[] = "{\"a\\ud83d\\ude00\":[-1.5e+3,true,\"\xf0\x9f\x98\x80\\n\"],\"b\":{\"c\":null}}";
    size_t length = sizeof(text) - 1;

    for (size_t cut = 0; cut < length; cut++) {
        unsigned char *copy = malloc(cut + 1);

        memcpy(copy + 1, text, cut);
        assert_int_equal(scan(unit_work(state), oas_bytes(copy + 1, cut)), OAS_REFUSED);
        free(copy);
    }
    assert_int_equal(scan(unit_work(state), oas_bytes(text, length)), OAS_OK);
}

static void refuses_no_text_at_all(void **state)
{
    assert_int_equal(scan(unit_work(state), oas_bytes(NULL, 0)), OAS_REFUSED);
    assert_reason(unit_work(state), "json_syntax");
    assert_string_equal(unit_work(state)->failure, "text: empty");
}

static void the_failure_names_text_and_place(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_int_equal(oas_json_scan(oas_bytes_of("{\"secret\":x}"), "token response", work), OAS_REFUSED);
    assert_string_equal(work->failure, "token response: no value at byte 10");
}

/* count opening brackets, and count closing ones where wanted. */
static oas_bytes_t nested(oas_work_t *work, size_t count, bool closed)
{
    char *text = apr_palloc(work->pool, 2 * count);

    memset(text, '[', count);
    memset(text + count, ']', count);
    return oas_bytes(text, closed ? 2 * count : count);
}

static void accepts_a_depth_of_16_and_no_more(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_int_equal(scan(work, nested(work, 16, true)), OAS_OK);
    assert_int_equal(scan(work, nested(work, 17, true)), OAS_REFUSED);
    assert_reason(work, "json_too_deep");
    assert_int_equal(scan(work, oas_bytes_of("{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[1"
                                             "]}]}]}]}]}]}]}]}")), OAS_OK);
    assert_int_equal(scan(work, oas_bytes_of("[[[[[[[[[[[[[[[[],[{}]]]]]]]]]]]]]]]]")), OAS_REFUSED);
    assert_reason(work, "json_too_deep");
}

static void depth_is_what_is_open_not_what_was(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_buffer_t text = oas_buffer(work->pool, 10000);

    oas_buffer_add_text(&text, "[[]");
    for (int i = 0; i < 1000; i++)
        oas_buffer_add_text(&text, ",[]");
    oas_buffer_add_text(&text, "]");
    assert_int_equal(scan(work, oas_buffer_bytes(&text)), OAS_OK);
}

static void *scan_a_million_brackets(void *given)
{
    oas_work_t *work = given;

    return (void *)(intptr_t)scan(work, nested(work, 1000000, false));
}

static void a_million_brackets_fit_a_small_stack(void **state)
{
    pthread_attr_t attributes;
    pthread_t thread;
    void *status;

    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstacksize(&attributes, 128 * 1024), 0);
    assert_int_equal(pthread_create(&thread, &attributes, scan_a_million_brackets, unit_work(state)), 0);
    assert_int_equal(pthread_join(thread, &status), 0);
    pthread_attr_destroy(&attributes);
    assert_int_equal((intptr_t)status, OAS_REFUSED);
    assert_reason(unit_work(state), "json_too_deep");
}

/* An array of count zeros. */
static oas_bytes_t zeros(oas_work_t *work, int count)
{
    oas_buffer_t text = oas_buffer(work->pool, 100000);

    oas_buffer_add_text(&text, "[0");
    for (int i = 1; i < count; i++)
        oas_buffer_add_text(&text, ",0");
    oas_buffer_add_text(&text, "]");
    return oas_buffer_bytes(&text);
}

static void accepts_2000_values_and_no_more(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_int_equal(scan(work, zeros(work, 2000)), OAS_OK);
    assert_int_equal(scan(work, zeros(work, 2001)), OAS_REFUSED);
    assert_reason(work, "json_too_large");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_what_rfc_8259_calls_json),
        cmocka_unit_test(refuses_what_is_no_json),
        cmocka_unit_test(refuses_numbers_too_large_or_too_long),
        cmocka_unit_test(refuses_an_escaped_nul),
        cmocka_unit_test(refuses_what_is_not_utf8),
        cmocka_unit_test(refuses_a_nul_byte_wherever_it_stands),
        cmocka_unit_test(refuses_a_text_cut_off_anywhere),
        cmocka_unit_test(refuses_no_text_at_all),
        cmocka_unit_test(the_failure_names_text_and_place),
        cmocka_unit_test(accepts_a_depth_of_16_and_no_more),
        cmocka_unit_test(depth_is_what_is_open_not_what_was),
        cmocka_unit_test(a_million_brackets_fit_a_small_stack),
        cmocka_unit_test(accepts_2000_values_and_no_more),
    };
    return unit_run("json_scan", tests, sizeof(tests) / sizeof(tests[0]));
}
