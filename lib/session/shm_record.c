/* SPDX-License-Identifier: Apache-2.0 */
#include "session/shm_record.h"

/* Their words in the head. */
enum { LAST_USED = offsetof(oas_record_head_t, last_used) / 8, LEASE = offsetof(oas_record_head_t, lease) / 8 };

_Static_assert(offsetof(oas_record_head_t, last_used) % 8 == 0, "a touch changes one word");

/* A length as it can be written down: if need be, as one that is too large. */
static uint32_t length_of(oas_bytes_t box)
{
    return box.length < UINT32_MAX ? (uint32_t)box.length : UINT32_MAX;
}

oas_shm_lengths_t oas_shm_lengths_of(const oas_record_t *record)
{
    return (oas_shm_lengths_t){
        .face = length_of(record->face),
        .values = length_of(record->values),
        .label = length_of(record->label),
        .vault = length_of(record->vault),
    };
}

uint32_t oas_shm_blocks_for(oas_shm_lengths_t lengths)
{
    size_t words = oas_shm_words(lengths.face) + oas_shm_words(lengths.values) + oas_shm_words(lengths.label)
                   + oas_shm_words(lengths.vault);

    if ((uint64_t)lengths.face + lengths.values + lengths.label + lengths.vault > OAS_SHM_RECORD_LARGEST)
        return 0;
    if (words <= OAS_SHM_FIRST_ROOM)
        return 1;
    return 1 + (uint32_t)((words - OAS_SHM_FIRST_ROOM + OAS_SHM_NEXT_ROOM - 1) / OAS_SHM_NEXT_ROOM);
}

/* The time of last use lies there mixed with a part of the index, so that in no other record there is the same word: a
 * touch that comes too late exchanges nothing. Mixing it once more gives the time back. */
static uint64_t mix(const oas_record_head_t *head, apr_time_t last_used)
{
    uint64_t part;

    memcpy(&part, head->index.bytes + sizeof(head->index.bytes) - sizeof(part), sizeof(part));
    return part ^ (uint64_t)last_used;
}

void oas_shm_block_prefetch(const oas_shm_block_t *block)
{
    for (size_t word = 0; word < OAS_SHM_BLOCK_WORDS; word += OAS_SHM_LINE / 8)
        __builtin_prefetch(&block->boxes[word]);
}

bool oas_shm_prefix_at(oas_shm_prefix_t *prefix, const oas_shm_stripe_t *stripe, uint32_t number)
{
    const oas_shm_block_t *block = oas_shm_block(stripe, number);
    uint64_t head[OAS_SHM_HEAD_WORDS], lengths[2];

    if (block == NULL)
        return false;
    oas_shm_block_prefetch(block);
    oas_shm_block_prefetch(block + 1); /* where the chain mostly goes on, as far as the face, or nothing bad happens */
    oas_shm_block_prefetch(block + 2);
    for (size_t i = 0; i < OAS_SHM_HEAD_WORDS; i++)
        head[i] = oas_shm_load(&block->first.head[i]);
    lengths[0] = oas_shm_load(&block->first.lengths[0]);
    lengths[1] = oas_shm_load(&block->first.lengths[1]);
    prefix->number = number;
    prefix->next_record = oas_shm_load(&block->first.next_record);
    prefix->lengths.face = oas_shm_high(lengths[0]);
    prefix->lengths.values = oas_shm_low(lengths[0]);
    prefix->lengths.label = oas_shm_high(lengths[1]);
    prefix->lengths.vault = oas_shm_low(lengths[1]);
    prefix->blocks = oas_shm_blocks_for(prefix->lengths);
    memcpy(&prefix->head, head, sizeof(head));
    prefix->head.last_used = (apr_time_t)mix(&prefix->head, prefix->head.last_used);
    return oas_shm_high(oas_shm_load(&block->self)) == number && prefix->blocks != 0;
}

bool oas_shm_prefix_load(oas_shm_prefix_t *prefix, const oas_shm_stripe_t *stripe, uint64_t link)
{
    return oas_shm_prefix_at(prefix, stripe, oas_shm_low(link)) && oas_shm_link_to(prefix) == link;
}

void oas_shm_prefix_store(const oas_shm_prefix_t *prefix, const oas_shm_stripe_t *stripe)
{
    oas_shm_first_block_t *first = &oas_shm_block(stripe, prefix->number)->first;
    const oas_shm_lengths_t *lengths = &prefix->lengths;
    uint64_t head[OAS_SHM_HEAD_WORDS];

    memcpy(head, &prefix->head, sizeof(head));
    head[LAST_USED] = mix(&prefix->head, prefix->head.last_used);
    oas_shm_store(OAS_SHM_AT_RECORD_NEXT, &first->next_record, prefix->next_record);
    oas_shm_store(OAS_SHM_AT_RECORD_LENGTHS, &first->lengths[0], oas_shm_pair(lengths->face, lengths->values));
    oas_shm_store(OAS_SHM_AT_RECORD_LENGTHS, &first->lengths[1], oas_shm_pair(lengths->label, lengths->vault));
    for (size_t i = 0; i < OAS_SHM_HEAD_WORDS; i++)
        oas_shm_store(OAS_SHM_AT_RECORD_HEAD, &first->head[i], head[i]);
}

uint64_t oas_shm_link_to(const oas_shm_prefix_t *prefix)
{
    return oas_shm_pair((uint32_t)prefix->head.generation, prefix->number);
}

bool oas_shm_prefix_touch(const oas_shm_prefix_t *prefix, const oas_shm_stripe_t *stripe, apr_time_t now)
{
    return oas_shm_exchange(OAS_SHM_AT_TOUCH, &oas_shm_block(stripe, prefix->number)->first.head[LAST_USED],
                            mix(&prefix->head, prefix->head.last_used), mix(&prefix->head, now));
}

apr_time_t oas_shm_prefix_last_touch(const oas_shm_prefix_t *prefix, const oas_shm_stripe_t *stripe)
{
    return (apr_time_t)mix(&prefix->head,
                           oas_shm_settle(OAS_SHM_AT_LAST_TOUCH,
                                          &oas_shm_block(stripe, prefix->number)->first.head[LAST_USED]));
}

void oas_shm_prefix_lease(const oas_shm_prefix_t *prefix, const oas_shm_stripe_t *stripe, uint32_t lease)
{
    oas_record_head_t leased = prefix->head;
    uint64_t head[OAS_SHM_HEAD_WORDS];

    leased.lease = lease;
    memcpy(head, &leased, sizeof(head));
    oas_shm_store(OAS_SHM_AT_LEASE, &oas_shm_block(stripe, prefix->number)->first.head[LEASE], head[LEASE]);
}

oas_shm_cursor_t oas_shm_cursor(const oas_shm_stripe_t *stripe, const oas_shm_prefix_t *prefix)
{
    oas_shm_block_t *block = oas_shm_block(stripe, prefix->number);

    return (oas_shm_cursor_t){
        .stripe = stripe,
        .block = block,
        .word = block->first.boxes,
        .left = OAS_SHM_FIRST_ROOM,
        .owner = prefix->number,
    };
}

/* To the next block, which must be one of the same record. */
static bool go_on(oas_shm_cursor_t *cursor)
{
    oas_shm_block_t *block = oas_shm_block(cursor->stripe, oas_shm_low(oas_shm_load(&cursor->block->self)));

    oas_shm_at(OAS_SHM_AT_READ);
    if (block == NULL)
        return false;
    oas_shm_block_prefetch(block);
    if (oas_shm_high(oas_shm_load(&block->self)) != cursor->owner)
        return false;
    cursor->block = block;
    cursor->word = block->boxes;
    cursor->left = OAS_SHM_NEXT_ROOM;
    return true;
}

/* Words, at most count, that lie together at the cursor; 0: the chain is broken. */
static size_t stretch(oas_shm_cursor_t *cursor, size_t count)
{
    if (cursor->left == 0 && !go_on(cursor))
        return 0;
    return count < cursor->left ? count : cursor->left;
}

static void pass(oas_shm_cursor_t *cursor, size_t count)
{
    cursor->word += count;
    cursor->left -= count;
}

/* Four at a time, as compilers do it with words that are not atomic. */
static void load_words(uint64_t *to, const oas_shm_word_t *from, size_t count)
{
    for (; count >= 4; to += 4, from += 4, count -= 4) {
        to[0] = oas_shm_load(&from[0]);
        to[1] = oas_shm_load(&from[1]);
        to[2] = oas_shm_load(&from[2]);
        to[3] = oas_shm_load(&from[3]);
    }
    for (; count > 0; count--)
        *to++ = oas_shm_load(from++);
}

bool oas_shm_boxes_load(oas_shm_cursor_t *cursor, uint64_t *words, size_t count)
{
    for (size_t part; count > 0; words += part, count -= part) {
        if ((part = stretch(cursor, count)) == 0)
            return false;
        load_words(words, cursor->word, part);
        pass(cursor, part);
    }
    return true;
}

bool oas_shm_boxes_skip(oas_shm_cursor_t *cursor, size_t count)
{
    for (size_t part; count > 0; count -= part) {
        if ((part = stretch(cursor, count)) == 0)
            return false;
        pass(cursor, part);
    }
    return true;
}

/* The word of a box at some byte; behind the box's end there are zeros. */
static uint64_t word_of(oas_bytes_t box, size_t byte)
{
    size_t left = box.length - byte;
    uint64_t word = 0;

    if (left >= sizeof(word))
        memcpy(&word, box.data + byte, sizeof(word)); /* one move; a length that is not known would be a call */
    else
        memcpy(&word, box.data + byte, left);
    return word;
}

bool oas_shm_box_store(oas_shm_cursor_t *cursor, oas_bytes_t box)
{
    size_t byte = 0, part;

    for (size_t left = oas_shm_words(box.length); left > 0; left -= part) {
        if ((part = stretch(cursor, left)) == 0)
            return false;
        for (oas_shm_word_t *word = cursor->word, *end = word + part; word < end; word++, byte += sizeof(uint64_t))
            oas_shm_store(OAS_SHM_AT_RECORD_BOXES, word, word_of(box, byte));
        pass(cursor, part);
    }
    return true;
}
