/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/former_session.h"

#include "flow/access.h"

_Static_assert(sizeof(oas_index_t) == OAS_ATTEMPT_FORMER_LENGTH, "an attempt remembers the index of a record");

/* NULL: none that can be found. */
static const oas_index_t *find(const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_session_t *session;

    if (oas_access_find(&session, site, request->cookies, oas_request_is_secure(request), NULL, &look) != OAS_OK)
        return NULL;
    return &session->ticket.index;
}

/* Another site's form will not bring the cookie, which is Lax. All other answers will, and know better than this one who is
 * signed in by then. */
const unsigned char *oas_former_session_remember(const oas_site_t *site, const oas_request_t *request,
                                                 oas_response_mode_t mode, oas_work_t *work)
{
    const oas_index_t *index = mode == OAS_MODE_FORM_POST ? find(site, request, work) : NULL;

    return index != NULL ? index->bytes : NULL;
}

/* Where it fails: it ends by its own times. */
static void end(const oas_site_t *site, const oas_index_t *index, oas_work_t *work)
{
    oas_store_t *store = site->sessions.store;
    oas_work_t look = oas_work(work->pool, work->now);

    if (store->calls->remove(store, index, &look) != OAS_OK)
        oas_forgive(&look);
}

/* The remembered index is one of this realm, since the attempt is, and of this browser, since it began the attempt. */
oas_former_sessions_t oas_former_session_find(const oas_site_t *site, const oas_request_t *request,
                                              const oas_login_attempt_t *attempt, oas_work_t *work)
{
    const oas_index_t *index = find(site, request, work);
    oas_former_sessions_t former = {.count = 0};

    if (index != NULL)
        former.indexes[former.count++] = *index;
    if (attempt->former != NULL)
        memcpy(former.indexes[former.count++].bytes, attempt->former, sizeof(former.indexes[0].bytes));
    return former;
}

void oas_former_session_end(const oas_site_t *site, const oas_former_sessions_t *former, oas_work_t *work)
{
    for (size_t i = 0; i < former->count; i++)
        end(site, &former->indexes[i], work);
}
