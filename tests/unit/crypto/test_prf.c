/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

#include <apr_escape.h>

#include "crypto/prf.h"

static const char zeros[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
static const char ones[] = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

static int fails_at; /* that encryption from now on fails; 0: none */

/* Stands before OpenSSL's own: the linker looks here first. */
int EVP_EncryptUpdate(EVP_CIPHER_CTX *context, unsigned char *out, int *length, const unsigned char *in, int in_length)
{
    int (*real)(EVP_CIPHER_CTX *, unsigned char *, int *, const unsigned char *, int);

    if (fails_at != 0 && --fails_at == 0) {
        ERR_raise(ERR_LIB_EVP, 4711);
        return 0;
    }
    *(void **)&real = dlsym(RTLD_NEXT, "EVP_EncryptUpdate");
    return real(context, out, length, in, in_length);
}

static const oas_key_t *key_of(const char *line, oas_work_t *work)
{
    oas_keyring_t *ring;

    assert_int_equal(oas_keyring_parse(&ring, oas_bytes_of(line), work), OAS_OK);
    return oas_keyring_current(ring);
}

static oas_status_t prf_of(unsigned char *out, const oas_key_t *key, oas_bytes_t bytes, oas_work_t *work)
{
    oas_prf_text_t text = {.length = bytes.length};

    memset(text.bytes, 0xa5, sizeof(text.bytes)); /* what lies behind a text does not count */
    if (bytes.length != 0)
        memcpy(text.bytes, bytes.data, bytes.length);
    return oas_prf(out, key, &text, work);
}

static void assert_gives(const oas_key_t *key, oas_bytes_t text, const char *expected, oas_work_t *work)
{
    unsigned char out[OAS_PRF_LENGTH];

    assert_int_equal(prf_of(out, key, text, work), OAS_OK);
    assert_string_equal(apr_pescape_hex(work->pool, out, OAS_PRF_LENGTH, 0), expected);
}

static const char of_nothing[] = "98bd99689ff2578d5f3be4ef66b34316b562f70fd3d3c8af3b997d4f0c75a051"
                                 "e6b1903d5e9d4f3b1cae626b405470e340ecce114d35afe7358dd1e884fb1b1d";

/* Computed with Python's cryptography. When this fails, every cookie that was ever given out is worthless. */
static void gives_the_same_for_ever(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_key_t *key = key_of(zeros, work);
    unsigned char text[OAS_PRF_TEXT_LONGEST];

    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = i < 256 ? (unsigned char)i : 0;
    assert_gives(key, oas_bytes(text, 0), of_nothing, work);
    assert_gives(key, oas_bytes(text, 14), "caa620ab837b30fea8e7a23133e729e44012be8e6720fe3ee6e5b07dbd1ae6ec"
                                           "0ea0af638cf081d77f483944f24393d516e8d5f6f8f7b1debcb064ea05c97355", work);
    assert_gives(key, oas_bytes(text, 15), "b171638afb663982d0a109a09b252ee333222d75ee5da07f5dd375c80234ad75"
                                           "f5d68819f6da29d3bf6e1c1f05ee2e0f7f586cf1c202e23130305aecc543b510", work);
    assert_gives(key, oas_bytes(text, 299), "87f3205f488be5e98c0c444b258acc34db759663957da82f8a38451df3e33596"
                                            "7b79a3c9061d9cd01422b0a706d0f5d229c5fa5be04887bdccfb04945b989dd8", work);
}

static void refuses_a_text_that_is_too_long(void **state)
{
    static const unsigned char text[OAS_PRF_TEXT_LONGEST + 1];
    oas_work_t *work = unit_work(state);
    unsigned char out[OAS_PRF_LENGTH];

    assert_int_equal(prf_of(out, key_of(zeros, work), oas_bytes(text, sizeof(text)), work), OAS_BROKEN);
}

/* No block of what one text gives is one of what another one gives: of texts that are alike at their ends, most of all. */
static void texts_of_zeros_have_nothing_in_common(void **state)
{
    enum { TEXTS = 64, BLOCKS = 4 };
    static const unsigned char text[TEXTS];
    oas_work_t *work = unit_work(state);
    const oas_key_t *key = key_of(zeros, work);
    unsigned char out[TEXTS * BLOCKS][16];

    for (size_t length = 0; length < TEXTS; length++)
        assert_int_equal(prf_of(out[length * BLOCKS], key, oas_bytes(text, length), work), OAS_OK);
    for (size_t i = 0; i < TEXTS * BLOCKS; i++)
        for (size_t j = 0; j < i; j++)
            assert_memory_not_equal(out[i], out[j], 16);
}

static void equal_parts_of_a_text_do_not_cancel_each_other(void **state)
{
    static const char twice[] = "fifteen letters" "fifteen letters", others[] = "FIFTEEN LETTERS" "FIFTEEN LETTERS";
    oas_work_t *work = unit_work(state);
    const oas_key_t *key = key_of(zeros, work);
    unsigned char left[OAS_PRF_LENGTH], right[OAS_PRF_LENGTH];

    assert_int_equal(prf_of(left, key, oas_bytes_of(twice), work), OAS_OK);
    assert_int_equal(prf_of(right, key, oas_bytes_of(others), work), OAS_OK);
    assert_memory_not_equal(left, right, OAS_PRF_LENGTH);
}

static void keys_in_turn_are_not_mixed_up(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_key_t *first = key_of(zeros, work), *second = key_of(ones, work);
    unsigned char out[OAS_PRF_LENGTH], again[OAS_PRF_LENGTH];

    assert_int_equal(prf_of(out, second, oas_bytes_of("text"), work), OAS_OK);
    for (int round = 0; round < 3; round++) {
        assert_gives(first, oas_bytes(NULL, 0), of_nothing, work);
        assert_int_equal(prf_of(again, second, oas_bytes_of("text"), work), OAS_OK);
        assert_memory_equal(again, out, OAS_PRF_LENGTH);
    }
}

/* A reload of the keys frees the old ring, and the new one may lie where it was. */
static void a_key_at_the_address_of_a_former_one_is_not_taken_for_it(void **state)
{
    oas_work_t *work = unit_work(state);
    unsigned char out[OAS_PRF_LENGTH];
    apr_pool_t *pool;
    oas_work_t inner;
    const oas_key_t *former, *later;

    assert_int_equal(apr_pool_create(&pool, work->pool), APR_SUCCESS);
    inner = oas_work(pool, OAS_TEST_NOW);
    former = key_of(ones, &inner);
    assert_int_equal(prf_of(out, former, oas_bytes_of("text"), work), OAS_OK);
    apr_pool_clear(pool);
    inner = oas_work(pool, OAS_TEST_NOW);
    later = key_of(zeros, &inner);
    assert_ptr_equal(later, former);
    assert_gives(later, oas_bytes(NULL, 0), of_nothing, work);
}

static void a_failure_of_openssl_is_told_and_leaves_nothing_behind(void **state)
{
    static const unsigned char nothing[OAS_PRF_LENGTH];
    oas_work_t *work = unit_work(state);
    const oas_key_t *key = key_of(zeros, work);
    unsigned char out[OAS_PRF_LENGTH];

    for (int call = 1; call <= 2; call++) {
        fails_at = call;
        assert_int_equal(prf_of(out, key, oas_bytes_of("text"), work), OAS_BROKEN);
        assert_int_equal(fails_at, 0);
        assert_memory_equal(out, nothing, OAS_PRF_LENGTH);
        assert_reason(work, "crypto_failed");
        assert_no_openssl_errors();
    }
    assert_gives(key, oas_bytes(NULL, 0), of_nothing, work);
}

enum { THREADS = 8, ROUNDS = 1000 };

typedef struct {
    pthread_t thread;
    const oas_key_t *const *keys;
    unsigned char (*expected)[OAS_PRF_LENGTH];
    size_t first; /* of the keys, so that threads differ in what they do at a time */
    int wrong;
} worker_t;

static void *compute_many(void *given)
{
    worker_t *worker = given;
    unsigned char out[OAS_PRF_LENGTH];
    apr_pool_t *pool;
    oas_work_t work;

    apr_pool_create_unmanaged_ex(&pool, NULL, NULL);
    work = oas_work(pool, OAS_TEST_NOW);
    for (size_t round = 0; round < ROUNDS; round++) {
        size_t key = (worker->first + round / 3) % 2;

        if (prf_of(out, worker->keys[key], oas_bytes_of("text"), &work) != OAS_OK
            || memcmp(out, worker->expected[key], OAS_PRF_LENGTH) != 0)
            worker->wrong++;
    }
    apr_pool_destroy(pool);
    return NULL;
}

static void threads_do_not_disturb_each_other(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_key_t *keys[] = {key_of(zeros, work), key_of(ones, work)};
    unsigned char expected[2][OAS_PRF_LENGTH];
    worker_t workers[THREADS];

    for (size_t key = 0; key < 2; key++)
        assert_int_equal(prf_of(expected[key], keys[key], oas_bytes_of("text"), work), OAS_OK);
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
        cmocka_unit_test(gives_the_same_for_ever),
        cmocka_unit_test(refuses_a_text_that_is_too_long),
        cmocka_unit_test(texts_of_zeros_have_nothing_in_common),
        cmocka_unit_test(equal_parts_of_a_text_do_not_cancel_each_other),
        cmocka_unit_test(keys_in_turn_are_not_mixed_up),
        cmocka_unit_test(a_key_at_the_address_of_a_former_one_is_not_taken_for_it),
        cmocka_unit_test(a_failure_of_openssl_is_told_and_leaves_nothing_behind),
        cmocka_unit_test(threads_do_not_disturb_each_other),
    };
    return unit_run("prf", tests, sizeof(tests) / sizeof(tests[0]));
}
