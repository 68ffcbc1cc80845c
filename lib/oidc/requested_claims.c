/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/requested_claims.h"

static oas_status_t wrong(const char *name, const char *what, oas_work_t *work)
{
    return oas_fail(work, OAS_REFUSED, "requested_claims", "the claims parameter: %.64s is not %s",
                    oas_json_quote(work->pool, name), what);
}

/* §5.5.1: null, or an object with essential, value or values. */
static oas_status_t check_claim(const oas_json_t *claim, oas_work_t *work)
{
    const oas_json_t *values = oas_json_member(claim, "values");
    const oas_json_t *essential = oas_json_member(claim, "essential");

    if (!oas_json_is_null(claim) && !oas_json_is_object(claim))
        return wrong(oas_json_name(claim), "null or an object", work);
    if (values != NULL && !oas_json_is_array(values))
        return wrong("values", "an array", work);
    if (essential != NULL && !oas_json_is_true(claim, "essential")
        && strcmp(oas_json_text(essential, work->pool), "false") != 0)
        return wrong("essential", "true or false", work);
    return OAS_OK;
}

/* Claims of the ID token, or of user info; other members are for others (§5.5). */
static oas_status_t check_part(const oas_json_t *claims, const char *name, oas_work_t *work)
{
    const oas_json_t *part = oas_json_member(claims, name);
    oas_status_t status = OAS_OK;

    if (part == NULL || oas_json_is_null(part))
        return OAS_OK;
    if (!oas_json_is_object(part))
        return wrong(name, "an object", work);
    for (const oas_json_t *claim = oas_json_first(part); claim != NULL && status == OAS_OK; claim = oas_json_next(claim))
        status = check_claim(claim, work);
    return status;
}

oas_status_t oas_requested_claims_parse(const oas_json_t **claims, const char *text, oas_work_t *work)
{
    const oas_json_t *parsed;
    oas_status_t status;

    *claims = NULL;
    if ((status = oas_json_parse_object(&parsed, oas_bytes_of(text), OAS_REQUESTED_CLAIMS_LARGEST,
                                        "the claims parameter", work)) != OAS_OK
        || (status = check_part(parsed, "id_token", work)) != OAS_OK
        || (status = check_part(parsed, "userinfo", work)) != OAS_OK)
        return status;
    *claims = parsed;
    return OAS_OK;
}

static const oas_json_t *acr_of(const oas_json_t *claims)
{
    return oas_json_member(oas_json_member(claims, "id_token"), "acr");
}

bool oas_requested_claims_need_acr(const oas_json_t *claims)
{
    return oas_json_is_true(acr_of(claims), "essential");
}

/* No value asked for: any will do. */
static bool fits(const oas_json_t *asked, const char *acr)
{
    const char *value = oas_json_string(asked, "value");

    if (value != NULL)
        return strcmp(value, acr) == 0;
    return oas_json_member(asked, "values") == NULL || oas_json_has_string(asked, "values", acr);
}

/* §5.5.1.1: the provider has to return an acr that is one of the values, or to fail. One that knows nothing of the
 * parameter does neither, and that is for us to see. */
oas_status_t oas_requested_claims_judge(const char *text, const oas_json_t *id_token, oas_work_t *work)
{
    const char *acr = oas_json_string(id_token, "acr");
    const oas_json_t *claims;
    oas_status_t status;

    if (text == NULL)
        return OAS_OK;
    if ((status = oas_requested_claims_parse(&claims, text, work)) != OAS_OK)
        return status;
    if (!oas_requested_claims_need_acr(claims) || (acr != NULL && fits(acr_of(claims), acr)))
        return OAS_OK;
    return oas_fail(work, OAS_REFUSED, "id_token_acr", "id_token has acr %.128s, which is not what was asked for as essential",
                    acr != NULL ? oas_json_quote(work->pool, acr) : "none");
}
