/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the inputs of fuzz_shm_table that say where something lies: shm_table_seeds FOLDER. To be run, and what it writes to be
 * put into corpus/shm_table, whenever the layout of a table changes; what the fuzzer found by itself (found_*) stays. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session/shm_segment.h"

enum { SIZE = 256 * 1024, MOST = 64 * 1024, RECORDS_BLOCKS = 140 }; /* as the target's, where its records lie */
enum { PLACES = 2, AFTER_OPENING = 128 }; /* first bytes of an input: 2 and 66 before, 130 after (modulo 64, then modulo 3) */

static _Alignas(4096) unsigned char memory[SIZE];
static oas_shm_segment_t segment;

typedef struct {
    unsigned char bytes[MOST];
    size_t length;
} seed_t;

/* One half of a word gets this value: a place of three bytes, the most significant first, and four as they lie in memory. */
static void set_half(seed_t *seed, const oas_shm_word_t *word, bool high, uint32_t value)
{
    size_t place = ((size_t)((const unsigned char *)word - memory) + (high ? 4 : 0)) / 4;
    unsigned char *at = seed->bytes + seed->length;

    if (seed->length + 7 > sizeof(seed->bytes))
        abort();
    at[0] = (unsigned char)(place >> 16);
    at[1] = (unsigned char)(place >> 8);
    at[2] = (unsigned char)place;
    memcpy(at + 3, &value, 4);
    seed->length += 7;
}

static void set_low(seed_t *seed, const oas_shm_word_t *word, uint32_t value)
{
    set_half(seed, word, false, value);
}

static void set_pair(seed_t *seed, const oas_shm_word_t *word, uint32_t high, uint32_t low)
{
    set_half(seed, word, false, low);
    set_half(seed, word, true, high);
}

/* --- what is spoilt: seeds of the control block --- */

static void counts(seed_t *seed, const oas_shm_stripe_t *stripe)
{
    set_low(seed, &stripe->control->used, UINT32_MAX);
    set_low(seed, &stripe->control->highest_used, 0);
    set_low(seed, &stripe->control->sessions, UINT32_MAX);
}

static void damaged(seed_t *seed, const oas_shm_stripe_t *stripe)
{
    set_low(seed, &stripe->control->damaged, 1);
}

static void free_far(seed_t *seed, const oas_shm_stripe_t *stripe)
{
    set_low(seed, &stripe->control->free_first, 0xffffff);
}

static void free_into_records(seed_t *seed, const oas_shm_stripe_t *stripe)
{
    set_low(seed, &stripe->control->free_first, 1);
}

static void hand_far(seed_t *seed, const oas_shm_stripe_t *stripe)
{
    set_pair(seed, &stripe->control->hand, INT32_MAX, UINT32_MAX);
}

static void ids_for_ever(seed_t *seed, const oas_shm_stripe_t *stripe)
{
    for (uint32_t i = 0; i < stripe->id_count; i += 2)
        set_pair(seed, &stripe->ids[i].until, INT32_MAX, UINT32_MAX);
}

/* --- of what leads to records --- */

static void buckets_far(seed_t *seed, const oas_shm_stripe_t *stripe)
{
    for (uint32_t i = 0; i < stripe->bucket_count; i++)
        set_low(seed, &stripe->buckets[i].link, 0xfffffff0);
}

static void buckets_to_7(seed_t *seed, const oas_shm_stripe_t *stripe)
{
    for (uint32_t i = 0; i < stripe->bucket_count; i++)
        set_pair(seed, &stripe->buckets[i].link, 1, 7);
}

static void generations(seed_t *seed, const oas_shm_stripe_t *stripe)
{
    for (uint32_t i = 0; i < stripe->bucket_count; i++)
        set_half(seed, &stripe->buckets[i].link, true, 9);
}

static void tags_far(seed_t *seed, const oas_shm_stripe_t *stripe)
{
    for (uint32_t i = 0; i < 2 * stripe->tag_count; i++)
        set_low(seed, &stripe->tags[i], 0xffff);
}

static void tags_to_one(seed_t *seed, const oas_shm_stripe_t *stripe)
{
    for (uint32_t i = 0; i < 2 * stripe->tag_count; i++)
        set_low(seed, &stripe->tags[i], 1);
}

static void slots_to_one(seed_t *seed, const oas_shm_stripe_t *stripe)
{
    for (uint32_t i = 0; i < stripe->slot_count; i++)
        set_low(seed, &stripe->slots[i], 1);
}

/* --- of records --- */

static void chain_ring(seed_t *seed, const oas_shm_stripe_t *stripe)
{
    for (uint32_t i = 0; i < RECORDS_BLOCKS; i++)
        set_low(seed, &stripe->blocks[i].self, i + 1);
}

static void owners(seed_t *seed, const oas_shm_stripe_t *stripe)
{
    for (uint32_t i = 0; i < RECORDS_BLOCKS; i++)
        set_half(seed, &stripe->blocks[i].self, true, i + 2);
}

static void next_record_ring(seed_t *seed, const oas_shm_stripe_t *stripe)
{
    for (uint32_t i = 0; i < RECORDS_BLOCKS; i++)
        set_pair(seed, &stripe->blocks[i].first.next_record, 1, i + 1);
}

static void lengths(seed_t *seed, const oas_shm_stripe_t *stripe)
{
    for (uint32_t i = 0; i < RECORDS_BLOCKS; i++) {
        set_pair(seed, &stripe->blocks[i].first.lengths[0], 0x3fffff, 0x3fffff);
        set_pair(seed, &stripe->blocks[i].first.lengths[1], 0x3fffff, 0x3fffff);
    }
}

static void large_rings(seed_t *seed, const oas_shm_stripe_t *stripe)
{
    chain_ring(seed, stripe);
    for (uint32_t i = 0; i < RECORDS_BLOCKS; i++)
        set_half(seed, &stripe->blocks[i].first.lengths[1], true, 0x1ffff);
}

static void tag_rings(seed_t *seed, const oas_shm_stripe_t *stripe)
{
    for (uint32_t i = 0; i < RECORDS_BLOCKS; i++)
        for (int chain = 0; chain < OAS_SHM_CHAINS; chain++)
            set_pair(seed, &stripe->blocks[i].first.chains[chain], i + 1, i + 1);
}

static void due_in_another_slot(seed_t *seed, const oas_shm_stripe_t *stripe)
{
    for (uint32_t i = 0; i < RECORDS_BLOCKS; i++)
        set_low(seed, &stripe->blocks[i].first.due, i);
}

static void ring_of_free(seed_t *seed, const oas_shm_stripe_t *stripe)
{
    const uint32_t last = stripe->block_count;

    set_low(seed, &stripe->control->free_first, last);
    for (uint32_t number = last; number > last - 20; number--)
        set_pair(seed, &stripe->blocks[number - 1].self, 0, number == last - 19 ? last : number - 1);
}

static const struct {
    const char *name;
    unsigned char when; /* the input's first byte */
    void (*spoil)(seed_t *seed, const oas_shm_stripe_t *stripe);
} seeds[] = {
    {"counts", PLACES + AFTER_OPENING, counts},
    {"damaged", PLACES + AFTER_OPENING, damaged},
    {"free_far", PLACES + AFTER_OPENING, free_far},
    {"free_into_records", PLACES + AFTER_OPENING, free_into_records},
    {"hand_far", PLACES + AFTER_OPENING, hand_far},
    {"ids_for_ever", PLACES + 64, ids_for_ever},
    {"buckets_far", PLACES + AFTER_OPENING, buckets_far},
    {"buckets_to_7", PLACES, buckets_to_7},
    {"generations", PLACES + AFTER_OPENING, generations},
    {"tags_far", PLACES + AFTER_OPENING, tags_far},
    {"tags_to_one", PLACES + AFTER_OPENING, tags_to_one},
    {"slots_to_one", PLACES + AFTER_OPENING, slots_to_one},
    {"chain_ring", PLACES + AFTER_OPENING, chain_ring},
    {"owners", PLACES + AFTER_OPENING, owners},
    {"next_record_ring", PLACES, next_record_ring},
    {"lengths", PLACES + AFTER_OPENING, lengths},
    {"large_rings", PLACES + 64, large_rings},
    {"tag_rings", PLACES + AFTER_OPENING, tag_rings},
    {"due_in_another_slot", PLACES + AFTER_OPENING, due_in_another_slot},
    {"ring_of_free", PLACES, ring_of_free},
};

static bool write_seed(const char *folder, const char *name, const seed_t *seed)
{
    char path[4096];
    FILE *file;
    bool done;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "wb");
    done = file != NULL && fwrite(seed->bytes, 1, seed->length, file) == seed->length;
    return (file == NULL || fclose(file) == 0) && done;
}

int main(int argc, char **argv)
{
    static seed_t seed;

    if (argc != 2 || !oas_shm_segment_view(&segment, memory, SIZE))
        return 1;
    for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++) {
        seed.bytes[0] = seeds[i].when;
        seed.length = 1;
        seeds[i].spoil(&seed, &segment.stripes[0]);
        if (!write_seed(argv[1], seeds[i].name, &seed))
            return 1;
    }
    return 0;
}
