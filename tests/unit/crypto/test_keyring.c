/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include <apr_escape.h>
#include <apr_strings.h>

#include "base/buffer.h"
#include "crypto/keyring.h"

#define ZEROS "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define ONES "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="

static oas_status_t parse(oas_keyring_t **ring, const char *text, oas_work_t *work)
{
    oas_forgive(work);
    return oas_keyring_parse(ring, oas_bytes_of(text), work);
}

static const oas_keyring_t *ring_of(const char *text, oas_work_t *work)
{
    oas_keyring_t *ring;

    assert_int_equal(parse(&ring, text, work), OAS_OK);
    return ring;
}

/* Computed with Python's hmac: HKDF-SHA256 of 32 zeros, no salt, "mod_oauth_session PURPOSE v1". When this test fails,
 * every cookie and session that a server ever gave out is worthless. */
static void derives_the_same_keys_for_ever(void **state)
{
    static const char *const expected[OAS_PURPOSE_COUNT] = {
        [OAS_PURPOSE_STATE] = "76516e72cd6bc0bc",
        [OAS_PURPOSE_NONCE] = "d50beeabcc5f0c4b",   [OAS_PURPOSE_PKCE] = "1ed47336e82ebfa8",
        [OAS_PURPOSE_BROWSER] = "d22842a465d49961", [OAS_PURPOSE_LABEL] = "745a614e2f0507d2",
        [OAS_PURPOSE_TAG] = "84371773e4444c17",     [OAS_PURPOSE_FORM] = "2c922f774e9fca40",
        [OAS_PURPOSE_SNAPSHOT] = "4bd85d4b03dd4c29", [OAS_PURPOSE_DPOP] = "7e901007f703271a",
        [OAS_PURPOSE_NAME] = "7ee9c7d5aea8b97e",    [OAS_PURPOSE_TICKET_SUM] = "53cb4bf064a9a2d6",
        [OAS_PURPOSE_TICKET_OUT] = "d48b64531b45d41b", [OAS_PURPOSE_AUDIT] = "aaec45ea2c2ceb4e",
    };
    oas_work_t *work = unit_work(state);
    const oas_key_t *key = oas_keyring_current(ring_of(ZEROS, work));

    assert_int_equal(oas_key_id(key), 0x79dda593);
    for (int purpose = 0; purpose < OAS_PURPOSE_COUNT; purpose++) {
        oas_bytes_t derived = oas_key_for(key, (oas_purpose_t)purpose);

        assert_int_equal(derived.length, OAS_KEY_LENGTH);
        assert_string_equal(apr_pescape_hex(work->pool, derived.data, 8, 0), expected[purpose]);
    }
}

static void the_first_key_is_the_current_one(void **state)
{
    oas_work_t *work = unit_work(state);
    uint32_t zeros = oas_key_id(oas_keyring_current(ring_of(ZEROS, work)));
    uint32_t ones = oas_key_id(oas_keyring_current(ring_of(ONES, work)));
    const oas_keyring_t *both = ring_of(ONES "\n" ZEROS "\n", work);

    assert_int_equal(oas_key_id(oas_keyring_current(both)), ones);
    assert_int_equal(oas_key_id(oas_keyring_find(both, zeros)), zeros);
    assert_ptr_equal(oas_keyring_find(both, ones), oas_keyring_current(both));
}

static void a_key_that_is_not_listed_is_not_found(void **state)
{
    const oas_keyring_t *ring = ring_of(ZEROS, unit_work(state));

    assert_null(oas_keyring_find(ring, oas_key_id(oas_keyring_current(ring)) + 1));
    assert_null(oas_keyring_find(ring, 0));
}

static void all_keys_can_be_walked_the_current_one_first(void **state)
{
    const oas_keyring_t *both = ring_of(ONES "\n" ZEROS, unit_work(state));

    assert_ptr_equal(oas_keyring_at(both, 0), oas_keyring_current(both));
    assert_int_not_equal(oas_key_id(oas_keyring_at(both, 1)), oas_key_id(oas_keyring_current(both)));
    assert_null(oas_keyring_at(both, 2));
}

static void a_key_that_others_do_not_know_seals_nothing_while_they_are_there(void **state)
{
    oas_work_t *work = unit_work(state);
    _Atomic uint32_t others = 2;
    oas_keyring_t *both;

    assert_int_equal(parse(&both, ONES "\n" ZEROS, work), OAS_OK);
    oas_keyring_hold_back(both, 1, &others);
    assert_ptr_equal(oas_keyring_current(both), oas_keyring_at(both, 1));
    assert_ptr_equal(oas_keyring_find(both, oas_key_id(oas_keyring_at(both, 0))), oas_keyring_at(both, 0));
    others = 1;
    assert_ptr_equal(oas_keyring_current(both), oas_keyring_at(both, 1));
    others = 0;
    assert_ptr_equal(oas_keyring_current(both), oas_keyring_at(both, 0));
}

/* All former keys were dropped at once: somebody may have seen them. */
static void the_first_key_seals_at_once_where_none_is_listed_that_others_know(void **state)
{
    static const _Atomic uint32_t others = 1;
    oas_work_t *work = unit_work(state);
    oas_keyring_t *both;

    assert_int_equal(parse(&both, ONES "\n" ZEROS, work), OAS_OK);
    for (size_t keys = 2; keys < 4; keys++) {
        oas_keyring_hold_back(both, keys, &others);
        assert_ptr_equal(oas_keyring_current(both), oas_keyring_at(both, 0));
    }
}

static void comments_blanks_and_any_line_end_are_fine(void **state)
{
    static const char *const rows[] = {
        ONES "\n" ZEROS, "# keys\n\n" ONES "\n  # former\n\t\n" ZEROS "\n\n", ONES "\r\n" ZEROS "\r\n",
        "  " ONES "\t\n\t" ZEROS "  ", "\n\n" ONES "\n\n\n" ZEROS "\n#",
    };
    oas_work_t *work = unit_work(state);
    uint32_t ones = oas_key_id(oas_keyring_current(ring_of(ONES, work)));
    uint32_t zeros = oas_key_id(oas_keyring_current(ring_of(ZEROS, work)));

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const oas_keyring_t *ring = ring_of(rows[i], work);

        assert_int_equal(oas_key_id(oas_keyring_current(ring)), ones);
        assert_non_null(oas_keyring_find(ring, zeros));
    }
}

static void refuses_lines_that_are_no_key_and_names_them(void **state)
{
    static const struct {
        const char *text, *failure;
    } rows[] = {
        {"AAAA", "line 1: a key has 44 characters, this has 4"},
        {ZEROS "\nsecret\n", "line 2: a key has 44 characters, this has 6"},
        {ZEROS ZEROS, "line 1: a key has 44 characters, this has 88"},
        {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "line 1: a key has 44 characters, this has 43"},
        {ZEROS " # current", "line 1: a key has 44 characters, this has 54"},
        {"# x\n\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "line 3: not base64 of 32 bytes"},
        {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", "line 1: not base64 of 32 bytes"},
        {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=", "line 1: not base64 of 32 bytes"}, /* stray bits */
        {"-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "line 1: not base64 of 32 bytes"}, /* base64url */
        {"_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "line 1: not base64 of 32 bytes"},
        {"AAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAAA=", "line 1: not base64 of 32 bytes"},
        {"AAAAAAAAAAAAAAAAAAAA=AAAAAAAAAAAAAAAAAAAAAA=", "line 1: not base64 of 32 bytes"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_keyring_t *ring;

        assert_int_equal(parse(&ring, rows[i].text, unit_work(state)), OAS_MISCONFIGURED);
        assert_reason(unit_work(state), "keyring_bad_line");
        assert_string_equal(unit_work(state)->failure, rows[i].failure);
        assert_null(ring);
    }
}

static void refuses_a_nul_in_a_line(void **state)
{
    oas_keyring_t *ring;

    assert_int_equal(oas_keyring_parse(&ring, oas_bytes(ZEROS "\0", 45), unit_work(state)), OAS_MISCONFIGURED);
    assert_reason(unit_work(state), "keyring_bad_line");
}

static void refuses_a_file_without_keys(void **state)
{
    static const char *const rows[] = {"", "\n", "# only a comment", " \n\t\r\n"};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_keyring_t *ring;

        assert_int_equal(parse(&ring, rows[i], unit_work(state)), OAS_MISCONFIGURED);
        assert_reason(unit_work(state), "keyring_empty");
        assert_null(ring);
    }
}

static void refuses_a_key_that_stands_there_twice(void **state)
{
    oas_keyring_t *ring;

    assert_int_equal(parse(&ring, ZEROS "\n" ONES "\n" ZEROS, unit_work(state)), OAS_MISCONFIGURED);
    assert_reason(unit_work(state), "keyring_repeated_key");
    assert_string_equal(unit_work(state)->failure, "line 3: this key stands above already");
    assert_null(ring);
}

static const char *new_lines(int count, oas_work_t *work)
{
    oas_buffer_t text = oas_buffer(work->pool, 10000);

    for (int i = 0; i < count; i++) {
        const char *line;

        assert_int_equal(oas_keyring_new_line(&line, work), OAS_OK);
        oas_buffer_add_text(&text, line);
    }
    return oas_buffer_text(&text);
}

static void accepts_16_keys_and_no_more(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_keyring_t *ring;

    assert_int_equal(parse(&ring, new_lines(16, work), work), OAS_OK);
    assert_int_equal(parse(&ring, new_lines(17, work), work), OAS_MISCONFIGURED);
    assert_reason(work, "keyring_too_long");
    assert_null(ring);
}

/* 200 keys: with fewer, none might have a + or / in it. */
static void a_new_line_is_a_key(void **state)
{
    oas_work_t *work = unit_work(state);

    for (int i = 0; i < 200; i++) {
        const char *line;

        assert_int_equal(oas_keyring_new_line(&line, work), OAS_OK);
        assert_int_equal(strlen(line), 45);
        assert_int_equal(line[44], '\n');
        assert_non_null(oas_keyring_current(ring_of(line, work)));
    }
}

static void no_key_read_later_has_the_serial_of_another(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_key_t *first = oas_keyring_current(ring_of(ZEROS, work));
    const oas_key_t *again = oas_keyring_current(ring_of(ZEROS, work));

    assert_int_equal(oas_key_id(first), oas_key_id(again));
    assert_true(oas_key_serial(first) != oas_key_serial(again));
    assert_true(oas_key_serial(first) != 0);
}

static void no_two_keys_or_purposes_share_a_derived_key(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_key_t *keys[] = {oas_keyring_current(ring_of(ZEROS, work)), oas_keyring_current(ring_of(ONES, work))};

    for (int left = 0; left < 2 * OAS_PURPOSE_COUNT; left++)
        for (int right = 0; right < left; right++)
            assert_false(oas_bytes_equal(oas_key_for(keys[left % 2], (oas_purpose_t)(left / 2)),
                                         oas_key_for(keys[right % 2], (oas_purpose_t)(right / 2))));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(derives_the_same_keys_for_ever),
        cmocka_unit_test(the_first_key_is_the_current_one),
        cmocka_unit_test(a_key_that_is_not_listed_is_not_found),
        cmocka_unit_test(all_keys_can_be_walked_the_current_one_first),
        cmocka_unit_test(a_key_that_others_do_not_know_seals_nothing_while_they_are_there),
        cmocka_unit_test(the_first_key_seals_at_once_where_none_is_listed_that_others_know),
        cmocka_unit_test(comments_blanks_and_any_line_end_are_fine),
        cmocka_unit_test(refuses_lines_that_are_no_key_and_names_them),
        cmocka_unit_test(refuses_a_nul_in_a_line),
        cmocka_unit_test(refuses_a_file_without_keys),
        cmocka_unit_test(refuses_a_key_that_stands_there_twice),
        cmocka_unit_test(accepts_16_keys_and_no_more),
        cmocka_unit_test(a_new_line_is_a_key),
        cmocka_unit_test(no_key_read_later_has_the_serial_of_another),
        cmocka_unit_test(no_two_keys_or_purposes_share_a_derived_key),
    };
    return unit_run("keyring", tests, sizeof(tests) / sizeof(tests[0]));
}
