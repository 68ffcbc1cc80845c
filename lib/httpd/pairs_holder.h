/* SPDX-License-Identifier: Apache-2.0 */
/* Whose session mod_session's pairs are in: that of who is signed in by a provider, or of the guest that the browser is. Nobody
 * needs to have asked who it is, so that the pairs are the same in all places. */
#ifndef OAS_HTTPD_PAIRS_HOLDER_H
#define OAS_HTTPD_PAIRS_HOLDER_H

#include <httpd.h>

#include "flow/site.h"

typedef struct {
    oas_session_t *session;         /* lives as long as the client's request; NULL: nobody's yet */
    const oas_site_t *site;         /* whose realm it is of */
    const oas_sessions_t *sessions; /* that it is one of, or will be */
} oas_pairs_holder_t;

/* OAS_MISCONFIGURED (no_provider): there are no sessions in this virtual host. OAS_UNAVAILABLE: nobody can say whose. */
OAS_MUST_CHECK oas_status_t oas_pairs_holder_find(oas_pairs_holder_t *holder, request_rec *r, oas_work_t *work);

/* It is, or will be, a guest. Once it was found. */
bool oas_pairs_holder_is_guest(const oas_pairs_holder_t *holder);

/* It goes on under another cookie, which r's answer gives to the browser. As oas_session_reissue. */
OAS_MUST_CHECK oas_status_t oas_pairs_holder_move(const oas_pairs_holder_t *holder, request_rec *r, oas_work_t *work);

#endif
