/* SPDX-License-Identifier: Apache-2.0 */
/* What a link to the endpoint "login" asks for. Links are written by anybody, other sites among them (OpenID Connect Core
 * 1.0 §4): they choose among the providers there are, and a page of this site to end on, and nothing else. */
#ifndef OAS_FLOW_LOGIN_LINK_H
#define OAS_FLOW_LOGIN_LINK_H

#include "flow/login.h"

/* Where to sign in: by name (provider), by issuer (iss), or by what a person calls his account (account), which is looked up
 * by WebFinger; and where to go afterwards: a path (to) or a URL of this site (target_link_uri). Fills in wish->provider
 * and wish->target, and leaves them where the link says nothing, or names a page that is not of this site. OAS_REFUSED: no
 * provider here has this issuer, or the account's host is not allowed or names none. OAS_UNAVAILABLE: it could not be
 * asked. */
OAS_MUST_CHECK oas_status_t oas_login_link_read(oas_login_wish_t *wish, const oas_site_t *site, const oas_request_t *request,
                                                oas_pairs_t query, oas_work_t *work);

/* Answer a POST, which another site may begin a login by, with the link of the same parameters: the browser follows it by
 * GET, and only then brings the cookies of this site. OAS_REFUSED: it is no form, or too long for a link. */
OAS_MUST_CHECK oas_status_t oas_login_link_forward(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                                   oas_work_t *work);

#endif
