/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <pthread.h>
#include <string.h>

#include <apr_escape.h>
#include <apr_strings.h>
#include <openssl/rand.h>

#include "crypto/seal.h"

#define ZEROS "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define ONES "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="

static const unsigned char zero_key[OAS_KEY_LENGTH];
static bool generator_is_broken;

/* Stands before OpenSSL's own: the linker looks here first. */
int RAND_priv_bytes(unsigned char *data, int length)
{
    return generator_is_broken ? 0 : RAND_bytes(data, length);
}

static oas_bytes_t the_key(void)
{
    return oas_bytes(zero_key, sizeof(zero_key));
}

static const oas_keyring_t *ring_of(const char *text, oas_work_t *work)
{
    oas_keyring_t *ring;

    assert_int_equal(oas_keyring_parse(&ring, oas_bytes_of(text), work), OAS_OK);
    return ring;
}

static oas_bytes_t unhex(apr_pool_t *pool, const char *text)
{
    apr_size_t length;
    const void *bytes = apr_punescape_hex(pool, text, 0, &length);

    return oas_bytes(bytes, length);
}

/* "value" in a box bound to "record". */
static oas_bytes_t a_box(oas_work_t *work)
{
    oas_bytes_t box;

    assert_int_equal(oas_box_close(&box, the_key(), oas_bytes_of("record"), oas_bytes_of("value"), work), OAS_OK);
    return box;
}

/* "value", sealed for a microsecond, for state and bound to "realm". */
static oas_bytes_t a_seal(const oas_keyring_t *ring, oas_work_t *work)
{
    oas_bytes_t sealed;

    assert_int_equal(oas_seal(&sealed, ring, OAS_PURPOSE_STATE, oas_bytes_of("realm"), oas_bytes_of("value"),
                              OAS_TEST_NOW + 1, work), OAS_OK);
    return sealed;
}

static oas_status_t unseal(oas_bytes_t *plain, const oas_keyring_t *ring, oas_bytes_t sealed, oas_work_t *work)
{
    oas_forgive(work);
    return oas_unseal(plain, ring, OAS_PURPOSE_STATE, oas_bytes_of("realm"), sealed, work);
}

/* McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13, 14 and 16: nonce, ciphertext, tag. */
static void opens_the_test_cases_of_gcm(void **state)
{
    static const struct {
        const char *key, *associated, *nonce, *hidden, *tag, *plain;
    } rows[] = {
        {"0000000000000000000000000000000000000000000000000000000000000000", "", "000000000000000000000000", "",
         "530f8afbc74536b9a963b4f1c4cb738b", ""},
        {"0000000000000000000000000000000000000000000000000000000000000000", "", "000000000000000000000000",
         "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919", "00000000000000000000000000000000"},
        {"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
         "cafebabefacedbaddecaf888",
         "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
         "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
         "76fc6ece0f4e1768cddf8853bb2d551b",
         "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
         "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"},
    };
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_bytes_t box = unhex(work->pool, apr_pstrcat(work->pool, rows[i].nonce, rows[i].hidden, rows[i].tag, NULL));
        oas_bytes_t plain;

        assert_int_equal(
            oas_box_open(&plain, unhex(work->pool, rows[i].key), unhex(work->pool, rows[i].associated), box, work),
            OAS_OK);
        assert_true(oas_bytes_equal(plain, unhex(work->pool, rows[i].plain)));
    }
}

static void a_box_gives_back_what_was_put_in(void **state)
{
    static unsigned char long_value[1024 * 1024];
    const oas_bytes_t values[] = {oas_bytes(NULL, 0), oas_bytes_of("v"), oas_bytes("a\0b", 3),
                                  oas_bytes(long_value, sizeof(long_value))};
    const oas_bytes_t bindings[] = {oas_bytes(NULL, 0), oas_bytes_of("record")};
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < 2; j++) {
            oas_bytes_t box, plain;

            assert_int_equal(oas_box_close(&box, the_key(), bindings[j], values[i], work), OAS_OK);
            assert_int_equal(box.length, values[i].length + OAS_BOX_OVERHEAD);
            assert_int_equal(oas_box_open(&plain, the_key(), bindings[j], box, work), OAS_OK);
            assert_true(oas_bytes_equal(plain, values[i]));
            assert_int_equal(plain.data[plain.length], '\0');
        }
}

/* CVE-2021-32791 was a nonce that never changed. */
static void no_two_boxes_have_the_same_nonce(void **state)
{
    enum { BOXES = 1000 };
    oas_bytes_t boxes[BOXES];

    for (size_t i = 0; i < BOXES; i++)
        boxes[i] = a_box(unit_work(state));
    for (size_t i = 0; i < BOXES; i++)
        for (size_t j = 0; j < i; j++)
            assert_true(memcmp(boxes[i].data, boxes[j].data, 12) != 0);
}

static void refuses_a_box_changed_in_any_bit(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t box = a_box(work);
    unsigned char *bytes = (unsigned char *)box.data;
    oas_bytes_t plain;

    for (size_t bit = 0; bit < box.length * 8; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_int_equal(oas_box_open(&plain, the_key(), oas_bytes_of("record"), box, work), OAS_REFUSED);
        assert_int_equal(plain.length, 0);
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    assert_reason(work, "seal_broken");
    assert_int_equal(oas_box_open(&plain, the_key(), oas_bytes_of("record"), box, work), OAS_OK);
}

/* CVE-2023-37464 was a tag as long as the sender wanted. */
static void refuses_a_box_of_any_other_length(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t box = oas_bytes_copy(work->pool, a_box(work)); /* has a byte more: the NUL */
    oas_bytes_t plain;

    for (size_t length = 0; length <= box.length + 1; length++)
        assert_int_equal(oas_box_open(&plain, the_key(), oas_bytes_of("record"), oas_bytes(box.data, length), work),
                         length == box.length ? OAS_OK : OAS_REFUSED);
}

/* A record moved to another place of the table opens there no more. */
static void refuses_a_box_bound_to_something_else(void **state)
{
    static const char *const others[] = {"", "Record", "recor", "record ", "recordv"};
    oas_work_t *work = unit_work(state);
    oas_bytes_t plain;

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_int_equal(oas_box_open(&plain, the_key(), oas_bytes_of(others[i]), a_box(work), work), OAS_REFUSED);
}

static void refuses_a_box_under_another_key(void **state)
{
    static const unsigned char other[OAS_KEY_LENGTH] = {1};
    oas_work_t *work = unit_work(state);
    oas_bytes_t plain;

    assert_int_equal(oas_box_open(&plain, oas_bytes(other, 32), oas_bytes_of("record"), a_box(work), work),
                     OAS_REFUSED);
    assert_int_equal(oas_box_open(&plain, oas_bytes(zero_key, 31), oas_bytes_of("record"), a_box(work), work),
                     OAS_REFUSED);
    assert_int_equal(oas_box_open(&plain, oas_bytes(NULL, 0), oas_bytes_of("record"), a_box(work), work), OAS_REFUSED);
}

static void a_refused_box_does_not_spoil_the_next(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t box = a_box(work);
    oas_bytes_t plain;

    for (int i = 0; i < 3; i++) {
        assert_int_equal(oas_box_open(&plain, the_key(), oas_bytes_of("other"), box, work), OAS_REFUSED);
        assert_int_equal(oas_box_open(&plain, the_key(), oas_bytes_of("record"), box, work), OAS_OK);
        assert_string_equal((const char *)plain.data, "value");
    }
}

static void nothing_is_sealed_without_randomness(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_keyring_t *ring = ring_of(ZEROS, work);
    const char *line;
    oas_bytes_t box, sealed;
    oas_status_t statuses[3];

    generator_is_broken = true;
    statuses[0] = oas_box_close(&box, the_key(), oas_bytes_of("record"), oas_bytes_of("value"), work);
    statuses[1] = oas_seal(&sealed, ring, OAS_PURPOSE_STATE, oas_bytes_of(""), oas_bytes_of("value"), 1, work);
    statuses[2] = oas_keyring_new_line(&line, work);
    generator_is_broken = false;
    for (int i = 0; i < 3; i++)
        assert_int_equal(statuses[i], OAS_BROKEN);
    assert_reason(work, "no_randomness");
    assert_int_equal(box.length, 0);
    assert_int_equal(sealed.length, 0);
    assert_null(line);
}

static void what_was_sealed_can_be_read(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_keyring_t *ring = ring_of(ZEROS, work);
    oas_bytes_t sealed = a_seal(ring, work);
    oas_bytes_t plain;

    assert_int_equal(sealed.length, 5 + OAS_SEAL_OVERHEAD);
    assert_int_equal(unseal(&plain, ring, sealed, work), OAS_OK);
    assert_int_equal(plain.length, 5);
    assert_string_equal((const char *)plain.data, "value");
}

static void what_has_expired_is_given_and_called_so(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_keyring_t *ring = ring_of(ZEROS, work);
    oas_bytes_t sealed = a_seal(ring, work);
    oas_bytes_t plain;

    work->now = OAS_TEST_NOW + 1;
    assert_int_equal(unseal(&plain, ring, sealed, work), OAS_EXPIRED);
    assert_reason(work, "seal_expired");
    assert_string_equal((const char *)plain.data, "value");
    work->now = OAS_TEST_NOW + apr_time_from_sec(61);
    assert_int_equal(unseal(&plain, ring, sealed, work), OAS_EXPIRED);
    assert_string_equal(work->failure, "a sealed value expired 60 s ago");
}

/* Bits of the key id lead to a key that is not there, all others to a tag that does not fit: nobody moves the end. */
static void refuses_a_seal_changed_in_any_bit(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_keyring_t *ring = ring_of(ZEROS, work);
    oas_bytes_t sealed = a_seal(ring, work);
    unsigned char *bytes = (unsigned char *)sealed.data;
    oas_bytes_t plain;

    for (size_t bit = 0; bit < sealed.length * 8; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_int_equal(unseal(&plain, ring, sealed, work), bit < 32 ? OAS_NOT_FOUND : OAS_REFUSED);
        assert_int_equal(plain.length, 0);
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    assert_int_equal(unseal(&plain, ring, sealed, work), OAS_OK);
}

static void refuses_a_seal_of_any_other_length(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_keyring_t *ring = ring_of(ZEROS, work);
    oas_bytes_t sealed = oas_bytes_copy(work->pool, a_seal(ring, work)); /* has a byte more: the NUL */
    oas_bytes_t plain;

    for (size_t length = 0; length <= sealed.length + 1; length++)
        assert_int_equal(unseal(&plain, ring, oas_bytes(sealed.data, length), work),
                         length == sealed.length ? OAS_OK : OAS_REFUSED);
}

static void refuses_a_seal_for_another_purpose(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_keyring_t *ring = ring_of(ZEROS, work);
    oas_bytes_t plain;

    for (int purpose = 0; purpose < OAS_PURPOSE_COUNT; purpose++)
        assert_int_equal(
            oas_unseal(&plain, ring, (oas_purpose_t)purpose, oas_bytes_of("realm"), a_seal(ring, work), work),
            purpose == OAS_PURPOSE_STATE ? OAS_OK : OAS_REFUSED);
}

static void refuses_a_seal_bound_to_something_else(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_keyring_t *ring = ring_of(ZEROS, work);
    oas_bytes_t plain;

    assert_int_equal(oas_unseal(&plain, ring, OAS_PURPOSE_STATE, oas_bytes_of("other"), a_seal(ring, work), work),
                     OAS_REFUSED);
    assert_reason(work, "seal_broken");
    assert_int_equal(plain.length, 0);
}

/* A box alone is no seal, and a seal is no box: their keys may be the same, their forms are not. */
static void a_box_is_no_seal(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_keyring_t *ring = ring_of(ZEROS, work);
    oas_bytes_t key = oas_key_for(oas_keyring_current(ring), OAS_PURPOSE_STATE);
    oas_bytes_t box, plain;

    assert_int_equal(oas_box_close(&box, key, oas_bytes_of("realm"), oas_bytes_of("1234567812345678"), work), OAS_OK);
    assert_int_not_equal(unseal(&plain, ring, box, work), OAS_OK);
    assert_int_equal(oas_box_open(&plain, key, oas_bytes_of("realm"), a_seal(ring, work), work), OAS_REFUSED);
}

static void a_former_key_still_opens(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t sealed = a_seal(ring_of(ZEROS, work), work);
    oas_bytes_t plain;

    assert_int_equal(unseal(&plain, ring_of(ONES "\n" ZEROS, work), sealed, work), OAS_OK);
    assert_string_equal((const char *)plain.data, "value");
}

static void the_current_key_seals(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t sealed = a_seal(ring_of(ONES "\n" ZEROS, work), work);
    oas_bytes_t plain;

    assert_int_equal(unseal(&plain, ring_of(ONES, work), sealed, work), OAS_OK);
    assert_int_equal(unseal(&plain, ring_of(ZEROS, work), sealed, work), OAS_NOT_FOUND);
}

static void a_removed_key_opens_no_more(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t sealed = a_seal(ring_of(ZEROS, work), work);
    oas_bytes_t plain;

    assert_int_equal(unseal(&plain, ring_of(ONES, work), sealed, work), OAS_NOT_FOUND);
    assert_reason(work, "seal_key_unknown");
    assert_int_equal(plain.length, 0);
}

enum { THREADS = 8, ROUNDS = 500 };

typedef struct {
    pthread_t thread;
    const oas_keyring_t *ring;
    int wrong;
} worker_t;

static void *seal_and_unseal(void *given)
{
    worker_t *worker = given;
    apr_pool_t *pool;

    apr_pool_create_unmanaged_ex(&pool, NULL, NULL);
    for (int round = 0; round < ROUNDS; round++) {
        oas_work_t work = oas_work(pool, OAS_TEST_NOW);
        oas_bytes_t value = oas_bytes(&round, sizeof(round));
        oas_bytes_t sealed, plain;

        if (oas_seal(&sealed, worker->ring, OAS_PURPOSE_STATE, value, value, OAS_TEST_NOW + 1, &work) != OAS_OK
            || oas_unseal(&plain, worker->ring, OAS_PURPOSE_STATE, value, sealed, &work) != OAS_OK
            || !oas_bytes_equal(plain, value))
            worker->wrong++;
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
    return NULL;
}

static void threads_do_not_disturb_each_other(void **state)
{
    const oas_keyring_t *ring = ring_of(ZEROS, unit_work(state));
    worker_t workers[THREADS];

    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (worker_t){.ring = ring};
        assert_int_equal(pthread_create(&workers[i].thread, NULL, seal_and_unseal, &workers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
        assert_int_equal(workers[i].wrong, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_the_test_cases_of_gcm),
        cmocka_unit_test(a_box_gives_back_what_was_put_in),
        cmocka_unit_test(no_two_boxes_have_the_same_nonce),
        cmocka_unit_test(refuses_a_box_changed_in_any_bit),
        cmocka_unit_test(refuses_a_box_of_any_other_length),
        cmocka_unit_test(refuses_a_box_bound_to_something_else),
        cmocka_unit_test(refuses_a_box_under_another_key),
        cmocka_unit_test(a_refused_box_does_not_spoil_the_next),
        cmocka_unit_test(nothing_is_sealed_without_randomness),
        cmocka_unit_test(what_was_sealed_can_be_read),
        cmocka_unit_test(what_has_expired_is_given_and_called_so),
        cmocka_unit_test(refuses_a_seal_changed_in_any_bit),
        cmocka_unit_test(refuses_a_seal_of_any_other_length),
        cmocka_unit_test(refuses_a_seal_for_another_purpose),
        cmocka_unit_test(refuses_a_seal_bound_to_something_else),
        cmocka_unit_test(a_box_is_no_seal),
        cmocka_unit_test(a_former_key_still_opens),
        cmocka_unit_test(the_current_key_seals),
        cmocka_unit_test(a_removed_key_opens_no_more),
        cmocka_unit_test(threads_do_not_disturb_each_other),
    };
    return unit_run("seal", tests, sizeof(tests) / sizeof(tests[0]));
}
