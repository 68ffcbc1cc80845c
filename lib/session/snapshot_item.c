/* SPDX-License-Identifier: Apache-2.0 */
#include "session/snapshot_item.h"

/*   1  'r': a record                           1  'i': an id that was used
 *  84  its head, without its lease            16  the id
 *   4  bytes of a box, and the box: of each    8  until when it is remembered
 *
 * Integers have their highest byte first. */

static void add_box(oas_buffer_t *buffer, oas_bytes_t box)
{
    oas_buffer_add_u32(buffer, (uint32_t)box.length);
    oas_buffer_add(buffer, box);
}

static void add_record(oas_buffer_t *buffer, const oas_record_t *record)
{
    const oas_record_head_t *head = &record->head;

    oas_buffer_add_u8(buffer, 'r');
    oas_buffer_add(buffer, oas_bytes(head->index.bytes, sizeof(head->index.bytes)));
    oas_buffer_add_u32(buffer, head->key_id);
    oas_buffer_add_u64(buffer, head->realm);
    oas_buffer_add_u64(buffer, head->subject);
    oas_buffer_add_u64(buffer, head->provider_session);
    oas_buffer_add_u64(buffer, (uint64_t)head->created);
    oas_buffer_add_u64(buffer, (uint64_t)head->expires);
    oas_buffer_add_u64(buffer, (uint64_t)head->last_used);
    oas_buffer_add_u64(buffer, (uint64_t)head->idle_timeout);
    oas_buffer_add_u64(buffer, head->generation);
    add_box(buffer, record->face);
    add_box(buffer, record->values);
    add_box(buffer, record->vault);
    add_box(buffer, record->label);
}

static void add_id(oas_buffer_t *buffer, const oas_shm_item_t *item)
{
    oas_buffer_add_u8(buffer, 'i');
    oas_buffer_add(buffer, oas_bytes(item->id->bytes, sizeof(item->id->bytes)));
    oas_buffer_add_u64(buffer, (uint64_t)item->until);
}

void oas_snapshot_item_add(oas_buffer_t *buffer, const oas_shm_item_t *item)
{
    if (item->record != NULL)
        add_record(buffer, item->record);
    else
        add_id(buffer, item);
}

static oas_record_head_t read_record_head(oas_reader_t *reader)
{
    const oas_bytes_t index = oas_read_bytes(reader, sizeof(oas_index_t));
    oas_record_head_t head = {.key_id = oas_read_u32(reader)};

    if (index.length != 0)
        memcpy(head.index.bytes, index.data, sizeof(head.index.bytes));
    head.realm = oas_read_u64(reader);
    head.subject = oas_read_u64(reader);
    head.provider_session = oas_read_u64(reader);
    head.created = (apr_time_t)oas_read_u64(reader);
    head.expires = (apr_time_t)oas_read_u64(reader);
    head.last_used = (apr_time_t)oas_read_u64(reader);
    head.idle_timeout = (apr_interval_time_t)oas_read_u64(reader);
    head.generation = oas_read_u64(reader);
    return head;
}

static oas_bytes_t read_box(oas_reader_t *reader)
{
    return oas_read_bytes(reader, oas_read_u32(reader));
}

bool oas_snapshot_item_show(oas_reader_t *reader, oas_shm_item_visit_t *visit, void *data)
{
    const uint8_t kind = oas_read_u8(reader);
    oas_shm_item_t item = {0};
    oas_record_t record = {0};

    if (kind == 'r') {
        record.head = read_record_head(reader);
        record.face = read_box(reader);
        record.values = read_box(reader);
        record.vault = read_box(reader);
        record.label = read_box(reader);
        item.record = &record;
    } else if (kind == 'i') {
        item.id = (const oas_index_t *)oas_read_bytes(reader, sizeof(oas_index_t)).data;
        item.until = (apr_time_t)oas_read_u64(reader);
    }
    return !reader->overrun && (kind == 'r' || kind == 'i') && visit(data, &item);
}
