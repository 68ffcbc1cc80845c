/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/refused_session.h"

#include "flow/access.h"
#include "flow/form_token.h"
#include "flow/navigation.h"

static oas_bytes_t bound_to(const oas_session_t *session, apr_pool_t *pool)
{
    return oas_form_of_session("login again ", session, pool);
}

const char *oas_refused_session_mark(const oas_site_t *site, const oas_request_t *request, const char *provider,
                                     oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_session_t *session;
    const char *mark;

    if (oas_access_find(&session, site, request->cookies, oas_request_is_secure(request), provider, &look) != OAS_OK
        || oas_form_token_make(&mark, site, bound_to(session, look.pool), &look) != OAS_OK)
        return NULL;
    return mark;
}

bool oas_refused_session_is(const oas_session_t *session, const oas_site_t *site, oas_pairs_t query, oas_work_t *work)
{
    const oas_pair_t token = {"token", oas_pairs_get(query, "again")};
    const oas_pairs_t form = {.items = &token, .count = 1};

    return token.value != NULL && oas_form_token_is_in(form, site, bound_to(session, work->pool), work);
}
