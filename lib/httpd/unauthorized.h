/* SPDX-License-Identifier: Apache-2.0 */
/* The answer to who is signed in and may not pass, as the place wants it (OAuthUnauthorized); whatever it is, it ends. */
#ifndef OAS_HTTPD_UNAUTHORIZED_H
#define OAS_HTTPD_UNAUTHORIZED_H

#include <httpd.h>

/* What a hook gives back to httpd. */
int oas_unauthorized_answer(request_rec *r);

#endif
