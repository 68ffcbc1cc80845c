/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/curve.h"

#include <string.h>

static const oas_curve_t curves[] = {
    {"P-256", OAS_KTY_EC, "prime256v1", 32, true, true},
    {"P-384", OAS_KTY_EC, "secp384r1", 48, true, true},
    {"P-521", OAS_KTY_EC, "secp521r1", 66, true, true},
    {"secp256k1", OAS_KTY_EC, "secp256k1", 32, true, false}, /* RFC 8812 §3.1: for ES256K alone */
    {"Ed25519", OAS_KTY_OKP, "ED25519", 32, true, false},
    {"Ed448", OAS_KTY_OKP, "ED448", 57, true, false},
    {"X25519", OAS_KTY_OKP, "X25519", 32, false, true},
    {"X448", OAS_KTY_OKP, "X448", 56, false, true},
};
enum { CURVES = sizeof(curves) / sizeof(*curves) };

const oas_curve_t *oas_curve_find(const char *name)
{
    for (int i = 0; name != NULL && i < CURVES; i++)
        if (strcmp(curves[i].name, name) == 0)
            return &curves[i];
    return NULL;
}

const oas_curve_t *oas_curve_of_group(const char *group)
{
    for (int i = 0; i < CURVES; i++)
        if (strcmp(curves[i].group, group) == 0)
            return &curves[i];
    return NULL;
}
