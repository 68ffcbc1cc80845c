/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/identify.h"

#include "flow/id_token_check.h"
#include "flow/other_claims.h"
#include "oidc/admission.h"
#include "oidc/claims.h"
#include "oidc/further_claims.h"
#include "oidc/token_request.h"
#include "oidc/userinfo.h"

/* What is learned on the way, in this order. */
typedef struct {
    oas_tokens_t *front_tokens; /* that came through the browser; NULL: none did */
    oas_jwt_t *front_id_token;  /* one of them */
    oas_tokens_t *tokens;
    oas_jwt_t *id_token;        /* NULL: plain OAuth 2.0 */
    const oas_json_t *userinfo; /* NULL: not asked */
    oas_pairs_t claims;
} learned_t;

/* What came through the browser is judged before anybody is asked for anything (OpenID Connect Core 1.0 §3.2.2.8,
 * §3.3.2.8). An access token that no ID token vouches for (response type "code token") is not used. */
static oas_status_t judge_front_channel(learned_t *learned, const oas_site_t *site, const oas_identify_input_t *input,
                                        oas_work_t *work)
{
    const oas_response_parts_t *asked = oas_response_parts(input->chosen->registration->response_type);
    oas_status_t status;

    if (!asked->has_id_token && !asked->has_token)
        return OAS_OK;
    if ((status = oas_tokens_take(&learned->front_tokens, input->answer, input->provider, work)) != OAS_OK)
        return status;
    if (!asked->has_id_token)
        return OAS_OK;
    return oas_id_token_check(&learned->front_id_token, learned->front_tokens, true, site, input, work);
}

/* §3.3.3.6: If an ID Token is returned from both endpoints, the iss and sub Claim Values MUST be identical in both. */
static oas_status_t check_same_person(const learned_t *learned, oas_work_t *work)
{
    static const char *const names[] = {"iss", "sub"};

    if (learned->front_id_token == NULL)
        return OAS_OK;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (!oas_text_equal(oas_json_string(learned->front_id_token->claims, names[i]),
                            oas_json_string(learned->id_token->claims, names[i])))
            return oas_fail(work, OAS_REFUSED, "id_token_pair", "the ID tokens of the two endpoints differ in %s", names[i]);
    return OAS_OK;
}

/* OAuth 1.0a: the verifier becomes an access token, which has a secret. */
static oas_status_t get_oauth1_token(learned_t *learned, const oas_site_t *site, const oas_identify_input_t *input,
                                     oas_work_t *work)
{
    oas_oauth1_token_t token;
    oas_status_t status = oas_oauth1_exchange(&token, input->chosen->registration, &input->temporary, input->code,
                                              oas_site_client(site, input->chosen), work);

    learned->tokens = apr_pcalloc(work->pool, sizeof(*learned->tokens));
    *learned->tokens = (oas_tokens_t){.access_token = token.token, .secret = token.secret, .token_type = "OAuth"};
    return status;
}

/* Exchange the code, if there is one. What the token endpoint says wins: it says more (§3.3.3.6), its access token is the
 * newer one, and nobody was between it and us. */
static oas_status_t get_tokens(learned_t *learned, const oas_site_t *site, const oas_identify_input_t *input,
                               oas_work_t *work)
{
    const char *verifier;
    oas_status_t status;

    if (input->chosen->registration->is_oauth1)
        return get_oauth1_token(learned, site, input, work);
    if (input->code == NULL) {
        learned->tokens = learned->front_tokens;
        learned->id_token = learned->front_id_token;
        return OAS_OK;
    }
    if ((status = oas_login_attempt_verifier(&verifier, input->attempt, site->sessions.keys, work)) != OAS_OK
        || (status = oas_tokens_exchange(&learned->tokens, input->chosen->registration, input->provider, input->code,
                                         input->redirect_uri, verifier, oas_site_client(site, input->chosen), work)) != OAS_OK)
        return status;
    if (input->provider->issuer == NULL)
        return OAS_OK;
    if ((status = oas_id_token_check(&learned->id_token, learned->tokens, false, site, input, work)) != OAS_OK)
        return status;
    return check_same_person(learned, work);
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
        .signer = {
            .registration = registration, .cache = input->chosen->cache, .client = oas_site_client(site, input->chosen)}};
    oas_status_t status;

    if (registration->is_oauth1)
        return oas_oauth1_profile(&learned->userinfo, registration,
                                  &(oas_oauth1_token_t){learned->tokens->access_token, learned->tokens->secret},
                                  oas_site_client(site, input->chosen), work);
    if (url == NULL && learned->id_token == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "profile_missing",
                        "%s gives no ID token: OAuthProfileURL must say where the user's profile is",
                        registration->name);
    if (url == NULL || learned->tokens->access_token == NULL)
        return OAS_OK;
    /* OpenID Connect Core 1.0 §5.3.2: user info of another subject must not be used. */
    question.subject = learned->id_token != NULL ? subject_of(learned) : NULL;
    question.signer.algorithms = oas_registration_userinfo_algorithms(registration, input->provider, work->pool);
    if ((status = oas_userinfo_fetch(&learned->userinfo, &question, work)) == OAS_OK)
        oas_other_claims_add(&learned->userinfo, learned->id_token != NULL ? learned->id_token->claims : NULL, site, input,
                             work);
    return status;
}

static oas_status_t ask_further(learned_t *learned, const oas_site_t *site, const oas_identify_input_t *input,
                                oas_work_t *work)
{
    oas_vendor_t vendor = {.access_token = learned->tokens->access_token,
                           .client = oas_site_client(site, input->chosen),
                           .calls_left = OAS_VENDOR_CALLS};

    return oas_further_claims_add(&learned->userinfo, learned->id_token != NULL ? learned->id_token->claims : NULL,
                                  input->chosen->registration, &vendor, work);
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
    oas_status_t status;

    if ((status = judge_front_channel(&learned, site, input, work)) != OAS_OK
        || (status = get_tokens(&learned, site, input, work)) != OAS_OK
        || (status = ask_userinfo(&learned, site, input, work)) != OAS_OK
        || (status = ask_further(&learned, site, input, work)) != OAS_OK
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
