/* SPDX-License-Identifier: Apache-2.0 */
/* A signed token, RFC 7519: a JWS in compact form whose payload are claims. */
#ifndef OAS_JOSE_JWT_H
#define OAS_JOSE_JWT_H

#include "jose/compact.h"

/* Seconds since 1970 at the end of the year 9999: what is later is no time. Microseconds of it still fit into an
 * apr_time_t. */
#define OAS_JWT_LAST_SECOND INT64_C(253402300799)

typedef struct {
    const oas_compact_t *compact;     /* its header and signature */
    const oas_algorithm_t *algorithm; /* what the header names: not trusted before the signature is checked */
    const char *type;                 /* "typ", NULL when it has none */
    const oas_json_t *claims;
    oas_bytes_t claims_text; /* the claims' JSON, NUL behind its end */
} oas_jwt_t;

/* Take a compact token apart. *jwt lives in work->pool and borrows from compact; NULL unless OAS_OK. OAS_REFUSED: as
 * oas_compact_parse, or the payload is not an object of strict JSON. */
OAS_MUST_CHECK oas_status_t oas_jwt_parse(oas_jwt_t **jwt, const char *compact, const char *const *allowed,
                                          oas_work_t *work);

/* Find the key and check the signature, as oas_compact_check_signature says. */
OAS_MUST_CHECK oas_status_t oas_jwt_check_signature(const oas_jwt_t *jwt, const oas_jwk_set_t *keys, oas_work_t *work);

#endif
