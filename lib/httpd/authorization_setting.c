/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/authorization_setting.h"

#include <apr_strings.h>

/* A parameter is either fixed or passed on: nobody should have to ask which of the two wins. NULL: so it is. */
static const char *fixed_and_passed(const oas_registration_t *registration, apr_pool_t *pool)
{
    for (const char *const *name = registration->passed_parameters; name != NULL && *name != NULL; name++)
        if (oas_pairs_get(registration->authorization_parameters, *name) != NULL)
            return apr_psprintf(pool, "%s is fixed by OAuthAuthorizationParameter and in OAuthPassParameters, too", *name);
    return NULL;
}

const char *oas_authorization_complete(oas_provider_config_t *provider, apr_pool_t *pool)
{
    return fixed_and_passed(&provider->registration, pool);
}
