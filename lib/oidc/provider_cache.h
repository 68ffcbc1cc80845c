/* SPDX-License-Identifier: Apache-2.0 */
/* A provider's metadata and keys: fetched when first needed, renewed from time to time, and used on while the provider can
 * not be reached; one copy for all processes. No lock is held during a call. */
#ifndef OAS_OIDC_PROVIDER_CACHE_H
#define OAS_OIDC_PROVIDER_CACHE_H

#include "jose/jwk.h"
#include "oidc/kept_text.h"
#include "oidc/registration.h"

typedef struct oas_provider_cache_t oas_provider_cache_t;

/* What the processes of a server share of one provider. */
typedef struct {
    void *memory;       /* oas_provider_cache_size() bytes, all zero at first, aligned to 8 */
    oas_bytes_t secret; /* known to these processes and to nobody else: what was not written with it is not used */
    const oas_waiting_t *waiting;
} oas_provider_share_t;

/* Most of it is address space for texts as large as may be, and no memory before it is used. */
size_t oas_provider_cache_size(void);

/* What tells this provider's texts from those of others, in pool: memory that held another's may not be taken over. */
const char *oas_provider_cache_identity(const oas_registration_t *registration, apr_pool_t *pool);

/* A cache for one registration, in pool, used by all threads of the process. registration and share must live as long.
 * share NULL: this process keeps its own. OAS_BROKEN: no memory, or OpenSSL failed. */
OAS_MUST_CHECK oas_status_t oas_provider_cache_share(oas_provider_cache_t **cache, const oas_registration_t *registration,
                                                     const oas_provider_share_t *share, apr_pool_t *pool,
                                                     oas_work_t *work);

/* The same with no share. */
OAS_MUST_CHECK oas_status_t oas_provider_cache_new(oas_provider_cache_t **cache, const oas_registration_t *registration,
                                                   apr_pool_t *pool, oas_work_t *work);

/* *provider lives as long as work->pool; NULL unless OAS_OK. OAS_UNAVAILABLE: never fetched and not to be had now.
 * OAS_REFUSED: the metadata is not the issuer's or not usable; it is not kept. */
OAS_MUST_CHECK oas_status_t oas_provider_cache_get(const oas_provider_t **provider, oas_provider_cache_t *cache,
                                                   oas_http_client_t *client, oas_work_t *work);

/* The provider's keys, which live as long as work->pool: those given by hand, else what each process reads once from the
 * kept text. fresh: fetch again because a key was not among them, at most once a minute (within it the kept ones are given);
 * when somebody is fetching them already, his are waited for. Status as above. OAS_MISCONFIGURED: there is no jwks_uri, and
 * ID tokens are not signed with the client secret. */
OAS_MUST_CHECK oas_status_t oas_provider_cache_keys(const oas_jwk_set_t **keys, oas_provider_cache_t *cache, bool fresh,
                                                    oas_http_client_t *client, oas_work_t *work);

/* The keys the provider publishes to be encrypted to, from the same kept text. *keys lives in work->pool; NULL unless
 * OAS_OK. OAS_MISCONFIGURED: there is no jwks_uri. */
OAS_MUST_CHECK oas_status_t oas_provider_cache_encryption_keys(const oas_jwk_set_t **keys, oas_provider_cache_t *cache,
                                                               oas_http_client_t *client, oas_work_t *work);

/* Fetch what is kept of metadata and keys before it is too old; to be called every second or so by one process.
 * Not OAS_OK: it was tried in vain, and the kept ones still serve. */
OAS_MUST_CHECK oas_status_t oas_provider_cache_renew(oas_provider_cache_t *cache, oas_http_client_t *client,
                                                     oas_work_t *work);

#endif
