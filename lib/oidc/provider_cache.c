/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/provider_cache.h"

#include "oidc/kept_text.h"

struct oas_provider_cache_t {
    const oas_registration_t *registration;
    oas_kept_text_t *metadata;
    oas_kept_text_t *keys;
};

oas_status_t oas_provider_cache_new(oas_provider_cache_t **cache, const oas_registration_t *registration,
                                    apr_pool_t *pool, oas_work_t *work)
{
    oas_provider_cache_t *made = apr_pcalloc(pool, sizeof(*made));
    oas_status_t status;

    *cache = NULL;
    made->registration = registration;
    if ((status = oas_kept_text_new(&made->metadata, pool, work)) != OAS_OK
        || (status = oas_kept_text_new(&made->keys, pool, work)) != OAS_OK)
        return status;
    *cache = made;
    return OAS_OK;
}

/* A metadata document that is not the issuer's is never kept. */
static oas_status_t check_metadata(oas_bytes_t text, const void *issuer, oas_work_t *work)
{
    oas_provider_t *provider;

    return oas_provider_parse(&provider, text, issuer, work);
}

static oas_status_t check_keys(oas_bytes_t text, const void *nothing, oas_work_t *work)
{
    const oas_jwk_set_t *keys;

    (void)nothing;
    return oas_jwk_set_parse(&keys, text, work);
}

static oas_status_t discover(oas_provider_t **provider, oas_provider_cache_t *cache, oas_http_client_t *client,
                             oas_work_t *work)
{
    const char *issuer = cache->registration->by_hand.issuer;
    const oas_text_wish_t wish = {.call = {.url = oas_provider_metadata_url(work->pool, issuer),
                                           .purpose = "metadata request",
                                           .largest_answer = OAS_METADATA_LARGEST},
                                  .check = check_metadata,
                                  .context = issuer};
    oas_bytes_t text;
    oas_status_t status;

    *provider = NULL;
    if ((status = oas_kept_text_get(&text, cache->metadata, &wish, client, work)) != OAS_OK)
        return status;
    return oas_provider_parse(provider, text, issuer, work);
}

oas_status_t oas_provider_cache_get(const oas_provider_t **provider, oas_provider_cache_t *cache,
                                    oas_http_client_t *client, oas_work_t *work)
{
    const oas_registration_t *registration = cache->registration;
    oas_provider_t *discovered = NULL;
    const oas_provider_t *merged;
    oas_status_t status;

    *provider = NULL;
    if (registration->discover && (status = discover(&discovered, cache, client, work)) != OAS_OK)
        return status;
    merged = oas_provider_merge(&registration->by_hand, discovered, work->pool);
    if ((status = oas_provider_check(merged, work)) != OAS_OK)
        return status;
    *provider = merged;
    return OAS_OK;
}

/* Where all ID tokens are signed with the client secret, no other key is needed. */
static oas_status_t do_without_keys(const oas_jwk_set_t **keys, const oas_registration_t *registration,
                                    oas_work_t *work)
{
    const char *const *names = registration->signing_algorithms;
    const oas_algorithm_t *algorithm;

    for (; names != NULL && *names != NULL; names++)
        if ((algorithm = oas_algorithm_find(*names)) == NULL || algorithm->scheme != OAS_SIGN_HMAC)
            break;
    if (names == NULL || *names != NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "provider_endpoint",
                        "provider %s has no jwks_uri, so that no ID token of it can be verified", registration->name);
    return oas_jwk_set_parse(keys, oas_bytes_of("{\"keys\":[]}"), work);
}

oas_status_t oas_provider_cache_keys(const oas_jwk_set_t **keys, oas_provider_cache_t *cache, bool fresh,
                                     oas_http_client_t *client, oas_work_t *work)
{
    oas_text_wish_t wish = {.call = {.purpose = "key set request", .largest_answer = OAS_JWK_SET_LARGEST},
                            .check = check_keys,
                            .forced = fresh};
    const oas_provider_t *provider;
    oas_bytes_t text;
    oas_status_t status;

    *keys = NULL;
    if ((status = oas_provider_cache_get(&provider, cache, client, work)) != OAS_OK)
        return status;
    if (provider->jwks_uri == NULL)
        return do_without_keys(keys, cache->registration, work);
    wish.call.url = provider->jwks_uri;
    if ((status = oas_kept_text_get(&text, cache->keys, &wish, client, work)) != OAS_OK)
        return status;
    return oas_jwk_set_parse(keys, text, work);
}
