/* SPDX-License-Identifier: Apache-2.0 */
/* A session's token and claims, renewed by a request that needs them: by one request of all that come at a time, in
 * whatever process. The others go on with what still serves, and wait for him only when nothing does. */
#ifndef OAS_FLOW_REFRESH_H
#define OAS_FLOW_REFRESH_H

#include "flow/freshness.h"
#include "flow/site.h"

/* What a place needs of a session, and where it is. */
typedef struct {
    oas_freshness_t freshness;
    const char *origin; /* of the site */
} oas_need_t;

/* A session's access token was replaced by the call that says so, and is kept. */
typedef struct oas_token_change_t {
    const oas_session_t *session;
    const char *former, *current;
    apr_time_t former_expires, current_expires; /* 0: the provider did not say */
} oas_token_change_t;

/* What a session has then. Both live in work->pool. */
typedef struct {
    oas_vault_t *vault;               /* NULL unless OAS_OK */
    const oas_token_change_t *change; /* also with a failure; NULL: none, or another request's, or the session is over */
} oas_refreshed_t;

/* See to it that an open session has what is needed. The session's head and face are those of now then. OAS_OK with a failure noted
 * in work: something could not be renewed, and what there is still serves. OAS_NOT_FOUND: the session is over; work has news where
 * the provider's answer ended it, for what he refuses is refused: a refresh token he takes no more, an ID token or claims of
 * somebody else, a user who may not sign in here. That he does not answer never ends it. OAS_NOT_FOUND without news is said of a
 * session, too, that the provider was to confirm and has no means to, or did not, asked twice: it is no good here, and lasts elsewhere. OAS_UNAVAILABLE: the
 * token is needed, it is over, and a new one can not be had now; likewise what is wanted at once; or the store can not say. */
OAS_MUST_CHECK oas_status_t oas_refresh(oas_refreshed_t *refreshed, oas_session_t *session, const oas_site_t *site,
                                        const oas_need_t *need, oas_work_t *work);

/* There is somebody to ask for news of a session, and something to ask with. */
bool oas_refresh_is_possible(const oas_site_t *site, const oas_session_t *session, const oas_vault_t *vault, apr_time_t now);

#endif
