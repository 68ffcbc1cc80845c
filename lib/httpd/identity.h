/* SPDX-License-Identifier: Apache-2.0 */
/* What applications are told of the user: it comes from the session and from nowhere else. */
#ifndef OAS_HTTPD_IDENTITY_H
#define OAS_HTTPD_IDENTITY_H

#include <httpd.h>

#include "session/lifecycle.h"

/* post_read_request, for every request of the server whether anybody has to sign in or not: take out of it whatever an
 * application could take for our word (R-HDR-01 to R-HDR-03), and our own cookies. */
int oas_identity_scrub(request_rec *r);

/* fixups: tell local handlers by their environment and proxied applications by request headers. */
int oas_identity_pass(request_rec *r);

/* The access token of an open session, for a place whose applications get it. NULL: it has none, or its vault does not open. */
const char *oas_identity_access_token(request_rec *r, const oas_session_t *session);

#endif
