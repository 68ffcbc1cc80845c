/* SPDX-License-Identifier: Apache-2.0 */
/* Any answer to a request for temporary credentials of OAuth 1.0a. */
#include "fuzz.h"

#include <string.h>

#include "oidc/oauth1.h"

typedef struct {
    oas_http_client_t client; /* first: the call gets a pointer to it */
    oas_bytes_t body;
} provider_t;

static oas_status_t answer_any(oas_http_client_t *client, oas_http_answer_t **answer, const oas_http_call_t *call,
                               oas_work_t *work)
{
    (void)call;
    *answer = apr_pcalloc(work->pool, sizeof(**answer));
    **answer = (oas_http_answer_t){
        .status = 200, .content_type = "text/html", .body = oas_bytes_copy(work->pool, ((provider_t *)client)->body)};
    return OAS_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const oas_registration_t registration = {.name = "old",
                                                    .client_id = "id",
                                                    .client_secret = "secret",
                                                    .request_token_endpoint = "https://old.example/request",
                                                    .by_hand = {.authorization_endpoint = "https://old.example/authorize"}};
    oas_work_t *work = fuzz_work();
    provider_t provider = {.client = {.call = answer_any}, .body = oas_bytes(data, size)};
    oas_oauth1_token_t token;
    oas_status_t status = oas_oauth1_begin(&token, &registration, "https://site/callback", &provider.client, work);

    fuzz_require((status == OAS_OK) == (work->reason == NULL), "a refusal has a reason");
    fuzz_require((status == OAS_OK) == (token.token != NULL && token.secret != NULL), "what is refused is not given");
    if (status != OAS_OK)
        return 0;
    fuzz_require(*token.token != '\0' && strlen(token.token) <= 1024 && strlen(token.secret) <= 1024, "a cookie can keep it");
    for (const char *c = oas_oauth1_authorization_url(&registration, &token, work->pool); *c != '\0'; c++)
        fuzz_require(*c > 0x20 && *c < 0x7f, "the URL it makes is of visible ASCII");
    return 0;
}
