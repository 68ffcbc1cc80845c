/* SPDX-License-Identifier: Apache-2.0 */
/* Where a provider's metadata is, and whose it is by its address. */
#ifndef OAS_OIDC_METADATA_URL_H
#define OAS_OIDC_METADATA_URL_H

#include <apr_pools.h>

/* The issuer that a well-known URL belongs to, in pool: of OpenID Connect Discovery 1.0 §4 (the well-known part comes last)
 * or RFC 8414 §3 (it comes before the issuer's path). NULL: the URL has neither form. */
const char *oas_metadata_url_issuer(apr_pool_t *pool, const char *url);

#endif
