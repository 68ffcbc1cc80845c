/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "base/base64url.h"
#include "session/ticket.h"

#define FIRST_KEY  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
#define SECOND_KEY "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n"

static oas_keyring_t *ring(const char *lines, oas_work_t *work)
{
    oas_keyring_t *keys;

    assert_int_equal(oas_keyring_parse(&keys, oas_bytes_of(lines), work), OAS_OK);
    return keys;
}

/* A new ticket under FIRST_KEY for realm "r". */
static oas_ticket_t issued(char cookie[OAS_TICKET_LENGTH + 1], oas_work_t *work)
{
    oas_ticket_t ticket;

    assert_int_equal(oas_ticket_issue(&ticket, cookie, oas_keyring_current(ring(FIRST_KEY, work)), "r", work), OAS_OK);
    return ticket;
}

/* Exactly these bytes are refused; they lie alone, so that reading beyond them is noticed. */
static void assert_refused(const char *cookie, size_t length, oas_work_t *work)
{
    unsigned char *alone = malloc(length + (length == 0));
    oas_ticket_t ticket;

    assert_non_null(alone);
    memcpy(alone, cookie, length);
    oas_forgive(work);
    assert_int_equal(oas_ticket_verify(&ticket, oas_bytes(alone, length), ring(FIRST_KEY, work), "r", work),
                     OAS_REFUSED);
    assert_non_null(work->reason);
    free(alone);
}

static void a_cookie_leads_back_to_its_ticket(void **state)
{
    oas_work_t *work = unit_work(state);
    char cookie[OAS_TICKET_LENGTH + 1];
    oas_ticket_t first = issued(cookie, work), again;

    assert_int_equal(strlen(cookie), OAS_TICKET_LENGTH);
    assert_int_equal(oas_ticket_verify(&again, oas_bytes_of(cookie), ring(FIRST_KEY, work), "r", work), OAS_OK);
    assert_int_equal(again.key_id, first.key_id);
    assert_memory_equal(&again.index, &first.index, sizeof(first.index));
    assert_memory_equal(again.box_key, first.box_key, sizeof(first.box_key));
}

/* Sessions outlive an update: what was issued once is read for ever. The values were computed by another program. */
static void a_cookie_of_an_earlier_release_means_the_same(void **state)
{
    static const char cookie[] = "AnndpZMAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHwlxtKBjCIn169qb92Wgh1Y";
    static const unsigned char index[16] = {0x01, 0x2e, 0x33, 0x0e, 0x4d, 0x50, 0x2b, 0xeb,
                                            0xd3, 0xc3, 0xef, 0xf6, 0xf8, 0xdf, 0xc2, 0x9b};
    static const unsigned char box_key[] = {0x72, 0xac, 0xb2, 0x62};
    oas_work_t *work = unit_work(state);
    oas_ticket_t ticket;

    assert_int_equal(oas_ticket_verify(&ticket, oas_bytes_of(cookie), ring(FIRST_KEY, work), "r", work), OAS_OK);
    assert_int_equal(ticket.key_id, 0x79dda593);
    assert_memory_equal(ticket.index.bytes, index, sizeof(index));
    assert_memory_equal(ticket.box_key, box_key, sizeof(box_key));
}

/* What HMAC once made is worth nothing now, were it only because the record of it lies under another index. */
static void refuses_a_cookie_of_version_1(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_ticket_t ticket;

    assert_int_equal(
        oas_ticket_verify(&ticket, oas_bytes_of("AXndpZMAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHx09HyMWqve7WueFCzxnf6I"),
                          ring(FIRST_KEY, work), "r", work),
        OAS_REFUSED);
    assert_reason(work, "ticket_malformed");
}

static void each_ticket_is_another_one(void **state)
{
    oas_work_t *work = unit_work(state);
    char left_cookie[OAS_TICKET_LENGTH + 1], right_cookie[OAS_TICKET_LENGTH + 1];
    oas_ticket_t left = issued(left_cookie, work), right = issued(right_cookie, work);

    assert_string_not_equal(left_cookie, right_cookie);
    assert_memory_not_equal(&left.index, &right.index, sizeof(left.index));
    assert_memory_not_equal(left.box_key, right.box_key, sizeof(left.box_key));
}

static void the_cookie_shows_neither_index_nor_key(void **state)
{
    oas_work_t *work = unit_work(state);
    char cookie[OAS_TICKET_LENGTH + 1];
    oas_ticket_t ticket = issued(cookie, work);
    unsigned char bytes[53];

    assert_true(oas_base64url_decode_to(bytes, sizeof(bytes), oas_bytes_of(cookie)));
    assert_null(memmem(bytes, sizeof(bytes), ticket.index.bytes, 4));
    assert_null(memmem(bytes, sizeof(bytes), ticket.index.bytes + 12, 4));
    assert_null(memmem(bytes, sizeof(bytes), ticket.box_key, 4));
    assert_null(memmem(bytes, sizeof(bytes), ticket.box_key + 28, 4));
}

static void refuses_a_cookie_with_any_bit_changed(void **state)
{
    oas_work_t *work = unit_work(state);
    char cookie[OAS_TICKET_LENGTH + 1];
    unsigned char bytes[53];

    issued(cookie, work);
    assert_true(oas_base64url_decode_to(bytes, sizeof(bytes), oas_bytes_of(cookie)));
    for (size_t bit = 0; bit < sizeof(bytes) * 8; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        oas_base64url_encode_to(cookie, oas_bytes(bytes, sizeof(bytes)));
        assert_refused(cookie, OAS_TICKET_LENGTH, work);
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
}

/* RFC 4648 §3.5: only one text stands for these bytes. */
static void refuses_every_other_character_at_every_place(void **state)
{
    oas_work_t *work = unit_work(state);
    char cookie[OAS_TICKET_LENGTH + 1];

    issued(cookie, work);
    for (size_t i = 0; i < OAS_TICKET_LENGTH; i++) {
        char right = cookie[i];

        for (int other = 0; other < 256; other++)
            if ((char)other != right) {
                cookie[i] = (char)other;
                assert_refused(cookie, OAS_TICKET_LENGTH, work);
            }
        cookie[i] = right;
    }
}

static void refuses_a_cookie_cut_anywhere(void **state)
{
    oas_work_t *work = unit_work(state);
    char cookie[OAS_TICKET_LENGTH + 1];

    issued(cookie, work);
    for (size_t length = 0; length < OAS_TICKET_LENGTH; length++) {
        assert_refused(cookie, length, work);
        assert_refused(cookie + length + 1, OAS_TICKET_LENGTH - length - 1, work);
    }
}

static void refuses_a_cookie_with_more_around_it(void **state)
{
    static const char *const extra[] = {"=", "==", " ", "A", "\t", "\"", "%3d", ";", ".", "\n"};
    oas_work_t *work = unit_work(state);
    char cookie[OAS_TICKET_LENGTH + 1];
    char longer[OAS_TICKET_LENGTH + 8];

    issued(cookie, work);
    for (size_t i = 0; i < sizeof(extra) / sizeof(extra[0]); i++) {
        snprintf(longer, sizeof(longer), "%s%s", cookie, extra[i]);
        assert_refused(longer, strlen(longer), work);
        snprintf(longer, sizeof(longer), "%s%s", extra[i], cookie);
        assert_refused(longer, strlen(longer), work);
    }
    assert_refused(cookie, OAS_TICKET_LENGTH + 1, work); /* its NUL */
}

static void refuses_a_cookie_of_another_realm(void **state)
{
    static const char *const others[] = {"", "R", "r ", "rr", "s"};
    oas_work_t *work = unit_work(state);
    char cookie[OAS_TICKET_LENGTH + 1];
    oas_ticket_t ticket;

    issued(cookie, work);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_int_equal(oas_ticket_verify(&ticket, oas_bytes_of(cookie), ring(FIRST_KEY, work), others[i], work),
                         OAS_REFUSED);
    assert_reason(work, "ticket_forged");
}

static void a_refused_cookie_leaves_no_key_behind(void **state)
{
    static const oas_ticket_t nothing;
    oas_work_t *work = unit_work(state);
    char cookie[OAS_TICKET_LENGTH + 1];
    oas_ticket_t ticket;

    issued(cookie, work);
    assert_int_equal(oas_ticket_verify(&ticket, oas_bytes_of(cookie), ring(FIRST_KEY, work), "other", work),
                     OAS_REFUSED);
    assert_memory_equal(&ticket, &nothing, sizeof(ticket));
}

static void a_former_key_still_verifies(void **state)
{
    oas_work_t *work = unit_work(state);
    char cookie[OAS_TICKET_LENGTH + 1], newer[OAS_TICKET_LENGTH + 1];
    oas_keyring_t *rolled = ring(SECOND_KEY FIRST_KEY, work);
    oas_ticket_t before = issued(cookie, work), after, fresh;

    assert_int_equal(oas_ticket_verify(&after, oas_bytes_of(cookie), rolled, "r", work), OAS_OK);
    assert_memory_equal(&after.index, &before.index, sizeof(before.index));
    assert_int_equal(oas_ticket_issue(&fresh, newer, oas_keyring_current(rolled), "r", work), OAS_OK);
    assert_int_not_equal(fresh.key_id, before.key_id);
}

static void refuses_a_key_that_is_listed_no_more(void **state)
{
    oas_work_t *work = unit_work(state);
    char cookie[OAS_TICKET_LENGTH + 1];
    oas_ticket_t ticket;

    issued(cookie, work);
    assert_int_equal(oas_ticket_verify(&ticket, oas_bytes_of(cookie), ring(SECOND_KEY, work), "r", work), OAS_REFUSED);
    assert_reason(work, "ticket_key_unknown");
}

static void a_realm_may_have_255_characters_and_no_more(void **state)
{
    oas_work_t *work = unit_work(state);
    char cookie[OAS_TICKET_LENGTH + 1], realm[OAS_REALM_LONGEST + 2];
    oas_ticket_t ticket;

    memset(realm, 'r', sizeof(realm));
    realm[OAS_REALM_LONGEST + 1] = '\0';
    assert_int_equal(oas_ticket_issue(&ticket, cookie, oas_keyring_current(ring(FIRST_KEY, work)), realm, work), OAS_MISCONFIGURED);
    assert_string_equal(cookie, "");
    assert_reason(work, "realm_too_long");
    realm[OAS_REALM_LONGEST] = '\0';
    assert_int_equal(oas_ticket_issue(&ticket, cookie, oas_keyring_current(ring(FIRST_KEY, work)), realm, work), OAS_OK);
    assert_int_equal(oas_ticket_verify(&ticket, oas_bytes_of(cookie), ring(FIRST_KEY, work), realm, work), OAS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cookie_leads_back_to_its_ticket),
        cmocka_unit_test(a_cookie_of_an_earlier_release_means_the_same),
        cmocka_unit_test(refuses_a_cookie_of_version_1),
        cmocka_unit_test(each_ticket_is_another_one),
        cmocka_unit_test(the_cookie_shows_neither_index_nor_key),
        cmocka_unit_test(refuses_a_cookie_with_any_bit_changed),
        cmocka_unit_test(refuses_every_other_character_at_every_place),
        cmocka_unit_test(refuses_a_cookie_cut_anywhere),
        cmocka_unit_test(refuses_a_cookie_with_more_around_it),
        cmocka_unit_test(refuses_a_cookie_of_another_realm),
        cmocka_unit_test(a_refused_cookie_leaves_no_key_behind),
        cmocka_unit_test(a_former_key_still_verifies),
        cmocka_unit_test(refuses_a_key_that_is_listed_no_more),
        cmocka_unit_test(a_realm_may_have_255_characters_and_no_more),
    };
    return unit_run("ticket", tests, sizeof(tests) / sizeof(tests[0]));
}
