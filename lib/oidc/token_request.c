/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/token_request.h"

#include "http/form.h"
#include "oidc/client_auth.h"

enum { REQUEST_LARGEST = 32 * 1024 }; /* bytes: a code of 4 kB, escaped, and what is configured */

/* What is asked, of whom. */
typedef struct {
    const oas_registration_t *registration;
    const oas_provider_t *provider;
    oas_http_client_t *client;
    oas_pairs_t grant; /* what is exchanged; values may be NULL: not sent */
} request_t;

/* RFC 6749 §4.1.3 and §6, RFC 7636 §4.5, RFC 8707 §2.2 */
static void compose(oas_buffer_t *form, const request_t *request)
{
    const oas_registration_t *registration = request->registration;
    const oas_pairs_t parts[] = {request->grant, registration->token_parameters};

    for (size_t part = 0; part < sizeof(parts) / sizeof(*parts); part++)
        for (size_t i = 0; i < parts[part].count; i++)
            oas_form_add(form, parts[part].items[i].name, parts[part].items[i].value);
    for (const char *const *resource = registration->resources; resource != NULL && *resource != NULL; resource++)
        oas_form_add(form, "resource", *resource);
}

/* The form, and who we are; with DPoP, that we hold the key. */
static oas_status_t prepare(oas_http_call_t *call, const request_t *request, const char *nonce, oas_work_t *work)
{
    const oas_registration_t *registration = request->registration;
    oas_buffer_t form = oas_buffer(work->pool, REQUEST_LARGEST);
    oas_status_t status;

    compose(&form, request);
    if ((status = oas_client_authenticate(registration, request->provider, call, &form, work)) != OAS_OK)
        return status;
    if (form.overflowed)
        return oas_fail(work, OAS_REFUSED, "token_request_length", "the token request is longer than %d bytes",
                        REQUEST_LARGEST);
    call->form = oas_buffer_bytes(&form);
    oas_wipe_with(work->pool, form.data, form.length);
    return registration->dpop != NULL ? oas_dpop_prove(call, registration->dpop, NULL, nonce, work) : OAS_OK;
}

static oas_status_t ask(oas_http_answer_t **answer, const request_t *request, const char *nonce, oas_work_t *work)
{
    oas_http_call_t call = {
        .url = request->provider->token_endpoint, .purpose = "token request", .largest_answer = OAS_TOKENS_LARGEST};
    oas_status_t status;

    if ((status = prepare(&call, request, nonce, work)) != OAS_OK
        || (status = request->client->call(request->client, answer, &call, work)) != OAS_OK)
        return status;
    oas_wipe_with(work->pool, (void *)(*answer)->body.data, (*answer)->body.length);
    return OAS_OK;
}

/* A code works once and a second request could end the tokens of the first (RFC 6749 §4.1.2), and so it is with refresh
 * tokens (RFC 9700 §4.14.2): there is no second one, whatever happens. But for this: RFC 9449 §8 has a provider say which
 * nonce it wants to see in the proof, before it gives anything. That is heard once. */
static oas_status_t ask_once(oas_tokens_t **tokens, const request_t *request, oas_work_t *work)
{
    oas_http_answer_t *answer;
    oas_status_t status = ask(&answer, request, NULL, work);
    const char *nonce = NULL;

    *tokens = NULL;
    if (status == OAS_OK && request->registration->dpop != NULL)
        nonce = oas_dpop_nonce_asked(answer, work);
    if (nonce != NULL)
        status = ask(&answer, request, nonce, work);
    return status == OAS_OK ? oas_tokens_read(tokens, answer, request->registration, request->provider, work) : status;
}

oas_status_t oas_tokens_exchange(oas_tokens_t **tokens, const oas_registration_t *registration,
                                 const oas_provider_t *provider, const char *code, const char *redirect_uri,
                                 const char *verifier, oas_http_client_t *client, oas_work_t *work)
{
    const oas_pair_t grant[] = {{"grant_type", "authorization_code"},
                                {"code", code},
                                {"redirect_uri", redirect_uri},
                                {"code_verifier", registration->without_pkce ? NULL : verifier}};
    const request_t request = {registration, provider, client, {grant, sizeof(grant) / sizeof(*grant)}};
    oas_status_t status = ask_once(tokens, &request, work);

    return status == OAS_EXPIRED ? OAS_REFUSED : status; /* it came this very moment: its time has not passed */
}

/* RFC 6749 §6: scope is left out, which means the same as was granted before. */
oas_status_t oas_tokens_refresh(oas_tokens_t **tokens, const oas_registration_t *registration,
                                const oas_provider_t *provider, const char *refresh_token, oas_http_client_t *client,
                                oas_work_t *work)
{
    const oas_pair_t grant[] = {{"grant_type", "refresh_token"}, {"refresh_token", refresh_token}};
    const request_t request = {registration, provider, client, {grant, sizeof(grant) / sizeof(*grant)}};

    return ask_once(tokens, &request, work);
}
