/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "base/base64url.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* RFC 4648 §10 */
static void decodes_the_vectors_of_rfc_4648_without_their_padding(void **state)
{
    static const struct {
        const char *plain, *text;
    } rows[] = {{"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
                {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
    apr_pool_t *pool = unit_work(state)->pool;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_bytes_t bytes;

        assert_true(oas_base64url_decode(&bytes, oas_bytes_of(rows[i].text), pool));
        assert_true(oas_bytes_equal(bytes, oas_bytes_of(rows[i].plain)));
        assert_string_equal((const char *)bytes.data, rows[i].plain);
        assert_string_equal(oas_base64url_encode(pool, oas_bytes_of(rows[i].plain)), rows[i].text);
    }
}

/* RFC 7515 appendix C */
static void encodes_the_example_of_rfc_7515(void **state)
{
    static const unsigned char bytes[] = {3, 236, 255, 224, 193};

    assert_string_equal(oas_base64url_encode(unit_work(state)->pool, oas_bytes(bytes, sizeof(bytes))), "A-z_4ME");
}

static void refuses_all_but_the_canonical_text(void **state)
{
    static const char *const rows[] = {
        "Zg==",    "Zg=",    "Zm8=",   "=",        "Z",         "Zm9vY",    "Zh",      "Zm9",
        "Zm+v",    "Zm/v",   " Zm9v",  "Zm9v ",    "Zm 9v",     "Zm9v\n",   "Zm9v\r\n", "Zm9\xc3",
        "Zm.v",    "\"Zm9v", "Zm9v%",  "__",       "Zg\xff",    "Z*9v",     "Zm9v====", "Zm9vZm9v=",
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_bytes_t bytes;

        if (oas_base64url_decode(&bytes, oas_bytes_of(rows[i]), unit_work(state)->pool))
            fail_msg("accepted: %s", rows[i]);
        assert_int_equal(bytes.length, 0);
    }
}

static void refuses_each_byte_outside_the_alphabet_at_each_place(void **state)
{
    unsigned char out[3];

    (void)state;
    for (int byte = 0; byte < 256; byte++)
        for (int place = 0; place < 4; place++) {
            unsigned char text[4] = {'A', 'A', 'A', 'A'};
            bool is_known = byte != 0 && strchr(alphabet, byte) != NULL;

            text[place] = (unsigned char)byte;
            assert_int_equal(oas_base64url_decode_to(out, sizeof(out), oas_bytes(text, sizeof(text))), is_known);
        }
}

/* RFC 4648 §3.5: of the characters that could end a text, a quarter or a sixteenth has no stray bits. */
static void only_one_text_stands_for_a_value(void **state)
{
    unsigned char out[2];
    int with_one = 0, with_two = 0;

    (void)state;
    for (size_t last = 0; last < 64; last++) {
        with_one += oas_base64url_decode_to(out, 1, oas_bytes((char[]){'Z', alphabet[last]}, 2));
        with_two += oas_base64url_decode_to(out, 2, oas_bytes((char[]){'Z', 'm', alphabet[last]}, 3));
    }
    assert_int_equal(with_one, 4);
    assert_int_equal(with_two, 16);
}

static void decodes_to_exactly_the_length_asked_for(void **state)
{
    unsigned char out[4] = {9, 9, 9, 9};

    (void)state;
    assert_false(oas_base64url_decode_to(out, 2, oas_bytes_of("Zm9v")));
    assert_false(oas_base64url_decode_to(out, 4, oas_bytes_of("Zm9v")));
    assert_false(oas_base64url_decode_to(out, 0, oas_bytes_of("Zm9v")));
    assert_false(oas_base64url_decode_to(out, 3, oas_bytes_of("")));
    assert_true(oas_base64url_decode_to(out, 0, oas_bytes_of("")));
    assert_true(oas_base64url_decode_to(out, 3, oas_bytes_of("Zm9v")));
    assert_memory_equal(out, "foo\x09", 4);
}

static void each_length_survives_the_way_there_and_back(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;
    unsigned char bytes[100];

    for (size_t length = 0; length <= sizeof(bytes); length++) {
        const char *text;
        oas_bytes_t back;

        for (size_t i = 0; i < length; i++)
            bytes[i] = (unsigned char)(i * 151 + length * 7);
        text = oas_base64url_encode(pool, oas_bytes(bytes, length));
        assert_int_equal(strlen(text), OAS_BASE64URL_LENGTH(length));
        assert_true(oas_base64url_decode(&back, oas_bytes_of(text), pool));
        assert_true(oas_bytes_equal(back, oas_bytes(bytes, length)));
    }
}

static void writes_no_more_than_its_characters(void **state)
{
    char text[5] = "....";

    (void)state;
    oas_base64url_encode_to(text, oas_bytes("fo", 2));
    assert_string_equal(text, "Zm8.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_the_vectors_of_rfc_4648_without_their_padding),
        cmocka_unit_test(encodes_the_example_of_rfc_7515),
        cmocka_unit_test(refuses_all_but_the_canonical_text),
        cmocka_unit_test(refuses_each_byte_outside_the_alphabet_at_each_place),
        cmocka_unit_test(only_one_text_stands_for_a_value),
        cmocka_unit_test(decodes_to_exactly_the_length_asked_for),
        cmocka_unit_test(each_length_survives_the_way_there_and_back),
        cmocka_unit_test(writes_no_more_than_its_characters),
    };
    return unit_run("base64url", tests, sizeof(tests) / sizeof(tests[0]));
}
