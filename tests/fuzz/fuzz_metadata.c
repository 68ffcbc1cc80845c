/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as a provider's metadata. What is accepted is the issuer's, and every URL in it may be called. */
#include "fuzz.h"

#include <string.h>

#include "http/url.h"
#include "oidc/provider.h"

static const char issuer[] = "https://op.example";

static void require_callable(const char *endpoint, oas_work_t *work)
{
    oas_url_t *url;

    fuzz_require(endpoint == NULL || oas_url_parse_secure(&url, endpoint, "endpoint", work) == OAS_OK,
                 "an endpoint may be called");
}

static void read_metadata(oas_bytes_t text, oas_work_t *work)
{
    const oas_provider_t by_hand = {.issuer = issuer};
    oas_provider_t *provider;

    if (oas_provider_parse(&provider, text, issuer, work) != OAS_OK) {
        fuzz_require(provider == NULL && work->reason != NULL, "what is refused is not given, and has a reason");
        return;
    }
    fuzz_require(strcmp(provider->issuer, issuer) == 0, "it is the issuer's");
    require_callable(provider->authorization_endpoint, work);
    require_callable(provider->token_endpoint, work);
    require_callable(provider->userinfo_endpoint, work);
    require_callable(provider->jwks_uri, work);
    require_callable(provider->end_session_endpoint, work);
    provider = oas_provider_merge(&by_hand, provider, work->pool);
    fuzz_require(oas_provider_check(provider, work) == OAS_OK || work->reason != NULL, "what is missing is named");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oas_work_t *work = fuzz_work();

    read_metadata(oas_bytes(data, size), work);
    apr_pool_clear(work->pool); /* or what cJSON holds for it would look like a leak */
    return 0;
}
