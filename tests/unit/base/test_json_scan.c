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
        "[1]", "[1,2]", "[ 1 , 2 ]", "[null,true,false,1,\"\",[],{}]", "[[],[]]", "[[[[]]]]", "[\n1\n,\n2\n]", "[\"\"]",
        /* objects */
        "{\"a\":1}", "{ \"a\" : 1 }", "{\"\":0}", "{\"a\":{},\"b\":[]}", "{\"a\":{\"a\":{\"a\":1}}}", "{\"a\\u0062\":1}",
        "{\"a\":1,\"A\":2}", "{\"\\\"\":1}", "{\"a\":[{\"b\":1},{\"b\":1}]}",
        /* numbers */
        "-0", "-1", "10", "1.5", "-1.5", "0.0", "0.1", "0e1", "0e+1", "0E-1", "1e5", "1E22", "1e-2", "1.5e+300", "-0.0e-0",
        "123456789.25", "1e-999", "9007199254740991", "-9007199254740991", "9007199254740991.5", "4503599627370496",
        "1234567890.0123456789012345678901234567890123456789012345678901",
        /* escapes */
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u0041\"", "\"\\uABCD\"", "\"\\uabcd\"", "\"\\u0001\"", "\"\\u007f\"",
        "\"\\uD83D\\uDE00\"", "\"\\ud83d\\ude00\"", "\"\\uDBFF\\uDFFF\"", "\"\\uD800\\uDC00\"", "\"\\uFFFF\"", "\"\\uFFFE\"",
        "\"\\uD7FF\"", "\"\\uE000\"", "\"\\\\u0000\"", "\"\\\\\\\\\"", "\"\\u2028\\u2029\"", "\"\\uFEFF\"",
        /* UTF-8 */
        "\"\x7f\"", "\"\xc3\xbc\"", "\"\xe2\x82\xac\"", "\"\xf0\x9f\x98\x80\"", "\"\xf4\x8f\xbf\xbf\"", "\"\xef\xbf\xbf\"",
        "\"\xe2\x80\xa8\"", "\"\xef\xbb\xbf\"", "{\"\xc3\xbc\":1}", "\"\xed\x9f\xbf\"", "\"\xee\x80\x80\"",
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (scan(unit_work(state), oas_bytes_of(rows[i])) != OAS_OK)
            fail_msg("refused: %s (%s)", rows[i], unit_work(state)->failure);
}

/* Each row's text and the reason it is refused for. */
static const struct {
    const char *text, *reason;
} refused[] = {
    /* no value */
    {"", "json_syntax"}, {" ", "json_syntax"}, {"\n\t\r ", "json_syntax"}, {",", "json_syntax"}, {":", "json_syntax"},
    {"]", "json_syntax"}, {"}", "json_syntax"}, {"a", "json_syntax"}, {"*", "json_syntax"}, {"<null>", "json_syntax"},
    /* almost a word */
    {"nul", "json_syntax"}, {"nulll", "json_syntax"}, {"Null", "json_syntax"}, {"NULL", "json_syntax"},
    {"True", "json_syntax"}, {"tru", "json_syntax"}, {"truth", "json_syntax"}, {"fals", "json_syntax"},
    {"FALSE", "json_syntax"}, {"undefined", "json_syntax"}, {"n", "json_syntax"}, {"[tru", "json_syntax"},
    /* arrays */
    {"[", "json_syntax"}, {"[1", "json_syntax"}, {"[1,", "json_syntax"}, {"[1,]", "json_syntax"}, {"[,1]", "json_syntax"},
    {"[,]", "json_syntax"}, {"[1,,2]", "json_syntax"}, {"[1 2]", "json_syntax"}, {"[1;2]", "json_syntax"},
    {"[1:2]", "json_syntax"}, {"[1}", "json_syntax"}, {"[1]]", "json_syntax"}, {"[[1]", "json_syntax"},
    {"[\"a\":1]", "json_syntax"}, {"[1,\n,2]", "json_syntax"}, {"[*]", "json_syntax"}, {"[\"\"", "json_syntax"},
    /* objects */
    {"{", "json_syntax"}, {"{\"a\"", "json_syntax"}, {"{\"a\":", "json_syntax"}, {"{\"a\":1", "json_syntax"},
    {"{\"a\":1,", "json_syntax"}, {"{\"a\":1,}", "json_syntax"}, {"{,}", "json_syntax"}, {"{\"a\"}", "json_syntax"},
    {"{\"a\" 1}", "json_syntax"}, {"{\"a\",1}", "json_syntax"}, {"{\"a\"::1}", "json_syntax"}, {"{:1}", "json_syntax"},
    {"{1:1}", "json_syntax"}, {"{a:1}", "json_syntax"}, {"{'a':1}", "json_syntax"}, {"{null:1}", "json_syntax"},
    {"{\"a\":1 \"b\":2}", "json_syntax"}, {"{\"a\":1]", "json_syntax"}, {"{\"a\":1}}", "json_syntax"},
    {"{[1]:1}", "json_syntax"}, {"{\"a\":1,,\"b\":2}", "json_syntax"}, {"{\"a\":}", "json_syntax"},
    /* more than one value, comments, marks */
    {"1 2", "json_syntax"}, {"{}{}", "json_syntax"}, {"[]x", "json_syntax"}, {"{}#", "json_syntax"},
    {"{}//", "json_syntax"}, {"{}/**/", "json_syntax"}, {"/**/{}", "json_syntax"}, {"[1]/", "json_syntax"},
    {"\"a\"\"b\"", "json_syntax"}, {"\xef\xbb\xbf{}", "json_syntax"}, {"{}\xef\xbb\xbf", "json_syntax"},
    /* white space that is none */
    {"[\v1]", "json_syntax"}, {"[\f1]", "json_syntax"}, {"\x01" "1", "json_syntax"}, {"[\xc2\xa0]", "json_syntax"},
    {"\xe2\x81\xa0[]", "json_syntax"}, {"[\xe2\x80\xa8]", "json_syntax"}, {"1\x1f", "json_syntax"},
    /* numbers */
    {"-", "json_syntax"}, {"+1", "json_syntax"}, {"01", "json_syntax"}, {"-01", "json_syntax"}, {"00", "json_syntax"},
    {"0123", "json_syntax"}, {"1.", "json_syntax"}, {".5", "json_syntax"}, {"-.5", "json_syntax"}, {"1.e1", "json_syntax"},
    {"1e", "json_syntax"}, {"1e+", "json_syntax"}, {"1e-", "json_syntax"}, {"1eE2", "json_syntax"}, {"1e1.5", "json_syntax"},
    {"1.2.3", "json_syntax"}, {"--1", "json_syntax"}, {"-+1", "json_syntax"}, {"1+2", "json_syntax"}, {"0x1F", "json_syntax"},
    {"0b1", "json_syntax"}, {"1_000", "json_syntax"}, {"1,5", "json_syntax"}, {"NaN", "json_syntax"}, {"-NaN", "json_syntax"},
    {"Infinity", "json_syntax"}, {"-Infinity", "json_syntax"}, {"inf", "json_syntax"}, {"1n", "json_syntax"},
    {"\xef\xbc\x91", "json_syntax"}, {"1 e5", "json_syntax"}, {"- 1", "json_syntax"}, {"[-]", "json_syntax"},
    {"1a", "json_syntax"}, {"0e", "json_syntax"}, {"-0x", "json_syntax"},
    {"9007199254740992", "json_number"}, {"-9007199254740992", "json_number"}, {"9007199254740993", "json_number"},
    {"18446744073709551617", "json_number"}, {"36893488147419103233", "json_number"}, {"9007199254740992.0", "json_number"},
    {"9007199254740992e-5", "json_number"}, {"{\"exp\":12345678901234567890}", "json_number"},
    {"1234567890.01234567890123456789012345678901234567890123456789012", "json_number"},
    {"100000000000000000000000000000000000000000000000000000000000000000000", "json_number"},
    /* strings */
    {"\"", "json_syntax"}, {"\"a", "json_syntax"}, {"'a'", "json_syntax"}, {"\"a\nb\"", "json_syntax"},
    {"\"a\tb\"", "json_syntax"}, {"\"a\rb\"", "json_syntax"}, {"\"\x01\"", "json_syntax"}, {"\"\x1f\"", "json_syntax"},
    {"{\"a\nb\":1}", "json_syntax"}, {"\"\\\"", "json_syntax"}, {"\"\\", "json_syntax"}, {"\\\"a\"", "json_syntax"},
    {"`a`", "json_syntax"}, {"\xe2\x80\x9c" "a\xe2\x80\x9d", "json_syntax"},
    /* escapes */
    {"\"\\a\"", "json_syntax"}, {"\"\\x41\"", "json_syntax"}, {"\"\\'\"", "json_syntax"}, {"\"\\0\"", "json_syntax"},
    {"\"\\v\"", "json_syntax"}, {"\"\\ \"", "json_syntax"}, {"\"\\\n\"", "json_syntax"}, {"\"\\U0041\"", "json_syntax"},
    {"\"\\u\"", "json_syntax"}, {"\"\\u0\"", "json_syntax"}, {"\"\\u00\"", "json_syntax"}, {"\"\\u004\"", "json_syntax"},
    {"\"\\u004g\"", "json_syntax"}, {"\"\\uZZZZ\"", "json_syntax"}, {"\"\\u 041\"", "json_syntax"}, {"\"\\u+041\"", "json_syntax"},
    {"\"\\u-041\"", "json_syntax"}, {"\"\\u{41}\"", "json_syntax"}, {"\"\\u0", "json_syntax"}, {"\"\\\xc3\xbc\"", "json_syntax"},
    {"\"\\uD83D\\u", "json_syntax"}, {"\"\\uD83D\\uDE0\"", "json_syntax"}, {"\"\\uD83D\\uZZZZ\"", "json_syntax"},
    {"\"\\u0000\"", "json_nul"}, {"\"admin\\u0000.evil\"", "json_nul"}, {"{\"a\\u0000z\":1}", "json_nul"},
    {"\"\\uD83D\"", "json_not_utf8"}, {"\"\\uDE00\"", "json_not_utf8"}, {"\"\\uDE00\\uD83D\"", "json_not_utf8"},
    {"\"\\uD83D\\uD83D\"", "json_not_utf8"}, {"\"\\uD83D\\u0041\"", "json_not_utf8"},
    {"\"\\uD83D\\uDBFF\"", "json_not_utf8"}, {"\"\\uD83D\\uE000\"", "json_not_utf8"}, {"\"\\uD83D\\uFFFF\"", "json_not_utf8"},
    {"\"\\uD83Dx\"", "json_not_utf8"},
    {"\"\\uD83D\\n\"", "json_not_utf8"}, {"\"\\uD800\\u0000\"", "json_not_utf8"}, {"{\"\\uDFFF\":1}", "json_not_utf8"},
    {"\"\\udbff", "json_not_utf8"}, {"\"\\uD83D\\\\uDE00\"", "json_not_utf8"},
    /* UTF-8; each sequence is tried in test_utf8.c */
    {"\"\x80\"", "json_not_utf8"}, {"\"\xc0\xaf\"", "json_not_utf8"}, {"\"\xc3\"", "json_not_utf8"},
    {"\"\xc0\x80\"", "json_not_utf8"}, {"\"\xed\xa0\x80\"", "json_not_utf8"}, {"\"\xf5\x80\x80\x80\"", "json_not_utf8"},
    {"{\"\xff\":1}", "json_not_utf8"}, {"\xff\xfe{}", "json_not_utf8"}, {"[\xe9]", "json_not_utf8"},
    {"[]\x80", "json_not_utf8"}, {"\"\\\xe5\"", "json_not_utf8"}, {"\"\\u\xe5\"", "json_not_utf8"},
};

static void refuses_the_rest_and_says_why(void **state)
{
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        if (scan(work, oas_bytes_of(refused[i].text)) != OAS_REFUSED)
            fail_msg("accepted: %s", refused[i].text);
        if (strcmp(work->reason, refused[i].reason) != 0)
            fail_msg("%s: %s where %s was expected", refused[i].text, work->reason, refused[i].reason);
    }
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

static void the_failure_names_text_and_place(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_int_equal(oas_json_scan(oas_bytes_of("{\"secret\":x}"), "token response", work), OAS_REFUSED);
    assert_string_equal(work->failure, "token response: no digit at byte 10");
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
        cmocka_unit_test(refuses_the_rest_and_says_why),
        cmocka_unit_test(refuses_a_nul_byte_wherever_it_stands),
        cmocka_unit_test(refuses_a_text_cut_off_anywhere),
        cmocka_unit_test(the_failure_names_text_and_place),
        cmocka_unit_test(accepts_a_depth_of_16_and_no_more),
        cmocka_unit_test(depth_is_what_is_open_not_what_was),
        cmocka_unit_test(a_million_brackets_fit_a_small_stack),
        cmocka_unit_test(accepts_2000_values_and_no_more),
    };
    return unit_run("json_scan", tests, sizeof(tests) / sizeof(tests[0]));
}
