/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <apr_strings.h>

#include "base/base64url.h"
#include "jose/private_key.h"
#include "jose/thumbprint.h"

/* The key of RFC 7638 §3.1. */
static const char rfc7638_modulus[] =
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJE"
    "CPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2Q"
    "vzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6"
    "WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";

static const oas_jwk_t *key_of(oas_work_t *work, const char *text)
{
    const oas_json_t *json;
    const oas_jwk_t *jwk;

    assert_int_equal(oas_json_parse(&json, oas_bytes_of(text), 8192, "key", work), OAS_OK);
    assert_int_equal(oas_jwk_parse(&jwk, json, OAS_USE_SIGNATURE, work), OAS_OK);
    return jwk;
}

static const char *thumbprint_of(oas_work_t *work, const oas_jwk_t *jwk)
{
    const char *thumbprint;

    assert_int_equal(oas_jwk_thumbprint(&thumbprint, jwk, work), OAS_OK);
    return thumbprint;
}

/* RFC 7638 §3.1: alg and kid do not count. */
static void names_the_rsa_key_of_rfc_7638(void **state)
{
    oas_work_t *work = unit_work(state);
    const char *text = apr_psprintf(
        work->pool, "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"AQAB\",\"alg\":\"RS256\",\"kid\":\"2011-04-29\"}",
        rfc7638_modulus);

    assert_string_equal(thumbprint_of(work, key_of(work, text)), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

/* RFC 8037 A.3 */
static void names_the_ed25519_key_of_rfc_8037(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_t *jwk =
        key_of(work, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}");

    assert_string_equal(thumbprint_of(work, jwk), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

/* RFC 7518 §2 would not have the sign byte there: the key is the same. */
static void a_sign_byte_does_not_change_the_name(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t bytes;
    unsigned char *longer;
    const char *text;

    assert_true(oas_base64url_decode(&bytes, oas_bytes_of(rfc7638_modulus), work->pool));
    longer = apr_pcalloc(work->pool, bytes.length + 1);
    memcpy(longer + 1, bytes.data, bytes.length);
    text = apr_psprintf(work->pool, "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"AQAB\"}",
                        oas_base64url_encode(work->pool, oas_bytes(longer, bytes.length + 1)));
    assert_string_equal(thumbprint_of(work, key_of(work, text)), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

static void what_is_public_reads_back_as_the_same_key(void **state)
{
    static const char *const curves[] = {"P-256", "P-384", "P-521", "secp256k1", "Ed25519", "Ed448"};
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(curves) / sizeof(*curves); i++) {
        const oas_jwk_t *pair, *read;
        const char *json;

        assert_int_equal(oas_private_key_generate(&pair, curves[i], work), OAS_OK);
        assert_int_equal(oas_jwk_public(&json, pair, work), OAS_OK);
        read = key_of(work, json);
        assert_int_equal(EVP_PKEY_eq(read->key, pair->key), 1);
        assert_string_equal(read->curve, curves[i]);
        assert_string_equal(thumbprint_of(work, read), pair->kid);
        assert_null(strstr(json, "\"d\""));
        assert_null(strstr(json, "kid"));
    }
}

static void what_is_published_has_its_labels(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_t *pair;
    oas_jwk_t labelled;
    const char *json;

    assert_int_equal(oas_private_key_generate(&pair, "P-256", work), OAS_OK);
    labelled = *pair;
    labelled.kid = "a \"key\"";
    labelled.alg = "ES256";
    labelled.use = OAS_USE_SIGNATURE;
    assert_int_equal(oas_jwk_published(&json, &labelled, work), OAS_OK);
    assert_non_null(strstr(json, ",\"kid\":\"a \\\"key\\\"\",\"alg\":\"ES256\",\"use\":\"sig\"}"));
    assert_null(strstr(json, "\"d\""));
    labelled.use = OAS_USE_ENCRYPTION;
    assert_int_equal(oas_jwk_published(&json, &labelled, work), OAS_OK);
    assert_non_null(strstr(json, "\"use\":\"enc\"}"));
}

static void nothing_of_a_secret_is_public(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_set_t *set;
    const char *text;

    assert_int_equal(oas_jwk_set_of_secret(&set, oas_bytes_of("a secret that nobody knows"), work), OAS_OK);
    assert_int_equal(oas_jwk_public(&text, &set->keys[0], work), OAS_REFUSED);
    assert_reason(work, "jwk_symmetric");
    assert_null(text);
    assert_int_equal(oas_jwk_published(&text, &set->keys[0], work), OAS_REFUSED);
    assert_null(text);
    assert_int_equal(oas_jwk_thumbprint(&text, &set->keys[0], work), OAS_REFUSED);
    assert_null(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_the_rsa_key_of_rfc_7638),
        cmocka_unit_test(names_the_ed25519_key_of_rfc_8037),
        cmocka_unit_test(a_sign_byte_does_not_change_the_name),
        cmocka_unit_test(what_is_public_reads_back_as_the_same_key),
        cmocka_unit_test(what_is_published_has_its_labels),
        cmocka_unit_test(nothing_of_a_secret_is_public),
    };

    return unit_run("thumbprint", tests, sizeof(tests) / sizeof(*tests));
}
