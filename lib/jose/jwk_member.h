/* SPDX-License-Identifier: Apache-2.0 */
/* Members of a JWK, read strictly. */
#ifndef OAS_JOSE_JWK_MEMBER_H
#define OAS_JOSE_JWK_MEMBER_H

#include "base/json.h"

/* A member that must be text when it is there; NULL when it is not. OAS_REFUSED (jwk_form): it is none. */
OAS_MUST_CHECK oas_status_t oas_jwk_read_text(const char **text, const oas_json_t *json, const char *name,
                                              oas_work_t *work);

/* A number or a secret that must be there: base64url of 1 to 1,025 bytes (RSA of 8192 bits, and a byte that is zero
 * before it), in work->pool. OAS_REFUSED (jwk_form). */
OAS_MUST_CHECK oas_status_t oas_jwk_read_value(oas_bytes_t *value, const oas_json_t *json, const char *name,
                                               oas_work_t *work);

/* The same for a value nobody may know, which is wiped with work->pool. */
OAS_MUST_CHECK oas_status_t oas_jwk_read_secret(oas_bytes_t *value, const oas_json_t *json, const char *name,
                                                oas_work_t *work);

#endif
