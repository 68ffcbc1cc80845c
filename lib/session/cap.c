/* SPDX-License-Identifier: Apache-2.0 */
/* How many sessions one user may have: at his next login the eldest go. Logins of his at the same time put his sessions
 * in the same order, which no use changes, so that they end the same ones; and none ends what began along with it. */
#include <stdlib.h>

#include <apr_tables.h>

#include "session/lifecycle.h"

/* Logins at the same time begin no further apart: none takes so long, for each of its calls has a deadline. */
static const apr_interval_time_t longest_login = 600 * APR_USEC_PER_SEC;

/* Less than 0: a began before b. */
static int compare_beginnings(const void *given_a, const void *given_b)
{
    const oas_record_head_t *a = given_a, *b = given_b;
    int order = (a->created > b->created) - (a->created < b->created);

    return order != 0 ? order : memcmp(&a->index, &b->index, sizeof(a->index));
}

/* When it began, as seen from the one that just did: what is far in the future did so before the clock was set back,
 * and counts as having begun before all time. */
static apr_time_t beginning(const oas_record_head_t *head, const oas_record_head_t *begun)
{
    apr_time_t latest = begun->created + longest_login;

    return head->created <= latest ? head->created : INT64_MIN + (head->created - latest);
}

/* Move the heads that may go to the front, the eldest first; *count of them. How many sessions the user has in the
 * realm. */
static size_t choose(oas_record_head_t *heads, size_t *count, const oas_record_head_t *begun)
{
    size_t in_realm = 0, among = *count;

    *count = 0;
    for (size_t i = 0; i < among; i++) {
        if (heads[i].realm != begun->realm)
            continue;
        in_realm++;
        heads[i].created = beginning(&heads[i], begun);
        if (compare_beginnings(&heads[i], begun) < 0)
            heads[(*count)++] = heads[i];
    }
    qsort(heads, *count, sizeof(*heads), compare_beginnings);
    return in_realm;
}

oas_status_t oas_session_cap(unsigned *ended, const oas_sessions_t *sessions, const oas_session_t *begun,
                             oas_work_t *work)
{
    const oas_store_calls_t *calls = sessions->store->calls;
    oas_record_head_t *heads;
    apr_array_header_t *found;
    size_t count, in_realm;
    oas_status_t status;

    *ended = 0;
    if (sessions->most_per_user == 0 || begun->head.subject == 0)
        return OAS_OK;
    status = calls->find_tagged(sessions->store, &found, OAS_TAG_SUBJECT, begun->head.subject, work);
    if (status != OAS_OK)
        return status;
    heads = (oas_record_head_t *)found->elts;
    count = (size_t)found->nelts;
    in_realm = choose(heads, &count, &begun->head);
    for (size_t i = 0; i < count && in_realm > sessions->most_per_user + i; i++) {
        status = calls->remove(sessions->store, &heads[i].index, work);
        if (status != OAS_OK && status != OAS_NOT_FOUND) /* another login may have been faster */
            return status;
        *ended += status == OAS_OK;
    }
    return OAS_OK;
}
