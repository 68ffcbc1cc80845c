/* SPDX-License-Identifier: Apache-2.0 */
/* How a Location calls who is signed in. */
#ifndef OAS_HTTPD_USER_NAME_H
#define OAS_HTTPD_USER_NAME_H

#include "flow/site.h"
#include "oidc/claims.h"

/* REMOTE_USER by the Location's OAuthUserClaim; claim NULL: as the session does. OAS_REFUSED: he has no such claim. */
OAS_MUST_CHECK static inline oas_status_t oas_user_name(const char **user, const oas_session_t *session, const char *claim,
                                                        oas_work_t *work)
{
    if (claim != NULL)
        return oas_claims_user(user, session->face.claims, claim, work);
    *user = session->face.user;
    return OAS_OK;
}

#endif
