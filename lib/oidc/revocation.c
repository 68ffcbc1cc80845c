/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/revocation.h"

#include "oidc/answer.h"
#include "oidc/token_call.h"

enum { ANSWER_LARGEST = 16 * 1024 /* bytes */, DEADLINE_SECONDS = 2 };

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
    status = oas_token_call(&answer, &call, token, kind, server, work);
    return status == OAS_OK ? judge(answer, kind, work) : status;
}
