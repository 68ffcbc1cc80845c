/* SPDX-License-Identifier: Apache-2.0 */
#include "session/ended.h"

#include "session/tag.h"

typedef struct {
    const oas_sessions_t *sessions;
    const oas_ended_taker_t *taker;
    apr_pool_t *scratch; /* emptied for each record */
    apr_time_t now;
} walk_t;

static bool is_in_realm(const oas_sessions_t *sessions, const oas_record_head_t *head, oas_work_t *work)
{
    const oas_key_t *key = oas_keyring_find(sessions->keys, head->key_id);
    uint64_t realm;

    return key != NULL && oas_tag(&realm, key, OAS_TAG_REALM, NULL, sessions->realm, work) == OAS_OK && realm == head->realm;
}

/* false: enough was seen. */
static bool offer(const walk_t *walk, const oas_record_t *record, const oas_label_t *label, oas_work_t *work)
{
    const oas_ended_taker_t *taker = walk->taker;
    oas_store_t *store = walk->sessions->store;
    oas_ended_choice_t choice = taker->choose(taker->data, label);

    if (choice == OAS_ENDED_TAKE && store->calls->take_ended(store, &record->head, work) == OAS_OK)
        taker->taken(taker->data, label, work);
    return choice != OAS_ENDED_STOP;
}

static bool visit(void *data, const oas_record_t *record)
{
    const walk_t *walk = data;
    oas_work_t look = oas_work(walk->scratch, walk->now);
    oas_label_t *label;
    bool goes_on = true;

    if (is_in_realm(walk->sessions, &record->head, &look)
        && oas_session_open_label(&label, walk->sessions, record, &look) == OAS_OK && label->token != NULL)
        goes_on = offer(walk, record, label, &look);
    apr_pool_clear(walk->scratch);
    return goes_on;
}

oas_status_t oas_session_take_ended(const oas_sessions_t *sessions, const oas_ended_taker_t *taker, oas_work_t *work)
{
    walk_t walk = {.sessions = sessions, .taker = taker, .now = work->now};
    oas_status_t status;

    apr_pool_create(&walk.scratch, work->pool);
    status = sessions->store->calls->visit_ended(sessions->store, visit, &walk, work);
    apr_pool_destroy(walk.scratch);
    return status;
}
