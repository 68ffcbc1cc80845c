/* SPDX-License-Identifier: Apache-2.0 */
/* How a Location calls who is signed in. */
#ifndef OAS_HTTPD_USER_NAME_H
#define OAS_HTTPD_USER_NAME_H

#include "httpd/config.h"
#include "oidc/claims.h"

/* REMOTE_USER by the Location's OAuthUserClaim, if there is one; else as the session does. OAS_REFUSED: he has no such claim, or it
 * does not fit. */
OAS_MUST_CHECK static inline oas_status_t oas_user_name(const char **user, const oas_session_t *session,
                                                        const oas_directory_config_t *directory, oas_work_t *work)
{
    oas_status_t status = OAS_OK;

    *user = session->face.user;
    if (directory->user_claim == NULL)
        return OAS_OK;
    if ((status = oas_claims_user(user, session->face.claims, directory->user_claim, work)) != OAS_OK
        || directory->user_rule == NULL)
        return status;
    return oas_user_form_apply(user, &(oas_user_form_t){.rule = directory->user_rule}, NULL, work);
}

#endif
