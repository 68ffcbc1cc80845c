/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/introspection.h"

#include "oidc/answer.h"
#include "oidc/token_call.h"

enum { ANSWER_LARGEST = 64 * 1024 /* bytes */ };

static bool is_false(const oas_json_t *object, const char *name, apr_pool_t *pool)
{
    const oas_json_t *member = oas_json_member(object, name);

    return member != NULL && !oas_json_is_string(member) && strcmp(oas_json_text(member, pool), "false") == 0;
}

/* §2.2: "active" is REQUIRED, and a boolean. What else is said of the token is of no use to who knows already whose it is. */
static oas_status_t judge(const oas_http_answer_t *answer, oas_work_t *work)
{
    const oas_json_t *told;
    oas_status_t status;

    if ((status = oas_answer_expect_json(answer, "token introspection", work)) != OAS_OK
        || (status = oas_json_parse_object(&told, answer->body, ANSWER_LARGEST, "token introspection", work)) != OAS_OK)
        return status;
    if (oas_json_is_true(told, "active"))
        return OAS_OK;
    if (is_false(told, "active", work->pool))
        return oas_fail(work, OAS_EXPIRED, "token_inactive", "the provider says that the access token counts no more");
    return oas_fail(work, OAS_REFUSED, "introspection_answer",
                    "token introspection was answered without a boolean \"active\"");
}

oas_status_t oas_token_introspect(const char *token, const oas_authorization_server_t *server, oas_work_t *work)
{
    oas_http_call_t call = {.url = server->provider->introspection_endpoint,
                            .purpose = "token introspection",
                            .largest_answer = ANSWER_LARGEST};
    oas_http_answer_t *answer;
    oas_status_t status;

    if (call.url == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "introspection_endpoint",
                        "the metadata of %s has no introspection_endpoint", server->registration->name);
    status = oas_token_call(&answer, &call, token, "access_token", server, work);
    return status == OAS_OK ? judge(answer, work) : status;
}
