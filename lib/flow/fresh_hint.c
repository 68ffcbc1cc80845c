/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/fresh_hint.h"

#include <apr_strings.h>

#include "flow/bound_registration.h"
#include "flow/id_token_check.h"
#include "flow/kept_id_token.h"
#include "flow/registered.h"
#include "http/hurried_client.h"
#include "oidc/token_request.h"

static const apr_interval_time_t longest_call = apr_time_from_sec(2);

static bool has_expired(const char *id_token, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    const oas_json_t *claims;
    int64_t expires;

    return oas_kept_id_token_read(&claims, id_token, &look) == OAS_OK
           && oas_json_integer(&expires, claims, "exp", 0, INT64_MAX) && expires <= apr_time_sec(work->now);
}

static bool is_wanted(const oas_leaver_t *leaver, oas_work_t *work)
{
    const oas_vault_t *vault = leaver->vault;

    return leaver->at != NULL && leaver->at->registration->fresh_logout_hint && vault != NULL
           && vault->refresh_token != NULL && vault->id_token != NULL && has_expired(vault->id_token, work);
}

/* As who his tokens were given to. Not by the client that stops calling a provider that does not answer: one that needs longer than
 * this would stop sign-ins, which have more time. */
static oas_status_t renew(oas_tokens_t **tokens, const oas_leaver_t *leaver, const oas_session_t *session,
                          const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    const oas_vault_t *vault = leaver->vault;
    oas_hurried_client_t hurried = oas_hurried_client(site->client, longest_call);
    oas_site_provider_t soon = *leaver->at;
    const oas_site_provider_t *at = &soon;
    const oas_provider_t *provider;
    oas_jwt_t *verified;
    oas_status_t status;

    soon.client = &hurried.client;
    if ((status = oas_provider_cache_get(&provider, at->cache, at->client, work)) != OAS_OK
        || (status = oas_registered(&at, site, provider, request->origin, false, work)) != OAS_OK
        || (status = oas_bound_registration(&at, &site->sessions, session->head.key_id, work)) != OAS_OK
        || (status = oas_tokens_refresh(tokens, at->registration, provider, vault->refresh_token, at->client, work))
               != OAS_OK)
        return status;
    if ((*tokens)->id_token == NULL)
        return oas_fail(work, OAS_REFUSED, "fresh_hint_missing", "no ID token came with the refresh");
    return oas_id_token_check_refreshed(&verified, *tokens, vault->id_token, site, at, provider, work);
}

/* Tokens that came take the place of what they came for, also where the ID token among them is no good. */
static void put(oas_vault_t *vault, const oas_tokens_t *tokens)
{
    if (tokens->refresh_token != NULL)
        vault->refresh_token = tokens->refresh_token;
    if (tokens->access_token != NULL)
        vault->access_token = tokens->access_token;
}

const oas_vault_t *oas_fresh_hint(const oas_leaver_t *leaver, const oas_session_t *session, const oas_site_t *site,
                                  const oas_request_t *request, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_tokens_t *tokens = NULL;
    oas_vault_t *vault;
    oas_status_t status;

    if (!is_wanted(leaver, work))
        return leaver->vault;
    vault = apr_pmemdup(work->pool, leaver->vault, sizeof(*vault));
    status = renew(&tokens, leaver, session, site, request, &look);
    if (tokens != NULL)
        put(vault, tokens);
    if (status == OAS_OK)
        vault->id_token = tokens->id_token;
    else
        oas_tell(work, "fresh_hint_failed", "somebody signed out, and %s gave no ID token for the one that has expired: %s",
                 leaver->at->registration->name, look.failure);
    return vault;
}
