/* SPDX-License-Identifier: Apache-2.0 */
/* Anything as the memory of a session table. The input's first byte says where its others go:
 *
 *   0   over the beginning of a table with some records
 *   1   over everything behind its header, again and again
 *   2   to places in it, each 3 bytes of place (in words) and 4 bytes of value
 *
 * and the first byte's highest bit, when: before the table is opened, or after. With the bit below it the items are taken
 * out first, as the parent does that joins a table and never trusts it.
 *
 * Whatever it becomes can be opened and used, gives nothing under a wrong index, and is sound after an audit. The lock
 * is left as it is: who can write there can keep it for ever. */
#include "fuzz.h"

#include <string.h>

#include "session/shm_segment.h"
#include "session/shm_table.h"

enum { SIZE = 256 * 1024, RECORDS = 40 };

static _Alignas(4096) unsigned char image[SIZE], memory[SIZE], elsewhere[SIZE];

static oas_record_t record_of(unsigned n, uint64_t generation, oas_work_t *work)
{
    static const unsigned char box[3000];
    oas_record_t record = {
        .head =
            {
                .realm = 1 + n % 3,
                .subject = n,
                .provider_session = n / 4,
                .expires = work->now + 1000,
                .last_used = work->now,
                .idle_timeout = 100,
                .generation = generation,
            },
        .face = {box, n * 31 % 700},
        .values = {box, n * 11 % 90},
        .vault = {box, n * 17 % 3000},
        .label = {box, n % 50},
    };

    memset(record.head.index.bytes, (int)n + 1, sizeof(record.head.index.bytes));
    return record;
}

static void make_image(oas_work_t *work)
{
    oas_store_t *store;
    bool was_replaced;

    fuzz_require(oas_shm_table_open(&store, &was_replaced, image, SIZE, work->pool, work) == OAS_OK, "it opens");
    for (unsigned n = 0; n < RECORDS; n++) {
        oas_record_t record = record_of(n, 1, work);

        fuzz_require(store->calls->put(store, &record, work) == OAS_OK, "there is room");
    }
}

static void write_places(const uint8_t *data, size_t size)
{
    for (; size >= 7; data += 7, size -= 7) {
        size_t place = ((size_t)data[0] << 16 | (size_t)data[1] << 8 | data[2]) % (SIZE / 4);

        memcpy(memory + place * 4, data + 3, 4);
    }
}

static void spoil(const uint8_t *data, size_t size)
{
    pthread_mutex_t lock;
    size_t lock_at = OAS_SHM_PAGE + offsetof(oas_shm_control_t, lock); /* of the only stripe */

    memcpy(memory, image, SIZE);
    memcpy(&lock, memory + lock_at, sizeof(lock));
    switch (data[0] % 64 % 3) {
    case 0: memcpy(memory, data + 1, size - 1 < SIZE ? size - 1 : SIZE); break;
    case 1:
        for (size_t i = sizeof(oas_shm_header_t); size > 1 && i < SIZE; i++)
            memory[i] = data[1 + (i - sizeof(oas_shm_header_t)) % (size - 1)];
        break;
    case 2: write_places(data + 1, size - 1); break;
    }
    memcpy(memory + lock_at, &lock, sizeof(lock));
}

static bool look_at(void *data, const oas_record_t *record)
{
    size_t *bytes = data;

    for (size_t i = 0; i < record->label.length; i++)
        *bytes += record->label.data[i];
    return true;
}

static void use_tags(oas_store_t *store, unsigned n, oas_work_t *work)
{
    const oas_store_calls_t *calls = store->calls;
    apr_array_header_t *heads;

    if (calls->find_tagged(store, &heads, OAS_TAG_SUBJECT, n, work) == OAS_OK)
        for (int i = 0; i < heads->nelts; i++)
            fuzz_require(APR_ARRAY_IDX(heads, i, oas_record_head_t).subject == n, "it is one of the subject");
    if (n % 8 == 1)
        (void)!calls->remove_tagged(store, OAS_TAG_SUBJECT, n, NULL, work);
    if (n % 8 == 2)
        (void)!calls->remove_tagged(store, OAS_TAG_PROVIDER_SESSION, n / 4, NULL, work);
}

static void use(oas_store_t *store, unsigned n, oas_work_t *work)
{
    const oas_store_calls_t *calls = store->calls;
    oas_record_t first = record_of(n, 1, work), second = record_of(n, 2, work), *found;

    if (calls->get(store, &found, &first.head.index, OAS_BOXES_ALL, work) == OAS_OK)
        fuzz_require(memcmp(&found->head.index, &first.head.index, sizeof(oas_index_t)) == 0,
                     "it is the one asked for");
    else
        fuzz_require(found == NULL, "what is not found is not given");
    (void)!calls->touch(store, &(apr_time_t){0}, &first.head.index, work);
    (void)!calls->lease(store, &first.head, work->now + 1, work);
    (void)!calls->replace(store, &second, work);
    (void)!calls->release(store, &first.head, work->now + 1, work);
    if (n % 4 == 0)
        (void)!calls->remove(store, &first.head.index, work);
    (void)!calls->put(store, &first, work);
    (void)!calls->use_once(store, &first.head.index, work->now + 1, work);
    (void)!calls->was_used(store, &second.head.index, work);
    use_tags(store, n, work);
}

/* What is shown is moved to another table, where it has to be as sound as anything. */
typedef struct {
    oas_store_t *to;
    oas_work_t *work;
    size_t shown;
} move_t;

static bool move(void *data, const oas_shm_item_t *item)
{
    move_t *move = data;

    (void)!oas_shm_table_keep(move->to, item, move->work);
    return ++move->shown < SIZE / OAS_SHM_BLOCK_SIZE;
}

static void take_out_items(oas_work_t *work)
{
    move_t moved = {.work = work};
    bool was_replaced, was_sound;
    oas_store_t *joined;

    fuzz_require(oas_shm_table_join(&joined, memory, SIZE, work->pool, work) == OAS_OK, "it can be joined");
    memset(elsewhere, 0, SIZE);
    fuzz_require(oas_shm_table_open(&moved.to, &was_replaced, elsewhere, SIZE, work->pool, work) == OAS_OK, "it opens");
    fuzz_require(oas_shm_table_items(joined, move, &moved, work) == OAS_OK, "items can be taken out");
    fuzz_require(oas_shm_table_audit(moved.to, &was_sound, work) == OAS_OK && was_sound, "nothing spreads");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oas_work_t *work = fuzz_work();
    oas_store_t *store;
    bool was_sound;
    size_t bytes = 0;

    if (image[0] == 0)
        make_image(work);
    if (size == 0)
        return 0;
    spoil(data, size);
    if (data[0] & 64)
        take_out_items(work);
    fuzz_require(oas_shm_table_open(&store, &was_sound, memory, SIZE, work->pool, work) == OAS_OK, "it opens");
    if (data[0] >= 128)
        spoil(data, size); /* after it was opened, and checked by that */
    for (unsigned n = 0; n < RECORDS + 10; n++)
        use(store, n, work);
    (void)!store->calls->visit(store, look_at, &bytes, work);
    (void)!store->calls->remove_tagged(store, OAS_TAG_REALM, 1, NULL, work);
    fuzz_require(oas_shm_table_audit(store, &was_sound, work) == OAS_OK, "it can be mended");
    fuzz_require(oas_shm_table_audit(store, &was_sound, work) == OAS_OK && was_sound, "and is sound then");
    return 0;
}
