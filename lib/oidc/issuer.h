/* SPDX-License-Identifier: Apache-2.0 */
/* Issuers of providers that serve many tenants: one set of endpoints, and an issuer for each tenant. Microsoft Entra
 * writes that as "https://login.microsoftonline.com/{tenantid}/v2.0"; the claim tid says which one it was. */
#ifndef OAS_OIDC_ISSUER_H
#define OAS_OIDC_ISSUER_H

#include "base/json.h"

/* It has a place for a tenant. Only an administrator can write one: metadata has to repeat it byte for byte. */
bool oas_issuer_has_tenants(const char *issuer);

/* The text is a tenant's id: a UUID in lower case. */
bool oas_issuer_is_tenant(const char *text);

/* What iss of a token with these claims has to be, in pool: the issuer itself, or with the token's tid in its place.
 * NULL: there is a place for a tenant, and tid is none. Which tenants are welcome is for others to say. */
const char *oas_issuer_of(const char *issuer, const oas_json_t *claims, apr_pool_t *pool);

/* iss, where no claim says the tenant, is the issuer or that of one of its tenants. Either may be NULL, which fits nothing. */
bool oas_issuer_fits(const char *issuer, const char *iss);

#endif
