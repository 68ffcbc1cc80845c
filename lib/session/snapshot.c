/* SPDX-License-Identifier: Apache-2.0 */
#include "session/snapshot.h"

#include "crypto/random.h"
#include "crypto/seal.h"
#include "session/snapshot_item.h"

/* A snapshot: its head, and one chunk or more.
 *
 *   head     8  "OASSNAP2": the 2 is the layout's
 *            4  id of the key that everything is sealed under, by a purpose of its own
 *            8  bytes of the table
 *           16  random: no two snapshots have the same head
 *
 *   chunk    4  bytes of its box
 *            n  box of whole items (snapshot_item.c); bound to the head, the chunk's number (8) and whether it is the
 *               last one (1)
 *
 * So no chunk opens at another place or in another snapshot, and none can be left out, be it the last one. Integers have
 * their highest byte first. */
enum {
    MAGIC_LENGTH = 8,
    NUMBER_LENGTH = 16,
    HEAD_LENGTH = MAGIC_LENGTH + 4 + 8 + NUMBER_LENGTH,
    CHUNK_ENOUGH = 64 * 1024,         /* closed when it has so many bytes */
    CHUNK_LARGEST = 5 * 1024 * 1024,  /* for the largest record there can be in a table */
};

static const char magic[MAGIC_LENGTH + 1] = "OASSNAP2";

/* What a chunk is bound to. */
static oas_bytes_t binding(oas_bytes_t head, uint64_t number, bool is_last, apr_pool_t *pool)
{
    oas_buffer_t bytes = oas_buffer(pool, HEAD_LENGTH + 9);

    oas_buffer_add(&bytes, head);
    oas_buffer_add_u64(&bytes, number);
    oas_buffer_add_u8(&bytes, is_last);
    return oas_buffer_bytes(&bytes);
}

/* --- write --- */

typedef struct {
    const oas_key_t *key;
    oas_bytes_t head;
    oas_buffer_t chunk; /* not closed yet */
    uint64_t number;    /* of it */
    oas_snapshot_sink_t *sink;
    void *data;
    oas_work_t each; /* of one chunk */
    oas_work_t *work;
    oas_status_t status;
} writer_t;

static oas_status_t pour(writer_t *writer, oas_bytes_t bytes)
{
    return writer->sink(writer->data, bytes)
               ? OAS_OK
               : oas_fail(writer->work, OAS_UNAVAILABLE, "snapshot_write", "the snapshot could not be written");
}

static void write_head(writer_t *writer, const oas_keyring_t *keys, size_t table_size)
{
    oas_buffer_t head = oas_buffer(writer->work->pool, HEAD_LENGTH);
    unsigned char number[NUMBER_LENGTH] = {0};

    writer->key = oas_keyring_current(keys);
    writer->status = oas_random(number, sizeof(number), writer->work);
    oas_buffer_add_text(&head, magic);
    oas_buffer_add_u32(&head, oas_key_id(writer->key));
    oas_buffer_add_u64(&head, table_size);
    oas_buffer_add(&head, oas_bytes(number, sizeof(number)));
    writer->head = oas_buffer_bytes(&head);
    if (writer->status == OAS_OK)
        writer->status = pour(writer, writer->head);
}

static oas_status_t close_chunk(writer_t *writer, bool is_last)
{
    oas_bytes_t bound, box;
    oas_buffer_t length;
    oas_status_t status;

    apr_pool_clear(writer->each.pool);
    bound = binding(writer->head, writer->number++, is_last, writer->each.pool);
    if ((status = oas_box_close(&box, oas_key_for(writer->key, OAS_PURPOSE_SNAPSHOT), bound,
                                oas_buffer_bytes(&writer->chunk), &writer->each)) != OAS_OK)
        return oas_fail(writer->work, status, "snapshot_write", "the snapshot could not be sealed");
    length = oas_buffer(writer->each.pool, 4);
    oas_buffer_add_u32(&length, (uint32_t)box.length);
    writer->chunk.length = 0;
    if ((status = pour(writer, oas_buffer_bytes(&length))) == OAS_OK)
        status = pour(writer, box);
    return status;
}

static bool add_item(void *data, const oas_shm_item_t *item)
{
    writer_t *writer = data;

    oas_snapshot_item_add(&writer->chunk, item);
    if (writer->chunk.overflowed)
        writer->status = oas_fail(writer->work, OAS_BROKEN, "snapshot_write", "a session is too large for the snapshot");
    else if (writer->chunk.length >= CHUNK_ENOUGH)
        writer->status = close_chunk(writer, false);
    return writer->status == OAS_OK;
}

oas_status_t oas_snapshot_write(oas_store_t *table, size_t table_size, const oas_keyring_t *keys,
                                oas_snapshot_sink_t *sink, void *data, oas_work_t *work)
{
    writer_t writer = {.sink = sink, .data = data, .each = *work, .work = work};
    oas_status_t status;

    apr_pool_create(&writer.each.pool, work->pool);
    writer.chunk = oas_buffer(work->pool, CHUNK_LARGEST);
    write_head(&writer, keys, table_size);
    if (writer.status == OAS_OK && (status = oas_shm_table_items(table, add_item, &writer, work)) != OAS_OK)
        writer.status = status;
    if (writer.status == OAS_OK)
        writer.status = close_chunk(&writer, true);
    apr_pool_destroy(writer.each.pool);
    return writer.status;
}

/* --- read --- */

static oas_status_t refuse(oas_work_t *work)
{
    oas_forgive(work);
    return oas_fail(work, OAS_REFUSED, "snapshot_broken", "something of the snapshot is missing, too much or changed");
}

/* The content of the next chunk, in work->pool. */
static oas_status_t open_chunk(oas_bytes_t *plain, oas_reader_t *chunks, const oas_snapshot_t *snapshot, uint64_t number,
                               oas_work_t *work)
{
    const uint32_t length = oas_read_u32(chunks);
    const oas_bytes_t box = oas_read_bytes(chunks, length);
    const oas_bytes_t bound = binding(snapshot->head, number, chunks->rest.length == 0, work->pool);

    if (chunks->overrun || length > CHUNK_LARGEST + OAS_BOX_OVERHEAD)
        return OAS_REFUSED;
    return oas_box_open(plain, oas_key_for(snapshot->key, OAS_PURPOSE_SNAPSHOT), bound, box, work);
}

/* Show all items. OAS_REFUSED: they end before their time, because of what is there or of the visitor. */
static oas_status_t walk(const oas_snapshot_t *snapshot, oas_shm_item_visit_t *visit, void *data, const oas_work_t *work)
{
    oas_reader_t chunks = oas_reader(snapshot->chunks), items;
    oas_status_t status = OAS_OK;
    oas_work_t each = *work;
    uint64_t number = 0;
    oas_bytes_t plain;

    apr_pool_create(&each.pool, work->pool);
    do {
        apr_pool_clear(each.pool);
        if ((status = open_chunk(&plain, &chunks, snapshot, number++, &each)) != OAS_OK)
            break;
        for (items = oas_reader(plain); status == OAS_OK && items.rest.length != 0;)
            status = oas_snapshot_item_show(&items, visit, data) ? OAS_OK : OAS_REFUSED;
    } while (status == OAS_OK && chunks.rest.length != 0);
    apr_pool_destroy(each.pool);
    return status;
}

static bool look(void *data, const oas_shm_item_t *item)
{
    (void)data, (void)item;
    return true;
}

oas_status_t oas_snapshot_read(oas_snapshot_t *snapshot, oas_bytes_t bytes, const oas_keyring_t *keys, oas_work_t *work)
{
    oas_reader_t reader = oas_reader(bytes);

    *snapshot = (oas_snapshot_t){.head = oas_read_bytes(&reader, HEAD_LENGTH)};
    if (reader.overrun || memcmp(bytes.data, magic, MAGIC_LENGTH) != 0)
        return oas_fail(work, OAS_REFUSED, "snapshot_form", "it is no snapshot of this version");
    snapshot->chunks = reader.rest;
    reader = oas_reader(oas_bytes(bytes.data + MAGIC_LENGTH, HEAD_LENGTH - MAGIC_LENGTH));
    if ((snapshot->key = oas_keyring_find(keys, oas_read_u32(&reader))) == NULL)
        return oas_fail(work, OAS_NOT_FOUND, "snapshot_key", "it was sealed under a key that is not listed");
    snapshot->table_size = oas_read_u64(&reader);
    return walk(snapshot, look, NULL, work) == OAS_OK ? OAS_OK : refuse(work);
}

/* --- restore --- */

typedef struct {
    oas_store_t *table;
    oas_snapshot_restored_t restored;
    oas_status_t status;
    oas_work_t *work;
} restore_t;

static bool is_over(const oas_shm_item_t *item, apr_time_t now)
{
    return item->record != NULL ? oas_record_is_over(&item->record->head, now) : item->until <= now;
}

/* Which of two comes first is the one: a child may have made the other, and shall take nobody's session with it. */
static bool keep(void *data, const oas_shm_item_t *item)
{
    restore_t *restore = data;

    if (is_over(item, restore->work->now))
        return true;
    restore->status = oas_shm_table_keep(restore->table, item, restore->work);
    if (restore->status == OAS_REFUSED) {
        oas_forgive(restore->work);
        restore->restored.doubles++;
        restore->status = OAS_OK;
    } else if (restore->status == OAS_OK) {
        restore->restored.sessions += item->record != NULL;
    }
    return restore->status == OAS_OK;
}

oas_status_t oas_snapshot_restore(const oas_snapshot_t *snapshot, oas_store_t *table,
                                  oas_snapshot_restored_t *restored, oas_work_t *work)
{
    restore_t restore = {.table = table, .work = work};
    oas_status_t status = walk(snapshot, keep, &restore, work);

    *restored = restore.restored;
    if (restore.status != OAS_OK)
        return restore.status;
    return status == OAS_OK ? OAS_OK : refuse(work);
}
