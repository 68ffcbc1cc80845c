/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <apr_strings.h>

#include "base/base64url.h"
#include "jose/jwe.h"
#include "jose/private_key.h"
#include "jose/thumbprint.h"
#include "jose_signer.h"

static apr_pool_t *key_pool; /* RSA keys take long: one for the whole program */
static oas_jwk_t rsa;

static const char text[] = "what is said in confidence";
static const char *const all[] = {"RSA-OAEP",
                                  "RSA-OAEP-256",
                                  "ECDH-ES",
                                  "ECDH-ES+A128KW",
                                  "ECDH-ES+A192KW",
                                  "ECDH-ES+A256KW",
                                  "A128KW",
                                  "A192KW",
                                  "A256KW",
                                  "A128GCMKW",
                                  "A192GCMKW",
                                  "A256GCMKW",
                                  "dir",
                                  NULL};
static const char *const contents[] = {"A128GCM",       "A192GCM",       "A256GCM",
                                       "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"};
static const oas_jwe_allowed_t any = {.key_algorithms = all}, by_default = {NULL, NULL};

static const oas_jwk_t *new_key(oas_work_t *work, const char *curve)
{
    const oas_jwk_t *jwk;

    assert_int_equal(oas_private_key_generate(&jwk, curve, work), OAS_OK);
    return jwk;
}

/* What the other side knows of a key of ours. */
static const oas_jwk_t *public_half(oas_work_t *work, const oas_jwk_t *key)
{
    const oas_json_t *parsed;
    const oas_jwk_t *jwk;
    const char *json;

    if (key->kty == OAS_KTY_OCT)
        return key;
    assert_int_equal(oas_jwk_public(&json, key, work), OAS_OK);
    assert_int_equal(oas_json_parse(&parsed, oas_bytes_of(json), 8192, "key", work), OAS_OK);
    assert_int_equal(oas_jwk_parse(&jwk, parsed, OAS_USE_ENCRYPTION, work), OAS_OK);
    return jwk;
}

static const oas_jwk_t *client_secret(oas_work_t *work)
{
    const oas_jwk_set_t *set;

    assert_int_equal(oas_jwk_set_of_secret(&set, oas_bytes_of("what the provider gave us"), work), OAS_OK);
    return set->keys;
}

static const oas_jwk_t *key_for(oas_work_t *work, const oas_key_algorithm_t *algorithm)
{
    switch (algorithm->wrap) {
    case OAS_WRAP_RSA_OAEP: return &rsa;
    case OAS_WRAP_ECDH: return new_key(work, "P-256");
    case OAS_WRAP_AES_KW:
    case OAS_WRAP_AES_GCM:
    case OAS_WRAP_DIRECT: return client_secret(work);
    }
    return NULL;
}

static const char *encrypt(oas_work_t *work, const oas_jwk_t *key, const char *alg, const char *enc)
{
    const oas_jwe_header_t header = {.algorithm = oas_key_algorithm_find(alg),
                                     .content = oas_content_algorithm_find(enc)};
    const char *compact;

    if (oas_jwe_encrypt(&compact, &header, public_half(work, key), oas_bytes_of(text), work) != OAS_OK)
        fail_msg("%s %s: %s", alg, enc, work->failure);
    return compact;
}

static oas_status_t decrypt(const oas_jwe_t **jwe, const char *compact, const oas_jwk_t *key, oas_work_t *work)
{
    const oas_jwk_set_t keys = {.keys = key, .count = 1};

    oas_forgive(work);
    return oas_jwe_decrypt(jwe, compact, &keys, &any, work);
}

static void assert_refused(oas_work_t *work, const char *compact, const oas_jwk_t *key, const char *reason)
{
    const oas_jwe_t *jwe;

    assert_int_equal(decrypt(&jwe, compact, key, work), OAS_REFUSED);
    assert_reason(work, reason);
    assert_null(jwe);
}

static void what_is_encrypted_with_any_algorithms_is_decrypted(void **state)
{
    oas_work_t *work = unit_work(state);

    for (const char *const *alg = all; *alg != NULL; alg++)
        for (size_t i = 0; i < sizeof(contents) / sizeof(*contents); i++) {
            const oas_jwk_t *key = key_for(work, oas_key_algorithm_find(*alg));
            const oas_jwe_t *jwe;

            if (decrypt(&jwe, encrypt(work, key, *alg, contents[i]), key, work) != OAS_OK)
                fail_msg("%s %s: %s", *alg, contents[i], work->failure);
            assert_string_equal((const char *)jwe->plaintext.data, text);
            assert_string_equal(oas_json_string(jwe->header, "alg"), *alg);
        }
}

static void keys_of_every_curve_agree(void **state)
{
    static const char *const curves[] = {"P-256", "P-384", "P-521", "X25519", "X448"};
    oas_work_t *work = unit_work(state);

    for (int i = 0; i < 5; i++) {
        const oas_jwk_t *key = new_key(work, curves[i]);
        const oas_jwe_t *jwe;

        assert_int_equal(decrypt(&jwe, encrypt(work, key, "ECDH-ES", "A256CBC-HS512"), key, work), OAS_OK);
        assert_int_equal(decrypt(&jwe, encrypt(work, key, "ECDH-ES+A256KW", "A128GCM"), key, work), OAS_OK);
    }
}

static void the_empty_text_can_be_encrypted(void **state)
{
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(contents) / sizeof(*contents); i++) {
        const oas_jwe_header_t header = {.algorithm = oas_key_algorithm_find("dir"),
                                         .content = oas_content_algorithm_find(contents[i])};
        const oas_jwe_t *jwe;
        const char *compact;

        assert_int_equal(oas_jwe_encrypt(&compact, &header, client_secret(work), oas_bytes_of(""), work), OAS_OK);
        assert_int_equal(decrypt(&jwe, compact, client_secret(work), work), OAS_OK);
        assert_int_equal(jwe->plaintext.length, 0);
    }
}

static void the_header_says_what_was_given(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_t *key = new_key(work, "X25519");
    const oas_jwe_header_t header = {oas_key_algorithm_find("ECDH-ES"), oas_content_algorithm_find("A128GCM"),
                                     "a \"kid\"", "oauth-authz-req+jwt", "JWT"};
    const oas_jwe_t *jwe;
    const char *compact;

    assert_int_equal(oas_jwe_encrypt(&compact, &header, public_half(work, key), oas_bytes_of(text), work), OAS_OK);
    assert_int_equal(decrypt(&jwe, compact, key, work), OAS_OK);
    assert_string_equal(oas_json_string(jwe->header, "kid"), "a \"kid\"");
    assert_string_equal(oas_json_string(jwe->header, "typ"), "oauth-authz-req+jwt");
    assert_string_equal(jwe->content_type, "JWT");
}

/* A character of part (0 to 4) changed, so that it is still base64url. */
static const char *with_change(oas_work_t *work, const char *compact, int part)
{
    char *changed = apr_pstrdup(work->pool, compact), *at = changed;

    for (; part > 0; part--)
        at = strchr(at, '.') + 1;
    *at = *at == 'A' ? 'B' : 'A';
    return changed;
}

static void refuses_what_was_changed_on_the_way(void **state)
{
    static const char *const wraps[] = {"RSA-OAEP", "RSA-OAEP-256", "ECDH-ES+A128KW", "A256KW", "A256GCMKW"};
    oas_work_t *work = unit_work(state);

    for (size_t w = 0; w < sizeof(wraps) / sizeof(*wraps); w++)
        for (size_t c = 0; c < sizeof(contents) / sizeof(*contents); c++) {
            const oas_jwk_t *key = key_for(work, oas_key_algorithm_find(wraps[w]));
            const char *compact = encrypt(work, key, wraps[w], contents[c]);

            for (int part = 1; part < 5; part++)
                assert_refused(work, with_change(work, compact, part), key, "jwe_decrypt");
        }
}

/* RFC 7516 §11.5: nobody learns whether the padding, the length of the key or the content was wrong. */
static void all_that_can_go_wrong_with_rsa_looks_the_same(void **state)
{
    oas_work_t *work = unit_work(state);
    const char *good = encrypt(work, &rsa, "RSA-OAEP-256", "A128GCM");
    const char *longer = strchr(encrypt(work, &rsa, "RSA-OAEP-256", "A256GCM"), '.');
    const char *rest = strchr(strchr(good, '.') + 1, '.');
    const char *head = apr_pstrndup(work->pool, good, (apr_size_t)(strchr(good, '.') - good));
    const char *key_of_256 = apr_pstrndup(work->pool, longer, (apr_size_t)(strchr(longer + 1, '.') - longer));
    const char *tried[] = {
        with_change(work, good, 1),
        with_change(work, good, 4),
        apr_pstrcat(work->pool, head, key_of_256, rest, NULL),
        apr_pstrcat(work->pool, head, ".", rest, NULL),
        apr_pstrcat(work->pool, head, ".AAAA", rest, NULL),
    };
    const char *failure = NULL;

    for (size_t i = 0; i < sizeof(tried) / sizeof(*tried); i++) {
        assert_refused(work, tried[i], &rsa, "jwe_decrypt");
        if (failure != NULL)
            assert_string_equal(work->failure, failure);
        failure = work->failure;
    }
}

/* A token of this header, and parts that are base64url. */
static const char *token_of(oas_work_t *work, const char *header)
{
    return apr_pstrcat(work->pool, oas_base64url_encode(work->pool, oas_bytes_of(header)), ".AAAA.AAAA.AAAA.AAAA",
                       NULL);
}

static void refuses_headers_that_change_what_is_read(void **state)
{
    static const char *const members[] = {"\"crit\":[]",  "\"crit\":[\"exp\"]", "\"zip\":\"DEF\"",  "\"zip\":null",
                                          "\"b64\":true", "\"p2c\":1000",       "\"p2s\":\"AAAA\"", "\"kid\":1",
                                          "\"cty\":[]",   "\"enc\":1",          "\"alg\":null"};
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
        assert_refused(work, token_of(work, apr_psprintf(work->pool, "{%s}", members[i])), &rsa, "jwe_header");
    assert_refused(work, token_of(work, "{\"alg\":\"dir\",\"alg\":\"dir\"}"), &rsa, "json_repeated_member");
    assert_refused(work, token_of(work, "[]"), &rsa, "json_not_an_object");
    assert_refused(work, token_of(work, ""), &rsa, "json_syntax");
}

/* R-JWE-01 */
static void refuses_algorithms_that_are_not_allowed(void **state)
{
    static const char *const bad[][2] = {{"RSA1_5", "A128GCM"},       {"PBES2-HS256+A128KW", "A128GCM"},
                                         {"RSA-OAEP-512", "A128GCM"}, {"rsa-oaep", "A128GCM"},
                                         {"none", "A128GCM"},         {"", "A128GCM"},
                                         {"RSA-OAEP", "A128CBC"},     {"RSA-OAEP", "a128gcm"},
                                         {"RSA-OAEP", "none"},        {"RSA-OAEP", "dir"},
                                         {"A128GCM", "A128GCM"}};
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        assert_refused(
            work, token_of(work, apr_psprintf(work->pool, "{\"alg\":\"%s\",\"enc\":\"%s\"}", bad[i][0], bad[i][1])),
            &rsa, "jwe_algorithm");
    assert_refused(work, token_of(work, "{\"enc\":\"A128GCM\"}"), &rsa, "jwe_algorithm");
    assert_refused(work, token_of(work, "{\"alg\":\"RSA-OAEP\"}"), &rsa, "jwe_algorithm");
}

static void by_default_no_symmetric_algorithm_is_allowed(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_set_t keys = {.keys = client_secret(work), .count = 1};
    const oas_jwe_t *jwe;

    for (const char *const *alg = all + 6; *alg != NULL; alg++) {
        oas_forgive(work);
        assert_int_equal(oas_jwe_decrypt(&jwe, encrypt(work, keys.keys, *alg, "A256GCM"), &keys, &by_default, work),
                         OAS_REFUSED);
        assert_reason(work, "jwe_algorithm");
    }
}

static void only_listed_algorithms_are_allowed(void **state)
{
    static const char *const oaep[] = {"RSA-OAEP-256", NULL}, *const gcm[] = {"A256GCM", NULL};
    static const oas_jwe_allowed_t narrow = {oaep, gcm};
    oas_work_t *work = unit_work(state);
    const oas_jwk_set_t keys = {.keys = &rsa, .count = 1};
    const oas_jwe_t *jwe;

    assert_int_equal(oas_jwe_decrypt(&jwe, encrypt(work, &rsa, "RSA-OAEP-256", "A256GCM"), &keys, &narrow, work),
                     OAS_OK);
    assert_int_equal(oas_jwe_decrypt(&jwe, encrypt(work, &rsa, "RSA-OAEP", "A256GCM"), &keys, &narrow, work),
                     OAS_REFUSED);
    assert_int_equal(oas_jwe_decrypt(&jwe, encrypt(work, &rsa, "RSA-OAEP-256", "A128GCM"), &keys, &narrow, work),
                     OAS_REFUSED);
}

static void refuses_what_is_no_compact_form(void **state)
{
    static const char *const bad[] = {
        "",          ".",           "....", "a.b.c", "e30.e30.e30.e30", "e30.A.A.A.A.A", "e30=.....", "e30.A.AA.A.",
        "e3 0.....", "\"e30\"....", "{}"};
    oas_work_t *work = unit_work(state);
    const char *good = encrypt(work, &rsa, "RSA-OAEP", "A128GCM");

    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        assert_int_equal(decrypt(&(const oas_jwe_t *){NULL}, bad[i], &rsa, work), OAS_REFUSED);
    assert_refused(work, "a.b.c", &rsa, "jwe_form");
    assert_refused(work, apr_pstrcat(work->pool, good, ".", NULL), &rsa, "jwe_form");
    assert_refused(work, apr_pstrcat(work->pool, good, "=", NULL), &rsa, "jwe_form");
    assert_refused(work, apr_pstrcat(work->pool, good, "\n", NULL), &rsa, "jwe_form");
    assert_refused(work, apr_pstrcat(work->pool, " ", good, NULL), &rsa, "jwe_form");
}

static void refuses_tokens_beyond_their_ceilings(void **state)
{
    oas_work_t *work = unit_work(state);
    char *large = apr_palloc(work->pool, OAS_JWE_LARGEST + 2);

    memset(large, 'A', OAS_JWE_LARGEST + 1);
    large[OAS_JWE_LARGEST + 1] = '\0';
    assert_refused(work, large, &rsa, "jwt_too_large");
    memcpy(large + OAS_JWE_HEADER_LARGEST + 1, "....", 5);
    assert_refused(work, large, &rsa, "jwt_too_large");
}

static void refuses_keys_that_are_not_for_it(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_jwk_t other = rsa;
    const char *oaep = encrypt(work, &rsa, "RSA-OAEP", "A128GCM");

    other.use = OAS_USE_SIGNATURE;
    assert_refused(work, oaep, &other, "jwe_no_key");
    other.use = OAS_USE_ANY;
    other.alg = "RSA-OAEP-256";
    assert_refused(work, oaep, &other, "jwe_no_key");
    other.alg = "RS256";
    assert_refused(work, oaep, &other, "jwe_no_key");
    assert_refused(work, oaep, new_key(work, "P-256"), "jwe_no_key");
    assert_refused(work, oaep, client_secret(work), "jwe_no_key");
    assert_refused(work, oaep, public_half(work, &rsa), "jwe_no_key");
    assert_refused(work, encrypt(work, new_key(work, "P-256"), "ECDH-ES", "A128GCM"), new_key(work, "Ed25519"),
                   "jwe_no_key");
}

static void refuses_what_was_encrypted_for_somebody_else(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_refused(work, encrypt(work, new_key(work, "P-256"), "ECDH-ES", "A128GCM"), new_key(work, "P-256"),
                   "jwe_decrypt");
    assert_refused(work, encrypt(work, new_key(work, "P-256"), "ECDH-ES", "A128GCM"), new_key(work, "P-384"),
                   "jwe_decrypt");
    assert_refused(work, encrypt(work, new_key(work, "X25519"), "ECDH-ES+A128KW", "A128GCM"), new_key(work, "P-256"),
                   "jwe_decrypt");
}

/* R-JWT-03: a point of another curve would tell of our key bit by bit. */
static void refuses_ephemeral_keys_that_are_none(void **state)
{
    static const struct {
        const char *epk, *reason;
    } bad[] = {
        {"null", "jwk_kind"},
        {"\"key\"", "jwk_kind"},
        {"{\"kty\":\"oct\",\"k\":\"AAAA\"}", "jwe_decrypt"},
        {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAA\",\"y\":\"AAAA\"}", "jwk_number"},
        {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
         "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyN\"}",
         "jwk_form"},
        {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
         "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyI\"}",
         "jwk_number"},
        {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"AAAA\"}", "jwk_private"},
        {"{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}", "jwk_curve"},
    };
    oas_work_t *work = unit_work(state);
    const oas_jwk_t *key = new_key(work, "P-256");

    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        assert_refused(work,
                       token_of(work, apr_psprintf(work->pool, "{\"alg\":\"ECDH-ES\",\"enc\":\"A128GCM\",\"epk\":%s}",
                                                   bad[i].epk)),
                       key, bad[i].reason);
    assert_refused(work, token_of(work, "{\"alg\":\"ECDH-ES\",\"enc\":\"A128GCM\"}"), key, "jwk_kind");
}

/* RFC 7748 §6.1: points of small order agree on zero with everybody. */
static void refuses_an_agreement_on_zero(void **state)
{
    static const char header[] = "{\"alg\":\"ECDH-ES\",\"enc\":\"A128GCM\",\"epk\":{\"kty\":\"OKP\",\"crv\":\"X25519\","
                                 "\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}}";
    oas_work_t *work = unit_work(state);
    const char *compact =
        apr_pstrcat(work->pool, oas_base64url_encode(work->pool, oas_bytes_of(header)), "..AAAA.AAAA.AAAA", NULL);

    assert_refused(work, compact, new_key(work, "X25519"), "jwe_decrypt");
}

static void the_key_the_token_names_is_tried_alone(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_t pair[] = {*new_key(work, "P-256"), *new_key(work, "P-256")};
    const oas_jwk_set_t keys = {.keys = pair, .count = 2};
    oas_jwe_header_t header = {.algorithm = oas_key_algorithm_find("ECDH-ES"),
                               .content = oas_content_algorithm_find("A128GCM")};
    const oas_jwe_t *jwe;
    const char *compact;

    header.kid = pair[0].kid; /* and encrypted to the other */
    assert_int_equal(oas_jwe_encrypt(&compact, &header, public_half(work, &pair[1]), oas_bytes_of(text), work), OAS_OK);
    assert_int_equal(oas_jwe_decrypt(&jwe, compact, &keys, &any, work), OAS_REFUSED);
    oas_forgive(work);
    header.kid = "nobody's";
    assert_int_equal(oas_jwe_encrypt(&compact, &header, public_half(work, &pair[1]), oas_bytes_of(text), work), OAS_OK);
    assert_int_equal(oas_jwe_decrypt(&jwe, compact, &keys, &any, work), OAS_OK);
    assert_null(work->reason);
}

static void a_shared_key_has_the_length_it_needs(void **state)
{
    static const unsigned char bytes[32] = "0123456789abcdef0123456789abcde";
    oas_work_t *work = unit_work(state);
    oas_jwk_t key = {.kty = OAS_KTY_OCT, .secret = {bytes, 16}};
    const oas_jwe_header_t header = {.algorithm = oas_key_algorithm_find("A256KW"),
                                     .content = oas_content_algorithm_find("A128GCM")};
    const char *compact;

    assert_refused(work, encrypt(work, client_secret(work), "A256KW", "A128GCM"), &key, "jwe_no_key");
    oas_forgive(work);
    assert_int_equal(oas_jwe_encrypt(&compact, &header, &key, oas_bytes_of(text), work), OAS_REFUSED);
    assert_reason(work, "jwe_no_key");
    assert_null(compact);
    key.secret.length = 32;
    assert_int_equal(oas_jwe_encrypt(&compact, &header, &key, oas_bytes_of(text), work), OAS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_encrypted_with_any_algorithms_is_decrypted),
        cmocka_unit_test(keys_of_every_curve_agree),
        cmocka_unit_test(the_empty_text_can_be_encrypted),
        cmocka_unit_test(the_header_says_what_was_given),
        cmocka_unit_test(refuses_what_was_changed_on_the_way),
        cmocka_unit_test(all_that_can_go_wrong_with_rsa_looks_the_same),
        cmocka_unit_test(refuses_headers_that_change_what_is_read),
        cmocka_unit_test(refuses_algorithms_that_are_not_allowed),
        cmocka_unit_test(by_default_no_symmetric_algorithm_is_allowed),
        cmocka_unit_test(only_listed_algorithms_are_allowed),
        cmocka_unit_test(refuses_what_is_no_compact_form),
        cmocka_unit_test(refuses_tokens_beyond_their_ceilings),
        cmocka_unit_test(refuses_keys_that_are_not_for_it),
        cmocka_unit_test(refuses_what_was_encrypted_for_somebody_else),
        cmocka_unit_test(refuses_ephemeral_keys_that_are_none),
        cmocka_unit_test(refuses_an_agreement_on_zero),
        cmocka_unit_test(the_key_the_token_names_is_tried_alone),
        cmocka_unit_test(a_shared_key_has_the_length_it_needs),
    };

    if (apr_initialize() != APR_SUCCESS || apr_pool_create(&key_pool, NULL) != APR_SUCCESS)
        return EXIT_FAILURE;
    rsa = (oas_jwk_t){.kty = OAS_KTY_RSA, .key = jose_new_key(key_pool, "RS256"), .is_private = true};
    return unit_run("jwe", tests, sizeof(tests) / sizeof(*tests));
}
