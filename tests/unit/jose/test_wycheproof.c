/* SPDX-License-Identifier: Apache-2.0 */
/* Project Wycheproof's vectors for tokens and their keys: what is invalid there is refused here. */
#include "vectors.h"

#include "jose/compact.h"

static const char *const all[] = {"RS256", "RS384", "RS512",  "PS256", "PS384", "PS512", "ES256", "ES384",
                                  "ES512", "EdDSA", "ES256K", "HS256", "HS384", "HS512", NULL};

/* Where we judge otherwise: what is valid there is refused here, and the other way round where same_as is given. */
static const struct {
    const char *file;
    int id, same_as; /* the vector of the same text, which is valid */
    const char *why;
} judged_otherwise[] = {
    {"signature", 346, 0, "RFC 7517 §4.4: the key is for PS256, the token is signed with PS384"},
    {"signature", 350, 0, "RFC 7517 §4.4: the key is for PS256, the token is signed with PS384"},
    {"signature", 347, 0, "RFC 7517 §4.4: the key is for \"ES521\", which is no algorithm"},
    {"signature", 351, 0, "RFC 7517 §4.4: the key is for \"ES521\", which is no algorithm"},
    {"signature", 372, 0, "RFC 7515 §2: \"?\" within the header is not base64url"},
    {"signature", 373, 0, "RFC 7515 §2: \"?\" within the payload is not base64url"},
    {"signature", 367, 357, "the padding that should make it invalid got lost when the vectors were made"},
    {"signature", 370, 357, "the padding that should make it invalid got lost when the vectors were made"},
    {"key", 2, 0, "R-JWT-02: a key set gives no HMAC key"},
    {"crypto", 48, 0, "R-JWT-02: a key set gives no HMAC key"},
    {"encryption", 100, 0, "RSA1_5 is not supported"},
    {"encryption", 101, 0, "RSA1_5 is not supported"},
    {"encryption", 102, 0, "RSA1_5 is not supported"},
    {"encryption", 103, 0, "RSA1_5 is not supported"},
    {"encryption", 104, 0, "RSA1_5 is not supported"},
    {"encryption", 105, 0, "RSA1_5 is not supported"},
    {"encryption", 112, 0, "RSA1_5 is not supported"},
    {"encryption", 128, 0, "RSA1_5 is not supported"},
    {"encryption", 135, 0, "R-JWE-01: zip is not supported"},
};
enum { JUDGED_OTHERWISE = sizeof(judged_otherwise) / sizeof(*judged_otherwise) };

typedef struct {
    const char *file;
    int accepted, refused, otherwise;
} count_t;

static bool is_judged_otherwise(const char *file, int64_t id)
{
    for (int i = 0; i < JUDGED_OTHERWISE; i++)
        if (strcmp(judged_otherwise[i].file, file) == 0 && judged_otherwise[i].id == id)
            return true;
    return false;
}

/* A single symmetric key is what an administrator configures. */
static const oas_jwk_set_t *configured(const oas_json_t *key, oas_work_t *work)
{
    oas_jwk_set_t *set = apr_pcalloc(work->pool, sizeof(*set));

    if (oas_jwk_parse(&set->keys, key, OAS_USE_SIGNATURE, work) == OAS_OK)
        set->count = 1;
    return set;
}

/* Everything else is what a provider publishes. */
static const oas_jwk_set_t *published(const oas_json_t *given, oas_work_t *work)
{
    const char *text = oas_json_text(given, work->pool);
    const oas_jwk_set_t *set;

    if (oas_json_member(given, "keys") == NULL)
        text = apr_psprintf(work->pool, "{\"keys\":[%s]}", text);
    assert_int_equal(oas_jwk_set_parse(&set, oas_bytes_of(text), work), OAS_OK);
    return set;
}

static const oas_jwk_set_t *keys_of(const oas_json_t *group, oas_work_t *work)
{
    const oas_json_t *given = oas_json_member(group, "public"), *list, *key;
    const char *kty;

    if (given == NULL)
        given = oas_json_member(group, "private");
    list = oas_json_member(given, "keys");
    key = list != NULL ? oas_json_first(list) : given;
    kty = oas_json_string(key, "kty");
    if (oas_json_next(key) == NULL || list == NULL)
        if (kty != NULL && strcmp(kty, "oct") == 0)
            return configured(key, work);
    return published(given, work);
}

static bool is_verified(const char *text, const oas_json_t *group, apr_pool_t *pool)
{
    oas_work_t work = oas_work(pool, OAS_TEST_NOW), reading = work;
    const oas_jwk_set_t *keys = keys_of(group, &reading);
    const oas_compact_t *compact;
    bool verified = oas_compact_parse(&compact, text, all, &work) == OAS_OK
                    && oas_compact_check_signature(compact, keys, &work) == OAS_OK;

    assert_int_equal(verified, work.reason == NULL);
    return verified;
}

static oas_bytes_t bytes_of_hex(const char *hex, apr_pool_t *pool)
{
    size_t length = strlen(hex) / 2;
    unsigned char *bytes = apr_palloc(pool, length + 1);

    for (size_t i = 0; i < length; i++)
        bytes[i] = (unsigned char)strtoul(apr_pstrndup(pool, hex + 2 * i, 2), NULL, 16);
    return oas_bytes(bytes, length);
}

static bool is_decrypted(const char *text, const oas_json_t *test, const oas_json_t *group, apr_pool_t *pool)
{
    oas_work_t work = oas_work(pool, OAS_TEST_NOW);
    const oas_jwk_set_t *keys = vectors_own_key(oas_json_member(group, "private"), pool);
    const char *plaintext = oas_json_string(test, "pt");
    const oas_jwe_t *jwe;
    bool decrypted = oas_jwe_decrypt(&jwe, text, keys, &vectors_jwe_allowed, &work) == OAS_OK;

    assert_int_equal(decrypted, work.reason == NULL);
    if (decrypted && plaintext != NULL)
        assert_true(oas_bytes_equal(jwe->plaintext, bytes_of_hex(plaintext, pool)));
    return decrypted;
}

static bool is_accepted(const oas_json_t *test, const oas_json_t *group, apr_pool_t *pool)
{
    const oas_json_t *encrypted = oas_json_member(test, "jwe");

    if (encrypted != NULL)
        return is_decrypted(oas_json_text(encrypted, pool), test, group, pool);
    return is_verified(oas_json_text(oas_json_member(test, "jws"), pool), group, pool);
}

static void judge(count_t *count, const oas_json_t *test, const oas_json_t *group, apr_pool_t *pool)
{
    const char *result = oas_json_string(test, "result");
    bool valid = strcmp(result, "valid") == 0, accepted;
    int64_t id;

    assert_true(oas_json_integer(&id, test, "tcId", 1, 10000));
    if (!valid && strcmp(result, "invalid") != 0)
        fail_msg("%s %d is \"%s\": what is that?", count->file, (int)id, result);
    accepted = is_accepted(test, group, pool);
    if ((accepted != valid) != is_judged_otherwise(count->file, id))
        fail_msg("%s %d (%s) is %s and was %s", count->file, (int)id, oas_json_string(test, "comment"), result,
                 accepted ? "accepted" : "refused");
    *(accepted != valid ? &count->otherwise : accepted ? &count->accepted : &count->refused) += 1;
}

static count_t run_file(const char *file, oas_work_t *work)
{
    count_t count = {.file = file};
    const oas_json_t *json =
        vectors_read(work->pool, apr_psprintf(work->pool, "wycheproof_json_web_%s_test.json", file));
    const oas_json_t *group = oas_json_first(oas_json_member(json, "testGroups"));
    int64_t number;

    for (; group != NULL; group = oas_json_next(group)) {
        const oas_json_t *test = oas_json_first(oas_json_member(group, "tests"));

        for (; test != NULL; test = oas_json_next(test))
            judge(&count, test, group, work->pool);
    }
    assert_true(oas_json_integer(&number, json, "numberOfTests", 1, 10000));
    assert_int_equal(count.accepted + count.refused + count.otherwise, number);
    print_message("wycheproof %s: %d accepted, %d refused, %d judged otherwise\n", file, count.accepted, count.refused,
                  count.otherwise);
    return count;
}

static void assert_counts(count_t count, int accepted, int refused, int otherwise)
{
    assert_int_equal(count.accepted, accepted);
    assert_int_equal(count.refused, refused);
    assert_int_equal(count.otherwise, otherwise);
}

static void signed_tokens_are_judged_as_published(void **state)
{
    assert_counts(run_file("signature", unit_work(state)), 40, 353, 8);
}

static void keys_are_judged_as_published(void **state)
{
    assert_counts(run_file("key", unit_work(state)), 4, 21, 1);
}

static void encrypted_tokens_are_judged_as_published(void **state)
{
    assert_counts(run_file("encryption", unit_work(state)), 56, 74, 9);
}

static void tokens_of_mixed_keys_are_judged_as_published(void **state)
{
    assert_counts(run_file("crypto", unit_work(state)), 5, 77, 1);
}

static const char *text_of(const oas_json_t *json, int wanted)
{
    const oas_json_t *group = oas_json_first(oas_json_member(json, "testGroups"));
    int64_t id;

    for (; group != NULL; group = oas_json_next(group)) {
        const oas_json_t *test = oas_json_first(oas_json_member(group, "tests"));

        for (; test != NULL; test = oas_json_next(test))
            if (oas_json_integer(&id, test, "tcId", wanted, wanted))
                return oas_json_string(test, "jws");
    }
    fail_msg("there is no vector %d", wanted);
    return NULL;
}

static void invalid_vectors_that_are_accepted_have_a_valid_twin(void **state)
{
    const oas_json_t *json = vectors_read(unit_work(state)->pool, "wycheproof_json_web_signature_test.json");

    for (int i = 0; i < JUDGED_OTHERWISE; i++)
        if (judged_otherwise[i].same_as != 0)
            assert_string_equal(text_of(json, judged_otherwise[i].id), text_of(json, judged_otherwise[i].same_as));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signed_tokens_are_judged_as_published),
        cmocka_unit_test(keys_are_judged_as_published),
        cmocka_unit_test(tokens_of_mixed_keys_are_judged_as_published),
        cmocka_unit_test(encrypted_tokens_are_judged_as_published),
        cmocka_unit_test(invalid_vectors_that_are_accepted_have_a_valid_twin),
    };

    return unit_run("wycheproof", tests, sizeof(tests) / sizeof(*tests));
}
