/* SPDX-License-Identifier: Apache-2.0 */
/* A signed token in compact form, RFC 7519 and RFC 7515 §7.1: three parts, taken apart and checked. */
#ifndef OAS_JOSE_JWT_H
#define OAS_JOSE_JWT_H

#include "jose/jws.h"

enum { OAS_JWT_LARGEST = 16 * 1024, OAS_JWT_HEADER_LARGEST = 2 * 1024 }; /* bytes of text */

typedef struct {
    const oas_json_t *header;
    const oas_json_t *claims;
    const oas_algorithm_t *algorithm; /* what the header names: not trusted before the signature is checked */
    const char *kid;                  /* NULL when it has none */
    const char *type;                 /* "typ", NULL when it has none */
    oas_bytes_t claims_text;          /* the claims' JSON, NUL behind its end */
    oas_bytes_t signed_bytes;         /* header and payload as they were signed; borrowed from the compact text */
    oas_bytes_t signature;
} oas_jwt_t;

/* Take a compact token apart. *jwt lives in work->pool and borrows from compact; NULL unless OAS_OK. OAS_REFUSED: not a
 * compact JWS of an algorithm in allowed (NULL-terminated), too large, a header with crit, b64 or zip, a part that is
 * not strict base64url or JSON. Headers that bring or name a key (jwk, jku, x5u, x5c) are never looked at. */
OAS_MUST_CHECK oas_status_t oas_jwt_parse(oas_jwt_t **jwt, const char *compact, const char *const *allowed, oas_work_t *work);

/* Find the key and check the signature. OAS_NOT_FOUND: no key of the token's kid, or none that could fit: the caller may
 * fetch the keys again and ask once more. OAS_REFUSED: the signature is wrong. A token without kid is tried with at most
 * eight fitting keys. */
OAS_MUST_CHECK oas_status_t oas_jwt_check_signature(const oas_jwt_t *jwt, const oas_jwk_set_t *keys, oas_work_t *work);

#endif
