/* SPDX-License-Identifier: Apache-2.0 */
/* What applications are told of the user: it comes from the session and from nowhere else. */
#ifndef OAS_HTTPD_IDENTITY_H
#define OAS_HTTPD_IDENTITY_H

#include <httpd.h>

/* fixups: tell local handlers by their environment and proxied applications by request headers. */
int oas_identity_pass(request_rec *r);

#endif
