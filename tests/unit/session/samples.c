/* SPDX-License-Identifier: Apache-2.0 */
#include "samples.h"

enum { IDLE = 1800, LIFETIME = 28800 };

uint64_t sample_hash(uint64_t n)
{
    n += 0x9e3779b97f4a7c15;
    n = (n ^ n >> 30) * 0xbf58476d1ce4e5b9;
    n = (n ^ n >> 27) * 0x94d049bb133111eb;
    return n ^ n >> 31;
}

sample_sizes_t sample_sizes(uint64_t n, uint64_t generation)
{
    uint64_t hash = sample_hash(n * 1000003 + generation);

    return (sample_sizes_t){.face = hash % 1500,
                            .values = hash / 900000000 % 300,
                            .vault = hash / 1500 % 3000,
                            .label = hash / 4500000 % 200};
}

oas_index_t sample_index(uint64_t n)
{
    uint64_t words[2] = {sample_hash(n), sample_hash(~n)};
    oas_index_t index;

    memcpy(index.bytes, words, sizeof(words));
    return index;
}

static uint64_t seed_of(const oas_record_head_t *head, char box)
{
    return sample_hash(head->subject ^ head->generation << 40 ^ (uint64_t)box << 56);
}

static unsigned char byte_of(uint64_t seed, size_t place)
{
    return (unsigned char)(seed >> place % 8 * 8) ^ (unsigned char)place;
}

static oas_bytes_t box_of(const oas_record_head_t *head, char box, size_t length, apr_pool_t *pool)
{
    unsigned char *bytes = apr_palloc(pool, length + 1);
    uint64_t seed = seed_of(head, box);

    for (size_t i = 0; i < length; i++)
        bytes[i] = byte_of(seed, i);
    return oas_bytes(bytes, length);
}

oas_record_t sample_of(uint64_t n, uint64_t generation, sample_sizes_t sizes, oas_work_t *work)
{
    oas_record_t record = {
        .head =
            {
                .index = sample_index(n),
                .key_id = (uint32_t)n,
                .realm = n % 3 + 1,
                .subject = n,
                .provider_session = sample_hash(n) | 1,
                .created = work->now,
                .expires = work->now + apr_time_from_sec(LIFETIME),
                .last_used = work->now,
                .idle_timeout = apr_time_from_sec(IDLE),
                .generation = generation,
            },
    };

    record.face = box_of(&record.head, 'f', sizes.face, work->pool);
    record.values = box_of(&record.head, 'd', sizes.values, work->pool);
    record.vault = box_of(&record.head, 'v', sizes.vault, work->pool);
    record.label = box_of(&record.head, 'l', sizes.label, work->pool);
    return record;
}

oas_record_t sample(uint64_t n, uint64_t generation, oas_work_t *work)
{
    return sample_of(n, generation, sample_sizes(n, generation), work);
}

static bool is_box(const oas_record_head_t *head, char box, oas_bytes_t bytes, size_t length)
{
    uint64_t seed = seed_of(head, box);

    if (bytes.length != length)
        return false;
    for (size_t i = 0; i < length; i++)
        if (bytes.data[i] != byte_of(seed, i))
            return false;
    return true;
}

bool is_sample_of(const oas_record_t *record, uint64_t n, sample_sizes_t sizes)
{
    const oas_record_head_t *head = &record->head;
    oas_index_t index = sample_index(n);

    return head->subject == n && head->key_id == (uint32_t)n && memcmp(&head->index, &index, sizeof(index)) == 0
           && is_box(head, 'f', record->face, sizes.face) && is_box(head, 'd', record->values, sizes.values)
           && is_box(head, 'v', record->vault, sizes.vault) && is_box(head, 'l', record->label, sizes.label);
}

bool is_sample(const oas_record_t *record, uint64_t n)
{
    return is_sample_of(record, n, sample_sizes(n, record->head.generation));
}

uint64_t sample_number(const oas_record_t *record)
{
    return record->head.subject;
}
