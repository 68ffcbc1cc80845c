/* SPDX-License-Identifier: Apache-2.0 */
/* What an authorization endpoint is asked to answer with, and by which way the answer comes back (OAuth 2.0 Multiple
 * Response Type Encoding Practices §2-5, OAuth 2.0 Form Post Response Mode). */
#ifndef OAS_OIDC_RESPONSE_H
#define OAS_OIDC_RESPONSE_H

#include <stdbool.h>

typedef enum {
    OAS_TYPE_CODE,
    OAS_TYPE_CODE_ID_TOKEN,
    OAS_TYPE_CODE_TOKEN,
    OAS_TYPE_CODE_ID_TOKEN_TOKEN,
    OAS_TYPE_ID_TOKEN_TOKEN,
    OAS_TYPE_ID_TOKEN
} oas_response_type_t;

typedef enum {
    OAS_MODE_QUERY,     /* a GET of the callback; never with tokens, which would stay in logs and histories */
    OAS_MODE_FORM_POST, /* a page of the provider posts it to the callback */
    OAS_MODE_FRAGMENT   /* behind "#": a page of ours posts it to the callback */
} oas_response_mode_t;

typedef struct {
    const char *name; /* as it is sent: "code id_token" */
    bool has_code;
    bool has_id_token;
    bool has_token; /* an access token */
} oas_response_parts_t;

/* What an answer of this type has; constant. */
const oas_response_parts_t *oas_response_parts(oas_response_type_t type);

#endif
