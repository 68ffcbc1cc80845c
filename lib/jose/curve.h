/* SPDX-License-Identifier: Apache-2.0 */
/* The curves of RFC 7518 §6.2.1.1, RFC 8037 §2 and RFC 8812 §3.1. A new one is one row. */
#ifndef OAS_JOSE_CURVE_H
#define OAS_JOSE_CURVE_H

#include <stdbool.h>
#include <stddef.h>

#include "jose/algorithm.h"

enum { OAS_COORDINATE_LONGEST = 66 }; /* bytes of a field element of P-521 */

typedef struct {
    const char *name; /* as in "crv", compared byte by byte */
    oas_kty_t kty;
    const char *group; /* OpenSSL's name of it */
    size_t length;     /* bytes of a coordinate, or of a key of OKP */
    bool signs;
    bool agrees; /* ECDH */
} oas_curve_t;

/* Constant; NULL for a name that is NULL or that we do not support. */
const oas_curve_t *oas_curve_find(const char *name);

/* The curve that OpenSSL calls so; NULL for one that we do not support. */
const oas_curve_t *oas_curve_of_group(const char *group);

#endif
