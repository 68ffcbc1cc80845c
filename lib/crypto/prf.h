/* SPDX-License-Identifier: Apache-2.0 */
/* A pseudo-random function of short texts for each request: a hundredth part of what an HMAC takes. It is a protected counter
 * sum (Bernstein, "How to stretch random functions", J. Cryptology 12, 1999; LightMAC of ISO/IEC 29192-6 is its like) of
 * AES-256 under two derived keys:
 *
 *   sum = E1(1 | text 1) xor E1(2 | text 2) xor ...     text and one 0x80 in parts of 15 bytes, zeros behind the last
 *   out = E2(sum) | E2(sum xor 1) | E2(sum xor 2) | E2(sum xor 3)
 *
 * To whom a part of out is shown, that says nothing about the others. */
#ifndef OAS_CRYPTO_PRF_H
#define OAS_CRYPTO_PRF_H

#include "crypto/keyring.h"

enum {
    OAS_PRF_LENGTH = 64,       /* bytes of what it gives */
    OAS_PRF_TEXT_LONGEST = 299 /* bytes of what it is given */
};

typedef struct {
    size_t length;
    unsigned char bytes[OAS_PRF_TEXT_LONGEST + 1 + 14]; /* those behind length may be changed: they fill up the last part */
} oas_prf_text_t;

/* What belongs to a text under the keys of tickets. The keyed contexts are kept by each thread. OAS_BROKEN: OpenSSL failed, or
 * the text is too long. */
OAS_MUST_CHECK oas_status_t oas_prf(unsigned char out[OAS_PRF_LENGTH], const oas_key_t *key, oas_prf_text_t *text,
                                    oas_work_t *work);

#endif
