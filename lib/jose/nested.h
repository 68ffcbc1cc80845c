/* SPDX-License-Identifier: Apache-2.0 */
/* A token that may be signed, or signed and then encrypted (OpenID Connect Core 1.0 §10.2). */
#ifndef OAS_JOSE_NESTED_H
#define OAS_JOSE_NESTED_H

#include "jose/jwe.h"

/* The signed token of text: text itself when it has three parts, what is inside when it has five. *inner lives in
 * work->pool or is text; NULL unless OAS_OK. keys NULL: we have none. must_be_encrypted: a token that is only signed is
 * OAS_REFUSED (jwe_missing). What is inside and no signed token is OAS_REFUSED (jwe_content): anybody could have
 * encrypted it. All else as oas_jwe_decrypt. The signature is not looked at here. */
OAS_MUST_CHECK oas_status_t oas_nested_open(const char **inner, const char *text, const oas_jwk_set_t *keys,
                                            const oas_jwe_allowed_t *allowed, bool must_be_encrypted, oas_work_t *work);

#endif
