/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/id_token_check.h"

#include "flow/kept_id_token.h"
#include "jose/nested.h"
#include "oidc/decryption.h"
#include "oidc/refreshed_id_token.h"

/* The token is judged with the keys we have, and once more with fresh ones when its key is not among them: a provider may
 * have changed them just before it signed (OpenID Connect Core 1.0 §10.1.1). Where there is still none,
 * a login fails. A session waits: the fault is nobody's whose keys are changed while they can not be fetched. */
static oas_status_t verify_with_keys(oas_jwt_t **verified, const char *id_token, const oas_site_t *site,
                                     const oas_site_provider_t *chosen, const oas_id_token_expectation_t *expected,
                                     oas_work_t *work)
{
    const oas_jwk_set_t *keys;
    oas_status_t fetched = OAS_OK, status = OAS_NOT_FOUND;

    for (int fresh = 0; fresh <= 1 && status == OAS_NOT_FOUND; fresh++) {
        oas_forgive(work);
        status = fetched = oas_provider_cache_keys(&keys, chosen->cache, fresh, oas_site_client(site, chosen), work);
        if (fetched == OAS_OK)
            status = oas_id_token_verify(verified, id_token, keys, expected, work);
    }
    if (expected->is_refreshed && (fetched != OAS_OK || status == OAS_NOT_FOUND))
        return OAS_UNAVAILABLE;
    return status == OAS_NOT_FOUND ? OAS_REFUSED : status;
}

/* max_age is fixed, or what the link or the page asked: the stricter of the two; 0: neither. */
static apr_time_t authenticated_since(const oas_identify_input_t *input)
{
    apr_time_t fixed = oas_registration_authenticated_since(input->chosen->registration, input->attempt->started);
    apr_time_t once = input->attempt->authenticated_since;

    return fixed > once ? fixed : once;
}

/* §3.1.3.7 (1): an encrypted ID token is opened first; if encryption was negotiated and it is not encrypted, the RP SHOULD reject
 * it. What is inside takes its place: as id_token_hint nothing else will do
 * (§3.1.2.1). */
static oas_status_t open_id_token(oas_tokens_t *tokens, const oas_registration_t *registration, oas_work_t *work)
{
    oas_decryption_t decryption;
    oas_status_t status = oas_decryption_of_id_tokens(&decryption, registration, work);

    if (status != OAS_OK)
        return status;
    return oas_nested_open(&tokens->id_token, tokens->id_token, decryption.keys, &decryption.allowed, decryption.is_required,
                           work);
}

/* What each ID token of a provider has to be; what it has to be besides is for the caller to add. */
static oas_id_token_expectation_t expectation(const oas_tokens_t *tokens, const oas_registration_t *registration,
                                              const oas_provider_t *provider, apr_pool_t *pool)
{
    return (oas_id_token_expectation_t){.issuer = provider->issuer,
                                        .client_id = registration->client_id,
                                        .client_secret = registration->client_secret,
                                        .access_token = tokens->access_token,
                                        .algorithms = oas_registration_algorithms(registration, provider, pool),
                                        .leeway = registration->leeway};
}

oas_status_t oas_id_token_check(oas_jwt_t **verified, oas_tokens_t *tokens, bool is_front_channel,
                                const oas_site_t *site, const oas_identify_input_t *input, oas_work_t *work)
{
    const oas_registration_t *registration = input->chosen->registration;
    oas_id_token_expectation_t expected = expectation(tokens, registration, input->provider, work->pool);
    oas_status_t status;

    *verified = NULL;
    if (tokens->id_token == NULL)
        return oas_fail(work, OAS_REFUSED, "id_token_missing", "the %s of %s has no ID token",
                        is_front_channel ? "answer" : "token response", registration->name);
    expected.code = input->code;
    expected.is_front_channel = is_front_channel;
    expected.requested_claims = oas_pairs_get(registration->authorization_parameters, "claims");
    expected.authenticated_since = authenticated_since(input);
    if ((status = open_id_token(tokens, registration, work)) != OAS_OK
        || (status = oas_login_attempt_nonce(&expected.nonce, input->attempt, site->sessions.keys, work)) != OAS_OK)
        return status;
    return verify_with_keys(verified, tokens->id_token, site, input->chosen, &expected, work);
}

oas_status_t oas_id_token_check_refreshed(oas_jwt_t **verified, oas_tokens_t *tokens, const char *original,
                                          const oas_site_t *site, const oas_site_provider_t *chosen,
                                          const oas_provider_t *provider, oas_work_t *work)
{
    const oas_registration_t *registration = chosen->registration;
    oas_id_token_expectation_t expected = expectation(tokens, registration, provider, work->pool);
    const oas_json_t *former;
    oas_jwt_t *refreshed;
    oas_status_t status;

    *verified = NULL;
    expected.is_refreshed = true;
    if ((status = oas_kept_id_token_read(&former, original, work)) != OAS_OK
        || (status = open_id_token(tokens, registration, work)) != OAS_OK
        || (status = verify_with_keys(&refreshed, tokens->id_token, site, chosen, &expected, work)) != OAS_OK
        || (status = oas_refreshed_id_token_check(refreshed->claims, former, work)) != OAS_OK)
        return status;
    *verified = refreshed;
    return OAS_OK;
}
