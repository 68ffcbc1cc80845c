/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/kept_id_token.h"

#include <string.h>

#include "base/base64url.h"
#include "jose/jwt.h"

/* RFC 7515 §3.1: what is between the dots. */
static bool find_claims(oas_bytes_t *text, const char *id_token, apr_pool_t *pool)
{
    const char *first = strchr(id_token, '.');
    const char *second = first != NULL ? strchr(first + 1, '.') : NULL;

    return second != NULL && oas_base64url_decode(text, oas_bytes(first + 1, (size_t)(second - first - 1)), pool);
}

oas_status_t oas_kept_id_token_read(const oas_json_t **claims, const char *id_token, oas_work_t *work)
{
    oas_bytes_t text;

    *claims = NULL;
    if (!find_claims(&text, id_token, work->pool)
        || oas_json_parse_object(claims, text, OAS_JWT_LARGEST, "kept ID token", work) != OAS_OK)
        return oas_fail(work, OAS_BROKEN, "kept_id_token", "the ID token that the session keeps is none");
    return OAS_OK;
}
