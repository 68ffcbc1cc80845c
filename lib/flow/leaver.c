/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/leaver.h"

/* A vault that does not open keeps nobody signed in: then nothing in it can be told to the provider. */
static const oas_vault_t *vault_of(const oas_site_t *site, const oas_session_t *session, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_vault_t *vault;

    return oas_session_open_vault(&vault, &site->sessions, session, &look) == OAS_OK ? vault : NULL;
}

oas_leaver_t oas_leaver_of(const oas_site_t *site, const oas_session_t *session, oas_work_t *work)
{
    if (session == NULL)
        return (oas_leaver_t){.at = site->provider_count == 1 ? &site->providers[0] : NULL};
    return (oas_leaver_t){.at = oas_site_provider(site, session->face.provider), .vault = vault_of(site, session, work)};
}
