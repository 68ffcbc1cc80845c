/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/revocation.h"

#include "http/form.h"
#include "oidc/answer.h"
#include "oidc/client_auth.h"
#include "oidc/tokens.h"

/* Bytes of the form, in which a token may be three times as long as it came, and of the answer. */
enum { FORM_LARGEST = 4 * OAS_TOKENS_LARGEST, ANSWER_LARGEST = 16 * 1024, DEADLINE_SECONDS = 2 };

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
        return oas_fail(work, OAS_REFUSED, "revocation_length", "the %s is too long to be revoked", kind);
    return OAS_OK;
}

/* §2.2: 200 also for a token that was not valid any more; its body is of no meaning. */
static oas_status_t judge(const oas_http_answer_t *answer, const char *kind, oas_work_t *work)
{
    if (answer->status / 100 == 2)
        return OAS_OK;
    return oas_fail(work, oas_answer_is_unavailable(answer) ? OAS_UNAVAILABLE : OAS_REFUSED, "revocation_answer",
                    "the revocation of the %s was answered with status %d", kind, answer->status);
}

oas_status_t oas_token_revoke(const char *token, const char *kind, const oas_authorization_server_t *server,
                              oas_work_t *work)
{
    oas_http_call_t call = {.url = server->provider->revocation_endpoint,
                            .purpose = "token revocation",
                            .deadline = apr_time_from_sec(DEADLINE_SECONDS),
                            .largest_answer = ANSWER_LARGEST};
    oas_http_answer_t *answer;
    oas_status_t status;

    if (call.url == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "revocation_endpoint", "the metadata of %s has no revocation_endpoint",
                        server->registration->name);
    if ((status = compose(&call, token, kind, server, work)) != OAS_OK
        || (status = server->client->call(server->client, &answer, &call, work)) != OAS_OK)
        return status;
    return judge(answer, kind, work);
}
