/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/jwt.h"

oas_status_t oas_jwt_parse(oas_jwt_t **jwt, const char *compact, const char *const *allowed, oas_work_t *work)
{
    oas_jwt_t *made = apr_pcalloc(work->pool, sizeof(*made));
    oas_status_t status;

    *jwt = NULL;
    if ((status = oas_compact_parse(&made->compact, compact, allowed, work)) != OAS_OK)
        return status;
    made->algorithm = made->compact->algorithm;
    made->type = made->compact->type;
    made->claims_text = made->compact->payload;
    if ((status = oas_json_parse_object(&made->claims, made->claims_text, OAS_JWT_LARGEST, "token's claims", work))
        != OAS_OK)
        return status;
    *jwt = made;
    return OAS_OK;
}

oas_status_t oas_jwt_check_signature(const oas_jwt_t *jwt, const oas_jwk_set_t *keys, oas_work_t *work)
{
    return oas_compact_check_signature(jwt->compact, keys, work);
}
