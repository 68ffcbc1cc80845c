/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/identify.h"

#include "flow/other_claims.h"
#include "oidc/admission.h"
#include "oidc/claims.h"
#include "oidc/id_token.h"
#include "oidc/tokens.h"
#include "oidc/userinfo.h"

/* What is learned on the way, in this order. */
typedef struct {
    oas_tokens_t *tokens;
    oas_jwt_t *id_token;        /* NULL: plain OAuth 2.0 */
    const oas_json_t *userinfo; /* NULL: not asked */
    oas_pairs_t claims;
} learned_t;

/* The token is judged with the keys we have, and once more with fresh ones when its key is not among them: a provider may
 * have changed them just before it signed (OpenID Connect Core 1.0 §10.1.1). */
static oas_status_t verify_with_keys(learned_t *learned, const oas_site_t *site, const oas_identify_input_t *input,
                                     const oas_id_token_expectation_t *expected, oas_work_t *work)
{
    const oas_jwk_set_t *keys;
    oas_status_t status = OAS_NOT_FOUND;

    for (int fresh = 0; fresh <= 1 && status == OAS_NOT_FOUND; fresh++) {
        oas_forgive(work);
        status = oas_provider_cache_keys(&keys, input->chosen->cache, fresh, oas_site_client(site, input->chosen), work);
        if (status == OAS_OK)
            status = oas_id_token_verify(&learned->id_token, learned->tokens->id_token, keys, expected, work);
    }
    return status == OAS_NOT_FOUND ? OAS_REFUSED : status;
}

/* max_age is either fixed or what the link asked; 0: neither. */
static apr_time_t authenticated_since(const oas_identify_input_t *input)
{
    apr_time_t fixed = oas_registration_authenticated_since(input->chosen->registration, input->attempt->started);

    return fixed != 0 ? fixed : input->attempt->authenticated_since;
}

static oas_status_t verify_id_token(learned_t *learned, const oas_site_t *site, const oas_identify_input_t *input,
                                    oas_work_t *work)
{
    const oas_registration_t *registration = input->chosen->registration;
    oas_id_token_expectation_t expected = {.issuer = input->provider->issuer,
                                           .client_id = registration->client_id,
                                           .client_secret = registration->client_secret,
                                           .access_token = learned->tokens->access_token,
                                           .leeway = registration->leeway};
    oas_status_t status;

    if (input->provider->issuer == NULL)
        return OAS_OK;
    if (learned->tokens->id_token == NULL)
        return oas_fail(work, OAS_REFUSED, "id_token_missing", "the token response of %s has no ID token",
                        registration->name);
    expected.algorithms = oas_registration_algorithms(registration, input->provider, work->pool);
    expected.requested_claims = oas_pairs_get(registration->authorization_parameters, "claims");
    expected.authenticated_since = authenticated_since(input);
    if ((status = oas_login_attempt_nonce(&expected.nonce, input->attempt, site->sessions.keys, work)) != OAS_OK)
        return status;
    return verify_with_keys(learned, site, input, &expected, work);
}

/* Who the provider says it is: sub of the ID token, which no claim map changes; for plain OAuth 2.0 what the map made of the
 * profile. */
static const char *subject_of(const learned_t *learned)
{
    if (learned->id_token != NULL)
        return oas_json_string(learned->id_token->claims, "sub");
    return oas_pairs_get(learned->claims, "sub");
}

/* Where the user's claims are: the profile of plain OAuth 2.0, else the user info endpoint; NULL: nowhere. */
static const char *userinfo_url(const oas_identify_input_t *input)
{
    const oas_registration_t *registration = input->chosen->registration;
    const char *url = registration->profile_url;

    if (url == NULL)
        url = input->provider->userinfo_endpoint;
    if (url == NULL || *url == '\0')
        return NULL;
    return registration->tls_identity != NULL ? oas_provider_mtls_url(input->provider, url) : url;
}

static oas_status_t ask_userinfo(learned_t *learned, const oas_site_t *site, const oas_identify_input_t *input,
                                 oas_work_t *work)
{
    const oas_registration_t *registration = input->chosen->registration;
    const char *url = userinfo_url(input);
    oas_userinfo_question_t question = {
        .url = url, .access_token = learned->tokens->access_token,
        .signer = {registration, input->chosen->cache, oas_site_client(site, input->chosen)}};
    oas_status_t status;

    if (url == NULL && learned->id_token == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "profile_missing",
                        "%s gives no ID token: OAuthProfileURL must say where the user's profile is",
                        registration->name);
    if (url == NULL)
        return OAS_OK;
    /* OpenID Connect Core 1.0 §5.3.2: user info of another subject must not be used. */
    question.subject = learned->id_token != NULL ? subject_of(learned) : NULL;
    question.signer.algorithms = oas_registration_userinfo_algorithms(registration, input->provider, work->pool);
    if ((status = oas_userinfo_fetch(&learned->userinfo, &question, work)) == OAS_OK)
        oas_other_claims_add(&learned->userinfo, learned->id_token != NULL ? learned->id_token->claims : NULL, site,
                             registration, work);
    return status;
}

/* Whose sub it is: of one tenant, where the provider has many. */
static const char *issuer_of(const learned_t *learned, const oas_identify_input_t *input)
{
    if (learned->id_token != NULL)
        return oas_json_string(learned->id_token->claims, "iss");
    return input->provider->issuer != NULL ? input->provider->issuer : input->chosen->registration->name;
}

static const char *claims_json(const learned_t *learned, apr_pool_t *pool)
{
    if (learned->userinfo != NULL)
        return oas_json_text(learned->userinfo, pool);
    return learned->id_token != NULL ? (const char *)learned->id_token->claims_text.data : NULL;
}

static void fill_vault(oas_vault_t *vault, const learned_t *learned, const oas_identify_input_t *input, apr_pool_t *pool)
{
    const oas_tokens_t *tokens = learned->tokens;

    *vault = (oas_vault_t){
        .subject = subject_of(learned),
        .issuer = issuer_of(learned, input),
        .provider_session = learned->id_token != NULL ? oas_json_string(learned->id_token->claims, "sid") : NULL,
        .access_token = tokens->access_token,
        .token_type = tokens->token_type,
        .access_token_expires = tokens->expires,
        .refresh_token = tokens->refresh_token,
        .id_token = tokens->id_token,
        .scope = tokens->scope,
        .claims_json = claims_json(learned, pool)};
}

oas_status_t oas_identify(oas_identity_t *identity, const oas_site_t *site, const oas_identify_input_t *input,
                          oas_work_t *work)
{
    const oas_registration_t *registration = input->chosen->registration;
    learned_t learned = {0};
    const char *verifier;
    oas_status_t status;

    if ((status = oas_login_attempt_verifier(&verifier, input->attempt, site->sessions.keys, work)) != OAS_OK
        || (status = oas_tokens_exchange(&learned.tokens, registration, input->provider, input->code,
                                         input->redirect_uri, verifier, oas_site_client(site, input->chosen), work)) != OAS_OK
        || (status = verify_id_token(&learned, site, input, work)) != OAS_OK
        || (status = ask_userinfo(&learned, site, input, work)) != OAS_OK
        || (status = oas_admission_check(registration->admitted, learned.id_token != NULL ? learned.id_token->claims : NULL,
                                         learned.userinfo, registration->claim_map, work)) != OAS_OK
        || (status = oas_claims_flatten(&learned.claims, learned.id_token != NULL ? learned.id_token->claims : NULL,
                                        learned.userinfo, registration->claim_map, work)) != OAS_OK
        || (status = oas_claims_user(&identity->face.user, learned.claims, input->chosen->user_claim, work)) != OAS_OK)
        return status;
    identity->face.provider = registration->name;
    identity->face.claims = learned.claims;
    identity->face.has_plain_names = oas_claims_are_plain(learned.claims);
    fill_vault(&identity->vault, &learned, input, work->pool);
    return OAS_OK;
}
