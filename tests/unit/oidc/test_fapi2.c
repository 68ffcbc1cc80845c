/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "oidc/fapi2.h"

/* A registration whose section says nothing but OAuthIssuer and the profile, and the certificate where it has one. */
static oas_registration_t registration_of(const oas_tls_identity_t *certificate)
{
    const oas_fapi2_t fapi2 = oas_fapi2(certificate != NULL);

    return (oas_registration_t){.by_hand = {.issuer = "https://op.example", .announces_iss = fapi2.requires_iss},
                                .discover = true,
                                .pushed = fapi2.pushed,
                                .client_auth = fapi2.client_auth,
                                .tls_identity = certificate,
                                .response_type = OAS_TYPE_CODE,
                                .signing_algorithms = fapi2.signing_algorithms};
}

static const oas_tls_identity_t certificate = {.key = {.data = NULL}};

/* §5.3.3.1 */
static void without_a_certificate_a_key_signs_and_binds(void **state)
{
    const oas_fapi2_t fapi2 = oas_fapi2(false);

    (void)state;
    assert_int_equal(fapi2.client_auth, OAS_PRIVATE_KEY_JWT);
    assert_true(fapi2.proves_key);
}

static void with_a_certificate_that_does_both(void **state)
{
    const oas_fapi2_t fapi2 = oas_fapi2(true);

    (void)state;
    assert_int_equal(fapi2.client_auth, OAS_TLS_CLIENT_AUTH);
    assert_false(fapi2.proves_key);
}

static void requests_are_pushed_and_answers_say_who_sends_them_either_way(void **state)
{
    (void)state;
    for (int has_certificate = 0; has_certificate <= 1; has_certificate++) {
        assert_int_equal(oas_fapi2(has_certificate).pushed, OAS_PUSHED_ON);
        assert_true(oas_fapi2(has_certificate).requires_iss);
    }
}

/* §5.4.1 */
static void accepts_four_names_of_algorithms(void **state)
{
    static const char *const names[] = {"PS256", "ES256", "EdDSA", "Ed25519"};
    const char *const *algorithms = oas_fapi2(false).signing_algorithms;

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_string_equal(algorithms[i], names[i]);
    assert_null(algorithms[4]);
}

static void its_own_meaning_breaks_no_rule(void **state)
{
    const oas_registration_t keyed = registration_of(NULL), certified = registration_of(&certificate);

    (void)state;
    assert_null(oas_fapi2_flaw(&keyed, true));
    assert_null(oas_fapi2_flaw(&certified, false));
}

/* What the rules leave open. */
static void allows_what_is_as_strong(void **state)
{
    static const char *const one[] = {"ES256", NULL};
    oas_registration_t registration = registration_of(&certificate);

    (void)state;
    registration.signing_algorithms = one;
    registration.client_auth = OAS_SELF_SIGNED_TLS_CLIENT_AUTH;
    registration.by_hand.userinfo_endpoint = "";
    registration.request_object.way = OAS_REQUEST_OBJECT_VALUE;
    assert_null(oas_fapi2_flaw(&registration, false));
    assert_null(oas_fapi2_flaw(&registration, true));
    registration.client_auth = OAS_PRIVATE_KEY_JWT;
    assert_null(oas_fapi2_flaw(&registration, false));
}

static void no_issuer(oas_registration_t *registration) { registration->by_hand.issuer = NULL; }
static void no_metadata(oas_registration_t *registration) { registration->discover = false; }
static void own_authorization(oas_registration_t *registration) { registration->by_hand.authorization_endpoint = "https://x/"; }
static void own_token(oas_registration_t *registration) { registration->by_hand.token_endpoint = "https://x/"; }
static void own_pushed(oas_registration_t *registration) { registration->by_hand.pushed_endpoint = "https://x/"; }
static void own_keys_uri(oas_registration_t *registration) { registration->by_hand.jwks_uri = "https://x/"; }
static void own_userinfo(oas_registration_t *registration) { registration->by_hand.userinfo_endpoint = "https://x/"; }
static void pushed_maybe(oas_registration_t *registration) { registration->pushed = OAS_PUSHED_AUTO; }
static void not_pushed(oas_registration_t *registration) { registration->pushed = OAS_PUSHED_OFF; }
static void no_pkce(oas_registration_t *registration) { registration->without_pkce = true; }
static void no_iss(oas_registration_t *registration) { registration->by_hand.announces_iss = false; }
static void hybrid(oas_registration_t *registration) { registration->response_type = OAS_TYPE_CODE_ID_TOKEN; }
static void implicit(oas_registration_t *registration) { registration->response_type = OAS_TYPE_ID_TOKEN; }
static void by_secret(oas_registration_t *registration) { registration->client_auth = OAS_CLIENT_SECRET_BASIC; }
static void by_posted(oas_registration_t *registration) { registration->client_auth = OAS_CLIENT_SECRET_POST; }
static void by_hmac(oas_registration_t *registration) { registration->client_auth = OAS_CLIENT_SECRET_JWT; }
static void by_nothing(oas_registration_t *registration) { registration->client_auth = OAS_CLIENT_AUTH_NONE; }
static void by_whatever(oas_registration_t *registration) { registration->client_auth = OAS_CLIENT_AUTH_UNSET; }
static void for_endpoint(oas_registration_t *registration) { registration->assertion_for_endpoint = true; }
static void in_form(oas_registration_t *registration) { registration->userinfo_by_post = true; }
static void any_algorithm(oas_registration_t *registration) { registration->signing_algorithms = NULL; }

static void weak_algorithm(oas_registration_t *registration)
{
    static const char *const names[] = {"PS256", "RS256", NULL};

    registration->signing_algorithms = names;
}

static void other_curve(oas_registration_t *registration)
{
    static const char *const names[] = {"Ed448", NULL};

    registration->signing_algorithms = names;
}

/* One thing each that breaks a rule, and what the sentence names. */
static void names_what_contradicts_it(void **state)
{
    static const struct {
        void (*break_rule)(oas_registration_t *registration);
        const char *named;
    } rows[] = {
        {no_issuer, "OAuthIssuer"},
        {no_metadata, "metadata"},
        {own_authorization, "metadata"},
        {own_token, "metadata"},
        {own_pushed, "metadata"},
        {own_keys_uri, "metadata"},
        {own_userinfo, "metadata"},
        {pushed_maybe, "OAuthPushedAuthorization on"},
        {not_pushed, "OAuthPushedAuthorization on"},
        {no_pkce, "OAuthPKCE on"},
        {no_iss, "OAuthRequireIss on"},
        {hybrid, "OAuthResponseType code"},
        {implicit, "OAuthResponseType code"},
        {by_secret, "OAuthClientAuth"},
        {by_posted, "OAuthClientAuth"},
        {by_hmac, "OAuthClientAuth"},
        {by_nothing, "OAuthClientAuth"},
        {by_whatever, "OAuthClientAuth"},
        {for_endpoint, "OAuthClientAssertionAudience issuer"},
        {in_form, "OAuthUserinfoMethod header"},
        {any_algorithm, "OAuthSigningAlgorithms"},
        {weak_algorithm, "OAuthSigningAlgorithms"},
        {other_curve, "OAuthSigningAlgorithms"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_registration_t registration = registration_of(&certificate);
        const char *flaw;

        rows[i].break_rule(&registration);
        flaw = oas_fapi2_flaw(&registration, true);
        assert_non_null(flaw);
        assert_non_null(strstr(flaw, "OAuthProfile fapi2"));
        assert_non_null(strstr(flaw, rows[i].named));
    }
}

static void tokens_are_bound_by_one_or_the_other(void **state)
{
    const oas_registration_t keyed = registration_of(NULL);

    (void)state;
    assert_non_null(oas_fapi2_flaw(&keyed, false));
    assert_non_null(strstr(oas_fapi2_flaw(&keyed, false), "OAuthDPoP on"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_certificate_a_key_signs_and_binds),
        cmocka_unit_test(with_a_certificate_that_does_both),
        cmocka_unit_test(requests_are_pushed_and_answers_say_who_sends_them_either_way),
        cmocka_unit_test(accepts_four_names_of_algorithms),
        cmocka_unit_test(its_own_meaning_breaks_no_rule),
        cmocka_unit_test(allows_what_is_as_strong),
        cmocka_unit_test(names_what_contradicts_it),
        cmocka_unit_test(tokens_are_bound_by_one_or_the_other),
    };

    return unit_run("fapi2", tests, sizeof(tests) / sizeof(tests[0]));
}
