/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <dlfcn.h>
#include <string.h>

#include <apr_escape.h>
#include <openssl/kdf.h>

#include "crypto/digest.h"

static bool openssl_is_broken;

/* Two that stand before OpenSSL's own: the linker looks here first. */
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

int EVP_KDF_derive(EVP_KDF_CTX *context, unsigned char *out, size_t length, const OSSL_PARAM parameters[])
{
    int (*real)(EVP_KDF_CTX *, unsigned char *, size_t, const OSSL_PARAM *);

    if (openssl_is_broken) {
        ERR_raise(ERR_LIB_EVP, 4711);
        return 0;
    }
    *(void **)&real = dlsym(RTLD_NEXT, "EVP_KDF_derive");
    return real(context, out, length, parameters);
}

static const char *hex(apr_pool_t *pool, const unsigned char *bytes, size_t length)
{
    return apr_pescape_hex(pool, bytes, length, 0);
}

/* FIPS 180-4, the examples of NIST for "abc" and for nothing. */
static void hashes_as_nist_says(void **state)
{
    static const struct {
        oas_hash_t hash;
        const char *text, *expected;
    } rows[] = {
        {OAS_SHA256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {OAS_SHA384, "abc",
         "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"},
        {OAS_SHA512, "abc",
         "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
         "454d4423643ce80e2a9ac94fa54ca49f"},
        {OAS_SHA256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {OAS_SHA384, "",
         "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b"},
        {OAS_SHA512, "",
         "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f"
         "63b931bd47417a81a538327af927da3e"},
    };
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        unsigned char out[OAS_HASH_LONGEST];

        assert_int_equal(oas_digest(out, rows[i].hash, oas_bytes_of(rows[i].text), work), OAS_OK);
        assert_string_equal(hex(work->pool, out, oas_hash_length(rows[i].hash)), rows[i].expected);
    }
}

/* FIPS 202, the first bytes of the examples for nothing and for "abc". */
static void shake256_gives_as_many_bytes_as_are_wanted(void **state)
{
    oas_work_t *work = unit_work(state);
    unsigned char out[33] = {0};

    assert_int_equal(oas_shake256(out, 32, oas_bytes(NULL, 0), work), OAS_OK);
    assert_string_equal(hex(work->pool, out, 32), "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f");
    assert_int_equal(oas_shake256(out, 32, oas_bytes_of("abc"), work), OAS_OK);
    assert_string_equal(hex(work->pool, out, 32), "483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739");
    assert_int_equal(oas_shake256(out, 3, oas_bytes_of("abc"), work), OAS_OK);
    assert_int_equal(out[32], 0);
}

static void writes_no_more_than_the_hash(void **state)
{
    static const oas_hash_t hashes[] = {OAS_SHA256, OAS_SHA384, OAS_SHA512};

    for (size_t i = 0; i < 3; i++) {
        unsigned char out[OAS_HASH_LONGEST + 1];

        memset(out, 0x5a, sizeof(out));
        assert_int_equal(oas_digest(out, hashes[i], oas_bytes(NULL, 0), unit_work(state)), OAS_OK);
        assert_int_equal(out[oas_hash_length(hashes[i])], 0x5a);
    }
}

static oas_bytes_t count_up(apr_pool_t *pool, unsigned char first, size_t length)
{
    unsigned char *bytes = apr_palloc(pool, length);

    for (size_t i = 0; i < length; i++)
        bytes[i] = (unsigned char)(first + i);
    return oas_bytes(bytes, length);
}

static const char *hkdf(void **state, oas_bytes_t secret, oas_bytes_t salt, oas_bytes_t info, size_t length)
{
    oas_work_t *work = unit_work(state);
    unsigned char out[100];

    assert_int_equal(oas_hkdf(out, length, secret, salt, info, work), OAS_OK);
    return hex(work->pool, out, length);
}

/* RFC 5869 appendix A.1 to A.3 */
static void derives_as_rfc_5869_says(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;
    oas_bytes_t secret =
        oas_bytes("\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b", 22);

    assert_string_equal(hkdf(state, secret, count_up(pool, 0, 13), count_up(pool, 0xf0, 10), 42),
                        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    assert_string_equal(
        hkdf(state, count_up(pool, 0, 80), count_up(pool, 0x60, 80), count_up(pool, 0xb0, 80), 82),
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
        "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
    assert_string_equal(hkdf(state, secret, oas_bytes(NULL, 0), oas_bytes(NULL, 0), 42),
                        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

static void refuses_to_derive_more_than_hkdf_has(void **state)
{
    unsigned char out[255 * 32 + 1];

    assert_int_equal(
        oas_hkdf(out, 255 * 32, oas_bytes_of("secret"), oas_bytes_of(""), oas_bytes_of(""), unit_work(state)), OAS_OK);
    assert_int_equal(oas_hkdf(out, sizeof(out), oas_bytes_of("secret"), oas_bytes_of(""), oas_bytes_of(""),
                              unit_work(state)), OAS_BROKEN);
    assert_reason(unit_work(state), "crypto_failed");
}

static void a_failure_of_openssl_is_told_and_leaves_nothing_behind(void **state)
{
    oas_work_t *work = unit_work(state);
    unsigned char out[32];
    oas_status_t digest, derived;

    openssl_is_broken = true;
    digest = oas_digest(out, OAS_SHA256, oas_bytes_of("abc"), work);
    derived = oas_hkdf(out, sizeof(out), oas_bytes_of("secret"), oas_bytes_of(""), oas_bytes_of(""), work);
    openssl_is_broken = false;
    assert_int_equal(digest, OAS_BROKEN);
    assert_int_equal(derived, OAS_BROKEN);
    assert_reason(work, "crypto_failed");
    assert_no_openssl_errors();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hashes_as_nist_says),
        cmocka_unit_test(shake256_gives_as_many_bytes_as_are_wanted),
        cmocka_unit_test(writes_no_more_than_the_hash),
        cmocka_unit_test(derives_as_rfc_5869_says),
        cmocka_unit_test(refuses_to_derive_more_than_hkdf_has),
        cmocka_unit_test(a_failure_of_openssl_is_told_and_leaves_nothing_behind),
    };
    return unit_run("digest", tests, sizeof(tests) / sizeof(tests[0]));
}
