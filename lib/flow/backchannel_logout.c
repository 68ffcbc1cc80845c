/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/backchannel_logout.h"

#include "base/buffer.h"
#include "base/event.h"
#include "crypto/digest.h"
#include "flow/realm.h"
#include "flow/registered.h"
#include "http/form.h"
#include "oidc/logout_token.h"

static oas_status_t take_text(const char **text, const oas_request_t *request, oas_work_t *work)
{
    oas_pairs_t form;
    oas_status_t status = oas_form_parse(&form, request->form, work);

    if (status != OAS_OK)
        return status;
    if ((*text = oas_pairs_get(form, "logout_token")) == NULL)
        return oas_fail(work, OAS_REFUSED, "logout_token_missing", "the form has no logout_token");
    return OAS_OK;
}

/* Whether these claims are for who we are to this provider, which becomes complete. Not registered there: they are not. */
static oas_status_t is_addressed(bool *addressed, const oas_site_provider_t **provider, const oas_json_t *claims,
                                 const oas_site_t *site, const char *origin, oas_work_t *work)
{
    oas_status_t status;

    *addressed = false;
    if (!oas_logout_token_is_of(claims, (*provider)->registration, work->pool))
        return OAS_OK;
    status = oas_registered_before(provider, site, origin, work);
    if (status == OAS_NOT_FOUND) {
        oas_forgive(work);
        return OAS_OK;
    }
    *addressed = status == OAS_OK && oas_logout_token_is_for(claims, (*provider)->registration, work->pool);
    return status;
}

/* Strangers may post here what they like: no provider is asked anything before one is named that signs people in here. */
static oas_status_t find_addressee(const oas_site_provider_t **addressee, const oas_site_t *site, const char *origin,
                                   const char *text, oas_work_t *work)
{
    const oas_json_t *claims;
    oas_status_t status = oas_logout_token_peek(&claims, text, work);
    bool found = false;

    for (size_t i = 0; i < site->provider_count && status == OAS_OK && !found; i++) {
        *addressee = &site->providers[i];
        status = is_addressed(&found, addressee, claims, site, origin, work);
    }
    if (status != OAS_OK || found)
        return status;
    return oas_fail(work, OAS_REFUSED, "logout_token_stranger", "logout_token names no issuer and client that sign people in here");
}

static oas_status_t read_token(oas_logout_token_t **token, const char **provider_name, const oas_site_t *site,
                               const oas_request_t *request, oas_work_t *work)
{
    const oas_site_provider_t *addressee = NULL;
    const oas_provider_t *provider;
    oas_signer_t signer = {0};
    const char *text = NULL;
    oas_status_t status;

    if ((status = take_text(&text, request, work)) != OAS_OK
        || (status = find_addressee(&addressee, site, request->origin, text, work)) != OAS_OK
        || (status = oas_provider_cache_get(&provider, addressee->cache, oas_site_client(site, addressee), work)) != OAS_OK)
        return status;
    *provider_name = addressee->registration->name;
    signer.client = oas_site_client(site, addressee);
    signer.registration = addressee->registration;
    signer.cache = addressee->cache;
    signer.algorithms = oas_registration_algorithms(addressee->registration, provider, work->pool);
    return oas_logout_token_read(token, text, &signer, work);
}

/* What the store remembers of a token: no two have the same issuer and id. */
static oas_status_t identify(oas_index_t *id, const oas_logout_token_t *token, oas_work_t *work)
{
    oas_buffer_t name = oas_buffer(work->pool, 2 * OAS_JWT_LARGEST);
    unsigned char digest[OAS_HASH_LONGEST];
    oas_status_t status;

    oas_buffer_add_text(&name, "logout token");
    oas_buffer_add_u32(&name, (uint32_t)strlen(token->issuer));
    oas_buffer_add_text(&name, token->issuer);
    oas_buffer_add_text(&name, token->id);
    if ((status = oas_digest(digest, OAS_SHA256, oas_buffer_bytes(&name), work)) == OAS_OK)
        memcpy(id->bytes, digest, sizeof(id->bytes));
    return status;
}

static oas_status_t refuse_repeated(oas_work_t *work)
{
    oas_forgive(work);
    return oas_fail(work, OAS_REFUSED, "logout_token_repeated", "this logout_token came before");
}

/* A token counts once. It is remembered when its sessions are gone, and not before: else what could not be done now could
 * not be asked for again. */
static oas_status_t end_once(const oas_logout_token_t *token, const char *provider_name, const oas_site_t *site,
                             oas_work_t *work)
{
    const oas_whose_t whose = {token->issuer, token->subject, token->provider_session};
    oas_store_t *store = site->sessions.store;
    unsigned ended;
    oas_index_t id;
    oas_status_t status;

    if ((status = identify(&id, token, work)) != OAS_OK)
        return status;
    if ((status = store->calls->was_used(store, &id, work)) != OAS_NOT_FOUND)
        return status == OAS_OK ? refuse_repeated(work) : status;
    if ((status = oas_realms_end_of(&ended, site, &whose, work)) != OAS_OK)
        return status;
    if (ended != 0)
        oas_event_note(work, (oas_event_t){.kind = OAS_EVENT_LOGOUT,
                                           .reason = "provider_sign_out",
                                           .by = "provider",
                                           .sessions = ended,
                                           .provider = provider_name});
    if (ended != 0)
        oas_tell(work, "provider_sign_out", "the provider %s said that somebody signed out: %u sessions were ended",
                 token->issuer, ended);
    status = store->calls->use_once(store, &id, token->too_old, work);
    return status == OAS_REFUSED ? refuse_repeated(work) : status;
}

oas_status_t oas_backchannel_logout(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                    oas_work_t *work)
{
    oas_logout_token_t *token;
    const char *provider_name;
    oas_status_t status;

    reply->page.title = "Nobody was signed out";
    reply->page.text = "This address takes logout tokens of the providers that sign people in here.";
    if ((status = read_token(&token, &provider_name, site, request, work)) != OAS_OK
        || (status = end_once(token, provider_name, site, work)) != OAS_OK)
        return status;
    reply->status = 200;
    return OAS_OK;
}
