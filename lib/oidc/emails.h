/* SPDX-License-Identifier: Apache-2.0 */
/* The e-mail address of a user where his profile does not say whether it is his: GitHub and Bitbucket have a list. */
#ifndef OAS_OIDC_EMAILS_H
#define OAS_OIDC_EMAILS_H

#include "oidc/vendor_call.h"

/* The address that is both primary and verified; NULL: there is none, or not OAS_OK. *address lives in work->pool.
 * Status as oas_vendor_get(). */
OAS_MUST_CHECK oas_status_t oas_emails_fetch(const char **address, oas_vendor_t *vendor, const char *url,
                                             oas_work_t *work);

#endif
