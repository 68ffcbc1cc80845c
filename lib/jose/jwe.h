/* SPDX-License-Identifier: Apache-2.0 */
/* Encrypted tokens in compact form, RFC 7516: five parts. */
#ifndef OAS_JOSE_JWE_H
#define OAS_JOSE_JWE_H

#include "jose/jwe_algorithm.h"

enum { OAS_JWE_LARGEST = 32 * 1024, OAS_JWE_HEADER_LARGEST = 2 * 1024 }; /* bytes of text */

/* What is accepted, each list NULL-terminated. A list that is NULL: the default of jose/jwe_algorithm.h, which has no
 * symmetric algorithm. */
typedef struct {
    const char *const *key_algorithms;     /* "alg" */
    const char *const *content_algorithms; /* "enc" */
} oas_jwe_allowed_t;

typedef struct {
    const oas_json_t *header;
    const char *content_type; /* "cty"; NULL when it has none */
    oas_bytes_t plaintext;    /* a NUL behind its end; wiped with the pool */
} oas_jwe_t;

/* Decrypt with our keys: private ones (jose/private_key.h), and the client secret (oas_jwk_set_of_secret) where a
 * symmetric algorithm is allowed. Those that fit are tried: the ones of the token's kid, when there are none all, at
 * most eight. *jwe lives in work->pool and borrows from text; NULL unless OAS_OK. OAS_REFUSED: jwt_too_large; jwe_form
 * (not five parts of strict base64url); jwe_header (crit, zip, b64, or a member of the wrong type); jwe_algorithm (not
 * allowed); jwe_no_key (none of ours fits); jwe_decrypt (everything else: it does not say what).
 * Who encrypted it is not known: what is inside has to be signed. */
OAS_MUST_CHECK oas_status_t oas_jwe_decrypt(const oas_jwe_t **jwe, const char *text, const oas_jwk_set_t *keys,
                                            const oas_jwe_allowed_t *allowed, oas_work_t *work);

/* What stands in the header of a token of ours; NULL: it is left out. */
typedef struct {
    const oas_key_algorithm_t *algorithm;
    const oas_content_algorithm_t *content;
    const char *kid;
    const char *type;         /* "typ" */
    const char *content_type; /* "cty": "JWT" for a signed token inside */
} oas_jwe_header_t;

/* Encrypt to a key of the other side (oas_jwk_set_parse_for_encryption) or to a shared one. *compact lives in
 * work->pool; NULL unless OAS_OK. OAS_REFUSED (jwe_no_key): the key is none for this. */
OAS_MUST_CHECK oas_status_t oas_jwe_encrypt(const char **compact, const oas_jwe_header_t *header,
                                            const oas_jwk_t *theirs, oas_bytes_t plaintext, oas_work_t *work);

#endif
