/* SPDX-License-Identifier: Apache-2.0 */
/* AuthType OAuth: who is asking. */
#ifndef OAS_HTTPD_AUTHN_H
#define OAS_HTTPD_AUTHN_H

#include <httpd.h>

/* httpd's check_authn hook. Declines where another AuthType is set. */
int oas_check_authn(request_rec *r);

/* Where nobody has to sign in (OAuthUnauthenticated pass): who has a session is the request's user all the same, OK. DECLINED:
 * nobody is signed in, or not well enough for this place. Else the status to answer with, since nobody can say. */
int oas_authn_recognise(request_rec *r);

#endif
