/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/kept_text.h"

#include "oidc/answer.h"

/* How old a copy may become where nobody says so. */
static const apr_interval_time_t usually_renewed_after = 3600 * APR_USEC_PER_SEC;
/* A copy outlives its provider by a day: a key that was withdrawn may not be trusted for ever (R-JK-03). */
static const apr_interval_time_t dropped_after = 24 * 3600 * APR_USEC_PER_SEC;
/* Between the end of a call and that of the turn it is made in. */
static const apr_interval_time_t margin = 1 * APR_USEC_PER_SEC;
static const apr_interval_time_t longest_wait = 5 * APR_USEC_PER_SEC;
/* A death among those who fetch is no reason to ask each other for ever. */
enum { MOST_LOOKS = 3, LOOK_AGAIN_AFTER = 10 * 1000, AHEAD_BY = 8 };

size_t oas_kept_text_size(size_t largest)
{
    return sizeof(oas_fetch_turn_t) + oas_shared_text_size(largest);
}

oas_kept_text_t oas_kept_text(void *memory, size_t largest, const unsigned char *key, const oas_waiting_t *waiting)
{
    oas_kept_text_t kept = {.turn = memory, .waiting = waiting};

    kept.shared.memory = (oas_text_memory_t *)(kept.turn + 1);
    kept.shared.largest = largest;
    memcpy(kept.shared.key, key, OAS_TEXT_KEY_LENGTH);
    return kept;
}

/* A clock that was set back counts as much time gone: otherwise a wrong date would freeze the text. */
static apr_interval_time_t time_between(apr_time_t one, apr_time_t other)
{
    return one > other ? one - other : other - one;
}

static apr_interval_time_t interval_of(apr_interval_time_t renewed_after)
{
    return renewed_after != 0 ? renewed_after : usually_renewed_after;
}

/* A while before somebody would have to wait for it. */
static bool is_time_to_renew(apr_interval_time_t age, apr_interval_time_t renewed_after)
{
    const apr_interval_time_t interval = interval_of(renewed_after);

    return age >= interval - interval / AHEAD_BY;
}

bool oas_kept_text_seems_due(const oas_kept_text_t *kept, apr_interval_time_t renewed_after, apr_time_t now)
{
    return oas_shared_text_is_there(&kept->shared)
           && is_time_to_renew(time_between(now, oas_shared_text_glance(&kept->shared)), renewed_after);
}

/* One who asks for a text. */
typedef struct {
    const oas_kept_text_t *kept;
    const oas_text_wish_t *wish;
    oas_http_client_t *client;
    oas_work_t *work;
    apr_time_t now;       /* by the clock of all processes where there is one: work began some time ago */
    oas_text_copy_t copy; /* what he saw last; its text is empty when it is too old to be used */
    uint64_t version;     /* of the first that he saw */
    apr_time_t lease;     /* of his turn */
} visit_t;

/* Leases are compared between processes, whose works began at different times. */
static apr_time_t time_now(const oas_kept_text_t *kept, const oas_work_t *work)
{
    return kept->waiting != NULL ? kept->waiting->clock->now(kept->waiting->clock) : work->now;
}

static visit_t begin_visit(const oas_kept_text_t *kept, const oas_text_wish_t *wish, oas_http_client_t *client,
                           oas_work_t *work)
{
    return (visit_t){.kept = kept, .wish = wish, .client = client, .work = work, .now = time_now(kept, work)};
}

static apr_interval_time_t longest_turn(const oas_kept_text_t *kept)
{
    return (kept->waiting != NULL ? kept->waiting->longest_call : longest_wait) + margin;
}

static apr_interval_time_t age_of(const visit_t *visit)
{
    return time_between(visit->now, visit->copy.written);
}

static oas_status_t look(visit_t *visit)
{
    oas_status_t status = oas_shared_text_read(&visit->copy, &visit->kept->shared, visit->work);

    if (visit->copy.text.data != NULL && age_of(visit) >= interval_of(visit->wish->renewed_after) + dropped_after)
        visit->copy.text = oas_bytes(NULL, 0);
    return status;
}

static oas_text_state_t state_of(const visit_t *visit)
{
    if (visit->copy.text.data == NULL)
        return OAS_TEXT_MISSING;
    if (visit->wish->forced && visit->copy.version == visit->version)
        return OAS_TEXT_WILL_NOT_DO;
    return age_of(visit) >= interval_of(visit->wish->renewed_after) ? OAS_TEXT_OLD : OAS_TEXT_GOOD;
}

/* Whoever had the turn between our look and ours may have brought what we need. */
static oas_status_t take_turn(oas_turn_t *turn, visit_t *visit, oas_text_state_t state)
{
    const uint64_t seen = visit->copy.version;
    oas_status_t status;

    *turn = oas_fetch_turn_take(&visit->lease, visit->kept->turn, state, visit->now, longest_turn(visit->kept));
    if (*turn != OAS_TURN_FETCH)
        return OAS_OK;
    status = look(visit);
    if (status == OAS_OK && visit->copy.version == seen)
        return OAS_OK;
    oas_fetch_turn_give_back(visit->kept->turn, visit->lease);
    *turn = OAS_TURN_NONE;
    return status;
}

/* Ask for a text and check that it is worth keeping. */
static oas_status_t fetch(oas_bytes_t *text, const visit_t *visit, oas_work_t *attempt)
{
    const oas_text_wish_t *wish = visit->wish;
    oas_http_answer_t *answer;
    oas_status_t status;

    *text = oas_bytes(NULL, 0);
    if ((status = visit->client->call(visit->client, &answer, &wish->call, attempt)) != OAS_OK
        || (status = (wish->expect != NULL ? wish->expect : oas_answer_expect_json)(answer, wish->call.purpose, attempt))
               != OAS_OK
        || (status = wish->check(answer->body, wish->context, attempt)) != OAS_OK)
        return status;
    *text = answer->body;
    return OAS_OK;
}

/* In our turn. A turn that took too long is somebody else's now, and so is the place for the text. */
static oas_status_t fetch_and_settle(oas_bytes_t *text, const visit_t *visit, oas_work_t *attempt)
{
    const oas_kept_text_t *kept = visit->kept;
    oas_status_t status = fetch(text, visit, attempt);

    if (!oas_fetch_turn_is_ours(kept->turn, visit->lease))
        return status;
    if (status == OAS_OK)
        status = oas_shared_text_write(&kept->shared, *text, attempt);
    attempt->now = time_now(kept, attempt);
    oas_fetch_turn_settle(kept->turn, visit->lease, status, attempt);
    return status;
}

static oas_status_t fetch_or_make_do(oas_bytes_t *text, const visit_t *visit)
{
    oas_work_t attempt = oas_work(visit->work->pool, visit->now);
    oas_status_t status = fetch_and_settle(text, visit, &attempt);

    if (status == OAS_OK)
        return OAS_OK;
    *text = visit->copy.text;
    if (text->data == NULL)
        return oas_fail(visit->work, status, attempt.reason, "%s", attempt.failure);
    oas_tell(visit->work, "copy_serves", "a copy that is %" APR_TIME_T_FMT " s old still serves, because: %s",
             apr_time_sec(age_of(visit)), attempt.failure);
    return OAS_OK;
}

static oas_status_t make_do(oas_bytes_t *text, const visit_t *visit)
{
    *text = visit->copy.text;
    if (text->data != NULL)
        return OAS_OK;
    return oas_fetch_turn_fail(visit->kept->turn, visit->wish->call.purpose, visit->work);
}

/* Until the turn of somebody else is over. False: nobody waits here, too many wait, or it took too long. */
static bool wait_for_turn(visit_t *visit)
{
    const oas_kept_text_t *kept = visit->kept;
    const oas_waiting_t *waiting = kept->waiting;
    int slot;

    if (waiting == NULL || (slot = oas_call_gate_enter(waiting->room)) < 0)
        return false;
    for (apr_interval_time_t waited = 0; waited < longest_wait; waited += LOOK_AGAIN_AFTER) {
        visit->now = waiting->clock->now(waiting->clock);
        if (!oas_fetch_turn_is_taken(kept->turn, visit->now, longest_turn(kept)))
            break;
        waiting->clock->sleep(waiting->clock, LOOK_AGAIN_AFTER);
    }
    oas_call_gate_leave(waiting->room, slot);
    return !oas_fetch_turn_is_taken(kept->turn, visit->now, longest_turn(kept));
}

oas_status_t oas_kept_text_get(oas_bytes_t *text, const oas_kept_text_t *kept, const oas_text_wish_t *wish,
                               oas_http_client_t *client, oas_work_t *work)
{
    visit_t visit = begin_visit(kept, wish, client, work);
    oas_turn_t turn;
    oas_status_t status;

    *text = oas_bytes(NULL, 0);
    for (int i = 0; i < MOST_LOOKS; i++) {
        if ((status = look(&visit)) != OAS_OK)
            return status;
        if (i == 0)
            visit.version = visit.copy.version;
        if ((status = take_turn(&turn, &visit, state_of(&visit))) != OAS_OK)
            return status;
        if (turn == OAS_TURN_FETCH)
            return fetch_or_make_do(text, &visit);
        if (turn == OAS_TURN_NONE)
            return make_do(text, &visit);
        if (!wait_for_turn(&visit))
            break;
    }
    return oas_fail(work, OAS_UNAVAILABLE, "fetch_under_way", "%s is under way in another worker", wish->call.purpose);
}

oas_status_t oas_kept_text_renew(const oas_kept_text_t *kept, const oas_text_wish_t *wish, oas_http_client_t *client,
                                 oas_work_t *work)
{
    visit_t visit = begin_visit(kept, wish, client, work);
    oas_bytes_t text;
    oas_turn_t turn;
    oas_status_t status;

    if (!oas_kept_text_seems_due(kept, wish->renewed_after, work->now))
        return OAS_OK;
    if ((status = look(&visit)) != OAS_OK || visit.copy.text.data == NULL
        || !is_time_to_renew(age_of(&visit), wish->renewed_after)
        || (status = take_turn(&turn, &visit, OAS_TEXT_OLD)) != OAS_OK || turn != OAS_TURN_FETCH)
        return status;
    return fetch_and_settle(&text, &visit, work);
}
