/* SPDX-License-Identifier: Apache-2.0 */
/* The answer that a browser brings back from the authorization endpoint (RFC 6749 §4.1.2, OpenID Connect Core 1.0
 * §3.1.2.5-3.1.2.7, §3.2.2.5, §3.3.2.5, RFC 9207). */
#ifndef OAS_OIDC_AUTHORIZATION_H
#define OAS_OIDC_AUTHORIZATION_H

#include "oidc/registration.h"

/* Judge the answer, to a request of this type, that came back with a state that fits; *code is borrowed from answer,
 * NULL unless OAS_OK and for a type without a code. Its tokens are not looked at: oas_tokens_take() reads them.
 * OAS_REFUSED: it lacks what was asked for or has what was not, has a code or token beside an error, a code over 4,096
 * characters, iss wrong or missing where it is announced (an ID token may stand for it), or an error: then *error (may
 * be NULL else) is its RFC 6749 §4.1.2.1 code if it is one we know, else "error". */
OAS_MUST_CHECK oas_status_t oas_authorization_judge(const char **code, const char **error, oas_pairs_t answer,
                                                    oas_response_type_t type, const oas_provider_t *provider,
                                                    oas_work_t *work);

#endif
