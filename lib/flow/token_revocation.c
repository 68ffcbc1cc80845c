/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/token_revocation.h"

#include "base/event.h"
#include "flow/registered.h"
#include "oidc/revocation.h"

/* Not the client that stops calling who does not answer: an endpoint that nobody needs to sign in must not stop sign-ins. */
static oas_status_t find_server(oas_authorization_server_t *server, const oas_leaver_t *leaver, const oas_site_t *site,
                                const char *origin, oas_work_t *work)
{
    const oas_site_provider_t *at = leaver->at;
    oas_status_t status;

    *server = (oas_authorization_server_t){.cache = at->cache, .client = site->client};
    if ((status = oas_provider_cache_get(&server->provider, at->cache, oas_site_client(site, at), work)) != OAS_OK
        || (status = oas_registered(&at, site, server->provider, origin, false, work)) != OAS_OK)
        return status;
    server->registration = at->registration;
    return OAS_OK;
}

/* The refresh token first: providers that know how revoke all that came from it (RFC 7009 §2.1), and it lasts longest. Who
 * did not answer is not asked again. */
static oas_status_t revoke_both(const oas_vault_t *vault, const oas_authorization_server_t *server, oas_work_t *work)
{
    oas_status_t first = OAS_OK, second = OAS_OK;

    if (vault->refresh_token != NULL)
        first = oas_token_revoke(vault->refresh_token, "refresh_token", server, work);
    if (vault->access_token != NULL && first != OAS_UNAVAILABLE)
        second = oas_token_revoke(vault->access_token, "access_token", server, work);
    return first != OAS_OK ? first : second;
}

oas_status_t oas_tokens_revoke_of(const oas_leaver_t *leaver, const oas_site_t *site, const char *origin, oas_work_t *work)
{
    oas_authorization_server_t server;
    oas_status_t status = find_server(&server, leaver, site, origin, work);

    return status == OAS_OK ? revoke_both(leaver->vault, &server, work) : status;
}

void oas_tokens_revoke(const oas_leaver_t *leaver, const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_status_t status;

    if (leaver->at == NULL || leaver->vault == NULL || !leaver->at->registration->revoke_tokens)
        return;
    status = oas_tokens_revoke_of(leaver, site, request->origin, &look);
    oas_event_note(work, (oas_event_t){.kind = OAS_EVENT_TOKEN_REVOCATION,
                                       .status = status,
                                       .reason = look.reason,
                                       .provider = leaver->at->registration->name});
    if (status != OAS_OK)
        oas_tell(work, "revocation_failed", "somebody signed out, and his tokens could not be revoked at %s: %s",
                 leaver->at->registration->name, look.failure);
}
