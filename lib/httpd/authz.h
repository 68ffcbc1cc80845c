/* SPDX-License-Identifier: Apache-2.0 */
/* Who is signed in and may not pass: that is 403 and a page, and never another login, but one where a stronger sign-in would
 * open the page. */
#ifndef OAS_HTTPD_AUTHZ_H
#define OAS_HTTPD_AUTHZ_H

#include <httpd.h>

/* httpd's check_authz hook, first of all: asks the others, and answers for them where one of our users is refused. */
int oas_check_authz(request_rec *r);

#endif
