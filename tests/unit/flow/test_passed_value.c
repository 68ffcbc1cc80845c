/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include <apr_strings.h>

#include "base/base64url.h"
#include "flow/passed_value.h"
#include "http/percent.h"
#include "oidc/claims.h"

/* --- encodings --- */

static void each_encoding_writes_the_same_text_in_its_own_way(void **state)
{
    static const char name[] = "\xc3\x96zdemir";
    apr_pool_t *pool = unit_work(state)->pool;

    assert_string_equal(oas_encoded(OAS_ENCODING_UTF8, name, pool), name);
    assert_string_equal(oas_encoded(OAS_ENCODING_LATIN1, name, pool), "\xd6zdemir");
    assert_string_equal(oas_encoded(OAS_ENCODING_BASE64URL, name, pool), "w5Z6ZGVtaXI");
    assert_string_equal(oas_encoded(OAS_ENCODING_PERCENT, name, pool), "%C3%96zdemir");
}

static void latin1_has_no_form_for_what_it_lacks(void **state)
{
    static const char *const lacking[] = {"\xf0\x9f\x94\x91", "\xe2\x82\xac 5", "e\xcc\x81", "\xc4\x80", "_\xc2\x85_", "\xc2\x80",
                                          "\xc2\x9f", "\xef\xbb\xbf"};

    for (size_t i = 0; i < sizeof(lacking) / sizeof(lacking[0]); i++)
        assert_null(oas_encoded(OAS_ENCODING_LATIN1, lacking[i], unit_work(state)->pool));
    assert_string_equal(oas_encoded(OAS_ENCODING_LATIN1, "\xc2\xa0\xc3\xbf", unit_work(state)->pool), "\xa0\xff");
}

/* The character, as UTF-8. */
static const char *utf8_of(unsigned c, apr_pool_t *pool)
{
    if (c < 0x80)
        return apr_psprintf(pool, "%c", (char)c);
    if (c < 0x800)
        return apr_psprintf(pool, "%c%c", (char)(0xc0 | c >> 6), (char)(0x80 | (c & 0x3f)));
    if (c < 0x10000)
        return apr_psprintf(pool, "%c%c%c", (char)(0xe0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3f)), (char)(0x80 | (c & 0x3f)));
    return apr_psprintf(pool, "%c%c%c%c", (char)(0xf0 | c >> 18), (char)(0x80 | (c >> 12 & 0x3f)), (char)(0x80 | (c >> 6 & 0x3f)),
                        (char)(0x80 | (c & 0x3f)));
}

static const char *from_latin1(const char *text, apr_pool_t *pool)
{
    const char *read = "";

    for (; *text != '\0'; text++)
        read = apr_pstrcat(pool, read, utf8_of((unsigned char)*text, pool), NULL);
    return read;
}

static const char *from_percents(const char *text, apr_pool_t *pool)
{
    char *read = apr_pstrdup(pool, text), *end = read;

    for (; *text != '\0'; text++) {
        int byte = *text == '%' ? oas_percent_decode(text) : (unsigned char)*text;

        assert_true(byte >= 0 && (unsigned char)*text < 0x80);
        text += *text == '%' ? 2 : 0;
        *end++ = (char)byte;
    }
    *end = '\0';
    return read;
}

static const char *from_base64url(const char *text, apr_pool_t *pool)
{
    oas_bytes_t bytes;

    assert_true(oas_base64url_decode(&bytes, oas_bytes_of(text), pool));
    return oas_bytes_text(pool, bytes);
}

/* R-HDR-06: compare decoded = claim. */
static void what_was_encoded_reads_back_as_it_was(void **state)
{
    static const unsigned further[] = {0x202e, 0x20ac, 0x1f511, 0x10ffff, 0xfeff, 0x301, 0xd7ff, 0xe000};
    apr_pool_t *pool = unit_work(state)->pool;

    for (unsigned i = 0x20; i < 0x200 + sizeof(further) / sizeof(further[0]); i++) {
        unsigned c = i < 0x200 ? i : further[i - 0x200];
        const char *text = apr_pstrcat(pool, "a", utf8_of(c, pool), "%2", NULL);
        const char *latin1 = oas_encoded(OAS_ENCODING_LATIN1, text, pool);

        assert_string_equal(from_percents(oas_encoded(OAS_ENCODING_PERCENT, text, pool), pool), text);
        assert_string_equal(from_base64url(oas_encoded(OAS_ENCODING_BASE64URL, text, pool), pool), text);
        assert_true((latin1 != NULL) == (c < 0x80 || (c >= 0xa0 && c <= 0xff)));
        if (latin1 != NULL)
            assert_string_equal(from_latin1(latin1, pool), text);
    }
}

/* --- lists --- */

static bool is_listed(const char **text, const char *json, char delimiter, oas_work_t *work)
{
    oas_face_t face = {.user = "u"};
    oas_claim_sources_t sources = {0};

    assert_int_equal(oas_json_parse_object(&sources.id_token, oas_bytes_of(json), 64 * 1024, "test", work), OAS_OK);
    assert_int_equal(oas_claims_keep(&face.claims, &face.members, &sources, work), OAS_OK);
    assert_int_equal(face.claims.count, 1);
    return oas_listed(text, &face, &face.claims.items[0], delimiter, work->pool);
}

static const char *listed(const char *json, char delimiter, oas_work_t *work)
{
    const char *text;

    assert_true(is_listed(&text, json, delimiter, work));
    return text;
}

static void items_of_a_list_are_told_with_the_delimiter_between_them(void **state)
{
    static const struct {
        const char *json;
        char delimiter;
        const char *text;
    } rows[] = {
        {"{\"g\":[\"a\",\"b\"]}", ',', "a,b"},
        {"{\"g\":[\"a\"]}", ',', "a"},
        {"{\"g\":[\"a b\",\"c\"]}", ' ', "a\\ b c"},
        {"{\"g\":[\"a,b\",\"c\"]}", ',', "a\\,b,c"},
        {"{\"g\":[\"a,b\",\"c\"]}", ';', "a,b;c"},
        {"{\"g\":[\"a\\\\\",\"b\"]}", ',', "a\\\\,b"},
        {"{\"g\":[\"a\\\\,\",\"b\"]}", ',', "a\\\\\\,,b"},
        {"{\"g\":[\"\",\"\"]}", ',', ","},
        {"{\"g\":[\"\"]}", ',', ""},
        {"{\"g\":[1,true,\"x\"]}", '|', "1|true|x"},
        {"{\"g\":[\"CN=a,OU=b\",\"c|d\"]}", '|', "CN=a,OU=b|c\\|d"},
        {"{\"g\":[[\"a\"],\"b\"]}", ',', "[[\"a\"],\"b\"]"},
        {"{\"g\":[{\"a\":1}]}", ',', "[{\"a\":1}]"},
        {"{\"g\":{\"a\":[1]}}", ',', "{\"a\":[1]}"},
        {"{\"g\":\"a,b\"}", ',', "a,b"},
        {"{\"g\":\"[\\\"a\\\"]\"}", ',', "[\"a\"]"},
        {"{\"g\":7}", ',', "7"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_string_equal(listed(rows[i].json, rows[i].delimiter, unit_work(state)), rows[i].text);
}

static void of_an_empty_list_there_is_nothing_to_tell(void **state)
{
    assert_null(listed("{\"g\":[]}", ',', unit_work(state)));
}

/* R-HDR-05: the list as JSON has it escaped, its items have it as it is. */
static void a_list_with_a_control_character_in_an_item_has_no_form(void **state)
{
    static const char *const refused[] = {"[\"a\\nb\"]",      "[\"a\\r\"]",      "[\"a\\u0001\"]", "[\"\\u001f\",\"a\"]",
                                          "[\"a\",1,\"\\t\"]", "[\"\\r\\nX: y\"]", "[\"\\n\"]"};
    static const char *const other[] = {"[\" ~\"]", "[\"\\u00a0\"]", "[[\"a\\nb\"]]", "[{\"a\":\"\\n\"}]", "[\"\\\\n\"]"};
    oas_work_t *work = unit_work(state);
    const char *text;

    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
        assert_false(is_listed(&text, apr_pstrcat(work->pool, "{\"g\":", refused[i], "}", NULL), ',', work));
    for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++)
        assert_true(is_listed(&text, apr_pstrcat(work->pool, "{\"g\":", other[i], "}", NULL), ',', work));
}

/* R-HDR-07 */
static void a_list_reads_back_as_it_was(void **state)
{
    static const char *const items[] = {"a,b", "\\", "\\,", ",", "", "x\\y", ",,\\\\"};
    const char *text = listed("{\"g\":[\"a,b\",\"\\\\\",\"\\\\,\",\",\",\"\",\"x\\\\y\",\",,\\\\\\\\\"]}", ',', unit_work(state));
    char item[64];
    size_t length = 0, count = 0;

    for (;; text++) {
        if (*text == '\\')
            item[length++] = *++text;
        else if (*text != ',' && *text != '\0')
            item[length++] = *text;
        else {
            item[length] = '\0';
            assert_string_equal(item, items[count++]);
            length = 0;
        }
        if (*text == '\0')
            break;
    }
    assert_int_equal(count, sizeof(items) / sizeof(items[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_encoding_writes_the_same_text_in_its_own_way),
        cmocka_unit_test(latin1_has_no_form_for_what_it_lacks),
        cmocka_unit_test(what_was_encoded_reads_back_as_it_was),
        cmocka_unit_test(items_of_a_list_are_told_with_the_delimiter_between_them),
        cmocka_unit_test(of_an_empty_list_there_is_nothing_to_tell),
        cmocka_unit_test(a_list_with_a_control_character_in_an_item_has_no_form),
        cmocka_unit_test(a_list_reads_back_as_it_was),
    };

    return unit_run("passed_value", tests, sizeof(tests) / sizeof(tests[0]));
}
