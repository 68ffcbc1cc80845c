/* SPDX-License-Identifier: Apache-2.0 */
/* A call of ours that tells somebody, a vendor or another application, that a person has signed out: for those who are not told by
 * the way that his browser takes. */
#ifndef OAS_OIDC_LOGOUT_CALL_H
#define OAS_OIDC_LOGOUT_CALL_H

#include "http/client.h"

/* What stands for the ID token in a URL. */
#define OAS_LOGOUT_CALL_PLACE "{id_token}"

/* The URL with the token in its place, in pool. */
const char *oas_logout_call_url(const char *url, const char *id_token, apr_pool_t *pool);

/* Tell of the person with this ID token: by GET where the URL has a place for it, else by POST with "id_token" in a form. Within
 * two seconds, and once: somebody waits for his sign-out. OAS_OK: any answer of 2xx or 3xx; no redirect is followed. OAS_REFUSED:
 * another answer, or a URL that the token makes too long. OAS_UNAVAILABLE: there was none, or 5xx or 429. */
OAS_MUST_CHECK oas_status_t oas_logout_call(const char *url, const char *id_token, oas_http_client_t *client,
                                            oas_work_t *work);

#endif
