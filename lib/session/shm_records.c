/* SPDX-License-Identifier: Apache-2.0 */
/* What makes a record part of the table is one link that leads to its first block. It is set when the record is
 * complete and taken away before its blocks are freed: who dies between leaves blocks that nobody owns, never half a
 * record. */
#include "session/shm_records.h"

#include "session/shm_fault.h"

enum { BUCKETS_AT_ONCE = 4 }; /* to sweep with each new record: more than one can be filled by it */

/* Follow the link. Where it leads there must be a record of this bucket, and not more of them than there are blocks. */
static void load(oas_shm_place_t *place, const oas_shm_segment_t *segment)
{
    oas_shm_first_block_t *first = NULL;

    place->number = *place->link;
    if (place->number != 0 && (first = oas_shm_first_block(segment, place->number)) != NULL
        && (oas_shm_bucket_of(segment, &first->head.index) != place->bucket
            || place->steps++ >= segment->block_count)) {
        oas_shm_damaged(segment);
        first = NULL;
    }
    place->first = first;
}

oas_shm_place_t oas_shm_place_first(const oas_shm_segment_t *segment, uint32_t bucket)
{
    oas_shm_place_t place = {.link = &segment->buckets[bucket], .bucket = bucket};

    load(&place, segment);
    return place;
}

void oas_shm_place_next(oas_shm_place_t *place, const oas_shm_segment_t *segment)
{
    place->link = &place->first->next_record;
    load(place, segment);
}

oas_status_t oas_shm_record_find(oas_shm_place_t *place, const oas_shm_segment_t *segment, const oas_index_t *index,
                                 apr_time_t now)
{
    *place = oas_shm_place_first(segment, oas_shm_bucket_of(segment, index));
    while (place->first != NULL && memcmp(&place->first->head.index, index, sizeof(*index)) != 0)
        oas_shm_place_next(place, segment);
    if (place->first == NULL)
        return segment->header->damaged ? OAS_BROKEN : OAS_NOT_FOUND;
    if (!oas_record_is_over(&place->first->head, now))
        return OAS_OK;
    oas_shm_record_drop(segment, place);
    return OAS_NOT_FOUND;
}

/* What is copied of a record: bytes to pass over first, and then those of each box. */
typedef struct {
    size_t passed;
    size_t face;
    size_t label;
    size_t vault;
} lengths_t;

static lengths_t lengths_of(const oas_shm_first_block_t *first, oas_shm_part_t part)
{
    switch (part) {
    case OAS_SHM_FACE:  return (lengths_t){.face = first->face};
    case OAS_SHM_LABEL: return (lengths_t){.passed = first->face, .label = first->label};
    case OAS_SHM_ALL:   return (lengths_t){.face = first->face, .label = first->label, .vault = first->vault};
    }
    return (lengths_t){0};
}

oas_status_t oas_shm_record_read(oas_record_t **record, const oas_shm_segment_t *segment, const oas_shm_place_t *place,
                                 oas_shm_part_t part, apr_pool_t *pool)
{
    oas_shm_cursor_t cursor = oas_shm_cursor(segment, place->number);
    const lengths_t lengths = lengths_of(place->first, part);
    size_t length = lengths.face + lengths.label + lengths.vault;
    oas_record_t *copy;
    unsigned char *bytes;

    *record = NULL;
    if (oas_shm_blocks_for(lengths.passed + length) == 0)
        return oas_shm_damaged(segment);
    copy = apr_palloc(pool, sizeof(*copy) + length); /* the boxes behind it, one after another as in the segment */
    bytes = (unsigned char *)(copy + 1);
    *copy = (oas_record_t){
        .head = place->first->head,
        .face = oas_bytes(bytes, lengths.face),
        .label = oas_bytes(bytes + lengths.face, lengths.label),
        .vault = oas_bytes(bytes + lengths.face + lengths.label, lengths.vault),
    };
    if (!oas_shm_skip(&cursor, lengths.passed) || !oas_shm_read(&cursor, bytes, length))
        return OAS_BROKEN;
    *record = copy;
    return OAS_OK;
}

/* Write a record to a chain of its own, which no bucket leads to yet. */
static oas_status_t write_record(uint32_t *number, const oas_shm_segment_t *segment, const oas_record_t *record)
{
    size_t length = record->face.length + record->label.length + record->vault.length;
    oas_shm_first_block_t *first;
    oas_shm_cursor_t cursor;

    if ((*number = oas_shm_blocks_take(segment, oas_shm_blocks_for(length))) == 0)
        return OAS_BROKEN;
    if ((first = oas_shm_first_block(segment, *number)) == NULL)
        return OAS_BROKEN;
    first->face = (uint32_t)record->face.length;
    first->label = (uint32_t)record->label.length;
    first->vault = (uint32_t)record->vault.length;
    first->head = record->head;
    cursor = oas_shm_cursor(segment, *number);
    if (!oas_shm_write(&cursor, record->face) || !oas_shm_write(&cursor, record->label)
        || !oas_shm_write(&cursor, record->vault))
        return OAS_BROKEN;
    return OAS_OK;
}

/* From here on the record is part of the table. */
static void publish(oas_shm_link_t *link, const oas_shm_segment_t *segment, uint32_t number, uint32_t next_record)
{
    oas_shm_block(segment, number)->first.next_record = next_record;
    oas_shm_at(OAS_SHM_AT_LINK);
    *link = number;
}

static void note_highest(oas_shm_header_t *header)
{
    if (header->highest_used < header->used)
        header->highest_used = header->used;
}

oas_status_t oas_shm_record_add(const oas_shm_segment_t *segment, const oas_record_t *record)
{
    oas_shm_link_t *bucket = &segment->buckets[oas_shm_bucket_of(segment, &record->head.index)];
    oas_status_t status;
    uint32_t number;

    if ((status = write_record(&number, segment, record)) != OAS_OK)
        return status;
    publish(bucket, segment, number, *bucket);
    segment->header->sessions++;
    note_highest(segment->header);
    return OAS_OK;
}

oas_status_t oas_shm_record_swap(const oas_shm_segment_t *segment, oas_shm_place_t *place, const oas_record_t *record)
{
    oas_status_t status;
    uint32_t number;

    if ((status = write_record(&number, segment, record)) != OAS_OK)
        return status;
    note_highest(segment->header);
    publish(place->link, segment, number, place->first->next_record);
    oas_shm_blocks_give_back(segment, place->number);
    return OAS_OK;
}

void oas_shm_record_drop(const oas_shm_segment_t *segment, oas_shm_place_t *place)
{
    uint32_t number = place->number;

    *place->link = place->first->next_record;
    segment->header->sessions--;
    oas_shm_blocks_give_back(segment, number);
    load(place, segment);
}

static void sweep_next_bucket(const oas_shm_segment_t *segment, apr_time_t now)
{
    uint32_t bucket = segment->header->sweep_next % segment->bucket_count;
    oas_shm_place_t place = oas_shm_place_first(segment, bucket);

    while (place.first != NULL) {
        if (oas_record_is_over(&place.first->head, now))
            oas_shm_record_drop(segment, &place);
        else
            oas_shm_place_next(&place, segment);
    }
    segment->header->sweep_next = bucket + 1;
}

void oas_shm_sweep(const oas_shm_segment_t *segment, apr_time_t now)
{
    for (uint32_t i = 0; i < BUCKETS_AT_ONCE; i++)
        sweep_next_bucket(segment, now);
}

bool oas_shm_make_room(const oas_shm_segment_t *segment, uint32_t blocks, apr_time_t now)
{
    for (uint32_t i = 0; i < segment->bucket_count && oas_shm_blocks_left(segment) < blocks; i++)
        sweep_next_bucket(segment, now);
    return oas_shm_blocks_left(segment) >= blocks;
}
