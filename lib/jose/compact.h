/* SPDX-License-Identifier: Apache-2.0 */
/* A JWS in compact form, RFC 7515 §7.1, whatever its payload is: taken apart, and its key found. */
#ifndef OAS_JOSE_COMPACT_H
#define OAS_JOSE_COMPACT_H

#include "jose/jws.h"

enum { OAS_JWT_LARGEST = 16 * 1024, OAS_JWT_HEADER_LARGEST = 2 * 1024 }; /* bytes of text */

typedef struct {
    const oas_json_t *header;
    const oas_algorithm_t *algorithm; /* what the header names: not trusted before the signature is checked */
    const char *kid;                  /* NULL when it has none */
    const char *type;                 /* "typ", NULL when it has none */
    const char *x5t, *x5t_s256;       /* thumbprints of a certificate; NULL when it has none */
    oas_bytes_t payload;              /* a NUL behind its end */
    oas_bytes_t signed_bytes;         /* header and payload as they were signed; borrowed from the text */
    oas_bytes_t signature;
} oas_compact_t;

/* Take text apart. *compact lives in work->pool and borrows from text; NULL unless OAS_OK. OAS_REFUSED, with the reason
 * jwt_too_large, jwt_form (not three parts of strict base64url), jwt_encrypted (five parts), jwt_header (crit, b64 or
 * zip; a member of the wrong type), jwt_algorithm (not in allowed, which ends with NULL) or one of base/json.
 * Headers that bring or name a key (jwk, jku, x5u, x5c) are never looked at. */
OAS_MUST_CHECK oas_status_t oas_compact_parse(const oas_compact_t **compact, const char *text,
                                              const char *const *allowed, oas_work_t *work);

/* Find the key and check the signature. The keys of the token's kid are tried; when there are none, those without a
 * kid; for a token without kid, all. A key whose certificate has another thumbprint than the token names is never
 * tried. At most eight that fit are tried. OAS_NOT_FOUND (jwt_no_key): no key of the
 * token's kid fits, and no key without kid made it: the caller may fetch the keys again and ask once more. OAS_REFUSED
 * (jwt_signature): the signature is wrong. */
OAS_MUST_CHECK oas_status_t oas_compact_check_signature(const oas_compact_t *compact, const oas_jwk_set_t *keys,
                                                        oas_work_t *work);

#endif
