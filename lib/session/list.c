/* SPDX-License-Identifier: Apache-2.0 */
#include "session/list.h"

#include "session/looks.h"
#include "session/newest.h"
#include "session/tag.h"

static bool is_wanted_text(const char *wanted, const char *text)
{
    return wanted == NULL || (text != NULL && strcmp(wanted, text) == 0);
}

static bool passes(const oas_list_filter_t *filter, const oas_label_t *label)
{
    return is_wanted_text(filter->user, label->user) && is_wanted_text(filter->provider, label->provider)
           && is_wanted_text(filter->address, label->address);
}

static bool is_open(const oas_list_filter_t *filter)
{
    return filter->user == NULL && filter->provider == NULL && filter->address == NULL;
}

enum { MOST_KEYS = 16 }; /* of a key ring */

typedef struct walk_t walk_t;

/* What is done with a session that passes the filter; label is NULL where there is no filter. false ends the walk. */
typedef bool each_t(walk_t *walk, const oas_record_t *record, const oas_label_t *label, oas_work_t *work);

struct walk_t {
    const oas_sessions_t *sessions;
    const oas_list_filter_t *filter;
    uint64_t realms[MOST_KEYS]; /* the realm's tag under each key of the ring */
    size_t key_count;
    each_t *each;
    apr_pool_t *scratch; /* emptied for each record */
    oas_work_t *work;
    oas_status_t status;
    oas_newest_t *newest; /* of those that list */
    size_t total;
    const char *name; /* of those that end: NULL: whatever it is called */
    unsigned ended;
};

static oas_status_t tag_realm(walk_t *walk, oas_work_t *work)
{
    const oas_key_t *key;
    oas_status_t status;

    for (size_t i = 0; i < MOST_KEYS && (key = oas_keyring_at(walk->sessions->keys, i)) != NULL; i++) {
        status = oas_tag(&walk->realms[i], key, OAS_TAG_REALM, NULL, walk->sessions->realm, work);
        if (status != OAS_OK)
            return status;
        walk->key_count++;
    }
    return OAS_OK;
}

static bool is_in_realm(const walk_t *walk, const oas_record_head_t *head)
{
    for (size_t i = 0; i < walk->key_count; i++)
        if (walk->realms[i] == head->realm)
            return oas_key_id(oas_keyring_at(walk->sessions->keys, i)) == head->key_id;
    return false;
}

/* A session whose label does not open is none that a cookie would open. */
static bool visit(void *data, const oas_record_t *record)
{
    walk_t *walk = data;
    oas_work_t look = oas_work(walk->scratch, walk->work->now);
    oas_label_t *label = NULL;

    if (!is_in_realm(walk, &record->head))
        return true;
    apr_pool_clear(walk->scratch);
    if (!is_open(walk->filter)
        && (oas_session_open_label(&label, walk->sessions, record, &look) != OAS_OK || !passes(walk->filter, label)))
        return true;
    return walk->each(walk, record, label, &look);
}

static oas_status_t walk_all(walk_t *walk, oas_work_t *work)
{
    oas_store_t *store = walk->sessions->store;
    oas_status_t status;

    walk->work = work;
    if ((status = tag_realm(walk, work)) != OAS_OK)
        return status;
    apr_pool_create(&walk->scratch, work->pool);
    status = store->calls->visit(store, visit, walk, work);
    apr_pool_destroy(walk->scratch);
    return status != OAS_OK ? status : walk->status;
}

static bool list_it(walk_t *walk, const oas_record_t *record, const oas_label_t *label, oas_work_t *work)
{
    char name[OAS_SESSION_NAME_LENGTH + 1];
    oas_label_t *opened;

    walk->total++;
    if (oas_newest_rules_out(walk->newest, record->head.created)
        || oas_session_name(name, walk->sessions, &record->head, work) != OAS_OK)
        return true;
    if (!oas_newest_wants(walk->newest, record->head.created, name))
        return true;
    if (label == NULL && oas_session_open_label(&opened, walk->sessions, record, work) != OAS_OK)
        return true;
    oas_listed_fill(oas_newest_take(walk->newest, record->head.created, name), &record->head, label != NULL ? label : opened);
    return true;
}

oas_status_t oas_session_list(oas_session_page_t *page, const oas_sessions_t *sessions, const oas_list_filter_t *filter,
                              const char *place, oas_work_t *work)
{
    oas_newest_t newest;
    walk_t walk = {.sessions = sessions, .filter = filter, .each = list_it, .newest = &newest};
    oas_status_t status;

    *page = (oas_session_page_t){0};
    if ((status = oas_newest_begin(&newest, place, work)) != OAS_OK || (status = walk_all(&walk, work)) != OAS_OK)
        return status;
    oas_newest_end(page, &newest);
    page->total = walk.total;
    return OAS_OK;
}

static bool end_it(walk_t *walk, const oas_record_t *record, const oas_label_t *label, oas_work_t *work)
{
    oas_store_t *store = walk->sessions->store;
    char name[OAS_SESSION_NAME_LENGTH + 1];
    oas_status_t status;

    (void)label;
    if (walk->name != NULL
        && (oas_session_name(name, walk->sessions, &record->head, work) != OAS_OK || strcmp(name, walk->name) != 0))
        return true;
    status = store->calls->remove(store, &record->head.index, walk->work);
    walk->ended += status == OAS_OK;
    if (status != OAS_NOT_FOUND) /* somebody may have been faster */
        walk->status = status;
    return walk->status == OAS_OK && walk->name == NULL;
}

oas_status_t oas_session_end_listed(unsigned *ended, const oas_sessions_t *sessions, const oas_list_filter_t *filter,
                                    oas_work_t *work)
{
    oas_status_t status = OAS_OK;
    unsigned of_last = 0;

    *ended = 0;
    for (int looks = 0; status == OAS_OK && oas_look_again(looks, of_last != 0); looks++) {
        walk_t walk = {.sessions = sessions, .filter = filter, .each = end_it};

        status = walk_all(&walk, work);
        of_last = walk.ended;
        *ended += of_last;
    }
    return status;
}

oas_status_t oas_session_end_named(unsigned *ended, const oas_sessions_t *sessions, const char *name, oas_work_t *work)
{
    walk_t walk = {.sessions = sessions, .filter = &(oas_list_filter_t){0}, .each = end_it, .name = name};
    oas_status_t status = walk_all(&walk, work);

    *ended = walk.ended;
    return status;
}
