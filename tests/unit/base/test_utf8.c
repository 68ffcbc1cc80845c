/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "base/utf8.h"

static void accepts_well_formed_text(void **state)
{
    static const char *const rows[] = {
        "", "a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xe1\x80\x80", "\xec\xbf\xbf", "\xed\x80\x80",
        "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbd", "\xef\xbf\xbf", "\xef\xbb\xbf", "\xf0\x90\x80\x80",
        "\xf0\x9f\x98\x80", "\xf1\x80\x80\x80", "\xf3\xbf\xbf\xbf", "\xf4\x80\x80\x80", "\xf4\x8f\xbf\xbf",
        "\xc3\x96zdemir \xe6\xbc\xa2\xe5\xad\x97",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (!oas_utf8_is_valid(oas_bytes_of(rows[i])))
            fail_msg("refused row %d", (int)i);
}

static void refuses_every_other_sequence(void **state)
{
    static const char *const rows[] = {
        /* a continuation without a lead, leads that lead nowhere */
        "\x80", "\xbf", "a\x80", "\xc2\x80\x80", "\xfe", "\xff", "\xf8\x88\x80\x80\x80", "\xfc\x84\x80\x80\x80\x80",
        /* cut off */
        "\xc2", "\xdf", "\xe1", "\xe1\x80", "\xf1", "\xf1\x80", "\xf1\x80\x80",
        /* interrupted */
        "\xc2" "a", "\xe1\x80" "a", "\xe1" "a\x80", "\xf1\x80\x80" "a", "\xf1\x80" "a\x80", "\xf1" "a\x80\x80",
        "\xc2\xc2", "\xe1\x80\xc0", "\xf1\x80\x80\xc0", "\xf1\x80\xff\x80",
        /* longer than needed: /, NUL, DEL, U+07FF, U+FFFF */
        "\xc0\xaf", "\xc0\x80", "\xc1\xbf", "\xe0\x80\xaf", "\xe0\x9f\xbf", "\xf0\x80\x80\xaf", "\xf0\x8f\xbf\xbf",
        /* surrogates, alone and in pairs (CESU-8) */
        "\xed\xa0\x80", "\xed\xad\xbf", "\xed\xae\x80", "\xed\xbf\xbf", "\xed\xa0\x80\xed\xb0\x80",
        /* above U+10FFFF */
        "\xf4\x90\x80\x80", "\xf4\xbf\xbf\xbf", "\xf5\x80\x80\x80", "\xf7\xbf\xbf\xbf",
        /* other encodings */
        "\xd6zdemir", "\xff\xfe" "a", "\xfe\xff" "a",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (oas_utf8_is_valid(oas_bytes_of(rows[i])))
            fail_msg("accepted row %d", (int)i);
}

static size_t write_character(unsigned char *out, unsigned value)
{
    if (value < 0x80) {
        out[0] = (unsigned char)value;
        return 1;
    }
    if (value < 0x800) {
        out[0] = (unsigned char)(0xc0 | value >> 6);
        out[1] = (unsigned char)(0x80 | (value & 0x3f));
        return 2;
    }
    if (value < 0x10000) {
        out[0] = (unsigned char)(0xe0 | value >> 12);
        out[1] = (unsigned char)(0x80 | (value >> 6 & 0x3f));
        out[2] = (unsigned char)(0x80 | (value & 0x3f));
        return 3;
    }
    out[0] = (unsigned char)(0xf0 | value >> 18);
    out[1] = (unsigned char)(0x80 | (value >> 12 & 0x3f));
    out[2] = (unsigned char)(0x80 | (value >> 6 & 0x3f));
    out[3] = (unsigned char)(0x80 | (value & 0x3f));
    return 4;
}

static void each_character_is_accepted_and_each_surrogate_refused(void **state)
{
    (void)state;
    for (unsigned value = 0; value < 0x120000; value++) {
        unsigned char text[4];
        size_t length = write_character(text, value);
        bool is_character = value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);

        if (oas_utf8_is_valid(oas_bytes(text, length)) != is_character)
            fail_msg("wrong about U+%04X", value);
    }
}

static void a_nul_is_a_character_like_others(void **state)
{
    (void)state;
    assert_true(oas_utf8_is_valid(oas_bytes("a\0b", 3)));
    assert_false(oas_utf8_is_valid(oas_bytes("a\0\x80", 3)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_well_formed_text),
        cmocka_unit_test(refuses_every_other_sequence),
        cmocka_unit_test(each_character_is_accepted_and_each_surrogate_refused),
        cmocka_unit_test(a_nul_is_a_character_like_others),
    };
    return unit_run("utf8", tests, sizeof(tests) / sizeof(tests[0]));
}
