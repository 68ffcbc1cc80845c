/* SPDX-License-Identifier: Apache-2.0 */
/* What we know of a provider: by hand, by its metadata (OpenID Connect Discovery 1.0 §3, RFC 8414), or both. */
#ifndef OAS_OIDC_PROVIDER_H
#define OAS_OIDC_PROVIDER_H

#include "base/json.h"

enum { OAS_METADATA_LARGEST = 256 * 1024 }; /* bytes */

typedef struct {
    const char *issuer;                 /* byte for byte as in iss; NULL for plain OAuth 2.0 */
    const char *authorization_endpoint; /* every URL is https, or http to loopback; NULL: there is none */
    const char *token_endpoint;
    const char *userinfo_endpoint; /* "": not asked even when announced */
    const char *jwks_uri;
    const char *signed_jwks_uri; /* OpenID Federation 1.0; asked only where a signer is configured */
    const char *end_session_endpoint;
    const char *check_session_iframe; /* OpenID Connect Session Management 1.0 §3.3 */
    const char *registration_endpoint;
    const char *revocation_endpoint; /* RFC 7009 */
    const char *introspection_endpoint; /* RFC 7662 */
    const char *pushed_endpoint;     /* RFC 9126 §5 */
    const char *mtls_token_endpoint; /* RFC 8705 §5: instead of token_endpoint, for who shows a certificate */
    const char *mtls_userinfo_endpoint;
    const char *mtls_pushed_endpoint;
    const char *mtls_revocation_endpoint;
    const char *mtls_introspection_endpoint;
    const char *const *token_auth_methods; /* NULL-terminated; NULL: not said */
    const char *const *assertion_algorithms; /* of client assertions, likewise */
    const char *const *signing_algorithms; /* of ID tokens; NULL-terminated; NULL: not said */
    const char *const *userinfo_signing_algorithms; /* of signed user info, likewise */
    const char *const *request_object_algorithms;   /* of request objects, likewise */
    const char *const *prompts; /* values of prompt, likewise */
    bool announces_iss;                    /* RFC 9207 §3: its answers carry iss */
    bool requires_pushed;                  /* RFC 9126 §5: it takes no other authorization requests */
    bool requires_request_object;          /* RFC 9101 §10.5: it takes no requests that are not signed */
} oas_provider_t;

/* Where the metadata of an issuer is: its slash at the end is neither lost nor doubled. In pool. */
const char *oas_provider_metadata_url(apr_pool_t *pool, const char *issuer);

/* Read metadata. *provider lives in work->pool; NULL unless OAS_OK. Members we do not know are ignored, and what is
 * missing may still be set by hand. OAS_REFUSED: not a JSON object, its issuer is not byte for byte the expected one, a
 * member has the wrong type, an endpoint has a URL that may not be called. */
OAS_MUST_CHECK oas_status_t oas_provider_parse(oas_provider_t **provider, oas_bytes_t text, const char *issuer,
                                               oas_work_t *work);

/* What is set by hand wins over what was discovered; in pool. discovered may be NULL. */
oas_provider_t *oas_provider_merge(const oas_provider_t *by_hand, const oas_provider_t *discovered, apr_pool_t *pool);

/* Where who shows a certificate calls this endpoint of the provider: its alias in mtls_endpoint_aliases, or itself. */
const char *oas_provider_mtls_url(const oas_provider_t *provider, const char *endpoint);

/* There is what every sign-in needs: an authorization endpoint and a token endpoint. OAS_MISCONFIGURED names the
 * missing one. */
OAS_MUST_CHECK oas_status_t oas_provider_check(const oas_provider_t *provider, oas_work_t *work);

#endif
