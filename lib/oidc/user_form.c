/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/user_form.h"

#include <string.h>

#include <apr_strings.h>

static const char *short_issuer(const char *issuer, apr_pool_t *pool)
{
    const char *scheme = strstr(issuer, "://");
    const char *start = scheme != NULL ? scheme + 3 : issuer;
    size_t length = strlen(start);

    return apr_pstrmemdup(pool, start, length != 0 && start[length - 1] == '/' ? length - 1 : length);
}

oas_status_t oas_user_form_apply(const char **user, const oas_user_form_t *form, const char *issuer, oas_work_t *work)
{
    const char *name = form->rule != NULL ? form->rule->rewrite(form->rule->data, *user, work->pool) : *user;

    *user = NULL;
    if (name == NULL || *name == '\0')
        return oas_fail(work, OAS_REFUSED, "user_pattern", "the claim that names the user does not fit the pattern of OAuthUserClaim");
    *user = form->with_issuer ? apr_pstrcat(work->pool, name, "@", short_issuer(issuer, work->pool), NULL) : name;
    return OAS_OK;
}
