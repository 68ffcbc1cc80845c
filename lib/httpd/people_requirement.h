/* SPDX-License-Identifier: Apache-2.0 */
/* "Require oauth-user-file FILE": who is in a file of people (httpd/people_file.h). */
#ifndef OAS_HTTPD_PEOPLE_REQUIREMENT_H
#define OAS_HTTPD_PEOPLE_REQUIREMENT_H

#include <httpd.h>

/* Make it known to httpd; part of the registration of hooks. */
void oas_people_requirement_register(apr_pool_t *pool);

#endif
