/* SPDX-License-Identifier: Apache-2.0 */
/* "Require oauth-claim NAME VALUE...", "Require oauth-group", "oauth-scope", "oauth-provider" and "oauth-email-domain": lines of
 * httpd's own authorization that are about who somebody is (flow/person_rule.h). */
#ifndef OAS_HTTPD_PERSON_REQUIREMENT_H
#define OAS_HTTPD_PERSON_REQUIREMENT_H

#include <httpd.h>

/* Make the five kinds known to httpd; part of the registration of hooks. */
void oas_person_requirements_register(apr_pool_t *pool);

#endif
