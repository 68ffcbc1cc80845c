/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/userinfo.h"

#include <apr_strings.h>

#include "oidc/answer.h"

static oas_status_t ask(oas_http_answer_t **answer, const char *url, const char *access_token,
                        oas_http_client_t *client, oas_work_t *work)
{
    char *authorization = apr_pstrcat(work->pool, "Bearer ", access_token, NULL); /* RFC 6750 §2.1 */
    const oas_http_call_t call = {.url = url,
                                  .purpose = "user info request",
                                  .authorization = authorization,
                                  .largest_answer = OAS_USERINFO_LARGEST};
    oas_status_t status;

    oas_wipe_with(work->pool, authorization, strlen(authorization));
    if ((status = client->call(client, answer, &call, work)) != OAS_OK)
        return status;
    if ((*answer)->status == 200 && strcmp((*answer)->content_type, "application/jwt") == 0)
        return oas_fail(work, OAS_REFUSED, "userinfo_signed",
                        "user info is signed, which is not supported: ask the provider for plain JSON");
    return oas_answer_expect_json(*answer, call.purpose, work);
}

/* OpenID Connect Core 1.0 §5.3.2: the sub Claim in the UserInfo Response MUST be verified to exactly match the sub
 * Claim in the ID Token; if they do not match, the UserInfo Response values MUST NOT be used. */
static oas_status_t check_subject(const oas_json_t *claims, const char *subject, oas_work_t *work)
{
    const char *said = oas_json_string(claims, "sub");

    if (said == NULL)
        return oas_fail(work, OAS_REFUSED, "userinfo_subject", "user info has no sub that is a string");
    if (strcmp(said, subject) != 0)
        return oas_fail(work, OAS_REFUSED, "userinfo_subject", "user info is of another subject than the ID token");
    return OAS_OK;
}

oas_status_t oas_userinfo_fetch(const oas_json_t **claims, const char *url, const char *access_token,
                                const char *subject, oas_http_client_t *client, oas_work_t *work)
{
    const oas_json_t *got;
    oas_http_answer_t *answer;
    oas_status_t status;

    *claims = NULL;
    if ((status = ask(&answer, url, access_token, client, work)) != OAS_OK
        || (status = oas_json_parse_object(&got, answer->body, OAS_USERINFO_LARGEST, "user info", work)) != OAS_OK)
        return status;
    if (subject != NULL && (status = check_subject(got, subject, work)) != OAS_OK)
        return status;
    *claims = got;
    return OAS_OK;
}
