/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include <apr_strings.h>

#include "base/buffer.h"
#include "base/json.h"

enum { CEILING = 256 * 1024 };

static oas_status_t parse(const oas_json_t **json, oas_work_t *work, const char *text)
{
    oas_forgive(work);
    return oas_json_parse(json, oas_bytes_of(text), CEILING, "text", work);
}

/* An object that must be readable. */
static const oas_json_t *object_of(void **state, const char *text)
{
    const oas_json_t *json;

    assert_int_equal(oas_json_parse_object(&json, oas_bytes_of(text), CEILING, "text", unit_work(state)), OAS_OK);
    assert_non_null(json);
    return json;
}

static void reads_the_members_of_an_object(void **state)
{
    const oas_json_t *json =
        object_of(state, "{\"sub\":\"a\\u00e9\\ud83d\\ude00\",\"exp\":12,\"ok\":true,\"no\":null}");

    assert_string_equal(oas_json_string(json, "sub"), "a\xc3\xa9\xf0\x9f\x98\x80");
    assert_true(oas_json_is_true(json, "ok"));
    assert_true(oas_json_is_null(oas_json_member(json, "no")));
    assert_null(oas_json_member(json, "yes"));
}

/* cJSON's plain getter takes "Sub" for "sub". */
static void names_are_compared_byte_by_byte(void **state)
{
    const oas_json_t *json = object_of(state, "{\"sub\":\"a\",\"Sub\":\"b\",\"ISS\":\"c\"}");

    assert_string_equal(oas_json_string(json, "sub"), "a");
    assert_string_equal(oas_json_string(json, "Sub"), "b");
    assert_null(oas_json_string(json, "SUB"));
    assert_null(oas_json_string(json, "iss"));
    assert_null(oas_json_string(json, "su"));
    assert_null(oas_json_string(json, ""));
}

static void refuses_what_the_scanner_refuses(void **state)
{
    static const struct {
        const char *text, *reason;
    } rows[] = {
        {"{", "json_syntax"}, {"\"\\u0000\"", "json_nul"}, {"\"\xff\"", "json_not_utf8"}, {"{} {}", "json_syntax"},
        {"[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", "json_too_deep"}, {"9007199254740992", "json_number"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const oas_json_t *json;

        assert_int_equal(parse(&json, unit_work(state), rows[i].text), OAS_REFUSED);
        assert_reason(unit_work(state), rows[i].reason);
        assert_null(json);
    }
}

/* RFC 7519 §4: a JWT with a repeated claim is refused; so is everything else, at every level. */
static void refuses_a_repeated_member(void **state)
{
    static const char *const rows[] = {
        "{\"sub\":\"a\",\"sub\":\"b\"}",
        "{\"sub\":\"a\",\"sub\":\"a\"}",
        "{\"sub\":1,\"\\u0073ub\":2}",
        "{\"\\u0073\\u0075b\":1,\"s\\u0075b\":2}",
        "{\"a\":1,\"b\":2,\"c\":3,\"a\":4}",
        "{\"\":1,\"\":2}",
        "{\"a\":{\"b\":1,\"b\":1}}",
        "[1,[2,{\"b\":1,\"c\":[],\"b\":1}]]",
        "{\"a\":[{\"x\":{\"y\":[{\"z\":1,\"z\":1}]}}]}",
        "{\"\xc3\xa9\":1,\"\\u00e9\":2}",
        "{\"\xf0\x9f\x98\x80\":1,\"\\ud83d\\ude00\":2}",
        "{\"a/b\":1,\"a\\/b\":2}",
        "{\"\\n\":1,\"\\u000A\":2}",
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const oas_json_t *json;

        if (parse(&json, unit_work(state), rows[i]) != OAS_REFUSED)
            fail_msg("accepted: %s", rows[i]);
        assert_reason(unit_work(state), "json_repeated_member");
        assert_null(json);
    }
}

static void one_name_may_stand_in_several_objects(void **state)
{
    static const char *const rows[] = {
        "{\"a\":{\"a\":{\"a\":1}}}", "[{\"a\":1},{\"a\":2}]", "{\"a\":1,\"A\":2,\"aa\":3,\"\":4}",
        "{\"e\xcc\x81\":1,\"\xc3\xa9\":2}", /* one letter for people, two names for us */
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const oas_json_t *json;

        assert_int_equal(parse(&json, unit_work(state), rows[i]), OAS_OK);
    }
}

/* An object of 2,000 members, the last of which has this name. */
static const char *wide_object(oas_work_t *work, const char *last)
{
    oas_buffer_t text = oas_buffer(work->pool, CEILING);

    oas_buffer_add_text(&text, "{");
    for (int i = 0; i < 1999; i++)
        oas_buffer_add_text(&text, apr_psprintf(work->pool, "\"member-%d\":%d,", i, i));
    oas_buffer_add_text(&text, apr_psprintf(work->pool, "\"%s\":0}", last));
    return oas_buffer_text(&text);
}

static void an_object_may_have_2000_members(void **state)
{
    const oas_json_t *json = object_of(state, wide_object(unit_work(state), "last"));
    int64_t value;

    assert_true(oas_json_integer(&value, json, "member-1998", 0, 2000));
    assert_int_equal(value, 1998);
}

static void refuses_a_repeated_member_among_2000(void **state)
{
    const oas_json_t *json;

    assert_int_equal(parse(&json, unit_work(state), wide_object(unit_work(state), "member-0")), OAS_REFUSED);
    assert_reason(unit_work(state), "json_repeated_member");
}

static void refuses_a_number_that_its_exponent_makes_too_large(void **state)
{
    static const char *const rows[] = {"1e999",   "-1e999", "[1,1e400]",          "{\"exp\":1E309}",       "1.8e308",
                                       "1.7e308", "1e16",   "-9.007199254740992e15", "9007199254740991.5"};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const oas_json_t *json;

        assert_int_equal(parse(&json, unit_work(state), rows[i]), OAS_REFUSED);
        assert_reason(unit_work(state), "json_number");
        assert_null(json);
    }
}

static void refuses_a_text_larger_than_its_ceiling(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_json_t *json;

    assert_int_equal(oas_json_parse(&json, oas_bytes_of("[1]"), 3, "text", work), OAS_OK);
    assert_int_equal(oas_json_parse(&json, oas_bytes_of("[1] "), 3, "text", work), OAS_REFUSED);
    assert_reason(work, "json_too_large");
    assert_string_equal(work->failure, "text: 4 bytes, at most 3");
    assert_null(json);
}

/* A userinfo answer of [] or "x" is no set of claims. */
static void refuses_what_is_no_object_where_one_is_wanted(void **state)
{
    static const char *const rows[] = {"[]", "\"{}\"", "1", "null", "true"};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const oas_json_t *json;

        oas_forgive(unit_work(state));
        assert_int_equal(oas_json_parse_object(&json, oas_bytes_of(rows[i]), CEILING, "text", unit_work(state)),
                         OAS_REFUSED);
        assert_reason(unit_work(state), "json_not_an_object");
        assert_null(json);
    }
}

static void the_view_need_not_end_in_nul(void **state)
{
    const oas_json_t *json;

    assert_int_equal(oas_json_parse(&json, oas_bytes("[12]34", 4), CEILING, "text", unit_work(state)), OAS_OK);
    assert_int_equal(oas_json_parse(&json, oas_bytes("1234", 2), CEILING, "text", unit_work(state)), OAS_OK);
    assert_string_equal(oas_json_text(json, unit_work(state)->pool), "12");
}

static void a_string_is_only_what_is_a_string(void **state)
{
    const oas_json_t *json =
        object_of(state, "{\"s\":\"\",\"n\":1,\"t\":true,\"z\":null,\"a\":[\"x\"],\"o\":{\"s\":\"x\"}}");

    assert_string_equal(oas_json_string(json, "s"), "");
    assert_null(oas_json_string(json, "n"));
    assert_null(oas_json_string(json, "t"));
    assert_null(oas_json_string(json, "z"));
    assert_null(oas_json_string(json, "a"));
    assert_null(oas_json_string(json, "o"));
    assert_null(oas_json_string(oas_json_member(json, "a"), "s"));
    assert_null(oas_json_string(oas_json_member(json, "s"), "s"));
    assert_null(oas_json_string(NULL, "s"));
}

static void reads_integers_within_their_range(void **state)
{
    const oas_json_t *json = object_of(state, "{\"n\":-5,\"e\":1e3,\"p\":2.0,\"m\":9007199254740991}");
    int64_t value;

    assert_true(oas_json_integer(&value, json, "n", -5, -5));
    assert_int_equal(value, -5);
    assert_true(oas_json_integer(&value, json, "e", 0, 1000));
    assert_int_equal(value, 1000);
    assert_true(oas_json_integer(&value, json, "p", 0, 10));
    assert_int_equal(value, 2);
    assert_true(oas_json_integer(&value, json, "m", INT64_MIN, INT64_MAX));
    assert_true(value == INT64_C(9007199254740991));
}

static void refuses_integers_out_of_range_and_what_is_none(void **state)
{
    const oas_json_t *json =
        object_of(state, "{\"n\":5,\"f\":5.5,\"x\":1e-9,\"s\":\"5\",\"t\":true,\"z\":null,\"a\":[5]}");
    static const char *const names[] = {"f", "x", "s", "t", "z", "a", "absent"};
    int64_t value = 77;

    assert_false(oas_json_integer(&value, json, "n", 6, 100));
    assert_false(oas_json_integer(&value, json, "n", -100, 4));
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (oas_json_integer(&value, json, names[i], INT64_MIN, INT64_MAX))
            fail_msg("accepted: %s", names[i]);
    assert_false(oas_json_integer(&value, NULL, "n", 0, 10));
    assert_int_equal(value, 77);
}

/* "email_verified": "false" must not verify anything. */
static void only_true_is_true(void **state)
{
    const oas_json_t *json = object_of(state, "{\"t\":true,\"f\":false,\"s\":\"true\",\"n\":1,\"z\":null}");

    assert_true(oas_json_is_true(json, "t"));
    assert_false(oas_json_is_true(json, "f"));
    assert_false(oas_json_is_true(json, "s"));
    assert_false(oas_json_is_true(json, "n"));
    assert_false(oas_json_is_true(json, "z"));
    assert_false(oas_json_is_true(json, "absent"));
    assert_false(oas_json_is_true(NULL, "t"));
}

static void finds_a_string_in_an_array_of_them(void **state)
{
    const oas_json_t *json =
        object_of(state, "{\"list\":[1,\"RS256\",null,[\"x\"],\"PS256\"],\"text\":\"RS256\",\"empty\":[]}");

    assert_true(oas_json_has_string(json, "list", "RS256"));
    assert_true(oas_json_has_string(json, "list", "PS256"));
    assert_false(oas_json_has_string(json, "list", NULL));
    assert_false(oas_json_has_string(json, "list", "rs256"));
    assert_false(oas_json_has_string(json, "list", "RS25"));
    assert_false(oas_json_has_string(json, "list", "x"));
    assert_false(oas_json_has_string(json, "list", "1"));
    assert_false(oas_json_has_string(json, "text", "RS256"));
    assert_false(oas_json_has_string(json, "empty", ""));
    assert_false(oas_json_has_string(json, "absent", "RS256"));
    assert_false(oas_json_has_string(NULL, "list", "RS256"));
}

static void walks_in_the_order_of_the_text(void **state)
{
    const oas_json_t *item = oas_json_first(object_of(state, "{\"b\":\"s\",\"a\":[],\"c\":{}}"));

    assert_string_equal(oas_json_name(item), "b");
    assert_true(oas_json_is_string(item));
    item = oas_json_next(item);
    assert_string_equal(oas_json_name(item), "a");
    assert_true(oas_json_is_array(item));
    assert_null(oas_json_first(item));
    item = oas_json_next(item);
    assert_string_equal(oas_json_name(item), "c");
    assert_true(oas_json_is_object(item));
    assert_null(oas_json_next(item));
}

static void nothing_is_of_no_kind(void **state)
{
    (void)state;
    assert_null(oas_json_first(NULL));
    assert_null(oas_json_member(NULL, "a"));
    assert_false(oas_json_is_string(NULL));
    assert_false(oas_json_is_object(NULL));
    assert_false(oas_json_is_array(NULL));
    assert_false(oas_json_is_null(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_members_of_an_object),
        cmocka_unit_test(names_are_compared_byte_by_byte),
        cmocka_unit_test(refuses_what_the_scanner_refuses),
        cmocka_unit_test(refuses_a_repeated_member),
        cmocka_unit_test(one_name_may_stand_in_several_objects),
        cmocka_unit_test(an_object_may_have_2000_members),
        cmocka_unit_test(refuses_a_repeated_member_among_2000),
        cmocka_unit_test(refuses_a_number_that_its_exponent_makes_too_large),
        cmocka_unit_test(refuses_a_text_larger_than_its_ceiling),
        cmocka_unit_test(refuses_what_is_no_object_where_one_is_wanted),
        cmocka_unit_test(the_view_need_not_end_in_nul),
        cmocka_unit_test(a_string_is_only_what_is_a_string),
        cmocka_unit_test(reads_integers_within_their_range),
        cmocka_unit_test(refuses_integers_out_of_range_and_what_is_none),
        cmocka_unit_test(only_true_is_true),
        cmocka_unit_test(finds_a_string_in_an_array_of_them),
        cmocka_unit_test(walks_in_the_order_of_the_text),
        cmocka_unit_test(nothing_is_of_no_kind),
    };
    return unit_run("json", tests, sizeof(tests) / sizeof(tests[0]));
}
