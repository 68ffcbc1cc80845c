/* SPDX-License-Identifier: Apache-2.0 */
/* RSA keys of a broken generator (CVE-2017-15361, "ROCA"): their factors can be found from the public key. */
#ifndef OAS_JOSE_ROCA_H
#define OAS_JOSE_ROCA_H

#include <stdbool.h>

#include <openssl/bn.h>

/* The modulus of 2048 bits or more has the fingerprint of that generator. */
bool oas_roca_has_fingerprint(const BIGNUM *modulus);

#endif
