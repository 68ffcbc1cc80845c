/* SPDX-License-Identifier: Apache-2.0 */
/* A user with very many sessions: all of them are found and ended, and nobody holds a lock for longer because of them. */
#include "unit.h"

#include "samples.h"
#include "shm_fixture.h"

#ifdef OAS_SHM_FAULTS
#include "session/shm_fault.h"
#include "session/shm_segment.h"
#include "session/shm_steps.h"

enum {
    SIZE = 3 * 1024 * 1024, /* one stripe */
    FEW = OAS_SHM_LOOKS / 2,
    MANY = 1000,
    VERY_MANY = 3000,
    MOST_STEPS_OF_A_LOOK = 40 /* one that removes a record of a few blocks */
};

static const uint64_t USER = 7777;

typedef struct {
    oas_store_t *store;
    oas_shm_stripe_t stripe;
    oas_work_t *work;
    uint64_t next; /* sample */
} table_t;

static table_t new_table(oas_work_t *work)
{
    void *memory = map_shared(SIZE, work->pool);
    table_t table = {.store = open_table(memory, SIZE, work), .work = work, .next = 1};
    oas_shm_segment_t segment;

    assert_true(oas_shm_segment_view(&segment, memory, SIZE));
    assert_int_equal(segment.stripe_count, 1);
    table.stripe = segment.stripes[0];
    return table;
}

static void put(table_t *table, uint64_t subject, int count)
{
    for (int i = 0; i < count; i++) {
        oas_record_t record = sample_of(table->next++, 1, (sample_sizes_t){.face = 300}, table->work);

        record.head.subject = subject;
        assert_int_equal(table->store->calls->put(table->store, &record, table->work), OAS_OK);
    }
}

static int found(const table_t *table, uint64_t subject)
{
    apr_array_header_t *heads;

    assert_int_equal(table->store->calls->find_tagged(table->store, &heads, OAS_TAG_SUBJECT, subject, table->work), OAS_OK);
    for (int i = 0; i < heads->nelts; i++)
        assert_int_equal(APR_ARRAY_IDX(heads, i, oas_record_head_t).subject, subject);
    return heads->nelts;
}

static uint64_t removed(const table_t *table, uint64_t subject)
{
    uint64_t count;

    assert_int_equal(table->store->calls->remove_tagged(table->store, OAS_TAG_SUBJECT, subject, &count, table->work),
                     OAS_OK);
    return count;
}

/* Another subject whose records are in the same chain. */
static uint64_t neighbour_of(const table_t *table, uint64_t subject)
{
    uint32_t place = oas_shm_spread(subject, table->stripe.tag_count);
    uint64_t other = subject + 1;

    while (oas_shm_spread(other, table->stripe.tag_count) != place)
        other++;
    return other;
}

/* Steps under a lock */

static uint64_t steps, longest;

static void count_step(oas_shm_point_t point)
{
    if (point == OAS_SHM_AT_LOCK)
        steps = 0;
    else if (point == OAS_SHM_AT_UNLOCK)
        longest = steps > longest ? steps : longest;
    else
        steps++;
}

/* The most steps that were made with a lock in hand while all sessions of a user were found, or removed. */
static uint64_t steps_to_find(const table_t *table, int count)
{
    longest = 0;
    oas_shm_fault = count_step;
    assert_int_equal(found(table, USER), count);
    oas_shm_fault = NULL;
    return longest;
}

static uint64_t steps_to_remove(const table_t *table, int count)
{
    longest = 0;
    oas_shm_fault = count_step;
    assert_int_equal(removed(table, USER), count);
    oas_shm_fault = NULL;
    return longest;
}

static void no_lock_is_held_for_longer_to_find_more_sessions_of_a_user(void **state)
{
    table_t table = new_table(unit_work(state));

    put(&table, USER, FEW);
    assert_int_equal(steps_to_find(&table, FEW), FEW + 1);
    put(&table, USER, MANY - FEW);
    assert_int_equal(steps_to_find(&table, MANY), OAS_SHM_LOOKS + 1);
    put(&table, USER, VERY_MANY - MANY);
    assert_int_equal(steps_to_find(&table, VERY_MANY), OAS_SHM_LOOKS + 1);
}

static void no_lock_is_held_for_longer_to_end_more_sessions_of_a_user(void **state)
{
    table_t table = new_table(unit_work(state));
    uint64_t to_end_many;

    put(&table, USER, MANY);
    to_end_many = steps_to_remove(&table, MANY);
    assert_in_range(to_end_many, OAS_SHM_LOOKS, OAS_SHM_LOOKS * MOST_STEPS_OF_A_LOOK);
    put(&table, USER, VERY_MANY);
    assert_int_equal(steps_to_remove(&table, VERY_MANY), to_end_many);
    assert_int_equal(found(&table, USER), 0);
}

static void no_lock_is_held_while_sessions_are_listed(void **state)
{
    table_t table = new_table(unit_work(state));
    apr_array_header_t *heads;

    put(&table, USER, VERY_MANY);
    longest = 0;
    steps = 0;
    oas_shm_fault = count_step;
    assert_int_equal(table.store->calls->find_tagged(table.store, &heads, OAS_TAG_REALM, 1, table.work), OAS_OK);
    oas_shm_fault = NULL;
    assert_in_range(heads->nelts, 1, VERY_MANY);
    assert_true(steps > VERY_MANY); /* it was counted */
    assert_int_equal(longest, 0);
}

/* Who else is in the chain */

static void sessions_of_others_in_a_long_chain_stay(void **state)
{
    table_t table = new_table(unit_work(state));
    uint64_t other = neighbour_of(&table, USER);

    put(&table, other, FEW);
    put(&table, USER, MANY);
    put(&table, other, FEW);
    assert_int_equal(found(&table, other), 2 * FEW);
    assert_int_equal(removed(&table, USER), MANY);
    assert_int_equal(found(&table, USER), 0);
    assert_int_equal(found(&table, other), 2 * FEW);
    assert_sound(table.store, table.work);
}

static void sessions_behind_and_before_many_of_somebody_else_are_found_and_ended(void **state)
{
    table_t table = new_table(unit_work(state));
    uint64_t other = neighbour_of(&table, USER);

    put(&table, USER, 5);
    put(&table, other, MANY);
    put(&table, USER, 3);
    assert_int_equal(found(&table, USER), 8);
    assert_int_equal(removed(&table, USER), 8);
    assert_int_equal(found(&table, USER), 0);
    assert_int_equal(found(&table, other), MANY);
    assert_sound(table.store, table.work);
}

static void of_many_sessions_those_that_are_over_are_not_counted(void **state)
{
    table_t table = new_table(unit_work(state));

    put(&table, USER, MANY);
    table.work->now += apr_time_from_sec(3000);
    put(&table, USER, 2);
    assert_int_equal(found(&table, USER), 2);
    assert_int_equal(removed(&table, USER), 2);
    assert_int_equal(found(&table, USER), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_lock_is_held_for_longer_to_find_more_sessions_of_a_user),
        cmocka_unit_test(no_lock_is_held_for_longer_to_end_more_sessions_of_a_user),
        cmocka_unit_test(no_lock_is_held_while_sessions_are_listed),
        cmocka_unit_test(sessions_of_others_in_a_long_chain_stay),
        cmocka_unit_test(sessions_behind_and_before_many_of_somebody_else_are_found_and_ended),
        cmocka_unit_test(of_many_sessions_those_that_are_over_are_not_counted),
    };
    return unit_run("shm_tagged", tests, sizeof(tests) / sizeof(tests[0]));
}

#else

int main(void)
{
    print_message("built without --enable-faults\n");
    return 77;
}

#endif
