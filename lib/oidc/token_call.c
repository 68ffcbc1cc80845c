/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/token_call.h"

#include "http/form.h"
#include "oidc/client_auth.h"
#include "oidc/tokens.h"

enum { FORM_LARGEST = 4 * OAS_TOKENS_LARGEST }; /* bytes: a token may be three times as long in a form as it came */

/* RFC 7009 §2.1, RFC 7662 §2.1 */
static oas_status_t compose(oas_http_call_t *call, const char *token, const char *kind,
                            const oas_authorization_server_t *server, oas_work_t *work)
{
    oas_buffer_t form = oas_buffer(work->pool, FORM_LARGEST);
    oas_status_t status;

    oas_form_add(&form, "token", token);
    oas_form_add(&form, "token_type_hint", kind);
    if ((status = oas_client_authenticate(server->registration, server->provider, call, &form, work)) != OAS_OK)
        return status;
    call->form = oas_buffer_bytes(&form);
    oas_wipe_with(work->pool, form.data, form.length);
    if (form.overflowed)
        return oas_fail(work, OAS_REFUSED, "token_call_length", "the %s is too long for a %s", kind, call->purpose);
    return OAS_OK;
}

oas_status_t oas_token_call(oas_http_answer_t **answer, oas_http_call_t *call, const char *token, const char *kind,
                            const oas_authorization_server_t *server, oas_work_t *work)
{
    oas_status_t status = compose(call, token, kind, server, work);

    *answer = NULL;
    return status == OAS_OK ? server->client->call(server->client, answer, call, work) : status;
}
