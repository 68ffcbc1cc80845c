/* SPDX-License-Identifier: Apache-2.0 */
/* The variables in which applications are told of the user, taken out where they are of another page than the one to come. */
#ifndef OAS_HTTPD_TOLD_ENVIRONMENT_H
#define OAS_HTTPD_TOLD_ENVIRONMENT_H

#include <httpd.h>

/* A copy of r's environment that tells of no user: also not of the one whom a page was told that led to this one by an internal
 * redirect, which httpd keeps with REDIRECT_ in front. Lives in r's pool. */
apr_table_t *oas_environment_without_user(request_rec *r);

#endif
