/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/segment.h"

#include <stdatomic.h>

#include <http_config.h>
#include <apr_strings.h>

#include "crypto/digest.h"
#include "httpd/named_memory.h"
#include "httpd/server_lock.h"

enum { PAGE = 4096, NAME_BYTES = 8 };

/* The first page; the table follows. Children have it mapped, too, and a hostile one can write here: what that brings him
 * is told in docs/session-table.md. */
typedef struct {
    apr_uint64_t epoch;
    _Atomic apr_uint64_t complete; /* COMPLETE, or not; written last */
} front_t;

#define COMPLETE APR_UINT64_C(0x4f41535345474d31) /* OASSEGM1 */

static front_t *front_of(const oas_segment_t *segment)
{
    return (front_t *)((char *)segment->memory - PAGE);
}

static const char *name_of(const oas_segment_kept_t *kept, int name, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%s.%d", kept->names, name);
}

/* In the order of oas_segment_kind_t. */
static const struct {
    const char *key;  /* of what httpd retains */
    const char *file; /* in DefaultRuntimeDir; of names, only that of the sessions is there */
    const char *title;
    const char *directive;
} kinds[] = {{"mod_oauth_session segment", "oauth_session.lock", "session table", "OAuthSessionStore"},
             {"mod_oauth_session guests", "oauth_session.guests", "guest table", "OAuthGuestStore"}};

/* --- claim --- */

/* Names of shared memory are short and have no folders: a digest of the path stands for it. */
static const char *choose_names(oas_segment_kept_t *kept, const char *path, apr_pool_t *pool)
{
    unsigned char digest[OAS_HASH_LONGEST];
    char hex[2 * NAME_BYTES + 1];
    oas_work_t work = oas_work(pool, 0);

    if (oas_digest(digest, OAS_SHA256, oas_bytes_of(path), &work) != OAS_OK)
        return work.failure;
    ap_bin2hex(digest, NAME_BYTES, hex);
    apr_snprintf(kept->names, sizeof(kept->names), "/oauth_session-%s", hex);
    return NULL;
}

/* Who has the sessions' table has the guests', too. */
static const char *claim_lock(oas_segment_kept_t *kept, const char *path, apr_pool_t *pool)
{
    const oas_segment_kept_t *sessions = ap_retained_data_get(kinds[OAS_SEGMENT_SESSIONS].key);

    if (kept->kind == OAS_SEGMENT_SESSIONS)
        return oas_server_lock_claim(&kept->lock, path, pool);
    kept->lock = sessions->lock;
    return NULL;
}

const char *oas_segment_claim(oas_segment_kept_t **kept, oas_segment_kind_t kind, apr_pool_t *pool)
{
    const char *path = ap_runtime_dir_relative(pool, kinds[kind].file);
    const char *error;

    if ((*kept = ap_retained_data_get(kinds[kind].key)) == NULL)
        *kept = ap_retained_data_create(kinds[kind].key, sizeof(**kept));
    if ((*kept)->names[0] != '\0')
        return NULL;
    (*kept)->kind = kind;
    if ((error = claim_lock(*kept, path, pool)) != NULL)
        return error;
    return choose_names(*kept, path, pool);
}

const char *oas_segment_title(const oas_segment_kept_t *kept)
{
    return kinds[kept->kind].title;
}

const char *oas_segment_directive(const oas_segment_kept_t *kept)
{
    return kinds[kept->kind].directive;
}

const char *oas_segment_enter(apr_pool_t *pool)
{
    const oas_segment_kept_t *kept = ap_retained_data_get(kinds[OAS_SEGMENT_SESSIONS].key);

    return oas_server_lock_enter(kept->lock, pool);
}

/* --- find --- */

static const char *attach(oas_segment_t *segment, const oas_segment_kept_t *kept, int name, apr_pool_t *pool)
{
    const char *error;
    apr_size_t size;
    void *mapped;

    *segment = (oas_segment_t){.name = name};
    if ((error = oas_named_memory_attach(&mapped, &size, name_of(kept, name, pool), pool)) != NULL || mapped == NULL)
        return error;
    if (size <= PAGE) {
        oas_named_memory_detach(mapped, size);
        return NULL;
    }
    segment->memory = (char *)mapped + PAGE;
    segment->size = size - PAGE;
    segment->epoch = front_of(segment)->epoch;
    return NULL;
}

static bool is_complete(const oas_segment_t *segment)
{
    return segment->memory != NULL && atomic_load(&front_of(segment)->complete) == COMPLETE;
}

/* Two are complete when the former one was not removed in time. No two of ours are of one epoch; but one counts. */
static bool counts_more(const oas_segment_t *segment, const oas_segment_t *other)
{
    if (!is_complete(segment) || !is_complete(other))
        return is_complete(segment);
    return segment->epoch != other->epoch ? segment->epoch > other->epoch : segment->name < other->name;
}

const char *oas_segment_find(oas_segment_kept_t *kept, apr_pool_t *pool)
{
    oas_segment_t both[2];
    const char *error;

    for (int name = 0; name < 2; name++)
        if ((error = attach(&both[name], kept, name, pool)) != NULL)
            return error;
    for (int name = 0; name < 2; name++) {
        if (counts_more(&both[name], &both[1 - name]))
            kept->segment = both[name];
        else
            oas_segment_remove(&both[name], kept);
    }
    return NULL;
}

/* --- make and remove --- */

const char *oas_segment_make(oas_segment_t *segment, const oas_segment_kept_t *kept, apr_size_t size, apr_pool_t *pool)
{
    const oas_segment_t *former = &kept->segment;
    const int name = former->memory != NULL ? 1 - former->name : 0;
    const char *error;
    void *mapped;

    *segment = (oas_segment_t){.name = name};
    if ((error = oas_named_memory_create(&mapped, name_of(kept, name, pool), PAGE + size, oas_segment_directive(kept), pool)) != NULL)
        return error;
    *segment = (oas_segment_t){.memory = (char *)mapped + PAGE, .size = size, .epoch = former->epoch + 1, .name = name};
    front_of(segment)->epoch = segment->epoch;
    return NULL;
}

void oas_segment_complete(oas_segment_kept_t *kept, oas_segment_t segment)
{
    atomic_store(&front_of(&segment)->complete, COMPLETE);
    if (kept->segment.memory != NULL)
        oas_segment_remove(&kept->segment, kept);
    kept->segment = segment;
}

void oas_segment_remove(oas_segment_t *segment, const oas_segment_kept_t *kept)
{
    char name[sizeof(kept->names) + 2];

    apr_snprintf(name, sizeof(name), "%s.%d", kept->names, segment->name);
    oas_named_memory_remove(name);
    if (segment->memory != NULL)
        oas_named_memory_detach(front_of(segment), PAGE + segment->size);
    segment->memory = NULL;
}
