/* SPDX-License-Identifier: Apache-2.0 */
/* Requests by reference (RFC 9101 §5.2, OpenID Connect Core 1.0 §6.2): the browser carries an address of ours where the
 * provider fetches the request object. The address has all that the object is made of, sealed, so that the server
 * remembers nothing before somebody has signed in. */
#ifndef OAS_FLOW_REQUEST_URI_H
#define OAS_FLOW_REQUEST_URI_H

#include "flow/message.h"
#include "flow/site.h"

/* OpenID Connect Core 1.0 §6.2: The entire Request URI SHOULD NOT exceed 512 ASCII characters. */
enum { OAS_REQUEST_URI_LONGEST = 512 };

/* How many characters of state such an address has room for, beside the origin and what a link passed on. */
size_t oas_request_uri_room(const oas_site_t *site, const char *origin, oas_pairs_t passed, apr_pool_t *pool);

/* The address, in pool. */
const char *oas_request_uri(const oas_site_t *site, const char *origin, const char *state, oas_pairs_t passed,
                            apr_pool_t *pool);

/* The endpoint "request?state=...": the request object of that attempt. OAS_REFUSED, OAS_EXPIRED: there is none. */
OAS_MUST_CHECK oas_status_t oas_request_uri_endpoint(oas_reply_t *reply, const oas_site_t *site,
                                                     const oas_request_t *request, oas_work_t *work);

#endif
