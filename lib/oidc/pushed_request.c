/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/pushed_request.h"

#include <apr_strings.h>

#include "http/form.h"
#include "oidc/answer.h"
#include "oidc/client_auth.h"

/* Bytes of the form and of the answer; characters of a request_uri, which becomes part of a URL. */
enum { FORM_LARGEST = 32 * 1024, ANSWER_LARGEST = 16 * 1024, REQUEST_URI_LONGEST = 1024 };

static const int64_t longest_life = 10 * 366 * 86400LL; /* seconds */

bool oas_pushed_request_is_wanted(const oas_registration_t *registration, const oas_provider_t *provider)
{
    switch (registration->pushed) {
    case OAS_PUSHED_AUTO: return provider->requires_pushed;
    case OAS_PUSHED_ON:   return true;
    case OAS_PUSHED_OFF:  return false;
    }
    return false;
}

/* RFC 9126 §2.1: the parameters of the authorization request, and what proves who we are. Some methods add client_id,
 * the others leave it to us; it may be there only once. Values are escaped, so that only a name can look like one. */
static oas_status_t compose(oas_http_call_t *call, const oas_registration_t *registration,
                            const oas_provider_t *provider, oas_pairs_t parameters, oas_work_t *work)
{
    oas_buffer_t form = oas_buffer(work->pool, FORM_LARGEST);
    oas_status_t status;

    for (size_t i = 0; i < parameters.count; i++)
        if (strcmp(parameters.items[i].name, "client_id") != 0)
            oas_form_add(&form, parameters.items[i].name, parameters.items[i].value);
    if ((status = oas_client_authenticate(registration, provider, call, &form, work)) != OAS_OK)
        return status;
    if (strstr(oas_buffer_text(&form), "&client_id=") == NULL)
        oas_form_add(&form, "client_id", registration->client_id);
    if (form.overflowed)
        return oas_fail(work, OAS_MISCONFIGURED, "pushed_length", "provider %s: the pushed request is longer than %d bytes",
                        registration->name, FORM_LARGEST);
    call->form = oas_buffer_bytes(&form);
    oas_wipe_with(work->pool, form.data, form.length);
    return OAS_OK;
}

/* RFC 9126 §2.3: an error as of a token endpoint. What others write is for the log alone, and short. */
static oas_status_t refuse(const oas_http_answer_t *answer, const oas_registration_t *registration, oas_work_t *work)
{
    oas_work_t inner = oas_work(work->pool, work->now); /* an error need not be JSON */
    const oas_json_t *json = NULL;
    const char *error, *description;

    if (oas_answer_is_json(answer)
        && oas_json_parse_object(&json, answer->body, ANSWER_LARGEST, "pushed request", &inner) != OAS_OK)
        json = NULL;
    error = oas_json_string(json, "error");
    description = oas_json_string(json, "error_description");
    return oas_fail(work, OAS_REFUSED, "pushed_refused",
                    "provider %s refused the pushed request with status %d, error %.64s, description %.256s",
                    registration->name, answer->status, error != NULL ? oas_json_quote(work->pool, error) : "none",
                    description != NULL ? oas_json_quote(work->pool, description) : "none");
}

/* It becomes part of the URL that the browser is sent to; beyond that it is the provider's own. */
static bool is_request_uri(const char *text)
{
    size_t length = text != NULL ? strlen(text) : 0;

    for (size_t i = 0; i < length; i++)
        if (text[i] <= 0x20 || text[i] > 0x7e)
            return false;
    return length > 0 && length <= REQUEST_URI_LONGEST;
}

/* RFC 9126 §2.2: 201, with request_uri and expires_in, a positive integer; both are REQUIRED. */
static oas_status_t judge(const char **request_uri, const oas_http_answer_t *answer,
                          const oas_registration_t *registration, oas_work_t *work)
{
    const oas_json_t *json;
    const char *uri;
    int64_t seconds;
    oas_status_t status;

    if (oas_answer_is_unavailable(answer))
        return oas_fail(work, OAS_UNAVAILABLE, "pushed_unavailable",
                        "the pushed request to %s was answered with status %d", registration->name, answer->status);
    if (answer->status != 201)
        return refuse(answer, registration, work);
    if (!oas_answer_is_json(answer))
        return oas_fail(work, OAS_REFUSED, "pushed_answer", "the pushed request was answered with \"%.64s\" instead of JSON",
                        answer->content_type);
    if ((status = oas_json_parse_object(&json, answer->body, ANSWER_LARGEST, "answer to the pushed request", work)) != OAS_OK)
        return status;
    uri = oas_json_string(json, "request_uri");
    if (!is_request_uri(uri) || !oas_json_integer(&seconds, json, "expires_in", 1, longest_life))
        return oas_fail(work, OAS_REFUSED, "pushed_answer", "the answer to the pushed request has no usable %s",
                        is_request_uri(uri) ? "expires_in" : "request_uri");
    *request_uri = apr_pstrdup(work->pool, uri);
    return OAS_OK;
}

oas_status_t oas_pushed_request(const char **request_uri, const oas_registration_t *registration,
                                const oas_provider_t *provider, oas_pairs_t parameters, oas_http_client_t *client,
                                oas_work_t *work)
{
    oas_http_call_t call = {
        .url = provider->pushed_endpoint, .purpose = "pushed authorization request", .largest_answer = ANSWER_LARGEST};
    oas_http_answer_t *answer;
    oas_status_t status;

    *request_uri = NULL;
    if (call.url == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "pushed_endpoint",
                        "provider %s announces no pushed_authorization_request_endpoint", registration->name);
    if ((status = compose(&call, registration, provider, parameters, work)) != OAS_OK
        || (status = client->call(client, &answer, &call, work)) != OAS_OK)
        return status;
    return judge(request_uri, answer, registration, work);
}
