/* SPDX-License-Identifier: Apache-2.0 */
/* Is who is signed in here still signed in at the provider? Asked without a page there (prompt=none), when the provider's
 * frame says that something changed (OpenID Connect Session Management 1.0 §3.1). It goes the way of a login: its attempt is
 * one of try number 0. */
#ifndef OAS_FLOW_SESSION_CHECK_H
#define OAS_FLOW_SESSION_CHECK_H

#include "flow/identify.h"
#include "flow/message.h"
#include "flow/site.h"
#include "oidc/login_attempt.h"

/* Who signed this session in, if that is a provider that is to be asked; NULL else. */
const oas_site_provider_t *oas_session_check_provider(const oas_site_t *site, const oas_session_t *session);

/* The endpoint "session-check?to=/page": on to the provider, and from there back to the page. Where there is nobody to ask
 * for, or the provider can not be asked, straight to the page. */
OAS_MUST_CHECK oas_status_t oas_session_check(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                              oas_work_t *work);

bool oas_session_check_is_one(const oas_login_attempt_t *attempt);

typedef enum {
    OAS_CHECK_SAME,    /* the session's user is signed in there */
    OAS_CHECK_GONE,    /* he is not, or somebody else is */
    OAS_CHECK_UNKNOWN, /* the provider did not say */
    OAS_CHECK_MOOT     /* there is no session any more, or the store can not say whose it is */
} oas_check_result_t;

/* What an answer says of the session that the browser has. status: how the answer was judged, with its reason in work; found:
 * whom it named, where that is OAS_OK. *session is the browser's, to be used where that is OAS_CHECK_SAME or OAS_CHECK_GONE. */
oas_check_result_t oas_session_check_result(oas_session_t **session, const oas_site_t *site, const oas_request_t *request,
                                            oas_pairs_t answer, oas_status_t status, const oas_vault_t *found,
                                            oas_work_t *work);

/* The session goes on with what was found of the same person, in its place: its cookie, its times and the application's values
 * stay, and so does its refresh token where none was found. OAS_NOT_FOUND: it ended meanwhile; or is of another session there
 * (sid), by which nobody could end it; or its tokens are bound to a key that is not that of this id, as those that
 * were found are not: then it takes a new one. */
OAS_MUST_CHECK oas_status_t oas_session_check_renew(oas_session_t *session, const oas_site_t *site,
                                                    const oas_identity_t *found, uint32_t key_id,
                                                    oas_work_t *work);

#endif
