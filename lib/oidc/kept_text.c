/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/kept_text.h"

#include <stdlib.h>

#include <apr_thread_cond.h>
#include <apr_thread_mutex.h>

#include "oidc/answer.h"

/* How old a copy may become. */
static const apr_interval_time_t renewed_after = 3600 * APR_USEC_PER_SEC;
/* A provider that is down is not asked by every login: with a copy in hand once a minute, without one once a second. */
static const apr_interval_time_t asked_again_after = 60 * APR_USEC_PER_SEC;
static const apr_interval_time_t failed_again_after = 1 * APR_USEC_PER_SEC;
/* A copy outlives its provider by a day: a key that was withdrawn may not be trusted for ever (R-JK-03). */
static const apr_interval_time_t dropped_after = 24 * 3600 * APR_USEC_PER_SEC;
/* Unknown key ids are easy to invent (R-JK-02). */
static const apr_interval_time_t forced_again_after = 60 * APR_USEC_PER_SEC;
/* Who misses a key that somebody is fetching waits for it: a few threads at most, no longer than a call takes. */
static const apr_interval_time_t longest_wait = 5 * APR_USEC_PER_SEC;
enum { MOST_WAITING = 8 };

struct oas_kept_text_t {
    apr_thread_mutex_t *mutex;  /* of what follows; held for a copy, never for a call */
    apr_thread_cond_t *settled; /* a fetch has ended */
    char *data;                 /* on the heap, because it is replaced now and then; NULL: never had */
    size_t length;
    apr_time_t fetched;  /* by the clock of the work that fetched it */
    apr_time_t renewed;  /* last time somebody asked for a newer one */
    apr_time_t forced;   /* last time somebody asked because it was not good enough */
    apr_time_t failed;   /* last failure */
    oas_status_t status; /* how the last attempt ended, and why */
    const char *reason;
    unsigned under_way; /* how many are fetching it now */
    unsigned waiting;   /* how many wait for them */
};

static apr_status_t free_data(void *given)
{
    oas_kept_text_t *kept = given;

    free(kept->data);
    return APR_SUCCESS;
}

oas_status_t oas_kept_text_new(oas_kept_text_t **kept, apr_pool_t *pool, oas_work_t *work)
{
    oas_kept_text_t *made = apr_pcalloc(pool, sizeof(*made));

    *kept = NULL;
    if (apr_thread_mutex_create(&made->mutex, APR_THREAD_MUTEX_DEFAULT, pool) != APR_SUCCESS
        || apr_thread_cond_create(&made->settled, pool) != APR_SUCCESS)
        return oas_fail(work, OAS_BROKEN, "cache_mutex", "the system has no mutex for a kept text");
    apr_pool_cleanup_register(pool, made, free_data, apr_pool_cleanup_null);
    *kept = made;
    return OAS_OK;
}

/* A clock that was set back counts as much time gone: otherwise a wrong date would freeze the cache. */
static bool is_past(apr_time_t then, apr_interval_time_t interval, apr_time_t now)
{
    return now - then >= interval || then - now >= interval;
}

/* Somebody must ask now, and it is this work: noted at once, so that nobody else asks for the same reason. While there
 * is no text yet everybody asks, as nobody could go on without; how many do is bounded by the call gate. */
static bool take_turn(oas_kept_text_t *kept, const oas_text_wish_t *wish, apr_time_t now)
{
    if (kept->data == NULL)
        return kept->status == OAS_OK || is_past(kept->failed, failed_again_after, now);
    if (wish->forced && is_past(kept->forced, forced_again_after, now)) {
        kept->forced = kept->renewed = now;
        return true;
    }
    if (is_past(kept->fetched, renewed_after, now) && is_past(kept->renewed, asked_again_after, now)) {
        kept->renewed = now;
        return true;
    }
    return false;
}

/* What is missing in our copy may be in the one that is just being fetched. */
static void wait_for_others(oas_kept_text_t *kept)
{
    if (kept->waiting == MOST_WAITING)
        return;
    kept->waiting++;
    while (kept->under_way != 0 && apr_thread_cond_timedwait(kept->settled, kept->mutex, longest_wait) == APR_SUCCESS)
        continue;
    kept->waiting--;
}

/* What a look at a kept text told. */
typedef struct {
    oas_bytes_t text; /* a copy; data NULL: there is none */
    bool ask;         /* for another one, and settle() it */
    oas_status_t status;
    const char *reason;
} view_t;

static view_t look(oas_kept_text_t *kept, const oas_text_wish_t *wish, oas_work_t *work)
{
    view_t view = {.ask = false};

    apr_thread_mutex_lock(kept->mutex);
    if (wish->forced && kept->data != NULL)
        wait_for_others(kept);
    if (kept->data != NULL && is_past(kept->fetched, dropped_after, work->now)) {
        free(kept->data);
        kept->data = NULL;
    }
    if (kept->data != NULL)
        view.text = oas_bytes_copy(work->pool, oas_bytes(kept->data, kept->length));
    view.ask = take_turn(kept, wish, work->now);
    if (view.ask)
        kept->under_way++;
    view.status = kept->status;
    view.reason = kept->reason;
    apr_thread_mutex_unlock(kept->mutex);
    return view;
}

static char *copy_to_heap(oas_bytes_t text)
{
    char *data = malloc(text.length + 1);

    if (data != NULL && text.length != 0)
        memcpy(data, text.data, text.length);
    return data;
}

/* Note how a fetch ended: with a text worth keeping (OAS_OK), or why not. */
static void settle(oas_kept_text_t *kept, oas_status_t status, oas_bytes_t text, const oas_work_t *attempt)
{
    char *data = status == OAS_OK ? copy_to_heap(text) : NULL;

    apr_thread_mutex_lock(kept->mutex);
    kept->under_way--;
    kept->status = status;
    kept->reason = attempt->reason;
    if (status != OAS_OK)
        kept->failed = attempt->now;
    if (data != NULL) {
        free(kept->data);
        kept->data = data;
        kept->length = text.length;
        kept->fetched = attempt->now;
    }
    apr_thread_cond_broadcast(kept->settled);
    apr_thread_mutex_unlock(kept->mutex);
}

/* Ask for a text and check that it is worth keeping. */
static oas_status_t fetch(oas_bytes_t *text, const oas_text_wish_t *wish, oas_http_client_t *client,
                          oas_work_t *attempt)
{
    oas_http_answer_t *answer;
    oas_status_t status = oas_answer_fetch_json(&answer, &wish->call, client, attempt);

    *text = status == OAS_OK ? answer->body : oas_bytes(NULL, 0);
    return status != OAS_OK ? status : wish->check(*text, wish->context, attempt);
}

oas_status_t oas_kept_text_get(oas_bytes_t *text, oas_kept_text_t *kept, const oas_text_wish_t *wish,
                               oas_http_client_t *client, oas_work_t *work)
{
    oas_work_t attempt = oas_work(work->pool, work->now);
    view_t view = look(kept, wish, work);
    oas_status_t status;

    *text = view.text;
    if (!view.ask && view.text.data == NULL)
        return oas_fail(work, view.status, view.reason, "%s failed less than a second ago", wish->call.purpose);
    if (!view.ask)
        return OAS_OK;
    status = fetch(text, wish, client, &attempt);
    settle(kept, status, *text, &attempt);
    if (status == OAS_OK)
        return OAS_OK;
    *text = view.text;
    return text->data != NULL ? OAS_OK : oas_fail(work, status, attempt.reason, "%s", attempt.failure);
}
