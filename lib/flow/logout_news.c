/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/logout_news.h"

#include "oidc/logout_call.h"

/* Not the client that stops calling a provider that does not answer: this may be somebody else, and no login needs him. */
void oas_logout_tell(const oas_leaver_t *leaver, const oas_site_t *site, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);

    if (leaver->at == NULL || leaver->at->registration->logout_call == NULL || leaver->vault == NULL
        || leaver->vault->id_token == NULL)
        return;
    if (oas_logout_call(leaver->at->registration->logout_call, leaver->vault->id_token, site->client, &look) != OAS_OK)
        oas_tell(work, "logout_call_failed", "somebody signed out, and OAuthLogoutCall of %s brought nothing: %s",
                 leaver->at->registration->name, look.failure);
}
