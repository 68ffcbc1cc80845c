/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/logout_call.h"

#include <apr_strings.h>

#include "http/form.h"
#include "http/url.h"
#include "oidc/answer.h"
#include "oidc/tokens.h"

enum {
    DEADLINE_SECONDS = 2,
    FORM_LARGEST = 4 * OAS_TOKENS_LARGEST, /* bytes, like those of the answer: it may be a page */
    ANSWER_LARGEST = 256 * 1024
};

const char *oas_logout_call_url(const char *url, const char *id_token, apr_pool_t *pool)
{
    const char *place = strstr(url, OAS_LOGOUT_CALL_PLACE);

    if (place == NULL)
        return url;
    return apr_pstrcat(pool, apr_pstrmemdup(pool, url, (apr_size_t)(place - url)), oas_url_escape(pool, id_token),
                       place + strlen(OAS_LOGOUT_CALL_PLACE), NULL);
}

static oas_status_t put_into_form(oas_http_call_t *call, const char *id_token, oas_work_t *work)
{
    oas_buffer_t form = oas_buffer(work->pool, FORM_LARGEST);

    oas_form_add(&form, "id_token", id_token);
    call->form = oas_buffer_bytes(&form);
    if (form.overflowed)
        return oas_fail(work, OAS_REFUSED, "logout_call_length", "the ID token is too long for a form");
    return OAS_OK;
}

oas_status_t oas_logout_call(const char *url, const char *id_token, oas_http_client_t *client, oas_work_t *work)
{
    oas_http_call_t call = {.url = oas_logout_call_url(url, id_token, work->pool),
                            .purpose = "logout call",
                            .accept = "*/*",
                            .deadline = apr_time_from_sec(DEADLINE_SECONDS),
                            .largest_answer = ANSWER_LARGEST};
    oas_http_answer_t *answer;
    oas_status_t status = OAS_OK;

    if (call.url == url)
        status = put_into_form(&call, id_token, work);
    if (status != OAS_OK || (status = client->call(client, &answer, &call, work)) != OAS_OK)
        return status;
    if (answer->status / 100 == 2 || answer->status / 100 == 3)
        return OAS_OK;
    return oas_fail(work, oas_answer_is_unavailable(answer) ? OAS_UNAVAILABLE : OAS_REFUSED, "logout_call_answer",
                    "the logout call was answered with status %d", answer->status);
}
