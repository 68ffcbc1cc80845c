/* SPDX-License-Identifier: Apache-2.0 */
/* The key that two sides agree on, RFC 7518 §4.6: ECDH over an ephemeral key, and the derivation of NIST SP 800-56A. */
#ifndef OAS_JOSE_JWE_AGREEMENT_H
#define OAS_JOSE_JWE_AGREEMENT_H

#include "jose/jwe_algorithm.h"

/* What the agreed key is for. */
typedef struct {
    const char *name; /* RFC 7518 §4.6.2: "enc" when it is the content key, else "alg" */
    size_t length;    /* bytes */
    oas_bytes_t apu, apv;
} oas_agreement_t;

/* Write wanted->length bytes to out. OAS_REFUSED (jwe_decrypt): the two keys agree on nothing. */
OAS_MUST_CHECK oas_status_t oas_jwe_agree(unsigned char *out, const oas_agreement_t *wanted, const oas_jwk_t *ours,
                                          const oas_jwk_t *theirs, oas_work_t *work);

#endif
