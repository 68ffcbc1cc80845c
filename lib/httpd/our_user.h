/* SPDX-License-Identifier: Apache-2.0 */
/* Whether it was us who said who the request's user is. */
#ifndef OAS_HTTPD_OUR_USER_H
#define OAS_HTTPD_OUR_USER_H

#include <stdbool.h>
#include <string.h>

#include <httpd.h>

/* What r->ap_auth_type is then. Other parts of a request mostly have the very same text. */
extern const char oas_auth_type[];

static inline bool oas_has_our_user(const request_rec *r)
{
    return r->user != NULL && r->ap_auth_type != NULL
           && (r->ap_auth_type == oas_auth_type || strcmp(r->ap_auth_type, oas_auth_type) == 0);
}

#endif
