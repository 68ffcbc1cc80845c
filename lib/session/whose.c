/* SPDX-License-Identifier: Apache-2.0 */
#include "session/whose.h"

#include "session/tag.h"

/* What the heads of these sessions say, under one of the keys. */
typedef struct {
    uint64_t realm, subject, provider_session;
} tags_t;

static oas_status_t tag_all(tags_t *tags, const oas_key_t *key, const oas_sessions_t *sessions, const oas_whose_t *whose,
                            oas_work_t *work)
{
    oas_status_t status;

    if ((status = oas_tag(&tags->realm, key, OAS_TAG_REALM, NULL, sessions->realm, work)) != OAS_OK
        || (status = oas_tag(&tags->subject, key, OAS_TAG_SUBJECT, whose->issuer, whose->subject, work)) != OAS_OK)
        return status;
    return oas_tag(&tags->provider_session, key, OAS_TAG_PROVIDER_SESSION, whose->issuer, whose->provider_session, work);
}

/* The store looked for one of the tags; the others are compared here. */
static bool fits(const oas_record_head_t *head, const tags_t *tags)
{
    return head->realm == tags->realm && (tags->subject == 0 || head->subject == tags->subject)
           && (tags->provider_session == 0 || head->provider_session == tags->provider_session);
}

static oas_status_t find(apr_array_header_t **found, oas_store_t *store, const tags_t *tags, oas_work_t *work)
{
    if (tags->provider_session != 0)
        return store->calls->find_tagged(store, found, OAS_TAG_PROVIDER_SESSION, tags->provider_session, work);
    return store->calls->find_tagged(store, found, OAS_TAG_SUBJECT, tags->subject, work);
}

static oas_status_t find_under(apr_array_header_t *heads, const oas_key_t *key, const oas_sessions_t *sessions,
                               const oas_whose_t *whose, oas_work_t *work)
{
    apr_array_header_t *found;
    tags_t tags;
    oas_status_t status;

    if ((status = tag_all(&tags, key, sessions, whose, work)) != OAS_OK
        || (status = find(&found, sessions->store, &tags, work)) != OAS_OK)
        return status;
    for (int i = 0; i < found->nelts; i++) {
        const oas_record_head_t *head = &APR_ARRAY_IDX(found, i, oas_record_head_t);

        if (fits(head, &tags))
            APR_ARRAY_PUSH(heads, oas_record_head_t) = *head;
    }
    return OAS_OK;
}

oas_status_t oas_session_find_of(apr_array_header_t **heads, const oas_sessions_t *sessions, const oas_whose_t *whose,
                                 oas_work_t *work)
{
    apr_array_header_t *found = apr_array_make(work->pool, 8, sizeof(oas_record_head_t));
    const oas_key_t *key;
    oas_status_t status;

    *heads = NULL;
    for (size_t place = 0; (key = oas_keyring_at(sessions->keys, place)) != NULL; place++)
        if ((status = find_under(found, key, sessions, whose, work)) != OAS_OK)
            return status;
    *heads = found;
    return OAS_OK;
}
