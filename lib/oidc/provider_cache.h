/* SPDX-License-Identifier: Apache-2.0 */
/* A provider's metadata and keys as this process has them: fetched when first needed, kept for an hour, and used on
 * while the provider can not be reached. No lock is held during a call. */
#ifndef OAS_OIDC_PROVIDER_CACHE_H
#define OAS_OIDC_PROVIDER_CACHE_H

#include "jose/jwk.h"
#include "oidc/registration.h"

typedef struct oas_provider_cache_t oas_provider_cache_t;

/* A cache for one registration, in pool, used by all threads of the process. registration must live as long. */
OAS_MUST_CHECK oas_status_t oas_provider_cache_new(oas_provider_cache_t **cache, const oas_registration_t *registration,
                                                   apr_pool_t *pool, oas_work_t *work);

/* *provider is copied to work->pool; NULL unless OAS_OK. OAS_UNAVAILABLE: never fetched and not to be had now.
 * OAS_REFUSED: the metadata is not the issuer's or not usable; it is not kept. */
OAS_MUST_CHECK oas_status_t oas_provider_cache_get(const oas_provider_t **provider, oas_provider_cache_t *cache,
                                                   oas_http_client_t *client, oas_work_t *work);

/* The provider's keys, read from the kept text into work->pool. fresh: fetch again because a key was not among them, at
 * most once a minute (within it the kept ones are given); when somebody is fetching them already, his are waited for.
 * Status as above. OAS_MISCONFIGURED: there is no jwks_uri, and ID tokens are not signed with the client secret. */
OAS_MUST_CHECK oas_status_t oas_provider_cache_keys(const oas_jwk_set_t **keys, oas_provider_cache_t *cache, bool fresh,
                                                    oas_http_client_t *client, oas_work_t *work);

#endif
