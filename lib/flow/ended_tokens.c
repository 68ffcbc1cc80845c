/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/ended_tokens.h"

#include "flow/token_revocation.h"
#include "session/ended.h"

void oas_ended_tokens_label(oas_label_t *label, const oas_vault_t *vault, const oas_registration_t *registration)
{
    bool is_for_refresh = vault->refresh_token != NULL;

    label->token = NULL;
    label->token_is_for_refresh = false;
    if (!registration->revoke_ended_tokens)
        return;
    label->token = is_for_refresh ? vault->refresh_token : vault->access_token;
    label->token_is_for_refresh = is_for_refresh;
}

/* One look at the ended sessions of a site. */
typedef struct {
    const oas_site_t *site;
    const oas_ended_tokens_t *how;
    bool *is_silent; /* for each provider: it did not answer, or could not even be asked */
} look_t;

static oas_ended_choice_t choose(void *data, const oas_label_t *label)
{
    const look_t *look = data;
    const oas_site_provider_t *at = label->provider != NULL ? oas_site_provider(look->site, label->provider) : NULL;

    if (at == NULL || !at->registration->revoke_ended_tokens || look->is_silent[at - look->site->providers])
        return OAS_ENDED_LEAVE;
    return look->how->goes_on(look->how->data) ? OAS_ENDED_TAKE : OAS_ENDED_STOP;
}

static void revoke_one(void *data, const oas_label_t *label, oas_work_t *work)
{
    const look_t *look = data;
    const oas_site_provider_t *at = oas_site_provider(look->site, label->provider);
    const oas_vault_t vault = {.refresh_token = label->token_is_for_refresh ? label->token : NULL,
                               .access_token = label->token_is_for_refresh ? NULL : label->token};
    const oas_leaver_t owner = {.at = at, .vault = &vault};
    oas_status_t status = oas_tokens_revoke_of(&owner, look->site, "", work);

    if (status != OAS_OK && status != OAS_REFUSED)
        look->is_silent[at - look->site->providers] = true;
    if (status != OAS_OK)
        look->how->failed(look->how->data, at->registration->name, status, work);
}

oas_status_t oas_ended_tokens_revoke(const oas_site_t *site, const oas_ended_tokens_t *how, oas_work_t *work)
{
    look_t look = {.site = site, .how = how};
    const oas_ended_taker_t taker = {.choose = choose, .taken = revoke_one, .data = &look};
    oas_status_t status = OAS_OK;

    look.is_silent = apr_pcalloc(work->pool, site->provider_count * sizeof(*look.is_silent));
    for (const oas_site_t *realm = site; realm != NULL && status == OAS_OK; realm = realm->next)
        status = oas_session_take_ended(&realm->sessions, &taker, work);
    return status;
}
