/* SPDX-License-Identifier: Apache-2.0 */
/* Claims that only a vendor's own interface has: a verified address, and groups. They are asked for at a login,
 * once. */
#ifndef OAS_OIDC_FURTHER_CLAIMS_H
#define OAS_OIDC_FURTHER_CLAIMS_H

#include "oidc/registration.h"
#include "oidc/vendor_call.h"

/* Add what the registration wants to user info, which may be NULL: email and email_verified take the place of the
 * profile's (null, where no address is primary and verified); groups are asked for only where neither ID token nor
 * user info has them. *userinfo lives in work->pool. What can not be had fails the login: with half of his groups a
 * user could be let in where they keep him out. Status as of the calls. */
OAS_MUST_CHECK oas_status_t oas_further_claims_add(const oas_json_t **userinfo, const oas_json_t *id_token,
                                                   const oas_registration_t *registration, oas_vendor_t *vendor,
                                                   oas_work_t *work);

#endif
