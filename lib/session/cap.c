/* SPDX-License-Identifier: Apache-2.0 */
/* How many sessions one user may have: at his next login the eldest go. Logins of his at the same time put his sessions
 * in the same order, which no use changes, so that they end the same ones; and none ends what began along with it. Where
 * the login is refused instead, it counts after its own session is there. */
#include <stdlib.h>

#include "session/whose.h"

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

/* Move the heads that may go to the front, the eldest first. How many of them there are. */
static size_t choose(oas_record_head_t *heads, size_t count, const oas_record_head_t *begun)
{
    size_t chosen = 0;

    for (size_t i = 0; i < count; i++) {
        heads[i].created = beginning(&heads[i], begun);
        if (compare_beginnings(&heads[i], begun) < 0)
            heads[chosen++] = heads[i];
    }
    qsort(heads, chosen, sizeof(*heads), compare_beginnings);
    return chosen;
}

static bool is_counted(const oas_sessions_t *sessions, const oas_whose_t *user)
{
    return sessions->most_per_user != 0 && user->subject != NULL;
}

oas_status_t oas_session_cap(unsigned *ended, const oas_sessions_t *sessions, const oas_session_t *begun,
                             const oas_whose_t *user, oas_work_t *work)
{
    const oas_store_calls_t *calls = sessions->store->calls;
    oas_record_head_t *heads;
    apr_array_header_t *found;
    size_t in_realm, chosen;
    oas_status_t status;

    *ended = 0;
    if (!is_counted(sessions, user))
        return OAS_OK;
    if ((status = oas_session_find_of(&found, sessions, user, work)) != OAS_OK)
        return status;
    heads = (oas_record_head_t *)found->elts;
    in_realm = (size_t)found->nelts;
    chosen = choose(heads, in_realm, &begun->head);
    for (size_t i = 0; i < chosen && in_realm > sessions->most_per_user + i; i++) {
        status = calls->remove(sessions->store, &heads[i].index, work);
        if (status != OAS_OK && status != OAS_NOT_FOUND) /* another login may have been faster */
            return status;
        *ended += status == OAS_OK;
    }
    return OAS_OK;
}

static bool is_among(const oas_index_t *index, const oas_index_t *indexes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (memcmp(index, &indexes[i], sizeof(*index)) == 0)
            return true;
    return false;
}

oas_status_t oas_session_admit(const oas_sessions_t *sessions, const oas_session_t *begun, const oas_whose_t *user,
                               const oas_index_t *without, size_t without_count, oas_work_t *work)
{
    apr_array_header_t *found;
    unsigned others = 0;
    oas_status_t status;

    if (!is_counted(sessions, user))
        return OAS_OK;
    if ((status = oas_session_find_of(&found, sessions, user, work)) != OAS_OK)
        return status;
    for (int i = 0; i < found->nelts; i++) {
        const oas_index_t *index = &APR_ARRAY_IDX(found, i, oas_record_head_t).index;

        others += !is_among(index, &begun->head.index, 1) && !is_among(index, without, without_count);
    }
    if (others < sessions->most_per_user)
        return OAS_OK;
    return oas_fail(work, OAS_REFUSED, "sessions_of_user_refused", "this user has %u sessions, and %u are the most", others,
                    sessions->most_per_user);
}
