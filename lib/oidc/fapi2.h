/* SPDX-License-Identifier: Apache-2.0 */
/* The FAPI 2.0 Security Profile, as far as a client keeps it: §5.3.3, §5.4.1. */
#ifndef OAS_OIDC_FAPI2_H
#define OAS_OIDC_FAPI2_H

#include "oidc/registration.h"

/* What holds where the configuration says nothing else. */
typedef struct {
    oas_pushed_t pushed;
    bool requires_iss; /* in answers, RFC 9207 */
    bool proves_key;   /* tokens are bound by DPoP */
    oas_client_auth_t client_auth;
    const char *const *signing_algorithms; /* NULL-terminated */
} oas_fapi2_t;

oas_fapi2_t oas_fapi2(bool has_certificate);

/* Which rule a registration breaks whose settings are complete, in the words of the configuration; NULL: none. Whether it proves
 * a key of ours (DPoP) is said beside it: the key is made later. */
const char *oas_fapi2_flaw(const oas_registration_t *registration, bool proves_key);

#endif
