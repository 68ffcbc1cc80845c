/* SPDX-License-Identifier: Apache-2.0 */
/* The hand comes to each record no later than it is over, whatever the clock does; and nobody looks at what is not due. */
#include "table_fixture.h"

static const apr_time_t SECOND = APR_TIME_C(1000000);

enum { LARGE = 100000 }; /* bytes of a session of which a few fill the table */

typedef struct {
    void *memory;
    oas_store_t *store;
    oas_shm_stripe_t stripe;
    oas_work_t *work;
} wheel_t;

static wheel_t new_wheel(void **state)
{
    oas_work_t *work = unit_work(state);
    void *memory = map_shared(TABLE_SIZE, work->pool);

    return (wheel_t){.memory = memory,
                     .store = table_opened(memory, TABLE_SIZE, false, work),
                     .stripe = table_stripe(memory),
                     .work = work};
}

/* Put a session of so many bytes that is over after a time when nobody uses it. */
static oas_status_t put(const wheel_t *wheel, uint64_t n, size_t bytes, apr_interval_time_t idle_timeout)
{
    oas_record_t record = sample_of(n, 1, (sample_sizes_t){.face = bytes}, wheel->work);

    record.head.expires = INT64_MAX;
    record.head.idle_timeout = idle_timeout;
    oas_forgive(wheel->work);
    return wheel->store->calls->put(wheel->store, &record, wheel->work);
}

/* Fill the table with sessions, each of which is over a second after the one before. */
static uint64_t fill(const wheel_t *wheel, apr_interval_time_t first)
{
    uint64_t count = 0;

    while (put(wheel, count, LARGE, first + (apr_interval_time_t)count * SECOND) == OAS_OK)
        count++;
    assert_reason(wheel->work, "store_full");
    assert_in_range(count, 3, 10);
    return count;
}

static oas_status_t touch(const wheel_t *wheel, uint64_t n)
{
    oas_index_t index = sample_index(n);

    return wheel->store->calls->touch(wheel->store, &(apr_time_t){0}, &index, wheel->work);
}

static bool is_sound(const wheel_t *wheel)
{
    bool was_sound;

    assert_int_equal(oas_shm_table_audit(wheel->store, &was_sound, wheel->work), OAS_OK);
    return was_sound;
}

/* Each session that is over makes room for one, and nothing else does, however long the next one takes. */
static void each_makes_room_in_the_second_after_it_is_over(void **state)
{
    wheel_t wheel = new_wheel(state);
    uint64_t count = fill(&wheel, 10 * SECOND + 1);

    for (uint64_t n = 0; n < count; n++) {
        wheel.work->now = OAS_TEST_NOW + (apr_time_t)(10 + n) * SECOND;
        assert_int_equal(put(&wheel, 100 + n, LARGE, INT64_MAX), OAS_FULL);
        wheel.work->now += SECOND;
        assert_int_equal(put(&wheel, 100 + n, LARGE, INT64_MAX), OAS_OK);
        assert_int_equal(put(&wheel, 200 + n, LARGE, INT64_MAX), OAS_FULL);
    }
    assert_true(is_sound(&wheel));
}

static void one_that_was_used_stays_and_makes_room_later(void **state)
{
    wheel_t wheel = new_wheel(state);
    uint64_t count = fill(&wheel, 100 * SECOND);

    wheel.work->now += 50 * SECOND;
    for (uint64_t n = 0; n < count; n++)
        assert_int_equal(touch(&wheel, n), OAS_OK);
    wheel.work->now = OAS_TEST_NOW + 149 * SECOND;
    assert_int_equal(put(&wheel, 100, LARGE, INT64_MAX), OAS_FULL);
    assert_true(is_sound(&wheel));
    wheel.work->now += SECOND;
    assert_int_equal(put(&wheel, 100, LARGE, INT64_MAX), OAS_OK);
    assert_int_equal(put(&wheel, 101, LARGE, INT64_MAX), OAS_FULL);
}

/* In a table as small as this there are slots for a few minutes. */
static void one_that_ends_beyond_the_last_slot_makes_room_in_time(void **state)
{
    wheel_t wheel = new_wheel(state);
    const apr_time_t turn = wheel.stripe.slot_count * SECOND;

    fill(&wheel, 5 * turn);
    for (apr_time_t passed = 0; passed < 5 * turn; passed += 7 * SECOND) {
        wheel.work->now = OAS_TEST_NOW + passed;
        assert_int_equal(put(&wheel, 100, LARGE, INT64_MAX), OAS_FULL);
    }
    wheel.work->now = OAS_TEST_NOW + 5 * turn;
    assert_int_equal(put(&wheel, 100, LARGE, INT64_MAX), OAS_OK);
}

static void nobody_has_to_come_for_long(void **state)
{
    wheel_t wheel = new_wheel(state);
    const apr_time_t turn = wheel.stripe.slot_count * SECOND;
    uint64_t count = fill(&wheel, 3 * turn / 2);

    wheel.work->now += 1000 * turn;
    for (uint64_t n = 0; n < count; n++)
        assert_int_equal(put(&wheel, 100 + n, LARGE, INT64_MAX), OAS_OK);
    assert_int_equal(usage_of(wheel.store, wheel.work).sessions, count);
}

/* The hand goes back, too: else it would come to the second of the new one in the next turn only. */
static void a_clock_that_was_set_back_hides_nothing(void **state)
{
    wheel_t wheel = new_wheel(state);
    uint64_t count = fill(&wheel, 100 * SECOND);

    wheel.work->now += 50 * SECOND;
    assert_int_equal(put(&wheel, 100, LARGE, INT64_MAX), OAS_FULL);
    wheel.work->now -= 40 * SECOND;
    assert_int_equal(table_remove(wheel.store, 0, wheel.work), OAS_OK);
    assert_int_equal(put(&wheel, 101, LARGE, 10 * SECOND), OAS_OK);
    wheel.work->now += 10 * SECOND;
    assert_int_equal(put(&wheel, 102, LARGE, INT64_MAX), OAS_OK);
    wheel.work->now = OAS_TEST_NOW + 101 * SECOND;
    assert_int_equal(put(&wheel, 103, LARGE, INT64_MAX), OAS_OK);
    assert_int_equal(usage_of(wheel.store, wheel.work).sessions, count);
    assert_true(is_sound(&wheel));
}

/* By years, where even the time of a record says nothing of use. */
static void a_clock_that_jumps_does_not_hang(void **state)
{
    static const apr_time_t times[] = {0, INT64_MAX / 2, -1, INT64_MIN / 2, OAS_TEST_NOW, 1};
    wheel_t wheel = new_wheel(state);

    fill(&wheel, 100 * SECOND);
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        wheel.work->now = times[i];
        for (uint64_t n = 0; n < 20; n++)
            (void)!put(&wheel, 100 * i + n, 1000, 10 * SECOND);
        (void)is_sound(&wheel); /* or it is put right */
        assert_true(is_sound(&wheel));
    }
}

/* Second by second that would take for ever. */
static void a_hand_of_long_ago_does_not_go_through_all_times(void **state)
{
    wheel_t wheel = new_wheel(state);

    wheel.stripe.control->hand = (uint64_t)INT64_MIN;
    assert_int_equal(put(&wheel, 1, 100, SECOND), OAS_OK);
    assert_true(is_sound(&wheel));
}

/* A number that somebody wrote there costs a turn of the hand at most. */
static void a_wrong_hand_hides_nothing_for_longer_than_a_turn(void **state)
{
    static const uint64_t hands[] = {0, 1, UINT64_MAX, INT64_MAX, (uint64_t)INT64_MAX + 1, 1800000005};
    wheel_t wheel = new_wheel(state);
    const apr_time_t turn = wheel.stripe.slot_count * SECOND;

    for (size_t i = 0; i < sizeof(hands) / sizeof(hands[0]); i++) {
        uint64_t count = fill(&wheel, SECOND);

        wheel.stripe.control->hand = hands[i];
        assert_int_equal(put(&wheel, 100, LARGE, INT64_MAX), OAS_FULL);
        wheel.work->now += 2 * turn;
        assert_int_equal(put(&wheel, 100, LARGE, 1), OAS_OK);
        wheel.work->now += 2 * turn;
        assert_true(usage_of(wheel.store, wheel.work).sessions <= count);
    }
}

/* By who looks after the death of another one, and by the parent. */
static void a_hand_that_would_come_too_late_is_put_right(void **state)
{
    wheel_t wheel = new_wheel(state);
    uint64_t *hand = (uint64_t *)&wheel.stripe.control->hand;

    fill(&wheel, 10 * SECOND);
    *hand += 20; /* the time has not come there: nobody believes it */
    assert_true(is_sound(&wheel));
    wheel.work->now += 10 * SECOND;
    *hand = (uint64_t)apr_time_sec(wheel.work->now) + 1;
    assert_true(is_sound(&wheel));
    wheel.work->now += SECOND;
    assert_false(is_sound(&wheel)); /* it passed the first one */
    assert_true(is_sound(&wheel));
    assert_int_equal(put(&wheel, 100, LARGE, INT64_MAX), OAS_OK);
}

#ifdef OAS_SHM_FAULTS
static uint64_t passes;

static void count_pass(oas_shm_point_t point)
{
    passes += point != OAS_SHM_AT_READ; /* of others in its bucket, if there are any */
}

static uint64_t steps_of_a_refusal(const wheel_t *wheel, uint64_t n)
{
    passes = 0;
    oas_shm_fault = count_pass;
    assert_int_equal(put(wheel, n, 100000, INT64_MAX), OAS_FULL);
    oas_shm_fault = NULL;
    return passes;
}

/* Whoever looks at one that is due writes: he drops it, or lets it be due later. */
static void who_is_refused_where_nothing_is_due_looks_at_nothing(void **state)
{
    wheel_t wheel = new_wheel(state);
    uint64_t steps;

    fill(&wheel, 1000 * SECOND);
    steps = steps_of_a_refusal(&wheel, 100);
    wheel = new_wheel(state);
    for (uint64_t n = 0; n < 2000; n++)
        (void)!put(&wheel, n, 100, 1000 * SECOND);
    assert_int_equal(steps_of_a_refusal(&wheel, 3000), steps);
    wheel = new_wheel(state);
    fill(&wheel, 10 * SECOND + 1);
    wheel.work->now += 10 * SECOND; /* the first one is over in this second, but not yet */
    assert_int_equal(put(&wheel, 100, LARGE, INT64_MAX), OAS_FULL); /* the hand has come here */
    assert_int_equal(steps_of_a_refusal(&wheel, 100), steps);
}
#else
static void who_is_refused_where_nothing_is_due_looks_at_nothing(void **state)
{
    (void)state;
    skip();
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_makes_room_in_the_second_after_it_is_over),
        cmocka_unit_test(one_that_was_used_stays_and_makes_room_later),
        cmocka_unit_test(one_that_ends_beyond_the_last_slot_makes_room_in_time),
        cmocka_unit_test(nobody_has_to_come_for_long),
        cmocka_unit_test(a_clock_that_was_set_back_hides_nothing),
        cmocka_unit_test(a_clock_that_jumps_does_not_hang),
        cmocka_unit_test(a_hand_of_long_ago_does_not_go_through_all_times),
        cmocka_unit_test(a_wrong_hand_hides_nothing_for_longer_than_a_turn),
        cmocka_unit_test(a_hand_that_would_come_too_late_is_put_right),
        cmocka_unit_test(who_is_refused_where_nothing_is_due_looks_at_nothing),
    };
    return unit_run("shm_wheel", tests, sizeof(tests) / sizeof(tests[0]));
}
