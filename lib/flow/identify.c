/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/identify.h"

#include "flow/id_token_check.h"
#include "flow/person.h"
#include "oidc/authorization_request.h"
#include "oidc/token_request.h"

enum { SESSION_STATE_LONGEST = 512 }; /* characters */

/* What is learned on the way, in this order. */
typedef struct {
    oas_tokens_t *front_tokens; /* that came through the browser; NULL: none did */
    oas_jwt_t *front_id_token;  /* one of them */
    oas_tokens_t *tokens;
    oas_jwt_t *id_token;        /* NULL: plain OAuth 2.0 */
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
static const char *subject_of(const learned_t *learned, const oas_face_t *face)
{
    if (learned->id_token != NULL)
        return oas_json_string(learned->id_token->claims, "sub");
    return oas_pairs_get(face->claims, "sub");
}

/* Whose sub it is: of one tenant, where the provider has many. */
static const char *issuer_of(const learned_t *learned, const oas_identify_input_t *input)
{
    if (learned->id_token != NULL)
        return oas_json_string(learned->id_token->claims, "iss");
    return input->provider->issuer != NULL ? input->provider->issuer : input->chosen->registration->name;
}

static const char *claims_json(const learned_t *learned, const oas_json_t *userinfo, const oas_site_provider_t *chosen,
                               apr_pool_t *pool)
{
    if (userinfo != NULL)
        return oas_person_kept(userinfo, chosen, pool);
    return learned->id_token != NULL && chosen->registration->kept_claims == NULL ? (const char *)learned->id_token->claims_text.data : NULL;
}

/* OpenID Connect Session Management 1.0 §2: "It MUST NOT include the space (" ") character". It goes into a page, and nowhere
 * where it could sign anybody in. */
static const char *session_state_of(const oas_identify_input_t *input)
{
    const char *state = oas_pairs_get(input->answer, "session_state");
    size_t length = state != NULL && input->chosen->registration->session_management ? strlen(state) : 0;

    for (size_t i = 0; i < length; i++)
        if (state[i] <= ' ' || state[i] > '~')
            return NULL;
    return length > 0 && length <= SESSION_STATE_LONGEST ? state : NULL;
}

/* RFC 6749 §5.1: scope is "OPTIONAL, if identical to the scope requested by the client". Without an access token nothing was
 * granted. */
static const char *granted_scope(const oas_tokens_t *tokens, const oas_identify_input_t *input, apr_pool_t *pool)
{
    if (tokens->scope != NULL || tokens->access_token == NULL || input->chosen->registration->is_oauth1)
        return tokens->scope;
    return oas_authorization_scope(input->chosen->registration, input->provider, pool);
}

/* All but what the face has to say for it. */
static void fill_vault(oas_vault_t *vault, const learned_t *learned, const oas_identify_input_t *input, apr_pool_t *pool)
{
    const oas_tokens_t *tokens = learned->tokens;

    *vault = (oas_vault_t){
        .issuer = issuer_of(learned, input),
        .provider_session = learned->id_token != NULL ? oas_json_string(learned->id_token->claims, "sid") : NULL,
        .access_token = tokens->access_token,
        .token_type = tokens->token_type,
        .access_token_expires = tokens->expires,
        .refresh_token = tokens->refresh_token,
        .id_token = tokens->id_token,
        .scope = granted_scope(tokens, input, pool),
        .step_up = input->attempt->step_up,
        .session_state = session_state_of(input)};
}

oas_status_t oas_identify(oas_identity_t *identity, const oas_site_t *site, const oas_identify_input_t *input,
                          oas_work_t *work)
{
    oas_evidence_t evidence = {.chosen = input->chosen, .provider = input->provider, .origin = input->origin};
    learned_t learned = {0};
    const oas_json_t *userinfo;
    oas_status_t status;

    if ((status = judge_front_channel(&learned, site, input, work)) != OAS_OK
        || (status = get_tokens(&learned, site, input, work)) != OAS_OK)
        return status;
    evidence.tokens = learned.tokens;
    evidence.id_token = learned.id_token != NULL ? learned.id_token->claims : NULL;
    if ((status = oas_person_ask(&userinfo, site, &evidence, work)) != OAS_OK
        || (status = oas_person_describe(&identity->face, &evidence, userinfo, work)) != OAS_OK)
        return status;
    fill_vault(&identity->vault, &learned, input, work->pool);
    identity->face.scope = identity->vault.scope;
    identity->vault.subject = subject_of(&learned, &identity->face);
    identity->vault.claims_json = claims_json(&learned, userinfo, input->chosen, work->pool);
    return OAS_OK;
}
