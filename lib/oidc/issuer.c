/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/issuer.h"

#include <apr_strings.h>

static const char place[] = "{tenantid}";

bool oas_issuer_has_tenants(const char *issuer)
{
    return strstr(issuer, place) != NULL;
}

static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

bool oas_issuer_is_tenant(const char *text)
{
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

bool oas_issuer_fits(const char *issuer, const char *iss)
{
    const char *at = issuer != NULL ? strstr(issuer, place) : NULL;
    size_t before = at != NULL ? (size_t)(at - issuer) : 0;
    char tenant[sizeof(form)];

    if (at == NULL || iss == NULL)
        return oas_text_equal(issuer, iss);
    if (strncmp(iss, issuer, before) != 0 || strlen(iss) < before + sizeof(tenant) - 1)
        return false;
    memcpy(tenant, iss + before, sizeof(tenant) - 1);
    tenant[sizeof(tenant) - 1] = '\0';
    return oas_issuer_is_tenant(tenant) && strcmp(iss + before + sizeof(tenant) - 1, at + sizeof(place) - 1) == 0;
}
