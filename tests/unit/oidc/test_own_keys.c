/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <apr_strings.h>

#include "base/json.h"
#include "jose/private_key.h"
#include "oidc/own_keys.h"

static const char *const only_rsa[] = {"RS256", "PS256", NULL};
static const char *const edwards[] = {"EdDSA", NULL};
static const char *const all[] = {"RS256", "PS256", "ES256", "EdDSA", NULL};

/* One key of each of these curves, for these uses. */
static oas_jwk_set_t keys_of(const char *const curves[], const oas_use_t uses[], size_t count, oas_work_t *work)
{
    oas_jwk_t *keys = apr_pcalloc(work->pool, count * sizeof(*keys));

    for (size_t i = 0; i < count; i++) {
        const oas_jwk_t *made;

        assert_int_equal(oas_private_key_generate(&made, curves[i], work), OAS_OK);
        keys[i] = *made;
        keys[i].use = uses[i];
    }
    return (oas_jwk_set_t){.keys = keys, .count = count};
}

static void signs_with_the_first_key_that_the_provider_takes(void **state)
{
    static const char *const curves[] = {"P-256", "Ed25519"};
    static const oas_use_t uses[] = {OAS_USE_SIGNATURE, OAS_USE_ANY};
    oas_work_t *work = unit_work(state);
    const oas_jwk_set_t keys = keys_of(curves, uses, 2, work);
    const oas_algorithm_t *algorithm;
    const oas_jwk_t *key;

    assert_int_equal(oas_own_keys_choose(&key, &algorithm, &keys, all, "test", work), OAS_OK);
    assert_ptr_equal(key, &keys.keys[0]);
    assert_string_equal(algorithm->name, "ES256");
    assert_int_equal(oas_own_keys_choose(&key, &algorithm, &keys, edwards, "test", work), OAS_OK);
    assert_ptr_equal(key, &keys.keys[1]);
    assert_string_equal(algorithm->name, "EdDSA");
    assert_int_equal(oas_own_keys_choose(&key, &algorithm, &keys, NULL, "test", work), OAS_OK);
    assert_ptr_equal(key, &keys.keys[0]);
}

static void a_key_kept_for_decrypting_signs_nothing(void **state)
{
    static const char *const curves[] = {"P-256", "P-256"};
    static const oas_use_t uses[] = {OAS_USE_ENCRYPTION, OAS_USE_SIGNATURE};
    oas_work_t *work = unit_work(state);
    const oas_jwk_set_t keys = keys_of(curves, uses, 2, work);
    const oas_algorithm_t *algorithm;
    const oas_jwk_t *key;

    assert_int_equal(oas_own_keys_choose(&key, &algorithm, &keys, all, "test", work), OAS_OK);
    assert_ptr_equal(key, &keys.keys[1]);
}

static void says_what_can_not_be_signed(void **state)
{
    static const char *const curves[] = {"P-256", "P-256"};
    static const oas_use_t uses[] = {OAS_USE_ENCRYPTION, OAS_USE_ANY};
    const oas_jwk_set_t some = keys_of(curves, uses, 2, unit_work(state));
    const oas_jwk_set_t *const sets[] = {NULL, &(oas_jwk_set_t){.count = 0}, &some};

    for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        const oas_algorithm_t *algorithm;
        const oas_jwk_t *key;

        assert_int_equal(oas_own_keys_choose(&key, &algorithm, sets[i], only_rsa, "client assertion", &work),
                         OAS_MISCONFIGURED);
        assert_reason(&work, "own_key");
        assert_non_null(strstr(work.failure, "client assertion"));
        assert_null(key);
        assert_null(algorithm);
    }
}

/* RFC 7517 §5; R-JK: whoever reads it can verify and encrypt, and nothing else. */
static void publishes_all_public_parts_and_no_private_one(void **state)
{
    static const char *const curves[] = {"P-256", "Ed25519", "X25519"};
    static const oas_use_t uses[] = {OAS_USE_SIGNATURE, OAS_USE_ANY, OAS_USE_ENCRYPTION};
    static const char *const private_members[] = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"};
    oas_work_t *work = unit_work(state);
    const oas_jwk_set_t keys = keys_of(curves, uses, 3, work);
    const oas_json_t *set;
    const char *json;
    size_t count = 0;

    assert_int_equal(oas_own_keys_publish(&json, &keys, work), OAS_OK);
    assert_int_equal(oas_json_parse_object(&set, oas_bytes_of(json), strlen(json), "key set", work), OAS_OK);
    for (const oas_json_t *key = oas_json_first(oas_json_member(set, "keys")); key != NULL; key = oas_json_next(key)) {
        assert_string_equal(oas_json_string(key, "kid"), keys.keys[count++].kid);
        for (size_t i = 0; i < sizeof(private_members) / sizeof(private_members[0]); i++)
            assert_null(oas_json_member(key, private_members[i]));
    }
    assert_int_equal(count, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signs_with_the_first_key_that_the_provider_takes),
        cmocka_unit_test(a_key_kept_for_decrypting_signs_nothing),
        cmocka_unit_test(says_what_can_not_be_signed),
        cmocka_unit_test(publishes_all_public_parts_and_no_private_one),
    };
    return unit_run("own_keys", tests, sizeof(tests) / sizeof(tests[0]));
}
