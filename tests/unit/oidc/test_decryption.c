/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "oidc/decryption.h"

static const char secret[] = "a client secret of some length";

static void where_nothing_was_agreed_on_our_private_keys_open(void **state)
{
    static const oas_jwk_set_t own = {.count = 0};
    static const oas_registration_t registration = {.name = "op", .client_secret = "s", .own_keys = &own}, keyless = {.name = "op"};
    oas_decryption_t decryption;

    assert_int_equal(oas_decryption_of_id_tokens(&decryption, &registration, unit_work(state)), OAS_OK);
    assert_ptr_equal(decryption.keys, &own);
    assert_null(decryption.allowed.key_algorithms);
    assert_null(decryption.allowed.content_algorithms);
    assert_false(decryption.is_required);
    assert_int_equal(oas_decryption_of_id_tokens(&decryption, &keyless, unit_work(state)), OAS_OK);
    assert_int_equal(decryption.keys->count, 0);
}

/* A token that the other side made for this client secret, opened as agreed on. */
static oas_status_t open_with(const char *algorithm, const char *content, const char *made_with, const oas_registration_t *agreed,
                              oas_work_t *work)
{
    const oas_jwe_header_t header = {.algorithm = oas_key_algorithm_find(algorithm),
                                     .content = oas_content_algorithm_find(content)};
    const oas_jwk_set_t *theirs;
    oas_decryption_t decryption;
    const oas_jwe_t *jwe;
    const char *text;

    oas_forgive(work);
    assert_int_equal(oas_jwk_set_of_secret(&theirs, oas_bytes_of(made_with), work), OAS_OK);
    assert_int_equal(oas_jwe_encrypt(&text, &header, &theirs->keys[0], oas_bytes_of("hello"), work), OAS_OK);
    assert_int_equal(oas_decryption_of_id_tokens(&decryption, agreed, work), OAS_OK);
    assert_true(decryption.is_required == (agreed->token_encryption.algorithm != NULL));
    return oas_jwe_decrypt(&jwe, text, decryption.keys, &decryption.allowed, work);
}

/* §10.2 */
static void the_client_secret_opens_what_was_agreed_on(void **state)
{
    static const oas_token_encryption_t rows[] = {{"dir", "A128CBC-HS256"},   {"dir", "A256CBC-HS512"}, {"dir", "A128GCM"},
                                                  {"A128KW", "A128CBC-HS256"}, {"A192KW", "A128GCM"},    {"A256KW", "A256GCM"},
                                                  {"A256GCMKW", "A128GCM"}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const oas_registration_t agreed = {.name = "op", .client_secret = secret, .token_encryption = rows[i]};

        assert_int_equal(open_with(rows[i].algorithm, rows[i].content, secret, &agreed, unit_work(state)), OAS_OK);
    }
}

static void what_was_not_agreed_on_is_not_opened(void **state)
{
    static const oas_registration_t agreed = {.name = "op", .client_secret = secret, .token_encryption = {"A128KW", "A128GCM"}};
    static const oas_registration_t nothing = {.name = "op", .client_secret = secret};
    static const oas_token_encryption_t rows[] = {
        {"dir", "A128GCM"}, {"A256KW", "A128GCM"}, {"A128GCMKW", "A128GCM"}, {"A128KW", "A256GCM"}, {"A128KW", "A128CBC-HS256"}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(open_with(rows[i].algorithm, rows[i].content, secret, &agreed, unit_work(state)), OAS_REFUSED);
        assert_reason(unit_work(state), "jwe_algorithm");
    }
    assert_int_equal(open_with("A128KW", "A128GCM", secret, &nothing, unit_work(state)), OAS_REFUSED);
    assert_reason(unit_work(state), "jwe_algorithm");
    assert_int_equal(open_with("A128KW", "A128GCM", "another client secret", &agreed, unit_work(state)), OAS_REFUSED);
    assert_reason(unit_work(state), "jwe_decrypt");
}

static void without_a_secret_there_is_no_key(void **state)
{
    static const oas_registration_t agreed = {.name = "op", .token_encryption = {"dir", "A128GCM"}};
    oas_decryption_t decryption;

    assert_int_equal(oas_decryption_of_id_tokens(&decryption, &agreed, unit_work(state)), OAS_MISCONFIGURED);
    assert_reason(unit_work(state), "decryption_secret");
}

/* Between what is said of user info alone, and what is said of ID tokens. */
static void user_info_has_to_be_encrypted_only_where_that_was_said_of_it(void **state)
{
    static const struct {
        oas_token_encryption_t id_tokens, userinfo;
        const char *algorithm; /* NULL: any that takes a private key */
        bool is_required;
    } rows[] = {
        {{NULL, NULL}, {NULL, NULL}, NULL, false},
        {{"A128KW", "A128GCM"}, {NULL, NULL}, "A128KW", false},
        {{"A128KW", "A128GCM"}, {"dir", "A256GCM"}, "dir", true},
        {{NULL, NULL}, {"ECDH-ES", "A256GCM"}, "ECDH-ES", true},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const oas_registration_t registration = {.name = "op", .client_secret = secret, .token_encryption = rows[i].id_tokens,
                                                 .userinfo_encryption = rows[i].userinfo};
        oas_decryption_t decryption;

        assert_int_equal(oas_decryption_of_userinfo(&decryption, &registration, unit_work(state)), OAS_OK);
        assert_int_equal(decryption.is_required, rows[i].is_required);
        assert_true(rows[i].algorithm == NULL ? decryption.allowed.key_algorithms == NULL
                                              : strcmp(decryption.allowed.key_algorithms[0], rows[i].algorithm) == 0);
    }
}

static void a_secret_that_opens_user_info_opens_no_id_token(void **state)
{
    static const oas_registration_t agreed = {.name = "op", .client_secret = secret, .userinfo_encryption = {"A128KW", "A128GCM"}};

    assert_int_equal(open_with("A128KW", "A128GCM", secret, &agreed, unit_work(state)), OAS_REFUSED);
    assert_reason(unit_work(state), "jwe_algorithm");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(where_nothing_was_agreed_on_our_private_keys_open),
        cmocka_unit_test(the_client_secret_opens_what_was_agreed_on),
        cmocka_unit_test(what_was_not_agreed_on_is_not_opened),
        cmocka_unit_test(without_a_secret_there_is_no_key),
        cmocka_unit_test(user_info_has_to_be_encrypted_only_where_that_was_said_of_it),
        cmocka_unit_test(a_secret_that_opens_user_info_opens_no_id_token),
    };

    return unit_run("decryption", tests, sizeof(tests) / sizeof(tests[0]));
}
