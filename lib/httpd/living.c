/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/living.h"

#include <http_main.h>
#include <apr_tables.h>

#include "httpd/config.h"
#include "session/tag.h"

typedef struct {
    uint64_t count;
    apr_array_header_t *forms; /* uint64_t: tags of realms that are none of sessions */
} walk_t;

/* A form begins under one of the keys that are listed. */
static bool add_tags(apr_array_header_t *tags, const oas_sessions_t *forms, oas_work_t *work)
{
    const oas_key_t *key;
    uint64_t tag;

    for (size_t i = 0; (key = oas_keyring_at(forms->keys, i)) != NULL; i++) {
        if (oas_tag(&tag, key, OAS_TAG_REALM, NULL, forms->realm, work) != OAS_OK)
            return false;
        APR_ARRAY_PUSH(tags, uint64_t) = tag;
    }
    return true;
}

static bool collect_forms(walk_t *walk, oas_work_t *work)
{
    walk->forms = apr_array_make(work->pool, 1, sizeof(uint64_t));
    for (server_rec *server = ap_server_conf; server != NULL; server = server->next) {
        const oas_site_t *site = oas_server_config(server)->site;

        if (site != NULL && site->forms.store != NULL && !add_tags(walk->forms, &site->forms, work))
            return false;
    }
    return true;
}

static bool count_it(void *data, const oas_record_t *record)
{
    walk_t *walk = data;

    for (int i = 0; i < walk->forms->nelts; i++)
        if (APR_ARRAY_IDX(walk->forms, i, uint64_t) == record->head.realm)
            return true;
    walk->count++;
    return true;
}

bool oas_living_count(uint64_t *count, oas_store_t *store, request_rec *r)
{
    oas_work_t work = oas_work(r->pool, r->request_time);
    walk_t walk = {.count = 0};

    if (store == NULL || !collect_forms(&walk, &work) || store->calls->visit(store, count_it, &walk, &work) != OAS_OK)
        return false;
    *count = walk.count;
    return true;
}
