/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/answer.h"

bool oas_answer_is_unavailable(const oas_http_answer_t *answer)
{
    return answer->status >= 500 || answer->status == 429 || answer->status == 408;
}

bool oas_answer_is_json(const oas_http_answer_t *answer)
{
    static const char application[] = "application/", suffix[] = "+json";
    const char *type = answer->content_type;
    size_t length = strlen(type);

    if (strcmp(type, "application/json") == 0)
        return true;
    return strncmp(type, application, sizeof(application) - 1) == 0
           && length > sizeof(application) - 1 + sizeof(suffix) - 1
           && strcmp(type + length - (sizeof(suffix) - 1), suffix) == 0;
}

oas_status_t oas_answer_expect_json(const oas_http_answer_t *answer, const char *purpose, oas_work_t *work)
{
    if (oas_answer_is_unavailable(answer))
        return oas_fail(work, OAS_UNAVAILABLE, "provider_unavailable", "%s was answered with status %d", purpose,
                        answer->status);
    if (answer->status != 200)
        return oas_fail(work, OAS_REFUSED, "provider_status", "%s was answered with status %d", purpose,
                        answer->status);
    if (!oas_answer_is_json(answer))
        return oas_fail(work, OAS_REFUSED, "provider_content_type", "%s was answered with \"%.64s\" instead of JSON",
                        purpose, answer->content_type);
    return OAS_OK;
}

oas_status_t oas_answer_fetch_json(oas_http_answer_t **answer, const oas_http_call_t *call, oas_http_client_t *client,
                                   oas_work_t *work)
{
    oas_http_answer_t *got;
    oas_status_t status;

    *answer = NULL;
    if ((status = client->call(client, &got, call, work)) != OAS_OK
        || (status = oas_answer_expect_json(got, call->purpose, work)) != OAS_OK)
        return status;
    *answer = got;
    return OAS_OK;
}
