/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/base64url.h"

static void decodes_the_vectors_of_rfc_4648_without_their_padding(void **state)
{
    static const struct {
        const char *plain, *text;
    } rows[] = {{"", ""},          {"f", "Zg"},          {"fo", "Zm8"},        {"foo", "Zm9v"},
                {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
    apr_pool_t *pool = unit_work(state)->pool;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_bytes_t bytes;

        assert_true(oas_base64url_decode(&bytes, oas_bytes_of(rows[i].text), pool));
        assert_true(oas_bytes_equal(bytes, oas_bytes_of(rows[i].plain)));
        assert_string_equal(oas_base64url_encode(pool, oas_bytes_of(rows[i].plain)), rows[i].text);
    }
}

static void refuses_all_but_the_canonical_text(void **state)
{
    static const char *const rows[] = {
        "Zg==", "Zg=",  "Zm8=", "=",    "Z",     "Zm9vY", "Zh",     "Zm9",  "Zm+v", "Zm/v", " Zm9v", "Zm9v ",
        "Zm 9v", "Zm9v\n", "Zm9v\r\n", "Zm9\xc3", "Zm.v", "\"Zm9v\"", "Zm9v%3d", "__", "Zg\xff", "Z*9v", "Zm9v====",
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_bytes_t bytes;

        if (oas_base64url_decode(&bytes, oas_bytes_of(rows[i]), unit_work(state)->pool))
            fail_msg("accepted: %s", rows[i]);
        assert_int_equal(bytes.length, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_the_vectors_of_rfc_4648_without_their_padding),
        cmocka_unit_test(refuses_all_but_the_canonical_text),
    };
    return unit_run("base64url", tests, sizeof(tests) / sizeof(tests[0]));
}
