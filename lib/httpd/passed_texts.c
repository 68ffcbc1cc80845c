/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/passed_texts.h"

#include <apr_strings.h>
#include <apr_thread_mutex.h>

#include "base/bytes.h"

enum {
    SLOTS = 512,            /* one is given up for another text that leads to it */
    SMALLEST = 2 * 1024,    /* bytes: memory of a slot is not given back, and doubles each time it grows */
    LONGEST = 16 * SMALLEST /* with its detail: all slots take 1 MB as a rule, and with what they had before 31 MB at the very most */
};

typedef struct {
    oas_index_t index;
    apr_time_t created; /* of the session */
    uint64_t generation;
    const void *purpose;
    apr_time_t until; /* 0: it is empty */
    char *detail;     /* the text follows its NUL */
    size_t capacity;
} slot_t;

static struct {
    apr_pool_t *pool;
    apr_thread_mutex_t *mutex;
    slot_t slots[SLOTS];
} kept;

void oas_passed_texts_begin(apr_pool_t *pool)
{
    memset(&kept, 0, sizeof(kept));
    if (apr_pool_create(&kept.pool, pool) != APR_SUCCESS
        || apr_thread_mutex_create(&kept.mutex, APR_THREAD_MUTEX_DEFAULT, kept.pool) != APR_SUCCESS)
        kept.pool = NULL;
}

/* An index is as good as random. */
static slot_t *slot_of(const oas_text_key_t *key)
{
    uint64_t number;

    memcpy(&number, key->session->head.index.bytes, sizeof(number));
    return &kept.slots[(number ^ ((uintptr_t)key->purpose >> 4)) % SLOTS];
}

static bool is_of(const slot_t *slot, const oas_text_key_t *key)
{
    const oas_record_head_t *head = &key->session->head;

    return slot->purpose == key->purpose && slot->generation == head->generation && slot->created == head->created
           && memcmp(&slot->index, &head->index, sizeof(slot->index)) == 0 && strcmp(slot->detail, key->detail) == 0;
}

const char *oas_passed_text_find(const oas_text_key_t *key, apr_time_t now, apr_pool_t *pool)
{
    const slot_t *slot = slot_of(key);
    const char *text = NULL;

    if (kept.pool == NULL)
        return NULL;
    apr_thread_mutex_lock(kept.mutex);
    if (slot->until > now && is_of(slot, key))
        text = apr_pstrdup(pool, slot->detail + strlen(slot->detail) + 1);
    apr_thread_mutex_unlock(kept.mutex);
    return text;
}

static void make_room(slot_t *slot, size_t size)
{
    if (slot->detail != NULL)
        oas_wipe(slot->detail, slot->capacity);
    if (slot->capacity >= size)
        return;
    while (slot->capacity < size)
        slot->capacity = slot->capacity != 0 ? 2 * slot->capacity : SMALLEST;
    slot->detail = apr_palloc(kept.pool, slot->capacity);
}

void oas_passed_text_keep(const oas_text_key_t *key, const char *text, apr_time_t until)
{
    size_t detail = strlen(key->detail) + 1, size = detail + strlen(text) + 1;
    const oas_record_head_t *head = &key->session->head;
    slot_t *slot = slot_of(key);

    if (kept.pool == NULL || size > LONGEST)
        return;
    apr_thread_mutex_lock(kept.mutex);
    make_room(slot, size);
    memcpy(slot->detail, key->detail, detail);
    memcpy(slot->detail + detail, text, size - detail);
    slot->index = head->index;
    slot->created = head->created;
    slot->generation = head->generation;
    slot->purpose = key->purpose;
    slot->until = until;
    apr_thread_mutex_unlock(kept.mutex);
}
