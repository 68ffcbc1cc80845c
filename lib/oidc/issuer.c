/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/issuer.h"

#include <apr_strings.h>

static const char place[] = "{tenantid}";

bool oas_issuer_has_tenants(const char *issuer)
{
    return strstr(issuer, place) != NULL;
}

bool oas_issuer_is_tenant(const char *text)
{
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    size_t i = 0;

    for (; text[i] != '\0' && form[i] != '\0'; i++)
        if (form[i] == '-' ? text[i] != '-' : strchr("0123456789abcdef", text[i]) == NULL)
            return false;
    return text[i] == form[i];
}

const char *oas_issuer_of(const char *issuer, const oas_json_t *claims, apr_pool_t *pool)
{
    const char *at = strstr(issuer, place);
    const char *tenant = oas_json_string(claims, "tid");

    if (at == NULL)
        return issuer;
    if (tenant == NULL || !oas_issuer_is_tenant(tenant))
        return NULL;
    return apr_pstrcat(pool, apr_pstrmemdup(pool, issuer, (size_t)(at - issuer)), tenant, at + sizeof(place) - 1, NULL);
}
