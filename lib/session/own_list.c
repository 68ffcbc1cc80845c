/* SPDX-License-Identifier: Apache-2.0 */
#include "session/own_list.h"

#include "session/looks.h"
#include "session/newest.h"

/* The label of one that was found by its tags; it may have ended meanwhile. */
static bool open_label_of(oas_label_t **label, const oas_sessions_t *sessions, const oas_record_head_t *head,
                          oas_work_t *work)
{
    oas_record_t *record;

    /* the store has no way to ask for the label alone */
    return sessions->store->calls->get(sessions->store, &record, &head->index, OAS_BOXES_ALL, work) == OAS_OK
           && oas_session_open_label(label, sessions, record, work) == OAS_OK;
}

static void list_one_of(oas_session_page_t *page, oas_newest_t *newest, const oas_sessions_t *sessions,
                        const oas_record_head_t *head, oas_work_t *work)
{
    char name[OAS_SESSION_NAME_LENGTH + 1];
    oas_label_t *label;

    if (oas_session_name(name, sessions, head, work) != OAS_OK)
        return;
    page->total++;
    if (oas_newest_wants(newest, head->created, name) && open_label_of(&label, sessions, head, work))
        oas_listed_fill(oas_newest_take(newest, head->created, name), head, label);
}

oas_status_t oas_session_list_of(oas_session_page_t *page, const oas_sessions_t *sessions, const oas_whose_t *whose,
                                 const char *place, oas_work_t *work)
{
    apr_array_header_t *heads;
    oas_newest_t newest;
    oas_status_t status;
    oas_work_t look = oas_work(NULL, work->now);

    *page = (oas_session_page_t){0};
    if ((status = oas_newest_begin(&newest, place, work)) != OAS_OK
        || (status = oas_session_find_of(&heads, sessions, whose, work)) != OAS_OK)
        return status;
    apr_pool_create(&look.pool, work->pool);
    for (int i = 0; i < heads->nelts; i++) {
        list_one_of(page, &newest, sessions, &APR_ARRAY_IDX(heads, i, oas_record_head_t), &look);
        apr_pool_clear(look.pool);
    }
    apr_pool_destroy(look.pool);
    oas_newest_end(page, &newest);
    return OAS_OK;
}

/* Those of the name, or those of any other; *ended more than before. */
static oas_status_t end_of(unsigned *ended, const oas_sessions_t *sessions, const oas_whose_t *whose, const char *name,
                           bool others, oas_work_t *work)
{
    char its_name[OAS_SESSION_NAME_LENGTH + 1];
    apr_array_header_t *heads;
    oas_status_t status;

    if ((status = oas_session_find_of(&heads, sessions, whose, work)) != OAS_OK)
        return status;
    for (int i = 0; i < heads->nelts; i++) {
        const oas_record_head_t *head = &APR_ARRAY_IDX(heads, i, oas_record_head_t);

        if ((status = oas_session_name(its_name, sessions, head, work)) != OAS_OK)
            return status;
        if ((strcmp(its_name, name) != 0) != others)
            continue;
        status = sessions->store->calls->remove(sessions->store, &head->index, work);
        if (status != OAS_OK && status != OAS_NOT_FOUND)
            return status;
        *ended += status == OAS_OK;
    }
    return OAS_OK;
}

oas_status_t oas_session_end_named_of(unsigned *ended, const oas_sessions_t *sessions, const oas_whose_t *whose,
                                      const char *name, oas_work_t *work)
{
    *ended = 0;
    return end_of(ended, sessions, whose, name, false, work);
}

oas_status_t oas_session_end_others_of(unsigned *ended, const oas_sessions_t *sessions, const oas_whose_t *whose,
                                       const char *name, oas_work_t *work)
{
    oas_status_t status = OAS_OK;
    unsigned before = 0;

    *ended = 0;
    for (int looks = 0; status == OAS_OK && oas_look_again(looks, *ended != before); looks++) {
        before = *ended;
        status = end_of(ended, sessions, whose, name, true, work);
    }
    return status;
}
