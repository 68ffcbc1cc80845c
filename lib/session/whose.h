/* SPDX-License-Identifier: Apache-2.0 */
/* Whose sessions they are, and finding them by the tags in their heads. */
#ifndef OAS_SESSION_WHOSE_H
#define OAS_SESSION_WHOSE_H

#include <apr_tables.h>

#include "session/lifecycle.h"

/* Borrowed. One of subject and provider_session may be NULL. */
struct oas_whose_t {
    const char *issuer;
    const char *subject;
    const char *provider_session; /* "sid" */
};

/* *heads (oas_record_head_t, in work->pool) of the living sessions of this realm that are of whose provider session, or,
 * where it is not told, all of whose subject; where both are told, those that are of both. Sessions under each key of the
 * key ring are found. NULL unless OAS_OK, empty for none. OAS_UNAVAILABLE: the store can not say. */
OAS_MUST_CHECK oas_status_t oas_session_find_of(apr_array_header_t **heads, const oas_sessions_t *sessions,
                                                const oas_whose_t *whose, oas_work_t *work);

#endif
