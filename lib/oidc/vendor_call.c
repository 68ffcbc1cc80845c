/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/vendor_call.h"

#include <apr_strings.h>

#include "oidc/answer.h"

oas_status_t oas_vendor_get(const oas_json_t **answer, oas_vendor_t *vendor, const char *url, const char *purpose,
                            oas_work_t *work)
{
    oas_http_call_t call = {.url = url, .purpose = purpose, .largest_answer = OAS_VENDOR_ANSWER_LARGEST};
    oas_http_answer_t *got;
    char *authorization;
    oas_status_t status;

    *answer = NULL;
    if (vendor->access_token == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "vendor_token",
                        "%s: it takes an access token, which no OAuthResponseType without code or token brings",
                        purpose);
    call.authorization = authorization =
        apr_pstrcat(work->pool, "Bearer ", vendor->access_token, NULL); /* RFC 6750 §2.1 */
    oas_wipe_with(work->pool, authorization, strlen(authorization));
    if (vendor->calls_left-- <= 0)
        return oas_fail(work, OAS_REFUSED, "vendor_calls", "%s: more than %d further calls for one sign-in", purpose,
                        OAS_VENDOR_CALLS);
    if ((status = oas_answer_fetch_json(&got, &call, vendor->client, work)) != OAS_OK)
        return status;
    return oas_json_parse(answer, got->body, OAS_VENDOR_ANSWER_LARGEST, purpose, work);
}

oas_status_t oas_vendor_list(const oas_json_t **first, const oas_json_t *answer, const char *purpose, oas_work_t *work)
{
    const oas_json_t *list = oas_json_is_array(answer) ? answer : NULL;

    *first = NULL;
    if (list == NULL && !oas_json_is_object(answer))
        return oas_fail(work, OAS_REFUSED, "vendor_answer", "%s: the answer is neither a list nor an object", purpose);
    for (const oas_json_t *item = list == NULL ? oas_json_first(answer) : NULL; item != NULL;
         item = oas_json_next(item)) {
        if (!oas_json_is_array(item))
            continue;
        if (list != NULL)
            return oas_fail(work, OAS_REFUSED, "vendor_answer", "%s: the answer has two lists", purpose);
        list = item;
    }
    *first = oas_json_first(list);
    return OAS_OK;
}
