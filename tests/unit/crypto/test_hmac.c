/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

#include <apr_escape.h>

#include "crypto/digest.h"
#include "crypto/keyring.h"

static const char zeros[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
static const char ones[] = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

static bool openssl_is_broken;

/* Stands before OpenSSL's own: the linker looks here first. */
int EVP_MAC_final(EVP_MAC_CTX *context, unsigned char *out, size_t *length, size_t size)
{
    int (*real)(EVP_MAC_CTX *, unsigned char *, size_t *, size_t);

    if (openssl_is_broken) {
        ERR_raise(ERR_LIB_EVP, 4711);
        return 0;
    }
    *(void **)&real = dlsym(RTLD_NEXT, "EVP_MAC_final");
    return real(context, out, length, size);
}

int EVP_DigestFinal_ex(EVP_MD_CTX *context, unsigned char *out, unsigned *length)
{
    int (*real)(EVP_MD_CTX *, unsigned char *, unsigned *);

    if (openssl_is_broken) {
        ERR_raise(ERR_LIB_EVP, 4711);
        return 0;
    }
    *(void **)&real = dlsym(RTLD_NEXT, "EVP_DigestFinal_ex");
    return real(context, out, length);
}

static oas_bytes_t repeat(apr_pool_t *pool, int byte, size_t length)
{
    return oas_bytes(memset(apr_palloc(pool, length), byte, length), length);
}

static void expect_hmac(oas_work_t *work, oas_hash_t hash, oas_bytes_t key, oas_bytes_t data, const char *expected)
{
    unsigned char out[OAS_HASH_LONGEST];

    assert_int_equal(oas_hmac(out, hash, key, data, work), OAS_OK);
    assert_string_equal(apr_pescape_hex(work->pool, out, oas_hash_length(hash), 0), expected);
}

/* RFC 4231 §4.2, §4.3 */
static void authenticates_short_texts_as_rfc_4231_says(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t key = repeat(work->pool, 0x0b, 20);
    oas_bytes_t data = oas_bytes_of("Hi There");

    expect_hmac(work, OAS_SHA256, key, data, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    expect_hmac(work, OAS_SHA384, key, data,
                "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6");
    expect_hmac(work, OAS_SHA512, key, data,
                "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
                "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854");
    key = oas_bytes_of("Jefe");
    data = oas_bytes_of("what do ya want for nothing?");
    expect_hmac(work, OAS_SHA256, key, data, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    expect_hmac(work, OAS_SHA512, key, data,
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
}

/* RFC 4231 §4.4, §4.7, §4.8 */
static void authenticates_long_texts_under_long_keys_as_rfc_4231_says(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t key = repeat(work->pool, 0xaa, 131);

    expect_hmac(work, OAS_SHA256, repeat(work->pool, 0xaa, 20), repeat(work->pool, 0xdd, 50),
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    expect_hmac(work, OAS_SHA256, key, oas_bytes_of("Test Using Larger Than Block-Size Key - Hash Key First"),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    expect_hmac(
        work, OAS_SHA512, key,
        oas_bytes_of("This is a test using a larger than block-size key and a larger than block-size data. The key "
                     "needs to be hashed before being used by the HMAC algorithm."),
        "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944"
        "b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58");
}

/* RFC 2104 §2: a short key is filled up with zeros. */
static void no_key_is_a_key_of_zeros(void **state)
{
    oas_work_t *work = unit_work(state);
    unsigned char left[32], right[32];

    assert_int_equal(oas_hmac(left, OAS_SHA256, oas_bytes(NULL, 0), oas_bytes_of("x"), work), OAS_OK);
    assert_int_equal(oas_hmac(right, OAS_SHA256, repeat(work->pool, 0, 64), oas_bytes_of("x"), work), OAS_OK);
    assert_memory_equal(left, right, sizeof(left));
    expect_hmac(work, OAS_SHA256, oas_bytes(NULL, 0), oas_bytes(NULL, 0),
                "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

static const oas_key_t *key_of(const char *line, oas_work_t *work)
{
    oas_keyring_t *ring;

    assert_int_equal(oas_keyring_parse(&ring, oas_bytes_of(line), work), OAS_OK);
    return oas_keyring_current(ring);
}

/* The kept context gives what a fresh one under the derived key gives. */
static void expect_right_mac512(const oas_key_t *key, oas_purpose_t purpose, oas_work_t *work)
{
    unsigned char kept[64], fresh[64];

    assert_int_equal(oas_key_mac512(kept, key, purpose, oas_bytes_of("text"), work), OAS_OK);
    assert_int_equal(oas_hmac(fresh, OAS_SHA512, oas_key_for(key, purpose), oas_bytes_of("text"), work), OAS_OK);
    assert_memory_equal(kept, fresh, 64);
}

static void expect_right_mac256(const oas_key_t *key, oas_purpose_t purpose, oas_work_t *work)
{
    unsigned char kept[32], fresh[32];

    assert_int_equal(oas_key_mac256(kept, key, purpose, oas_bytes_of("text"), work), OAS_OK);
    assert_int_equal(oas_hmac(fresh, OAS_SHA256, oas_key_for(key, purpose), oas_bytes_of("text"), work), OAS_OK);
    assert_memory_equal(kept, fresh, 32);
}

static void keys_and_purposes_in_turn_are_not_mixed_up(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_key_t *keys[] = {key_of(zeros, work), key_of(ones, work)};

    for (size_t round = 0; round < 4; round++)
        for (int purpose = 0; purpose < OAS_PURPOSE_COUNT; purpose++)
            expect_right_mac512(keys[round % 2], (oas_purpose_t)purpose, work);
}

static void hashes_in_turn_are_not_mixed_up(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_key_t *key = key_of(zeros, work);

    for (int round = 0; round < 3; round++) {
        expect_right_mac512(key, OAS_PURPOSE_TAG, work);
        expect_right_mac256(key, OAS_PURPOSE_TAG, work);
    }
}

static void the_same_text_has_the_same_mac_again(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_key_t *key = key_of(zeros, work);
    unsigned char first[64], again[64];

    assert_int_equal(oas_key_mac512(first, key, OAS_PURPOSE_TAG, oas_bytes_of("text"), work), OAS_OK);
    assert_int_equal(oas_key_mac512(again, key, OAS_PURPOSE_TAG, oas_bytes_of("text"), work), OAS_OK);
    assert_memory_equal(first, again, 64);
    assert_int_equal(oas_key_mac512(again, key, OAS_PURPOSE_TAG, oas_bytes_of("texT"), work), OAS_OK);
    assert_memory_not_equal(first, again, 64);
}

/* A reload of the keys frees the old ring, and the new one may lie where it was. */
static void a_key_at_the_address_of_a_former_one_is_not_taken_for_it(void **state)
{
    oas_work_t *work = unit_work(state);
    apr_pool_t *pool;
    oas_work_t inner;
    const oas_key_t *former, *later;

    assert_int_equal(apr_pool_create(&pool, work->pool), APR_SUCCESS);
    inner = oas_work(pool, OAS_TEST_NOW);
    former = key_of(zeros, &inner);
    expect_right_mac512(former, OAS_PURPOSE_TAG, work);
    apr_pool_clear(pool);
    inner = oas_work(pool, OAS_TEST_NOW);
    later = key_of(ones, &inner);
    assert_ptr_equal(later, former);
    expect_right_mac512(later, OAS_PURPOSE_TAG, work);
}

static void a_failure_of_openssl_is_told_and_leaves_nothing_behind(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_key_t *key = key_of(zeros, work);
    unsigned char out[64];

    openssl_is_broken = true;
    assert_int_equal(oas_key_mac512(out, key, OAS_PURPOSE_TAG, oas_bytes_of("text"), work), OAS_BROKEN);
    assert_int_equal(oas_hmac(out, OAS_SHA256, oas_bytes_of("key"), oas_bytes_of("text"), work), OAS_BROKEN);
    openssl_is_broken = false;
    assert_reason(work, "crypto_failed");
    assert_no_openssl_errors();
    expect_right_mac512(key, OAS_PURPOSE_TAG, work);
}

enum { THREADS = 8, ROUNDS = 1000 };

typedef struct {
    pthread_t thread;
    const oas_key_t *const *keys;
    unsigned char (*expected)[OAS_PURPOSE_COUNT][64];
    size_t first; /* of the keys, so that threads differ in what they do at a time */
    int wrong;
} worker_t;

static void *compute_many(void *given)
{
    worker_t *worker = given;
    unsigned char out[64];
    apr_pool_t *pool;
    oas_work_t work;

    apr_pool_create_unmanaged_ex(&pool, NULL, NULL);
    work = oas_work(pool, OAS_TEST_NOW);
    for (size_t round = 0; round < ROUNDS; round++) {
        size_t key = (worker->first + round / 3) % 2;
        oas_purpose_t purpose = (oas_purpose_t)((worker->first + round) % OAS_PURPOSE_COUNT);

        if (oas_key_mac512(out, worker->keys[key], purpose, oas_bytes_of("text"), &work) != OAS_OK
            || memcmp(out, worker->expected[key][purpose], 64) != 0)
            worker->wrong++;
    }
    apr_pool_destroy(pool);
    return NULL;
}

static void threads_do_not_disturb_each_other(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_key_t *keys[] = {key_of(zeros, work), key_of(ones, work)};
    unsigned char expected[2][OAS_PURPOSE_COUNT][64];
    worker_t workers[THREADS];

    for (size_t key = 0; key < 2; key++)
        for (int purpose = 0; purpose < OAS_PURPOSE_COUNT; purpose++)
            assert_int_equal(oas_key_mac512(expected[key][purpose], keys[key], (oas_purpose_t)purpose,
                                            oas_bytes_of("text"), work), OAS_OK);
    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (worker_t){.keys = keys, .expected = expected, .first = i};
        assert_int_equal(pthread_create(&workers[i].thread, NULL, compute_many, &workers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
        assert_int_equal(workers[i].wrong, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(authenticates_short_texts_as_rfc_4231_says),
        cmocka_unit_test(authenticates_long_texts_under_long_keys_as_rfc_4231_says),
        cmocka_unit_test(no_key_is_a_key_of_zeros),
        cmocka_unit_test(keys_and_purposes_in_turn_are_not_mixed_up),
        cmocka_unit_test(hashes_in_turn_are_not_mixed_up),
        cmocka_unit_test(the_same_text_has_the_same_mac_again),
        cmocka_unit_test(a_key_at_the_address_of_a_former_one_is_not_taken_for_it),
        cmocka_unit_test(a_failure_of_openssl_is_told_and_leaves_nothing_behind),
        cmocka_unit_test(threads_do_not_disturb_each_other),
    };
    return unit_run("hmac", tests, sizeof(tests) / sizeof(tests[0]));
}
