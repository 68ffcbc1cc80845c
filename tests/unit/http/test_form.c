/* SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>

#include "http/form.h"
#include "row.h"

static oas_pairs_t parse(void **state, const char *text)
{
    oas_pairs_t form;

    assert_row(oas_form_parse(&form, oas_bytes_of(text), unit_work(state)) == OAS_OK, text);
    return form;
}

/* form is set first to what no answer may leave behind. */
static void assert_refused(void **state, oas_bytes_t text, const char *reason)
{
    oas_pair_t pair = {.name = "state", .value = "planted"};
    oas_pairs_t form = {.items = &pair, .count = 1};
    oas_work_t work = *unit_work(state);

    assert_row(oas_form_parse(&form, text, &work) == OAS_REFUSED, (const char *)text.data);
    assert_string_equal(work.reason, reason);
    assert_int_equal(form.count, 0);
}

static void reads_parameters_in_their_order(void **state)
{
    oas_pairs_t form = parse(state, "code=abc&state=d.e-f_g~h&empty=&bare&iss=https%3A%2F%2Fprovider.example");

    assert_int_equal(form.count, 5);
    assert_string_equal(form.items[0].name, "code");
    assert_string_equal(oas_pairs_get(form, "state"), "d.e-f_g~h");
    assert_string_equal(oas_pairs_get(form, "empty"), "");
    assert_string_equal(oas_pairs_get(form, "bare"), "");
    assert_string_equal(oas_pairs_get(form, "iss"), "https://provider.example");
}

static void plus_is_a_space_and_an_escaped_plus_is_a_plus(void **state)
{
    assert_string_equal(oas_pairs_get(parse(state, "error_description=no+such%20user%2B"), "error_description"),
                        "no such user+");
}

/* RFC 6749 appendix B has this very value. */
static void reads_the_example_of_the_standard(void **state)
{
    assert_string_equal(oas_pairs_get(parse(state, "v=+%25%26%2B%C2%A3%E2%82%AC"), "v"), " %&+\xc2\xa3\xe2\x82\xac");
}

static void names_are_decoded_too_and_keep_their_case(void **state)
{
    oas_pairs_t form = parse(state, "c%6fde=a&Code=b");

    assert_string_equal(oas_pairs_get(form, "code"), "a");
    assert_string_equal(oas_pairs_get(form, "Code"), "b");
}

static void only_the_first_equals_sign_separates(void **state)
{
    assert_string_equal(oas_pairs_get(parse(state, "code=a=b=="), "code"), "a=b==");
}

static void a_semicolon_separates_nothing(void **state)
{
    oas_pairs_t form = parse(state, "code=a;state=b");

    assert_int_equal(form.count, 1);
    assert_string_equal(oas_pairs_get(form, "code"), "a;state=b");
}

static void brackets_make_another_name(void **state)
{
    oas_pairs_t form = parse(state, "code[]=a&code%5B%5D%5B%5D=b");

    assert_null(oas_pairs_get(form, "code"));
    assert_string_equal(oas_pairs_get(form, "code[]"), "a");
}

static void nothing_between_separators_is_nothing(void **state)
{
    static const char *const empty[] = {"", "&", "&&&"};

    for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++)
        assert_int_equal(parse(state, empty[i]).count, 0);
    assert_int_equal(parse(state, "&a=b&&c=d&").count, 2);
    assert_string_equal(parse(state, "=").items[0].name, "");
}

static void no_text_is_no_parameters(void **state)
{
    oas_pairs_t form;

    assert_int_equal(oas_form_parse(&form, oas_bytes_of(NULL), unit_work(state)), OAS_OK);
    assert_int_equal(form.count, 0);
}

/* RFC 6749 §3.1 */
static void refuses_a_parameter_that_is_there_twice(void **state)
{
    static const char *const repeated[] = {
        "code=a&code=b", "code=a&code=a", "code=a&state=b&code=c", "code&code", "state=&state=x", "c%6Fde=a&code=b",
        "=&=",           "=a&b=c&=",      "a+b=1&a%20b=2",
    };

    for (size_t i = 0; i < sizeof(repeated) / sizeof(repeated[0]); i++)
        assert_refused(state, oas_bytes_of(repeated[i]), "form_repeated");
}

static void refuses_a_broken_percent_escape(void **state)
{
    static const char *const broken[] = {
        "a=%", "a=%0",   "a=%zz", "a=%4g", "a=%g4", "%=a",      "a%2=b",       "a=b%",
        "%",   "a=%%41", "a=% 1", "a=%-1", "a=%+1", "a=%u0041", "a=1&b=%&c=2",
    };

    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
        assert_refused(state, oas_bytes_of(broken[i]), "form_escape");
}

static void refuses_nul_in_every_form(void **state)
{
    assert_refused(state, oas_bytes_of("code=a%00b"), "form_escape");
    assert_refused(state, oas_bytes_of("co%00de=a"), "form_escape");
    assert_refused(state, oas_bytes("code=a\0b", 8), "form_nul");
    assert_refused(state, oas_bytes("code=a\0", 7), "form_nul");
    assert_refused(state, oas_bytes("\0", 1), "form_nul");
}

/* RFC 3629 §4: overlong forms, surrogates, beyond U+10FFFF, cut short, stray tails. */
static void refuses_what_is_no_utf8(void **state)
{
    static const char *const invalid[] = {
        "a=%80",          "a=%BF",       "a=%C0%80",       "a=%C1%BF",       "a=%C2",
        "a=%C2x",         "a=%C2%C2",    "a=%E0%80%80",    "a=%E0%9F%BF",    "a=%E2%82",
        "a=%E2%82x",      "a=%E2x%AC",   "a=%ED%A0%80",    "a=%ED%BF%BF",    "a=%F0%80%80%80",
        "a=%F0%8F%BF%BF", "a=%F0%9F%98", "a=%F4%90%80%80", "a=%F5%80%80%80", "a=%F8%88%80%80%80",
        "a=%FE",          "a=%FF",       "%FF=a",          "a=\xff",         "\xc3=a",
        "a=%C3&b=%A4",
    };

    for (size_t i = 0; i < sizeof(invalid) / sizeof(invalid[0]); i++)
        assert_refused(state, oas_bytes_of(invalid[i]), "form_utf8");
}

static void takes_the_edges_of_utf8(void **state)
{
    static const char *const valid[] = {
        "a=%7F",       "a=%C2%80",    "a=%DF%BF",       "a=%E0%A0%80",    "a=%ED%9F%BF",
        "a=%EE%80%80", "a=%EF%BF%BF", "a=%F0%90%80%80", "a=%F4%8F%BF%BF", "a=\xc3\xa4",
    };

    for (size_t i = 0; i < sizeof(valid) / sizeof(valid[0]); i++)
        assert_int_equal(parse(state, valid[i]).count, 1);
}

static const char *many(void **state, int count)
{
    const char *text = "";

    for (int i = 0; i < count; i++)
        text = apr_psprintf(unit_work(state)->pool, "%s&p%d=x", text, i);
    return text;
}

static void refuses_the_65th_parameter(void **state)
{
    assert_int_equal(parse(state, many(state, OAS_FORM_MOST)).count, OAS_FORM_MOST);
    assert_refused(state, oas_bytes_of(many(state, OAS_FORM_MOST + 1)), "form_too_many");
}

static void refuses_one_byte_too_many(void **state)
{
    char *text = apr_palloc(unit_work(state)->pool, OAS_FORM_LARGEST + 2);

    memset(text, 'a', OAS_FORM_LARGEST + 1);
    text[OAS_FORM_LARGEST + 1] = '\0';
    assert_refused(state, oas_bytes(text, OAS_FORM_LARGEST + 1), "form_too_large");
    assert_int_equal(parse(state, text + 1).count, 1);
}

static void a_failure_shows_no_value(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_pairs_t form;

    assert_int_equal(oas_form_parse(&form, oas_bytes_of("code=hunter2&code=hunter3"), work), OAS_REFUSED);
    assert_string_equal(work->failure, "form: parameter code is there twice");
}

static void writes_parameters_that_read_back_as_they_were(void **state)
{
    static const char *const values[] = {"plain",          "",         "a b+c", "%41", "&=;?#/", "\xc3\xa4\xe2\x82\xac",
                                         "\r\n\t\x01\x7f", "~'()!*-._"};
    oas_work_t *work = unit_work(state);
    oas_buffer_t text = oas_buffer(work->pool, 1024);
    oas_pairs_t form;

    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        oas_form_add(&text, values[i], values[i]);
    form = parse(state, oas_buffer_text(&text));
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        assert_string_equal(oas_pairs_get(form, values[i]), values[i]);
}

static void writes_nothing_for_no_value(void **state)
{
    oas_buffer_t text = oas_buffer(unit_work(state)->pool, 64);

    oas_form_add(&text, "a", NULL);
    oas_form_add(&text, "b", "c d");
    oas_form_add(&text, "e", NULL);
    oas_form_add(&text, "f", "");
    assert_string_equal(oas_buffer_text(&text), "b=c+d&f=");
}

/* RFC 6749 §2.3.1: a colon in a client's secret must not be taken for the one between identifier and secret. */
static void escapes_client_credentials(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;

    assert_string_equal(oas_form_escape(pool, "a:b%c d+\xc3\xa4~*-._"), "a%3Ab%25c+d%2B%C3%A4%7E*-._");
    assert_string_equal(oas_form_escape(pool, ""), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_parameters_in_their_order),
        cmocka_unit_test(plus_is_a_space_and_an_escaped_plus_is_a_plus),
        cmocka_unit_test(reads_the_example_of_the_standard),
        cmocka_unit_test(names_are_decoded_too_and_keep_their_case),
        cmocka_unit_test(only_the_first_equals_sign_separates),
        cmocka_unit_test(a_semicolon_separates_nothing),
        cmocka_unit_test(brackets_make_another_name),
        cmocka_unit_test(nothing_between_separators_is_nothing),
        cmocka_unit_test(no_text_is_no_parameters),
        cmocka_unit_test(refuses_a_parameter_that_is_there_twice),
        cmocka_unit_test(refuses_a_broken_percent_escape),
        cmocka_unit_test(refuses_nul_in_every_form),
        cmocka_unit_test(refuses_what_is_no_utf8),
        cmocka_unit_test(takes_the_edges_of_utf8),
        cmocka_unit_test(refuses_the_65th_parameter),
        cmocka_unit_test(refuses_one_byte_too_many),
        cmocka_unit_test(a_failure_shows_no_value),
        cmocka_unit_test(writes_parameters_that_read_back_as_they_were),
        cmocka_unit_test(writes_nothing_for_no_value),
        cmocka_unit_test(escapes_client_credentials),
    };

    return unit_run("form", tests, sizeof(tests) / sizeof(tests[0]));
}
