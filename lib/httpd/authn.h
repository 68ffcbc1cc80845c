/* SPDX-License-Identifier: Apache-2.0 */
/* AuthType OAuth: who is asking. */
#ifndef OAS_HTTPD_AUTHN_H
#define OAS_HTTPD_AUTHN_H

#include <httpd.h>

/* httpd's check_authn hook. Declines where another AuthType is set. */
int oas_check_authn(request_rec *r);

#endif
