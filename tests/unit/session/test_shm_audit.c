/* SPDX-License-Identifier: Apache-2.0 */
/* Stripes that somebody left in disorder, or that were damaged. */
#include "table_fixture.h"

#include <signal.h>
#include <string.h>

#include "session/shm_blocks.h"
#include "session/shm_chains.h"
#include "session/shm_wheel.h"

/* Deaths in the middle of a change, each made up where it hurts most */

typedef void harm_t(const oas_shm_stripe_t *stripe);

static void hurt_nothing(const oas_shm_stripe_t *stripe)
{
    (void)stripe;
}

static void take_blocks_and_link_them_nowhere(const oas_shm_stripe_t *stripe)
{
    (void)!oas_shm_blocks_take(stripe, 20);
}

static void take_blocks_without_counting_them(const oas_shm_stripe_t *stripe)
{
    (void)!oas_shm_blocks_take(stripe, 20);
    stripe->control->used -= 20;
}

static void count_one_session_too_many(const oas_shm_stripe_t *stripe)
{
    stripe->control->sessions++;
}

static void lose_the_free_list(const oas_shm_stripe_t *stripe)
{
    stripe->control->free_first = 0;
}

static void let_the_free_list_lead_into_a_record(const oas_shm_stripe_t *stripe)
{
    stripe->control->free_first = table_number(stripe, 1);
}

static void bend_the_free_list_into_a_ring(const oas_shm_stripe_t *stripe)
{
    uint64_t first = stripe->control->free_first;

    oas_shm_block(stripe, (uint32_t)first)->self = first;
}

static void empty_the_chains(const oas_shm_stripe_t *stripe)
{
    oas_shm_chains_clear(stripe);
}

static void lose_a_record_in_its_chains(const oas_shm_stripe_t *stripe)
{
    oas_shm_prefix_t prefix;

    assert_true(oas_shm_prefix_at(&prefix, stripe, table_number(stripe, 1)));
    oas_shm_chains_remove(stripe, &prefix);
}

static void bend_a_chain_into_a_ring(const oas_shm_stripe_t *stripe)
{
    table_first_block(stripe, 1)->chains[OAS_TAG_SUBJECT] = table_number(stripe, 1);
}

static void let_a_chain_lead_out_of_the_table(const oas_shm_stripe_t *stripe)
{
    table_first_block(stripe, 1)->chains[OAS_TAG_PROVIDER_SESSION] = stripe->block_count + 1;
}

static void lose_a_slot(const oas_shm_stripe_t *stripe)
{
    *oas_shm_slot(stripe, oas_shm_due(table_first_block(stripe, 1))) = 0;
}

static void let_a_record_be_due_in_another_slot(const oas_shm_stripe_t *stripe)
{
    oas_shm_first_block_t *first = table_first_block(stripe, 1);

    first->due = oas_shm_due(first) + 1;
}


typedef struct {
    oas_shm_stripe_t stripe;
    harm_t *harm;
} doomed_t;

static int harm_and_die(void *data)
{
    doomed_t *doomed = data;

    if (pthread_mutex_lock(&doomed->stripe.control->lock) != 0)
        return 1;
    doomed->harm(&doomed->stripe);
    raise(SIGKILL);
    return 1;
}

static void die_under_the_lock(void *memory, harm_t *harm)
{
    assert_was_killed(start_child(harm_and_die, &(doomed_t){table_stripe(memory), harm}));
}

static void a_death_under_the_lock_costs_no_session(void **state)
{
    static harm_t *const harms[] = {
        hurt_nothing,
        take_blocks_and_link_them_nowhere,
        take_blocks_without_counting_them,
        count_one_session_too_many,
        lose_the_free_list,
        let_the_free_list_lead_into_a_record,
        bend_the_free_list_into_a_ring,
        empty_the_chains,
        lose_a_record_in_its_chains,
        bend_a_chain_into_a_ring,
        let_a_chain_lead_out_of_the_table,
        lose_a_slot,
        let_a_record_be_due_in_another_slot,
    };
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(TABLE_SIZE, work->pool);
    oas_store_t *store = table_filled(memory, work);
    oas_store_usage_t before = usage_of(store, work), after;

    for (size_t i = 0; i < sizeof(harms) / sizeof(harms[0]); i++) {
        die_under_the_lock(memory, harms[i]);
        assert_table_is_complete(store, work);
        after = usage_of(store, work);
        assert_true(after.bytes_used == before.bytes_used && after.sessions == before.sessions);
        assert_int_equal(after.repairs, i);
    }
}

static void a_death_before_a_restart_costs_no_session(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(TABLE_SIZE, work->pool);

    table_filled(memory, work);
    die_under_the_lock(memory, take_blocks_without_counting_them);
    assert_table_is_complete(table_opened(memory, TABLE_SIZE, false, work), work);
}

/* Who died may have cut a record off and not said so: those who read it still are told by the repair. */
static void a_repair_lets_all_versions_grow(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(TABLE_SIZE, work->pool);
    oas_store_t *store = table_filled(memory, work);
    oas_shm_stripe_t stripe = table_stripe(memory);
    uint64_t *before = apr_palloc(work->pool, stripe.bucket_count * sizeof(*before));

    for (uint32_t i = 0; i < stripe.bucket_count; i++)
        before[i] = oas_shm_bucket_version(&stripe, i);
    die_under_the_lock(memory, take_blocks_and_link_them_nowhere);
    assert_table_is_complete(store, work);
    for (uint32_t i = 0; i < stripe.bucket_count; i++)
        assert_true(oas_shm_bucket_version(&stripe, i) > before[i]);
}

static uint64_t count_of_subject(oas_store_t *store, uint64_t n, oas_work_t *work)
{
    apr_array_header_t *heads;

    assert_int_equal(store->calls->find_tagged(store, &heads, OAS_TAG_SUBJECT, n, work), OAS_OK);
    return (uint64_t)heads->nelts;
}

static void tags_are_found_after_a_repair(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(TABLE_SIZE, work->pool);
    oas_store_t *store = table_filled(memory, work);
    uint64_t count;

    die_under_the_lock(memory, empty_the_chains);
    for (uint64_t n = 1; n <= TABLE_SAMPLES; n++)
        assert_int_equal(count_of_subject(store, n, work), 1);
    die_under_the_lock(memory, bend_a_chain_into_a_ring);
    for (uint64_t n = 1; n <= TABLE_SAMPLES; n++) {
        assert_int_equal(store->calls->remove_tagged(store, OAS_TAG_SUBJECT, n, &count, work), OAS_OK);
        assert_int_equal(count, 1);
    }
    assert_int_equal(usage_of(store, work).bytes_used, 0);
}

/* Numbers that can not be, each of a kind of its own: who meets one says so, the next writer mends it, and all records
 * that it does not concern stay. */

/* Let the next block of a sample's first one be another one. */
static void bend(const oas_shm_stripe_t *stripe, uint64_t n, uint64_t next)
{
    table_first_block(stripe, n)->self = oas_shm_pair(table_number(stripe, n), (uint32_t)next);
}

static uint32_t second_block(const oas_shm_stripe_t *stripe, uint64_t n)
{
    return oas_shm_low(table_first_block(stripe, n)->self);
}

static void lead_into_another_record(const oas_shm_stripe_t *stripe)
{
    bend(stripe, 1, second_block(stripe, 2));
}

static void lead_to_a_free_block(const oas_shm_stripe_t *stripe)
{
    bend(stripe, 1, stripe->control->free_first);
}

static void lead_out_of_the_table(const oas_shm_stripe_t *stripe)
{
    bend(stripe, 1, stripe->block_count + 1);
}

static void end_too_early(const oas_shm_stripe_t *stripe)
{
    bend(stripe, 1, 0);
}

static void claim_to_be_huge(const oas_shm_stripe_t *stripe)
{
    table_first_block(stripe, 1)->lengths[0] = oas_shm_pair(UINT32_MAX, 0);
}

static void claim_to_be_longer(const oas_shm_stripe_t *stripe)
{
    table_first_block(stripe, 1)->lengths[1] += OAS_SHM_BLOCK_SIZE;
}

static void lead_into_another_bucket(const oas_shm_stripe_t *stripe)
{
    table_bucket(stripe, 1)->link = table_bucket(stripe, 2)->link;
}

static void lead_back_to_itself(const oas_shm_stripe_t *stripe)
{
    oas_shm_first_block_t *first = table_first_block(stripe, 1);

    first->next_record = oas_shm_pair(1, table_number(stripe, 1));
    table_bucket(stripe, 1)->link = first->next_record;
    first->head[1] ^= 1; /* so that nobody finds what he looks for in this ring */
}

static void claim_to_be_huge_and_lead_back_to_itself(const oas_shm_stripe_t *stripe)
{
    table_first_block(stripe, 1)->next_record = oas_shm_pair(1, table_number(stripe, 1));
    claim_to_be_huge(stripe);
}

static void lead_to_the_middle_of_a_record(const oas_shm_stripe_t *stripe)
{
    table_bucket(stripe, 1)->link = oas_shm_pair(1, second_block(stripe, 1));
}

/* The first thing in the head that is checked by nobody but by the link. */
static void be_of_another_generation(const oas_shm_stripe_t *stripe)
{
    table_first_block(stripe, 2)->head[OAS_SHM_HEAD_WORDS - 1]--;
}

static void a_broken_link_costs_what_it_led_to(void **state)
{
    static harm_t *const harms[] = {
        lead_into_another_record,
        lead_to_a_free_block,
        lead_out_of_the_table,
        end_too_early,
        claim_to_be_huge,
        claim_to_be_longer,
        lead_back_to_itself,
        lead_to_the_middle_of_a_record,
        lead_into_another_bucket,
        claim_to_be_huge_and_lead_back_to_itself,
        be_of_another_generation,
    };
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(TABLE_SIZE, work->pool), *image = map_shared(TABLE_SIZE, work->pool);
    oas_store_t *store = table_filled(memory, work);
    oas_shm_stripe_t stripe = table_stripe(memory);

    memcpy(image, memory, TABLE_SIZE);
    for (size_t i = 0; i < sizeof(harms) / sizeof(harms[0]); i++) {
        memcpy(memory, image, TABLE_SIZE);
        harms[i](&stripe);
        assert_true(table_count(store, work) >= TABLE_SAMPLES - 2); /* it, and one that shared its bucket */
        assert_int_equal(usage_of(store, work).repairs, 0);
        assert_int_equal(table_put(store, 500, 1, work), OAS_OK);
        assert_int_equal(usage_of(store, work).repairs, 1);
        assert_sound(store, work);
        assert_true(table_count(store, work) >= TABLE_SAMPLES - 2);
    }
}

static void go_on_behind_the_end(const oas_shm_stripe_t *stripe)
{
    uint32_t number = table_number(stripe, 1);
    oas_shm_block_t *block = oas_shm_block(stripe, number);

    while (oas_shm_low(block->self) != 0)
        block = oas_shm_block(stripe, oas_shm_low(block->self));
    block->self = oas_shm_pair(number, (uint32_t)stripe->control->free_first);
}

static void count_wrong(const oas_shm_stripe_t *stripe)
{
    stripe->control->used++;
}

static void forget_the_highest(const oas_shm_stripe_t *stripe)
{
    stripe->control->highest_used = 0;
}

/* What nobody meets is found when the table is opened. */
static void a_restart_mends_what_nobody_met(void **state)
{
    static harm_t *const harms[] = {
        go_on_behind_the_end, count_wrong,        forget_the_highest,         count_one_session_too_many,
        lose_the_free_list,   be_of_another_generation, lose_a_record_in_its_chains, bend_a_chain_into_a_ring,
    };
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(TABLE_SIZE, work->pool), *image = map_shared(TABLE_SIZE, work->pool);
    uint64_t used = usage_of(table_filled(memory, work), work).bytes_used;
    oas_shm_stripe_t stripe = table_stripe(memory);

    memcpy(image, memory, TABLE_SIZE);
    for (size_t i = 0; i < sizeof(harms) / sizeof(harms[0]); i++) {
        oas_store_t *store;

        memcpy(memory, image, TABLE_SIZE);
        harms[i](&stripe);
        store = table_opened(memory, TABLE_SIZE, false, work);
        assert_int_equal(usage_of(store, work).repairs, 1);
        assert_true(table_count(store, work) >= TABLE_SAMPLES - 1);
        assert_true(usage_of(store, work).bytes_used <= used);
        assert_true(usage_of(store, work).highest_used >= usage_of(store, work).bytes_used);
    }
}

static void a_broken_link_is_mended_by_who_puts_a_record(void **state)
{
    static harm_t *const harms[] = {
        lose_the_free_list,
        let_the_free_list_lead_into_a_record,
        bend_the_free_list_into_a_ring,
    };
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(TABLE_SIZE, work->pool), *image = map_shared(TABLE_SIZE, work->pool);
    oas_store_t *store = table_filled(memory, work);
    oas_shm_stripe_t stripe = table_stripe(memory);

    memcpy(image, memory, TABLE_SIZE);
    for (size_t i = 0; i < sizeof(harms) / sizeof(harms[0]); i++) {
        oas_record_t large = sample_of(1001, 1, (sample_sizes_t){.face = 3000}, work), *record;

        memcpy(memory, image, TABLE_SIZE);
        harms[i](&stripe);
        assert_int_equal(store->calls->put(store, &large, work), OAS_OK);
        assert_int_equal(store->calls->get(store, &record, &large.head.index, OAS_BOXES_FACE, work), OAS_OK);
        assert_int_equal(usage_of(store, work).repairs, 1);
        assert_table_is_complete(store, work);
    }
}

/* The head and boxes of a record, as they were before somebody replaced it, are not what the link leads to. */
static void an_older_version_written_back_is_no_session(void **state)
{
    enum { FROM = offsetof(oas_shm_first_block_t, head), LENGTH = OAS_SHM_BLOCK_SIZE - FROM };
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(TABLE_SIZE, work->pool);
    oas_store_t *store = table_filled(memory, work);
    oas_shm_stripe_t stripe = table_stripe(memory);
    unsigned char former[LENGTH];
    oas_record_t *record;

    memcpy(former, (unsigned char *)table_first_block(&stripe, 1) + FROM, LENGTH);
    assert_int_equal(table_put(store, 1, 2, work), OAS_OK);
    memcpy((unsigned char *)table_first_block(&stripe, 1) + FROM, former, LENGTH);
    assert_int_equal(table_get(store, &record, 1, work), OAS_NOT_FOUND);
    assert_int_equal(table_put(store, 500, 1, work), OAS_OK);
    assert_int_equal(table_get(store, &record, 1, work), OAS_NOT_FOUND);
    assert_int_equal(table_count(store, work), TABLE_SAMPLES - 1);
    assert_sound(store, work);
}

/* Damage: random bits are flipped in a copy of a table, which is then used. It may lose what it hit, and must not
 * crash, hang, or give out anything under the wrong index. */

enum { FLIPS = 4000, NEIGHBOURS = 6 }; /* a bucket whose link is damaged may lose all its records */

static void use(oas_store_t *store, uint64_t random, oas_work_t *work)
{
    uint64_t n = 1 + random % (2 * TABLE_SAMPLES);
    oas_record_t record = sample(n, 1 + random % 3, work);

    switch (random >> 32 & 3) {
    case 0: (void)!store->calls->put(store, &record, work); break;
    case 1: (void)!store->calls->replace(store, &record, work); break;
    case 2: (void)!store->calls->remove(store, &record.head.index, work); break;
    case 3: (void)!store->calls->touch(store, &(apr_time_t){0}, &record.head.index, work); break;
    }
}

static void assert_no_stranger(oas_store_t *store, oas_work_t *work)
{
    oas_record_t *record;

    for (uint64_t n = 1; n <= 2 * TABLE_SAMPLES; n++) {
        oas_index_t index = sample_index(n);
        oas_status_t status = store->calls->get(store, &record, &index, OAS_BOXES_ALL, work);

        assert_true(status == OAS_OK || status == OAS_NOT_FOUND);
        if (status == OAS_OK)
            assert_memory_equal(&record->head.index, &index, sizeof(index));
    }
}

/* Flip a bit anywhere but in the lock. */
static void flip(unsigned char *memory, uint64_t random)
{
    size_t lock = OAS_SHM_PAGE + offsetof(oas_shm_control_t, lock), byte = random % TABLE_SIZE;

    if (random >> 60 == 0)
        byte = OAS_SHM_PAGE + random % sizeof(oas_shm_control_t); /* one in sixteen hits what all depends on */
    if (byte < lock || byte >= lock + sizeof(pthread_mutex_t))
        memory[byte] ^= (unsigned char)(1u << (random >> 32 & 7));
}

static void flipped_bits_cost_no_more_than_they_hit(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(TABLE_SIZE, work->pool), *image = map_shared(TABLE_SIZE, work->pool);
    oas_store_t *store = table_filled(memory, work);
    apr_pool_t *pool;

    memcpy(image, memory, TABLE_SIZE);
    apr_pool_create(&pool, work->pool);
    for (uint64_t i = 0; i < FLIPS; i++) {
        oas_work_t trial = oas_work(pool, OAS_TEST_NOW);

        memcpy(memory, image, TABLE_SIZE);
        flip(memory, sample_hash(i));
        assert_true(table_count(store, &trial) + NEIGHBOURS >= TABLE_SAMPLES);
        for (uint64_t j = 0; j < 20; j++)
            use(store, sample_hash(i * 1000 + j), &trial);
        if (i % 16 == 0)
            assert_no_stranger(store, &trial);
        apr_pool_clear(pool);
    }
}

static void many_flipped_bits_leave_a_table_that_can_be_used(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(TABLE_SIZE, work->pool), *image = map_shared(TABLE_SIZE, work->pool);
    oas_store_t *store = table_filled(memory, work);
    bool was_sound;
    apr_pool_t *pool;

    memcpy(image, memory, TABLE_SIZE);
    apr_pool_create(&pool, work->pool);
    for (uint64_t i = 0; i < 200; i++) {
        oas_work_t trial = oas_work(pool, OAS_TEST_NOW);

        memcpy(memory, image, TABLE_SIZE);
        for (uint64_t j = 0; j < 2000; j++)
            flip(memory, sample_hash(i * 2000 + j));
        assert_no_stranger(store, &trial);
        for (uint64_t j = 0; j < 100; j++)
            use(store, sample_hash(i * 1000 + j), &trial);
        assert_no_stranger(store, &trial);
        assert_int_equal(oas_shm_table_audit(store, &was_sound, &trial), OAS_OK);
        assert_int_equal(oas_shm_table_audit(store, &was_sound, &trial), OAS_OK);
        assert_true(was_sound);
        apr_pool_clear(pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_death_under_the_lock_costs_no_session),
        cmocka_unit_test(a_death_before_a_restart_costs_no_session),
        cmocka_unit_test(a_repair_lets_all_versions_grow),
        cmocka_unit_test(tags_are_found_after_a_repair),
        cmocka_unit_test(a_broken_link_costs_what_it_led_to),
        cmocka_unit_test(a_restart_mends_what_nobody_met),
        cmocka_unit_test(a_broken_link_is_mended_by_who_puts_a_record),
        cmocka_unit_test(an_older_version_written_back_is_no_session),
        cmocka_unit_test(flipped_bits_cost_no_more_than_they_hit),
        cmocka_unit_test(many_flipped_bits_leave_a_table_that_can_be_used),
    };
    return unit_run("shm_audit", tests, sizeof(tests) / sizeof(tests[0]));
}
