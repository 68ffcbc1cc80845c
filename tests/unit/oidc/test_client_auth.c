/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include <apr_base64.h>

#include "http/form.h"
#include "jose/private_key.h"
#include "oidc/client_auth.h"

static const char *const only_post[] = {"private_key_jwt", "client_secret_post", NULL};
static const char *const both[] = {"client_secret_post", "client_secret_basic", NULL};
static const char *const neither[] = {"private_key_jwt", "none", NULL};

/* Authenticate and give the form; *authorization is the header. */
static const char *authenticate(const char **authorization, const oas_registration_t *registration,
                                const char *const *offered, oas_work_t *work)
{
    const oas_provider_t provider = {.token_auth_methods = offered};
    oas_buffer_t form = oas_buffer(work->pool, 4000);
    oas_http_call_t call = {.url = "https://op.example/token"};

    assert_int_equal(oas_client_authenticate(registration, &provider, &call, &form, work), OAS_OK);
    *authorization = call.authorization;
    return oas_buffer_text(&form);
}

static const char *decoded(const char *authorization, apr_pool_t *pool)
{
    char *plain = apr_pcalloc(pool, strlen(authorization));

    assert_memory_equal(authorization, "Basic ", 6);
    apr_base64_decode(plain, authorization + 6);
    return plain;
}

/* RFC 6749 §2.3.1 */
static void basic_encodes_both_before_it_joins_them(void **state)
{
    const oas_registration_t registration = {.name = "op", .client_id = "a b:c", .client_secret = "%+&:\"\\ \xc3\xa9"};
    const char *authorization;

    assert_string_equal(authenticate(&authorization, &registration, NULL, unit_work(state)), "");
    assert_string_equal(decoded(authorization, unit_work(state)->pool), "a+b%3Ac:%25%2B%26%3A%22%5C+%C3%A9");
}

/* What lemonldap, authlib and glewlwyd read: neither + nor % nor a colon of the secret may be changed. */
static void basic_raw_leaves_both_as_they_are(void **state)
{
    const oas_registration_t registration = {.name = "op",
                                             .client_id = "a b",
                                             .client_secret = "%+&:\"\\ \xc3\xa9",
                                             .client_auth = OAS_CLIENT_SECRET_BASIC_RAW};
    const char *authorization;

    assert_string_equal(authenticate(&authorization, &registration, only_post, unit_work(state)), "");
    assert_string_equal(decoded(authorization, unit_work(state)->pool), "a b:%+&:\"\\ \xc3\xa9");
}

/* RFC 7617 §2: the provider would take what follows the colon for the secret. */
static void basic_raw_refuses_an_identifier_with_a_colon(void **state)
{
    const oas_registration_t registration = {
        .name = "op", .client_id = "a:b", .client_secret = "secret", .client_auth = OAS_CLIENT_SECRET_BASIC_RAW};
    const oas_provider_t provider = {.issuer = NULL};
    oas_buffer_t form = oas_buffer(unit_work(state)->pool, 1000);
    oas_http_call_t call = {.authorization = NULL};

    assert_int_equal(oas_client_authenticate(&registration, &provider, &call, &form, unit_work(state)),
                     OAS_MISCONFIGURED);
    assert_reason(unit_work(state), "client_id_colon");
    assert_null(call.authorization);
}

static void post_puts_both_into_the_form_and_nothing_into_a_header(void **state)
{
    const oas_registration_t registration = {
        .name = "op", .client_id = "id", .client_secret = "s&t", .client_auth = OAS_CLIENT_SECRET_POST};
    const char *authorization;

    assert_string_equal(authenticate(&authorization, &registration, both, unit_work(state)),
                        "client_secret=s%26t&client_id=id");
    assert_null(authorization);
}

static void a_public_client_says_who_it_is(void **state)
{
    const oas_registration_t registration = {.name = "op", .client_id = "id"};
    const char *authorization;

    assert_string_equal(authenticate(&authorization, &registration, only_post, unit_work(state)), "client_id=id");
    assert_null(authorization);
}

static void none_leaves_the_secret_out(void **state)
{
    const oas_registration_t registration = {
        .name = "op", .client_id = "id", .client_secret = "secret", .client_auth = OAS_CLIENT_AUTH_NONE};
    const char *authorization;

    assert_string_equal(authenticate(&authorization, &registration, NULL, unit_work(state)), "client_id=id");
    assert_null(authorization);
}

static void takes_what_the_metadata_offers_and_basic_first(void **state)
{
    const oas_registration_t registration = {.name = "op", .client_id = "id", .client_secret = "secret"};
    const char *authorization;

    assert_string_equal(authenticate(&authorization, &registration, only_post, unit_work(state)),
                        "client_secret=secret&client_id=id");
    assert_null(authorization);
    assert_string_equal(authenticate(&authorization, &registration, both, unit_work(state)), "");
    assert_string_equal(decoded(authorization, unit_work(state)->pool), "id:secret");
}

static void what_is_configured_is_used_whatever_is_offered(void **state)
{
    const oas_registration_t registration = {
        .name = "op", .client_id = "id", .client_secret = "secret", .client_auth = OAS_CLIENT_SECRET_BASIC};
    const char *authorization;

    assert_string_equal(authenticate(&authorization, &registration, only_post, unit_work(state)), "");
    assert_non_null(authorization);
}

static void says_that_the_provider_offers_nothing_we_have(void **state)
{
    const oas_registration_t registration = {.name = "op", .client_id = "id", .client_secret = "secret"};
    const oas_provider_t provider = {.token_auth_methods = neither};
    oas_buffer_t form = oas_buffer(unit_work(state)->pool, 1000);
    oas_http_call_t call = {.authorization = NULL};

    assert_int_equal(oas_client_authenticate(&registration, &provider, &call, &form, unit_work(state)),
                     OAS_MISCONFIGURED);
    assert_reason(unit_work(state), "client_auth_method");
    assert_null(call.authorization);
    assert_int_equal(form.length, 0);
}

static void says_that_the_proof_is_missing(void **state)
{
    static const oas_client_auth_t methods[] = {OAS_CLIENT_SECRET_BASIC, OAS_CLIENT_SECRET_BASIC_RAW,
                                                OAS_CLIENT_SECRET_POST, OAS_CLIENT_SECRET_JWT, OAS_PRIVATE_KEY_JWT,
                                                OAS_TLS_CLIENT_AUTH, OAS_SELF_SIGNED_TLS_CLIENT_AUTH};

    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        const oas_registration_t registration = {.name = "op", .client_id = "id", .client_auth = methods[i]};
        const oas_provider_t provider = {.issuer = NULL};
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        oas_buffer_t form = oas_buffer(work.pool, 1000);
        oas_http_call_t call = {.authorization = NULL};

        assert_int_equal(oas_client_authenticate(&registration, &provider, &call, &form, &work), OAS_MISCONFIGURED);
        assert_reason(&work, "client_auth_proof");
        assert_int_equal(form.length, 0);
    }
}

static const oas_tls_identity_t certificate = {.key = {.data = NULL}};

static const oas_provider_t with_alias = {.token_endpoint = "https://op.example/token",
                                          .mtls_token_endpoint = "https://mtls.example/token"};

/* A call of the token endpoint, and its form. */
static const char *call_token_endpoint(oas_http_call_t *call, const oas_registration_t *registration,
                                       const oas_provider_t *provider, oas_work_t *work)
{
    oas_buffer_t form = oas_buffer(work->pool, 4000);

    *call = (oas_http_call_t){.url = provider->token_endpoint};
    assert_int_equal(oas_client_authenticate(registration, provider, call, &form, work), OAS_OK);
    return oas_buffer_text(&form);
}

/* RFC 8705 §2, §5, CORE-mtls-aliases */
static void a_certificate_is_shown_at_the_alias_and_the_form_says_whose_it_is(void **state)
{
    static const oas_client_auth_t methods[] = {OAS_CLIENT_AUTH_UNSET, OAS_TLS_CLIENT_AUTH,
                                                OAS_SELF_SIGNED_TLS_CLIENT_AUTH};

    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        const oas_registration_t registration = {
            .name = "op", .client_id = "id", .client_auth = methods[i], .tls_identity = &certificate};
        oas_http_call_t call;

        assert_string_equal(call_token_endpoint(&call, &registration, &with_alias, unit_work(state)), "client_id=id");
        assert_string_equal(call.url, "https://mtls.example/token");
        assert_ptr_equal(call.identity, &certificate);
        assert_null(call.authorization);
    }
}

/* RFC 8705 §3: tokens can be bound to a certificate whatever else proves who we are. */
static void a_certificate_beside_a_secret_is_shown_and_the_secret_is_the_proof(void **state)
{
    const oas_registration_t registration = {
        .name = "op", .client_id = "id", .client_secret = "secret", .tls_identity = &certificate};
    oas_http_call_t call;

    assert_string_equal(call_token_endpoint(&call, &registration, &with_alias, unit_work(state)), "");
    assert_string_equal(decoded(call.authorization, unit_work(state)->pool), "id:secret");
    assert_string_equal(call.url, "https://mtls.example/token");
    assert_ptr_equal(call.identity, &certificate);
}

static void without_a_certificate_the_alias_is_not_called(void **state)
{
    const oas_registration_t registration = {.name = "op", .client_id = "id"};
    oas_http_call_t call;

    call_token_endpoint(&call, &registration, &with_alias, unit_work(state));
    assert_string_equal(call.url, "https://op.example/token");
    assert_null(call.identity);
}

static void a_certificate_is_no_proof_where_the_provider_takes_none(void **state)
{
    const oas_registration_t registration = {.name = "op", .client_id = "id", .tls_identity = &certificate};
    const oas_provider_t provider = {.token_endpoint = "https://op.example/token", .token_auth_methods = only_post};
    oas_buffer_t form = oas_buffer(unit_work(state)->pool, 1000);
    oas_http_call_t call = {.url = provider.token_endpoint};

    assert_int_equal(oas_client_authenticate(&registration, &provider, &call, &form, unit_work(state)),
                     OAS_MISCONFIGURED);
    assert_reason(unit_work(state), "client_auth_method");
}

static oas_pairs_t form_of(const char *form, oas_work_t *work)
{
    oas_pairs_t pairs;

    assert_int_equal(oas_form_parse(&pairs, oas_bytes_of(form), work), OAS_OK);
    return pairs;
}

/* RFC 7523 §2.2 */
static void an_assertion_goes_into_the_form_and_the_secret_does_not(void **state)
{
    const oas_registration_t registration = {.name = "op",
                                             .client_id = "id",
                                             .client_secret = "a secret of thirty-two characters",
                                             .client_auth = OAS_CLIENT_SECRET_JWT};
    const oas_provider_t provider = {.issuer = "https://op.example", .token_endpoint = "https://op.example/token"};
    oas_http_call_t call;
    oas_pairs_t form =
        form_of(call_token_endpoint(&call, &registration, &provider, unit_work(state)), unit_work(state));

    assert_null(call.authorization);
    assert_int_equal(form.count, 3);
    assert_string_equal(oas_pairs_get(form, "client_id"), "id");
    assert_string_equal(oas_pairs_get(form, "client_assertion_type"),
                        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    assert_memory_equal(oas_pairs_get(form, "client_assertion"), "eyJ", 3);
}

static void where_only_a_signature_is_taken_the_secret_signs(void **state)
{
    static const char *const only_jwt[] = {"private_key_jwt", "client_secret_jwt", NULL};
    const oas_registration_t registration = {
        .name = "op", .client_id = "id", .client_secret = "a secret of thirty-two characters"};
    const oas_provider_t provider = {.token_endpoint = "https://op.example/token", .token_auth_methods = only_jwt};
    oas_http_call_t call;
    oas_pairs_t form =
        form_of(call_token_endpoint(&call, &registration, &provider, unit_work(state)), unit_work(state));

    assert_non_null(oas_pairs_get(form, "client_assertion"));
}

/* A public client stays one, whatever keys the server has for others. */
static void our_keys_are_used_only_where_that_is_configured(void **state)
{
    static const char *const offered[] = {"private_key_jwt", NULL};
    const oas_jwk_t *key;
    oas_jwk_set_t keys = {.count = 1};
    oas_registration_t registration = {.name = "op", .client_id = "id", .own_keys = &keys};
    const oas_provider_t provider = {.token_endpoint = "https://op.example/token", .token_auth_methods = offered};
    oas_http_call_t call;

    assert_int_equal(oas_private_key_generate(&key, "P-256", unit_work(state)), OAS_OK);
    keys.keys = key;
    assert_string_equal(call_token_endpoint(&call, &registration, &provider, unit_work(state)), "client_id=id");
    registration.client_auth = OAS_PRIVATE_KEY_JWT;
    assert_non_null(strstr(call_token_endpoint(&call, &registration, &provider, unit_work(state)), "client_assertion="));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(basic_encodes_both_before_it_joins_them),
        cmocka_unit_test(basic_raw_leaves_both_as_they_are),
        cmocka_unit_test(basic_raw_refuses_an_identifier_with_a_colon),
        cmocka_unit_test(post_puts_both_into_the_form_and_nothing_into_a_header),
        cmocka_unit_test(a_public_client_says_who_it_is),
        cmocka_unit_test(none_leaves_the_secret_out),
        cmocka_unit_test(takes_what_the_metadata_offers_and_basic_first),
        cmocka_unit_test(what_is_configured_is_used_whatever_is_offered),
        cmocka_unit_test(says_that_the_provider_offers_nothing_we_have),
        cmocka_unit_test(says_that_the_proof_is_missing),
        cmocka_unit_test(a_certificate_is_shown_at_the_alias_and_the_form_says_whose_it_is),
        cmocka_unit_test(a_certificate_beside_a_secret_is_shown_and_the_secret_is_the_proof),
        cmocka_unit_test(without_a_certificate_the_alias_is_not_called),
        cmocka_unit_test(a_certificate_is_no_proof_where_the_provider_takes_none),
        cmocka_unit_test(an_assertion_goes_into_the_form_and_the_secret_does_not),
        cmocka_unit_test(where_only_a_signature_is_taken_the_secret_signs),
        cmocka_unit_test(our_keys_are_used_only_where_that_is_configured),
    };
    return unit_run("client_auth", tests, sizeof(tests) / sizeof(tests[0]));
}
