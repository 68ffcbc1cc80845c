/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/login_request.h"

#include <apr_strings.h>

oas_status_t oas_login_request_server(oas_authorization_server_t *server, const oas_site_t *site,
                                      const oas_site_provider_t *chosen, oas_work_t *work)
{
    *server = (oas_authorization_server_t){
        .registration = chosen->registration, .cache = chosen->cache, .client = oas_site_client(site, chosen)};
    return oas_provider_cache_get(&server->provider, chosen->cache, server->client, work);
}

oas_status_t oas_login_request_compose(oas_authorization_request_t *request, const oas_site_t *site,
                                       const oas_login_attempt_t *attempt, const char *origin, oas_work_t *work)
{
    oas_status_t status;

    request->redirect_uri =
        apr_pstrcat(work->pool, origin, oas_site_callback_path(site, attempt->provider, work->pool), NULL);
    if ((status = oas_login_attempt_nonce(&request->nonce, attempt, site->sessions.keys, work)) != OAS_OK)
        return status;
    return oas_login_attempt_verifier(&request->verifier, attempt, site->sessions.keys, work);
}
