/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/jwk_member.h"

#include "base/base64url.h"
#include "jose/public_key.h"

enum { LONGEST_VALUE = OAS_RSA_MOST_BITS / 8 + 1 };

oas_status_t oas_jwk_read_text(const char **text, const oas_json_t *json, const char *name, oas_work_t *work)
{
    *text = oas_json_string(json, name);
    if (*text == NULL && oas_json_member(json, name) != NULL)
        return oas_fail(work, OAS_REFUSED, "jwk_form", "\"%s\" is no text", name);
    return OAS_OK;
}

oas_status_t oas_jwk_read_value(oas_bytes_t *value, const oas_json_t *json, const char *name, oas_work_t *work)
{
    oas_bytes_t text = oas_bytes_of(oas_json_string(json, name));

    if (text.length == 0 || text.length > OAS_BASE64URL_LENGTH(LONGEST_VALUE))
        return oas_fail(work, OAS_REFUSED, "jwk_form", "\"%s\" is missing, no text or too long", name);
    if (!oas_base64url_decode(value, text, work->pool))
        return oas_fail(work, OAS_REFUSED, "jwk_form", "\"%s\" is not base64url", name);
    return OAS_OK;
}

oas_status_t oas_jwk_read_secret(oas_bytes_t *value, const oas_json_t *json, const char *name, oas_work_t *work)
{
    oas_status_t status = oas_jwk_read_value(value, json, name, work);

    if (status == OAS_OK)
        oas_wipe_with(work->pool, (void *)value->data, value->length);
    return status;
}
