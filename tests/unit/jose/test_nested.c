/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "jose/nested.h"
#include "jose/private_key.h"

static const char signed_token[] = "e30.e30.c2ln";
static const oas_jwe_allowed_t by_default = {NULL, NULL};

static const oas_jwk_set_t *own_keys(oas_work_t *work)
{
    static oas_jwk_set_t set;

    assert_int_equal(oas_private_key_generate(&set.keys, "P-256", work), OAS_OK);
    set.count = 1;
    return &set;
}

static const char *encrypt(oas_work_t *work, const oas_jwk_set_t *keys, const char *content_type, oas_bytes_t inside)
{
    const oas_jwe_header_t header = {.algorithm = oas_key_algorithm_find("ECDH-ES"),
                                     .content = oas_content_algorithm_find("A256GCM"),
                                     .content_type = content_type};
    const char *compact;

    assert_int_equal(oas_jwe_encrypt(&compact, &header, keys->keys, inside, work), OAS_OK);
    return compact;
}

static void assert_refused(oas_work_t *work, const char *text, const oas_jwk_set_t *keys, bool must, const char *reason)
{
    const char *inner;

    oas_forgive(work);
    assert_int_equal(oas_nested_open(&inner, text, keys, &by_default, must, work), OAS_REFUSED);
    assert_reason(work, reason);
    assert_null(inner);
}

static void a_signed_token_is_its_own(void **state)
{
    const char *inner;

    assert_int_equal(oas_nested_open(&inner, signed_token, NULL, &by_default, false, unit_work(state)), OAS_OK);
    assert_ptr_equal(inner, signed_token);
}

static void the_signed_token_inside_comes_out(void **state)
{
    static const char *const types[] = {"JWT", "jwt", NULL};
    oas_work_t *work = unit_work(state);
    const oas_jwk_set_t *keys = own_keys(work);
    const char *inner;

    for (int i = 0; i < 3; i++) {
        const char *text = encrypt(work, keys, types[i], oas_bytes_of(signed_token));

        assert_int_equal(oas_nested_open(&inner, text, keys, &by_default, i == 0, work), OAS_OK);
        assert_string_equal(inner, signed_token);
    }
}

static void refuses_a_token_that_should_be_encrypted(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_refused(work, signed_token, own_keys(work), true, "jwe_missing");
    assert_refused(work, "", own_keys(work), true, "jwe_missing");
}

/* R-JWE-01: signed, then encrypted. Our public key is no secret. */
static void refuses_what_is_encrypted_and_not_signed(void **state)
{
    static const char *const inside[] = {"", "{\"sub\":\"me\"}", "e30.e30", "e30.e30.c2ln.e30.e30", "e30"};
    oas_work_t *work = unit_work(state);
    const oas_jwk_set_t *keys = own_keys(work);

    for (size_t i = 0; i < sizeof(inside) / sizeof(*inside); i++)
        assert_refused(work, encrypt(work, keys, "JWT", oas_bytes_of(inside[i])), keys, false, "jwe_content");
    assert_refused(work, encrypt(work, keys, "JWT", oas_bytes("e30.e30.\0c2ln", 13)), keys, false, "jwe_content");
    assert_refused(work, encrypt(work, keys, "json", oas_bytes_of(signed_token)), keys, false, "jwe_content");
}

static void refuses_an_encrypted_token_without_a_key_for_it(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_jwk_set_t *keys = own_keys(work);
    const char *text = encrypt(work, keys, "JWT", oas_bytes_of(signed_token));

    assert_refused(work, text, NULL, false, "jwe_no_key");
    assert_refused(work, text, own_keys(work), false, "jwe_decrypt");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signed_token_is_its_own),
        cmocka_unit_test(the_signed_token_inside_comes_out),
        cmocka_unit_test(refuses_a_token_that_should_be_encrypted),
        cmocka_unit_test(refuses_what_is_encrypted_and_not_signed),
        cmocka_unit_test(refuses_an_encrypted_token_without_a_key_for_it),
    };

    return unit_run("nested", tests, sizeof(tests) / sizeof(*tests));
}
