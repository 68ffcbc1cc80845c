/* SPDX-License-Identifier: Apache-2.0 */
/* Who signs in within a session he already has gets another cookie for it: one that somebody planted in his browser before,
 * or has a copy of, is of no use afterwards (session fixation). */
#ifndef OAS_FLOW_MOVED_SESSION_H
#define OAS_FLOW_MOVED_SESSION_H

#include "flow/site.h"

/* Move an open session of the site, or a guest of his. *set_cookie, in work->pool, is for the answer; NULL unless OAS_OK. As
 * oas_session_reissue. */
OAS_MUST_CHECK oas_status_t oas_moved_session(const char **set_cookie, oas_session_t *session, const oas_site_t *site,
                                              bool secure, oas_work_t *work);
OAS_MUST_CHECK oas_status_t oas_moved_guest(const char **set_cookie, oas_session_t *guest, const oas_site_t *site, bool secure,
                                            oas_work_t *work);

#endif
