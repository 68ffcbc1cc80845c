/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthAdmit, and what it has to say where an issuer has tenants. */
#ifndef OAS_HTTPD_ADMISSION_SETTING_H
#define OAS_HTTPD_ADMISSION_SETTING_H

#include "oidc/registration.h"

/* An issuer with a place for a tenant, and nobody who says which tenants: without that, all the world could sign in.
 * NULL: it is said, or there is no such place. */
const char *oas_admission_flaw(const oas_registration_t *registration);

#endif
