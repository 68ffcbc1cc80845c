/* SPDX-License-Identifier: Apache-2.0 */
/* Any user info, where nobody's signature counts: nothing is added to it, and nothing is called but what is listed. */
#include "fuzz.h"

#include <string.h>

#include "oidc/claim_sources.h"

enum { CEILING = 64 * 1024, MOST_CALLS = 2 };

static const char *const endpoints[] = {"https://a.example/", NULL};
static int calls;

static oas_status_t answer_forged(oas_http_client_t *client, oas_http_answer_t **answer, const oas_http_call_t *call,
                                  oas_work_t *work)
{
    static const char token[] = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL29wLmV4YW1wbGUifQ.";

    (void)client;
    fuzz_require(strcmp(call->url, endpoints[0]) == 0, "what is called is listed");
    for (const char *c = call->authorization; *c != '\0'; c++)
        fuzz_require(*c >= 0x20 && *c < 0x7f, "a token splits no header");
    fuzz_require(++calls <= MOST_CALLS, "no more than two are called");
    *answer = apr_pcalloc(work->pool, sizeof(**answer));
    **answer = (oas_http_answer_t){
        .status = 200, .content_type = "application/jwt", .body = oas_bytes_copy(work->pool, oas_bytes_of(token))};
    return OAS_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const accepted[] = {"RS256", "ES256", NULL};
    static const oas_registration_t registration = {.name = "op", .by_hand = {.issuer = "https://nobody.example"}};
    oas_work_t *work = fuzz_work();
    oas_http_client_t client = {.call = answer_forged};
    const oas_signer_t issuer = {.registration = &registration, .client = &client, .algorithms = accepted};
    const oas_claim_sources_t sources = {&issuer, 1, endpoints, &client};
    const oas_json_t *userinfo, *settled;

    calls = 0;
    if (size != 0 && memmem(data, size, "nobody", 6) != NULL)
        return 0; /* whoever names the issuer would have its keys fetched, and there is no cache here */
    if (oas_json_parse_object(&userinfo, oas_bytes(data, size), CEILING, "user info", work) != OAS_OK)
        return 0;
    oas_claim_sources_settle(&settled, userinfo, NULL, &sources, work);
    fuzz_require(settled == userinfo && work->reason == NULL, "nothing is believed, and nothing fails");
    return 0;
}
