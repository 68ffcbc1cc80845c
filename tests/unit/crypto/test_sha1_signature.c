/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include <apr_strings.h>
#include <openssl/err.h>

#include "crypto/sha1_signature.h"

static const char *hex(oas_bytes_t bytes, apr_pool_t *pool)
{
    const char *text = "";

    for (size_t i = 0; i < bytes.length; i++)
        text = apr_psprintf(pool, "%s%02x", text, bytes.data[i]);
    return text;
}

/* RFC 2202 §3, cases 1, 2 and 6 */
static void gives_the_macs_of_rfc_2202(void **state)
{
    static const unsigned char eleven[20] = {0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b,
                                             0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b};
    oas_work_t *work = unit_work(state);
    unsigned char aa[80];
    oas_bytes_t mac;

    memset(aa, 0xaa, sizeof(aa));
    assert_int_equal(oas_hmac_sha1(&mac, oas_bytes(eleven, 20), oas_bytes_of("Hi There"), work), OAS_OK);
    assert_string_equal(hex(mac, work->pool), "b617318655057264e28bc0b6fb378c8ef146be00");
    assert_int_equal(oas_hmac_sha1(&mac, oas_bytes_of("Jefe"), oas_bytes_of("what do ya want for nothing?"), work), OAS_OK);
    assert_string_equal(hex(mac, work->pool), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    assert_int_equal(oas_hmac_sha1(&mac, oas_bytes(aa, 80),
                                   oas_bytes_of("Test Using Larger Than Block-Size Key - Hash Key First"), work),
                     OAS_OK);
    assert_string_equal(hex(mac, work->pool), "aa4ae5e15272d00e95705637ce8a3b55ed402112");
}

static bool verifies(EVP_PKEY *key, oas_bytes_t signature, oas_bytes_t bytes)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool right = EVP_DigestVerifyInit(context, NULL, EVP_sha1(), NULL, key) == 1
                 && EVP_DigestVerify(context, signature.data, signature.length, bytes.data, bytes.length) == 1;

    EVP_MD_CTX_free(context);
    ERR_clear_error();
    return right;
}

static void a_signature_is_of_its_text_alone(void **state)
{
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
    oas_bytes_t signature;

    assert_int_equal(oas_rsa_sha1(&signature, key, oas_bytes_of("GET&x"), unit_work(state)), OAS_OK);
    assert_int_equal(signature.length, 256);
    assert_true(verifies(key, signature, oas_bytes_of("GET&x")));
    assert_false(verifies(key, signature, oas_bytes_of("GET&y")));
    EVP_PKEY_free(key);
}

static void a_key_that_can_not_sign_so_is_a_failure_and_leaves_no_error_behind(void **state)
{
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    oas_bytes_t signature;

    assert_int_equal(oas_rsa_sha1(&signature, key, oas_bytes_of("x"), unit_work(state)), OAS_BROKEN);
    assert_int_equal(signature.length, 0);
    assert_int_equal(ERR_peek_error(), 0);
    EVP_PKEY_free(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_macs_of_rfc_2202),
        cmocka_unit_test(a_signature_is_of_its_text_alone),
        cmocka_unit_test(a_key_that_can_not_sign_so_is_a_failure_and_leaves_no_error_behind),
    };
    return unit_run("sha1_signature", tests, sizeof(tests) / sizeof(tests[0]));
}
