/* SPDX-License-Identifier: Apache-2.0 */
/* A line that somebody typed as his account, and what a host answers to it. */
#include "fuzz.h"

#include <string.h>

#include "http/url.h"
#include "oidc/webfinger.h"

static const char *const allowed[] = {"https://example.org", NULL};

typedef struct {
    oas_http_client_t client; /* first: the call gets a pointer to it */
    oas_bytes_t body;
} host_t;

static oas_status_t answer_any(oas_http_client_t *client, oas_http_answer_t **answer, const oas_http_call_t *call,
                               oas_work_t *work)
{
    oas_url_t *url;

    fuzz_require(oas_url_parse_secure(&url, call->url, "the URL", work) == OAS_OK, "what is called is a URL");
    fuzz_require(strcmp(url->origin, allowed[0]) == 0, "of a host that is allowed");
    fuzz_require(strcmp(url->path, "/.well-known/webfinger") == 0, "and its WebFinger");
    *answer = apr_pcalloc(work->pool, sizeof(**answer));
    **answer = (oas_http_answer_t){.status = 200,
                                   .content_type = "application/jrd+json",
                                   .body = oas_bytes_copy(work->pool, ((host_t *)client)->body)};
    return OAS_OK;
}

static void require_visible(const char *text)
{
    for (; *text != '\0'; text++)
        fuzz_require(*text > 0x20 && *text < 0x7f, "a resource is of visible ASCII");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oas_work_t *work = fuzz_work();
    const uint8_t *end = size != 0 ? memchr(data, '\n', size) : NULL;
    host_t host = {.client = {.call = answer_any}};
    const oas_account_t *account;
    const char *typed, *issuer;

    if (end == NULL || memchr(data, '\0', (size_t)(end - data)) != NULL)
        return 0;
    typed = oas_bytes_text(work->pool, oas_bytes(data, (size_t)(end - data)));
    host.body = oas_bytes(end + 1, size - (size_t)(end - data) - 1);
    if (oas_account_read(&account, typed, work) != OAS_OK) {
        fuzz_require(account == NULL && work->reason != NULL, "what is refused is not given, and has a reason");
        return 0;
    }
    require_visible(account->resource);
    fuzz_require(*account->host != '\0', "an account has a host");
    fuzz_require((oas_webfinger_ask(&issuer, account, allowed, &host.client, work) == OAS_OK) == (issuer != NULL),
                 "an issuer is there, or a refusal");
    return 0;
}
