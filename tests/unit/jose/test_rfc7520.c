/* SPDX-License-Identifier: Apache-2.0 */
/* The examples of RFC 7520 (keys of section 3, signatures of section 4, encryption of section 5) and of RFC 8037. */
#include "vectors.h"

#include <apr_file_info.h>

#include "base/base64url.h"
#include "jose/compact.h"

static const char *const all[] = {"RS256", "PS384", "ES512", "HS256", "EdDSA", NULL};

typedef enum { KEY, SIGNATURE, ENCRYPTION } kind_t;

/* Every file of the folder, and the reason why a key is not one for verifying, or a token is not decrypted. */
static const struct {
    const char *name;
    kind_t kind;
    const char *reason;
} files[] = {
    {"jwk_3_1.ec_public_key", KEY, NULL},
    {"jwk_3_2.ec_private_key", KEY, "jwk_private"},
    {"jwk_3_3.rsa_public_key", KEY, NULL},
    {"jwk_3_4.rsa_private_key", KEY, "jwk_private"},
    {"jwk_3_5.symmetric_key_mac_computation", KEY, NULL},
    {"jwk_3_6.symmetric_key_encryption", KEY, "jwk_use"},
    {"jws_4_1.rsa_v15_signature", SIGNATURE, NULL},
    {"jws_4_2.rsa-pss_signature", SIGNATURE, NULL},
    {"jws_4_3.ecdsa_signature", SIGNATURE, NULL},
    {"jws_4_4.hmac-sha2_integrity_protection", SIGNATURE, NULL},
    {"jws_4_5.signature_with_detached_content", SIGNATURE, NULL},
    {"jws_4_6.protecting_specific_header_fields", SIGNATURE, NULL},
    {"jws_4_7.protecting_content_only", SIGNATURE, NULL},
    {"jws_4_8.multiple_signatures", SIGNATURE, NULL},
    {"curve25519_jws", SIGNATURE, NULL},
    {"curve25519_ecdh-es", ENCRYPTION, NULL},
    {"jwe_5_1.key_encryption_using_rsa_v15_and_aes-hmac-sha2", ENCRYPTION, "jwe_algorithm"},
    {"jwe_5_2.key_encryption_using_rsa-oaep_with_aes-gcm", ENCRYPTION, NULL},
    {"jwe_5_3.key_wrap_using_pbes2-aes-keywrap_with-aes-cbc-hmac-sha2", ENCRYPTION, "jwe_header"},
    {"jwe_5_4.key_agreement_with_key_wrapping_using_ecdh-es_and_aes-keywrap_with_aes-gcm", ENCRYPTION, NULL},
    {"jwe_5_5.key_agreement_using_ecdh-es_with_aes-cbc-hmac-sha2", ENCRYPTION, NULL},
    {"jwe_5_6.direct_encryption_using_aes-gcm", ENCRYPTION, NULL},
    {"jwe_5_7.key_wrap_using_aes-gcm_keywrap_with_aes-cbc-hmac-sha2", ENCRYPTION, NULL},
    {"jwe_5_8.key_wrap_using_aes-keywrap_with_aes-gcm", ENCRYPTION, NULL},
    {"jwe_5_9.compressed_content", ENCRYPTION, "jwe_header"},
    {"jwe_5_10.including_additional_authentication_data", ENCRYPTION, NULL},
    {"jwe_5_11.protecting_specific_header_fields", ENCRYPTION, NULL},
    {"jwe_5_12.protecting_content_only", ENCRYPTION, NULL},
    {"jwe_5_13.encrypting_to_multiple_recipients", ENCRYPTION, NULL},
};
enum { FILES = sizeof(files) / sizeof(*files) };

static const oas_json_t *read_file(int i, oas_work_t *work)
{
    return vectors_read(work->pool, apr_psprintf(work->pool, "rfc7520/%s.json", files[i].name));
}

/* The RFC prints key pairs: what a provider would publish of one. */
static const oas_jwk_t *public_part_of(const oas_json_t *pair, oas_work_t *work)
{
    static const char *const members[] = {"d", "p", "q", "dp", "dq", "qi"};
    cJSON *copy = cJSON_Duplicate(pair, 1);
    const oas_jwk_t *jwk;

    assert_non_null(copy);
    apr_pool_cleanup_register(work->pool, copy, vectors_delete, apr_pool_cleanup_null);
    for (int i = 0; i < 6; i++)
        cJSON_DeleteItemFromObjectCaseSensitive(copy, members[i]);
    assert_int_equal(oas_jwk_parse(&jwk, copy, OAS_USE_SIGNATURE, work), OAS_OK);
    return jwk;
}

/* alg stands in the protected header or beside it. */
static const oas_algorithm_t *algorithm_of(const oas_json_t *signing)
{
    const char *name = oas_json_string(oas_json_member(signing, "protected"), "alg");

    if (name == NULL)
        name = oas_json_string(oas_json_member(signing, "unprotected"), "alg");
    assert_non_null(name);
    return oas_algorithm_find(name);
}

static void check_signature(const oas_json_t *signing, const oas_jwk_t *jwk, oas_work_t *work)
{
    oas_bytes_t text = oas_bytes_of(oas_json_string(signing, "sig-input")), signature;
    const oas_algorithm_t *algorithm = algorithm_of(signing);

    assert_true(oas_base64url_decode(&signature, oas_bytes_of(oas_json_string(signing, "sig")), work->pool));
    assert_int_equal(oas_jws_verify(algorithm, jwk, text, signature, work), OAS_OK);
    assert_int_equal(oas_jws_verify(algorithm, jwk, oas_bytes(text.data, text.length - 1), signature, work),
                     OAS_REFUSED);
    oas_forgive(work);
}

/* Content that is not in the token cannot be checked (R-JWT-05): its signature is one of something else. */
static void check_compact(const oas_json_t *json, const oas_jwk_t *jwk, oas_work_t *work)
{
    const char *text = oas_json_string(oas_json_member(json, "output"), "compact");
    oas_status_t expected = text != NULL && strstr(text, "..") != NULL ? OAS_REFUSED : OAS_OK;
    const oas_jwk_set_t keys = {.keys = jwk, .count = 1};
    const oas_compact_t *compact;

    if (text == NULL)
        return;
    assert_int_equal(oas_compact_parse(&compact, text, all, work), OAS_OK);
    assert_int_equal(oas_compact_check_signature(compact, &keys, work), expected);
    if (expected == OAS_OK)
        assert_string_equal((const char *)compact->payload.data,
                            oas_json_string(oas_json_member(json, "input"), "payload"));
    oas_forgive(work);
}

/* reason may be NULL: any, because how many dots a JSON text has is chance. */
static void assert_not_parsed(const oas_json_t *output, const char *name, const char *reason, oas_work_t *work)
{
    const oas_json_t *item = oas_json_member(output, name);
    const oas_compact_t *compact;

    if (item == NULL)
        return;
    assert_int_equal(oas_compact_parse(&compact, oas_json_text(item, work->pool), all, work), OAS_REFUSED);
    if (reason != NULL)
        assert_reason(work, reason);
    oas_forgive(work);
}

static void keys_for_verifying_are_read(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_t *jwk;

    for (int i = 0; i < FILES; i++) {
        if (files[i].kind != KEY)
            continue;
        oas_forgive(work);
        assert_int_equal(oas_jwk_parse(&jwk, read_file(i, work), OAS_USE_SIGNATURE, work),
                         files[i].reason == NULL ? OAS_OK : OAS_REFUSED);
        if (files[i].reason != NULL)
            assert_reason(work, files[i].reason);
    }
}

static void every_signature_is_accepted(void **state)
{
    oas_work_t *work = unit_work(state);
    int count = 0;

    for (int i = 0; i < FILES; i++) {
        const oas_json_t *json, *signing, *key;

        if (files[i].kind != SIGNATURE)
            continue;
        json = read_file(i, work);
        signing = oas_json_member(json, "signing");
        key = oas_json_member(oas_json_member(json, "input"), "key");
        check_compact(json, oas_json_is_array(key) ? NULL : public_part_of(key, work), work);
        if (!oas_json_is_array(key)) {
            check_signature(signing, public_part_of(key, work), work);
            count++;
            continue;
        }
        key = oas_json_first(key);
        for (signing = oas_json_first(signing); signing != NULL; signing = oas_json_next(signing), count++) {
            check_signature(signing, public_part_of(key, work), work);
            key = oas_json_next(key);
        }
    }
    print_message("rfc7520: %d signatures accepted\n", count);
    assert_int_equal(count, 11);
}

/* R-JWT-05 */
static void json_serialisations_are_refused(void **state)
{
    oas_work_t *work = unit_work(state);

    for (int i = 0; i < FILES; i++)
        if (files[i].kind != KEY) {
            const oas_json_t *output = oas_json_member(read_file(i, work), "output");

            assert_not_parsed(output, "json", NULL, work);
            assert_not_parsed(output, "json_flat", NULL, work);
        }
}

static void encrypted_tokens_are_named_as_such(void **state)
{
    oas_work_t *work = unit_work(state);

    for (int i = 0; i < FILES; i++)
        if (files[i].kind == ENCRYPTION)
            assert_not_parsed(oas_json_member(read_file(i, work), "output"), "compact", "jwt_encrypted", work);
}

static void assert_not_decrypted(const char *text, const oas_jwk_set_t *keys, const char *reason, oas_work_t *work)
{
    const oas_jwe_t *jwe;

    oas_forgive(work);
    assert_int_equal(oas_jwe_decrypt(&jwe, text, keys, &vectors_jwe_allowed, work), OAS_REFUSED);
    assert_reason(work, reason);
    assert_null(jwe);
}

static void every_encryption_we_support_is_decrypted(void **state)
{
    oas_work_t *work = unit_work(state);
    int decrypted = 0, refused = 0;

    for (int i = 0; i < FILES; i++) {
        const oas_json_t *json = files[i].kind == ENCRYPTION ? read_file(i, work) : NULL;
        const char *text = oas_json_string(oas_json_member(json, "output"), "compact");
        const oas_json_t *input = oas_json_member(json, "input");
        const oas_jwk_set_t *keys;
        const oas_jwe_t *jwe;

        if (text == NULL)
            continue;
        keys = vectors_own_key(oas_json_member(input, "key"), work->pool);
        if (files[i].reason != NULL) {
            assert_not_decrypted(text, keys, files[i].reason, work);
            refused++;
            continue;
        }
        assert_int_equal(keys->count, 1);
        if (oas_jwe_decrypt(&jwe, text, keys, &vectors_jwe_allowed, work) != OAS_OK)
            fail_msg("%s: %s", files[i].name, work->failure);
        assert_string_equal((const char *)jwe->plaintext.data, oas_json_string(input, "plaintext"));
        decrypted++;
    }
    print_message("rfc7520: %d tokens decrypted, %d refused\n", decrypted, refused);
    assert_int_equal(decrypted, 7);
    assert_int_equal(refused, 3);
}

static bool is_known(const char *name)
{
    for (int i = 0; i < FILES; i++)
        if (strncmp(files[i].name, name, strlen(files[i].name)) == 0
            && strcmp(name + strlen(files[i].name), ".json") == 0)
            return true;
    return false;
}

static void no_file_is_forgotten(void **state)
{
    oas_work_t *work = unit_work(state);
    int count = 0;
    apr_finfo_t about;
    apr_dir_t *folder;

    (void)read_file(0, work); /* skips where there are none */
    assert_int_equal(apr_dir_open(&folder, vectors_path(work->pool, "rfc7520"), work->pool), APR_SUCCESS);
    while (apr_dir_read(&about, APR_FINFO_NAME, folder) == APR_SUCCESS)
        if (about.name[0] != '.') {
            if (!is_known(about.name))
                fail_msg("%s is in no list", about.name);
            count++;
        }
    apr_dir_close(folder);
    assert_int_equal(count, FILES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_for_verifying_are_read),
        cmocka_unit_test(every_signature_is_accepted),
        cmocka_unit_test(json_serialisations_are_refused),
        cmocka_unit_test(encrypted_tokens_are_named_as_such),
        cmocka_unit_test(every_encryption_we_support_is_decrypted),
        cmocka_unit_test(no_file_is_forgotten),
    };

    return unit_run("rfc7520", tests, sizeof(tests) / sizeof(*tests));
}
