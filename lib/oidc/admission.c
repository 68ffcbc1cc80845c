/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/admission.h"

static bool is_value(const oas_json_t *item, const char *value, apr_pool_t *pool)
{
    const char *text = oas_json_text(item, pool);

    if (oas_json_is_null(item) || oas_json_is_object(item) || oas_json_is_array(item))
        return false;
    return strcmp(value, "*") == 0 ? *text != '\0' : strcmp(text, value) == 0;
}

/* A text that looks like an array is a text: whoever may choose his name must not choose his groups with it. */
static bool has_value(const oas_json_t *claim, const char *value, apr_pool_t *pool)
{
    if (claim == NULL || !oas_json_is_array(claim))
        return claim != NULL && is_value(claim, value, pool);
    for (const oas_json_t *item = oas_json_first(claim); item != NULL; item = oas_json_next(item))
        if (is_value(item, value, pool))
            return true;
    return false;
}

static bool has_one_of(const oas_json_t *claim, const char *name, oas_pairs_t admitted, apr_pool_t *pool)
{
    for (size_t i = 0; i < admitted.count; i++)
        if (strcmp(admitted.items[i].name, name) == 0 && has_value(claim, admitted.items[i].value, pool))
            return true;
    return false;
}

oas_status_t oas_admission_check(oas_pairs_t admitted, const oas_json_t *id_token, const oas_json_t *userinfo,
                                 oas_claim_map_t map, oas_work_t *work)
{
    for (size_t i = 0; i < admitted.count; i++) {
        const char *name = admitted.items[i].name;
        const oas_json_t *claim = oas_claims_find(id_token, userinfo, map, name, work->pool);

        if (!has_one_of(claim, name, admitted, work->pool))
            return oas_fail(work, OAS_REFUSED, "not_admitted", "the user %s claim %s that OAuthAdmit asks for",
                            claim == NULL ? "has no" : "does not have a value of the", name);
    }
    return OAS_OK;
}
