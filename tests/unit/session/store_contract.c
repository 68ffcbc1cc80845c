/* SPDX-License-Identifier: Apache-2.0 */
#include "store_contract.h"

#include "samples.h"
#include "store_crowd.h"
#include "store_fixture.h"

/* Finding and keeping */

static void finds_nothing_where_nothing_was_put(void **state)
{
    contract_t *contract = *state;

    assert_gone(contract, 1);
    assert_int_equal(touch(contract, 1), OAS_NOT_FOUND);
    assert_int_equal(replace(contract, 1, 2), OAS_NOT_FOUND);
    assert_int_equal(take_away(contract, 1), OAS_NOT_FOUND);
    assert_null(contract->work.reason); /* answers, not failures */
}

static void finds_a_record_as_it_was_put(void **state)
{
    contract_t *contract = *state;
    oas_record_t put_record = sample(7, 1, &contract->work), *record;

    assert_int_equal(contract->calls->put(contract->store, &put_record, &contract->work), OAS_OK);
    assert_int_equal(get(contract, &record, 7), OAS_OK);
    assert_true(is_sample(record, 7));
    assert_true(record->head.realm == put_record.head.realm);
    assert_true(record->head.provider_session == put_record.head.provider_session);
    assert_true(record->head.created == put_record.head.created);
    assert_true(record->head.expires == put_record.head.expires);
    assert_true(record->head.last_used == put_record.head.last_used);
    assert_true(record->head.idle_timeout == put_record.head.idle_timeout);
    assert_true(record->head.generation == 1);
}

static void gives_the_boxes_that_are_wanted_and_no_other(void **state)
{
    contract_t *contract = *state;
    oas_index_t index = sample_index(7);
    sample_sizes_t sizes = sample_sizes(7, 1), face = {.face = sizes.face};
    sample_sizes_t face_and_values = {.face = sizes.face, .values = sizes.values};
    oas_record_t *record;

    assert_int_equal(put(contract, 7), OAS_OK);
    assert_int_equal(contract->calls->get(contract->store, &record, &index, OAS_BOXES_FACE, &contract->work), OAS_OK);
    assert_true(is_sample_of(record, 7, face));
    assert_int_equal(
        contract->calls->get(contract->store, &record, &index, OAS_BOXES_FACE_AND_VALUES, &contract->work), OAS_OK);
    assert_true(is_sample_of(record, 7, face_and_values));
    assert_int_equal(contract->calls->get(contract->store, &record, &index, OAS_BOXES_ALL, &contract->work), OAS_OK);
    assert_true(is_sample_of(record, 7, sizes));
}

static void gives_copies(void **state)
{
    contract_t *contract = *state;
    oas_record_t *record;

    assert_int_equal(put(contract, 7), OAS_OK);
    assert_int_equal(get(contract, &record, 7), OAS_OK);
    assert_int_equal(replace(contract, 7, 2), OAS_OK);
    assert_int_equal(take_away(contract, 7), OAS_OK);
    assert_true(is_sample(record, 7));
    assert_true(record->head.generation == 1);
}

static void refuses_an_index_that_is_taken(void **state)
{
    contract_t *contract = *state;

    assert_int_equal(put(contract, 7), OAS_OK);
    assert_int_equal(replace(contract, 7, 2), OAS_OK);
    assert_int_equal(put(contract, 7), OAS_REFUSED);
    assert_non_null(contract->work.reason);
    assert_there(contract, 7);
    assert_int_equal(usage(contract).sessions, 1);
}

/* One byte more or less must not matter anywhere: each size around those at which a store could divide. */
static void assert_size_is_kept(contract_t *contract, uint64_t n, sample_sizes_t sizes)
{
    oas_record_t given = sample_of(n, 1, sizes, &contract->work), *record;

    assert_int_equal(contract->calls->put(contract->store, &given, &contract->work), OAS_OK);
    assert_int_equal(get(contract, &record, n), OAS_OK);
    assert_true(is_sample_of(record, n, sizes));
    assert_int_equal(take_away(contract, n), OAS_OK);
}

static void keeps_boxes_of_every_size(void **state)
{
    contract_t *contract = *state;

    for (size_t size = 0; size <= 1100; size++) {
        assert_size_is_kept(contract, size, (sample_sizes_t){.face = size});
        assert_size_is_kept(contract, size, (sample_sizes_t){.vault = size});
        assert_size_is_kept(contract, size,
                            (sample_sizes_t){.face = size / 2, .vault = size - size / 2, .label = size % 7});
        assert_size_is_kept(contract, size, (sample_sizes_t){.face = size % 9, .values = size, .label = 1});
    }
    for (size_t size = 2048; size <= 131072; size *= 2)
        for (size_t more = 0; more <= 2; more++)
            assert_size_is_kept(contract, size, (sample_sizes_t){.face = size + more - 1, .label = size + 1 - more});
    assert_int_equal(usage(contract).bytes_used, 0);
}

static void keeps_200_kB_beside_small_ones(void **state)
{
    contract_t *contract = *state;
    sample_sizes_t large = {.face = 1000, .vault = 200 * 1024, .label = 100};
    oas_record_t given = sample_of(0, 1, large, &contract->work), *record;

    for (uint64_t n = 1; n <= 50; n++)
        assert_int_equal(put(contract, n), OAS_OK);
    assert_int_equal(contract->calls->put(contract->store, &given, &contract->work), OAS_OK);
    for (uint64_t n = 51; n <= 100; n++)
        assert_int_equal(put(contract, n), OAS_OK);
    for (uint64_t n = 1; n <= 100; n++)
        assert_there(contract, n);
    assert_int_equal(get(contract, &record, 0), OAS_OK);
    assert_true(is_sample_of(record, 0, large));
}

/* Replacing */

static void replaces_a_record_by_its_next_generation(void **state)
{
    contract_t *contract = *state;
    oas_record_t *record;

    assert_int_equal(put(contract, 7), OAS_OK);
    for (uint64_t generation = 2; generation < 50; generation++) {
        assert_int_equal(replace(contract, 7, generation), OAS_OK);
        assert_int_equal(get(contract, &record, 7), OAS_OK);
        assert_true(record->head.generation == generation);
        assert_true(is_sample(record, 7));
    }
    assert_int_equal(usage(contract).sessions, 1);
}

static void who_replaces_second_is_told(void **state)
{
    contract_t *contract = *state;
    oas_record_t *record;

    assert_int_equal(put(contract, 7), OAS_OK);
    assert_int_equal(replace(contract, 7, 2), OAS_OK);
    assert_int_equal(replace(contract, 7, 2), OAS_EXPIRED);
    assert_int_equal(replace(contract, 7, 1), OAS_EXPIRED);
    assert_int_equal(replace(contract, 7, 0), OAS_EXPIRED);
    assert_int_equal(replace(contract, 7, 4), OAS_EXPIRED);
    assert_null(contract->work.reason);
    assert_int_equal(get(contract, &record, 7), OAS_OK);
    assert_true(record->head.generation == 2);
}

static void nothing_brings_an_ended_record_back(void **state)
{
    contract_t *contract = *state;

    assert_int_equal(put(contract, 7), OAS_OK);
    assert_int_equal(take_away(contract, 7), OAS_OK);
    assert_int_equal(replace(contract, 7, 2), OAS_NOT_FOUND);
    assert_int_equal(replace(contract, 7, 1), OAS_NOT_FOUND);
    assert_int_equal(touch(contract, 7), OAS_NOT_FOUND);
    assert_gone(contract, 7);
    assert_int_equal(take_away(contract, 7), OAS_NOT_FOUND);
}

/* Time: the samples' idle timeout is half an hour, their lifetime eight hours */

static void at(contract_t *contract, apr_time_t after_start)
{
    contract->work.now = OAS_TEST_NOW + after_start;
}

static void an_idle_record_is_gone_for_everyone(void **state)
{
    contract_t *contract = *state;

    assert_int_equal(put(contract, 7), OAS_OK);
    at(contract, apr_time_from_sec(1800) - 1);
    assert_there(contract, 7);
    at(contract, apr_time_from_sec(1800));
    assert_gone(contract, 7);
    assert_int_equal(touch(contract, 7), OAS_NOT_FOUND);
    assert_int_equal(replace(contract, 7, 2), OAS_NOT_FOUND);
    assert_int_equal(take_away(contract, 7), OAS_NOT_FOUND);
}

static void a_touch_prolongs_it(void **state)
{
    contract_t *contract = *state;
    oas_record_t *record;

    assert_int_equal(put(contract, 7), OAS_OK);
    at(contract, apr_time_from_sec(1800) - 1);
    assert_int_equal(touch(contract, 7), OAS_OK);
    at(contract, apr_time_from_sec(3600) - 2);
    assert_int_equal(get(contract, &record, 7), OAS_OK);
    assert_true(is_sample(record, 7));
    assert_true(record->head.last_used == OAS_TEST_NOW + apr_time_from_sec(1800) - 1);
    assert_true(record->head.generation == 1);
    at(contract, apr_time_from_sec(3600) - 1);
    assert_gone(contract, 7);
}

static void no_touch_prolongs_its_lifetime(void **state)
{
    contract_t *contract = *state;

    assert_int_equal(put(contract, 7), OAS_OK);
    for (int minute = 1; minute < 480; minute++) {
        at(contract, apr_time_from_sec(minute * 60));
        assert_int_equal(touch(contract, 7), OAS_OK);
    }
    at(contract, apr_time_from_sec(28800) - 1);
    assert_int_equal(touch(contract, 7), OAS_OK);
    assert_there(contract, 7);
    at(contract, apr_time_from_sec(28800));
    assert_int_equal(touch(contract, 7), OAS_NOT_FOUND);
    assert_gone(contract, 7);
}

static void the_index_of_one_that_is_over_is_free(void **state)
{
    contract_t *contract = *state;

    assert_int_equal(put(contract, 7), OAS_OK);
    at(contract, apr_time_from_sec(1800));
    assert_int_equal(put(contract, 7), OAS_OK);
    assert_there(contract, 7);
    assert_int_equal(usage(contract).sessions, 1);
}

static void a_replacement_takes_no_touch_back(void **state)
{
    contract_t *contract = *state;
    oas_record_t next = sample(7, 2, &contract->work), *record; /* made before the touch */

    assert_int_equal(put(contract, 7), OAS_OK);
    at(contract, apr_time_from_sec(100));
    assert_int_equal(touch(contract, 7), OAS_OK);
    assert_int_equal(contract->calls->replace(contract->store, &next, &contract->work), OAS_OK);
    assert_int_equal(get(contract, &record, 7), OAS_OK);
    assert_true(record->head.last_used == OAS_TEST_NOW + apr_time_from_sec(100));
    assert_true(record->head.generation == 2);
}

/* Leases */

static apr_time_t minute(int number)
{
    return OAS_TEST_NOW + apr_time_from_sec(number * 60);
}

static uint32_t lease_of(contract_t *contract, uint64_t n)
{
    oas_record_t *record;

    assert_int_equal(get(contract, &record, n), OAS_OK);
    assert_true(is_sample(record, n));
    return record->head.lease;
}

static void a_lease_is_had_by_one(void **state)
{
    contract_t *contract = *state;

    assert_int_equal(put(contract, 7), OAS_OK);
    assert_int_equal(put(contract, 8), OAS_OK);
    assert_int_equal(lease_of(contract, 7), 0);
    assert_int_equal(lease(contract, 7, minute(1)), OAS_OK);
    assert_int_equal(lease(contract, 7, minute(1)), OAS_EXPIRED);
    assert_int_equal(lease(contract, 7, minute(2)), OAS_EXPIRED);
    assert_null(contract->work.reason);
    assert_int_equal(lease(contract, 8, minute(2)), OAS_OK);
    assert_true(lease_of(contract, 7) == (uint32_t)apr_time_sec(minute(1)));
}

static void a_lease_ends_with_its_time(void **state)
{
    contract_t *contract = *state;

    assert_int_equal(put(contract, 7), OAS_OK);
    assert_int_equal(lease(contract, 7, minute(1) - 1), OAS_OK);
    at(contract, apr_time_from_sec(60) - 1);
    assert_int_equal(lease(contract, 7, minute(2)), OAS_EXPIRED);
    at(contract, apr_time_from_sec(60));
    assert_int_equal(lease(contract, 7, minute(2)), OAS_OK);
}

static void a_lease_of_before_the_clock_was_set_back_is_none(void **state)
{
    contract_t *contract = *state;

    at(contract, apr_time_from_sec(3600));
    assert_int_equal(put(contract, 7), OAS_OK);
    assert_int_equal(lease(contract, 7, minute(61)), OAS_OK);
    at(contract, 0);
    assert_int_equal(lease(contract, 7, minute(1)), OAS_OK);
}

static void only_its_own_lease_can_be_released(void **state)
{
    contract_t *contract = *state;

    assert_int_equal(put(contract, 7), OAS_OK);
    assert_int_equal(release(contract, 7, minute(1)), OAS_EXPIRED);
    assert_int_equal(lease(contract, 7, minute(1)), OAS_OK);
    at(contract, apr_time_from_sec(60));
    assert_int_equal(lease(contract, 7, minute(2)), OAS_OK); /* another one's */
    assert_int_equal(release(contract, 7, minute(1)), OAS_EXPIRED);
    assert_int_equal(lease(contract, 7, minute(3)), OAS_EXPIRED);
    assert_int_equal(release(contract, 7, minute(2)), OAS_OK);
    assert_int_equal(lease(contract, 7, minute(3)), OAS_OK);
}

static void a_lease_ends_with_the_replacement_that_names_it_and_with_no_other(void **state)
{
    contract_t *contract = *state;
    oas_record_t others = sample(7, 2, &contract->work), holders = sample(7, 3, &contract->work);

    holders.head.lease = oas_lease_second(minute(1));
    assert_int_equal(put(contract, 7), OAS_OK);
    assert_int_equal(lease(contract, 7, minute(1)), OAS_OK);
    assert_int_equal(contract->calls->replace(contract->store, &others, &contract->work), OAS_OK);
    assert_true(lease_of(contract, 7) == oas_lease_second(minute(1)));
    assert_int_equal(lease(contract, 7, minute(2)), OAS_EXPIRED);
    assert_int_equal(contract->calls->replace(contract->store, &holders, &contract->work), OAS_OK);
    assert_int_equal(lease_of(contract, 7), 0);
    assert_int_equal(lease(contract, 7, minute(2)), OAS_OK);
}

/* Whose work took longer than his lease takes nobody else's away with it. */
static void a_late_replacement_leaves_the_lease_of_who_came_after(void **state)
{
    contract_t *contract = *state;
    oas_record_t late = sample(7, 2, &contract->work);

    late.head.lease = oas_lease_second(minute(1));
    assert_int_equal(put(contract, 7), OAS_OK);
    assert_int_equal(lease(contract, 7, minute(1)), OAS_OK);
    at(contract, apr_time_from_sec(60));
    assert_int_equal(lease(contract, 7, minute(2)), OAS_OK);
    assert_int_equal(contract->calls->replace(contract->store, &late, &contract->work), OAS_OK);
    assert_true(lease_of(contract, 7) == oas_lease_second(minute(2)));
}

static void no_lease_is_had_of_what_is_not_there(void **state)
{
    contract_t *contract = *state;

    assert_int_equal(lease(contract, 7, minute(1)), OAS_NOT_FOUND);
    assert_int_equal(release(contract, 7, minute(1)), OAS_NOT_FOUND);
    assert_int_equal(put(contract, 7), OAS_OK);
    assert_int_equal(lease(contract, 7, minute(1)), OAS_OK);
    assert_int_equal(take_away(contract, 7), OAS_OK);
    assert_int_equal(lease(contract, 7, minute(2)), OAS_NOT_FOUND);
    assert_int_equal(release(contract, 7, minute(1)), OAS_NOT_FOUND);
    assert_null(contract->work.reason);
    assert_gone(contract, 7);
    assert_int_equal(put(contract, 8), OAS_OK);
    at(contract, apr_time_from_sec(1800));
    assert_int_equal(lease(contract, 8, minute(31)), OAS_NOT_FOUND); /* over */
}

static void no_lease_comes_to_who_took_the_place_of_another_one(void **state)
{
    contract_t *contract = *state;
    oas_record_head_t former = sample(7, 1, &contract->work).head;

    at(contract, 1);
    assert_int_equal(put(contract, 7), OAS_OK);
    assert_int_equal(contract->calls->lease(contract->store, &former, minute(1), &contract->work), OAS_NOT_FOUND);
    assert_int_equal(lease_of(contract, 7), 0);
    assert_int_equal(lease(contract, 7, minute(1)), OAS_OK);
    assert_int_equal(contract->calls->release(contract->store, &former, minute(1), &contract->work), OAS_NOT_FOUND);
    assert_true(lease_of(contract, 7) == oas_lease_second(minute(1)));
}

static void a_lease_prolongs_nothing_and_keeps_nobody_out(void **state)
{
    contract_t *contract = *state;

    assert_int_equal(put(contract, 7), OAS_OK);
    at(contract, apr_time_from_sec(1799));
    assert_int_equal(lease(contract, 7, minute(31)), OAS_OK);
    assert_there(contract, 7);
    at(contract, apr_time_from_sec(1800));
    assert_gone(contract, 7);
    assert_int_equal(put(contract, 7), OAS_OK);
    assert_int_equal(lease(contract, 7, minute(31)), OAS_OK); /* that of the former one is not left */
    assert_int_equal(touch(contract, 7), OAS_OK);
    assert_int_equal(take_away(contract, 7), OAS_OK);
}

/* Ending many */

static void ends_all_records_of_a_tag_and_no_other(void **state)
{
    contract_t *contract = *state;
    uint64_t count;

    for (uint64_t n = 1; n <= 90; n++)
        assert_int_equal(put(contract, n), OAS_OK);
    assert_int_equal(contract->calls->remove_tagged(contract->store, OAS_TAG_REALM, 2, &count, &contract->work),
                     OAS_OK);
    assert_int_equal(count, 30);
    for (uint64_t n = 1; n <= 90; n++)
        assert_int_equal(is_there(contract, n), n % 3 + 1 != 2);
    assert_int_equal(contract->calls->remove_tagged(contract->store, OAS_TAG_REALM, 2, &count, &contract->work),
                     OAS_OK);
    assert_int_equal(count, 0);
}

static void each_kind_of_tag_is_looked_for_in_its_place(void **state)
{
    contract_t *contract = *state;
    uint64_t count;

    for (uint64_t n = 1; n <= 20; n++)
        assert_int_equal(put(contract, n), OAS_OK);
    assert_int_equal(contract->calls->remove_tagged(contract->store, OAS_TAG_SUBJECT, 5, NULL, &contract->work),
                     OAS_OK);
    assert_gone(contract, 5);
    assert_int_equal(
        contract->calls->remove_tagged(contract->store, OAS_TAG_PROVIDER_SESSION, 6, &count, &contract->work), OAS_OK);
    assert_int_equal(count, 0);
    assert_int_equal(contract->calls->remove_tagged(contract->store, OAS_TAG_PROVIDER_SESSION, sample_hash(6) | 1,
                                                    &count, &contract->work),
                     OAS_OK);
    assert_int_equal(count, 1);
    assert_gone(contract, 6);
    assert_int_equal(usage(contract).sessions, 18);
}

static void no_tag_is_no_tag(void **state)
{
    contract_t *contract = *state;
    oas_record_t untagged = sample(0, 1, &contract->work);
    uint64_t count;

    assert_int_equal(contract->calls->put(contract->store, &untagged, &contract->work), OAS_OK);
    assert_int_equal(contract->calls->remove_tagged(contract->store, OAS_TAG_SUBJECT, 0, &count, &contract->work),
                     OAS_OK);
    assert_int_equal(count, 0);
    assert_there(contract, 0);
}

/* The number of living records of a tag; each of them is a sample with that realm. */
static int count_of_realm(contract_t *contract, uint64_t realm)
{
    apr_array_header_t *heads;

    assert_int_equal(contract->calls->find_tagged(contract->store, &heads, OAS_TAG_REALM, realm, &contract->work),
                     OAS_OK);
    for (int i = 0; i < heads->nelts; i++) {
        const oas_record_head_t *head = &APR_ARRAY_IDX(heads, i, oas_record_head_t);
        oas_index_t index = sample_index(head->subject);

        assert_memory_equal(&head->index, &index, sizeof(index));
        assert_int_equal(head->realm, realm);
    }
    return heads->nelts;
}

static void finds_the_heads_of_all_living_records_of_a_tag(void **state)
{
    contract_t *contract = *state;

    assert_int_equal(count_of_realm(contract, 2), 0);
    for (uint64_t n = 1; n <= 90; n++)
        assert_int_equal(put(contract, n), OAS_OK);
    assert_int_equal(count_of_realm(contract, 2), 30);
    assert_int_equal(take_away(contract, 1), OAS_OK);
    assert_int_equal(count_of_realm(contract, 2), 29);
    at(contract, apr_time_from_sec(1000));
    assert_int_equal(touch(contract, 4), OAS_OK);
    at(contract, apr_time_from_sec(1800));
    assert_int_equal(count_of_realm(contract, 2), 1);
    assert_int_equal(count_of_realm(contract, 0), 0);
}

/* The heads found of a tag; -1: not one of a record with this number. */
static int count_of(contract_t *contract, oas_tag_kind_t kind, uint64_t tag, uint64_t number)
{
    apr_array_header_t *heads;

    assert_int_equal(contract->calls->find_tagged(contract->store, &heads, kind, tag, &contract->work), OAS_OK);
    for (int i = 0; i < heads->nelts; i++)
        if (APR_ARRAY_IDX(heads, i, oas_record_head_t).key_id != number)
            return -1;
    return heads->nelts;
}

static void finds_each_kind_of_tag_in_its_place(void **state)
{
    contract_t *contract = *state;

    for (uint64_t n = 1; n <= 20; n++)
        assert_int_equal(put(contract, n), OAS_OK);
    assert_int_equal(count_of(contract, OAS_TAG_SUBJECT, 5, 5), 1);
    assert_int_equal(count_of(contract, OAS_TAG_PROVIDER_SESSION, sample_hash(6) | 1, 6), 1);
    assert_int_equal(count_of(contract, OAS_TAG_PROVIDER_SESSION, 6, 6), 0);
    assert_int_equal(count_of(contract, OAS_TAG_SUBJECT, sample_hash(5) | 1, 5), 0);
}

/* A user with many sessions, all alike but for their indexes. */
static void assert_all_of_one_subject_are_found(contract_t *contract, uint64_t first, uint64_t count)
{
    for (uint64_t n = first; n < first + count; n++) {
        oas_record_t record = sample(n, 1, &contract->work);

        record.head.key_id = 7;
        record.head.subject = 7777;
        assert_int_equal(contract->calls->put(contract->store, &record, &contract->work), OAS_OK);
    }
    assert_int_equal(count_of(contract, OAS_TAG_SUBJECT, 7777, 7), count);
}

static void finds_all_sessions_of_one_subject_as_they_come_and_go(void **state)
{
    contract_t *contract = *state;
    uint64_t count;

    assert_all_of_one_subject_are_found(contract, 1, 50);
    for (uint64_t n = 1; n <= 50; n += 7)
        assert_int_equal(take_away(contract, n), OAS_OK);
    assert_int_equal(count_of(contract, OAS_TAG_SUBJECT, 7777, 7), 42);
    assert_int_equal(replace(contract, 2, 2), OAS_OK); /* now it is of subject 2 */
    assert_int_equal(count_of(contract, OAS_TAG_SUBJECT, 7777, 7), 41);
    assert_int_equal(count_of(contract, OAS_TAG_SUBJECT, 2, 2), 1);
    assert_int_equal(contract->calls->remove_tagged(contract->store, OAS_TAG_SUBJECT, 7777, &count, &contract->work),
                     OAS_OK);
    assert_int_equal(count, 41);
    assert_int_equal(count_of(contract, OAS_TAG_SUBJECT, 7777, 7), 0);
    assert_int_equal(usage(contract).sessions, 1);
}

/* Listing */

typedef struct {
    contract_t *contract;
    unsigned char seen[101]; /* by number of the sample */
    int shown;
    int most; /* end the walk after so many */
    bool removes;
} visitor_t;

static bool note(void *data, const oas_record_t *record)
{
    visitor_t *visitor = data;
    uint64_t n = sample_number(record);

    assert_in_range(n, 1, 100);
    assert_true(is_sample_of(record, n, (sample_sizes_t){.label = sample_sizes(n, 1).label}));
    assert_int_equal(visitor->seen[n]++, 0);
    if (visitor->removes)
        assert_int_equal(take_away(visitor->contract, n), OAS_OK);
    return ++visitor->shown < visitor->most;
}

static void visit(visitor_t *visitor)
{
    contract_t *contract = visitor->contract;

    assert_int_equal(contract->calls->visit(contract->store, note, visitor, &contract->work), OAS_OK);
}

static void shows_each_living_record_once_with_its_label_alone(void **state)
{
    contract_t *contract = *state;
    visitor_t visitor = {.contract = contract, .most = 1000};

    for (uint64_t n = 1; n <= 50; n++)
        assert_int_equal(put(contract, n), OAS_OK);
    at(contract, apr_time_from_sec(1700));
    for (uint64_t n = 51; n <= 100; n++)
        assert_int_equal(put(contract, n), OAS_OK);
    at(contract, apr_time_from_sec(1900)); /* the first fifty are over */
    visit(&visitor);
    for (uint64_t n = 1; n <= 100; n++)
        assert_int_equal(visitor.seen[n], n > 50);
}

static void a_visitor_may_end_the_walk(void **state)
{
    contract_t *contract = *state;
    visitor_t visitor = {.contract = contract, .most = 10};

    for (uint64_t n = 1; n <= 100; n++)
        assert_int_equal(put(contract, n), OAS_OK);
    visit(&visitor);
    assert_int_equal(visitor.shown, 10);
}

static void a_visitor_may_call_the_store(void **state)
{
    contract_t *contract = *state;
    visitor_t visitor = {.contract = contract, .most = 1000, .removes = true};

    for (uint64_t n = 1; n <= 100; n++)
        assert_int_equal(put(contract, n), OAS_OK);
    visit(&visitor);
    assert_int_equal(visitor.shown, 100);
    assert_int_equal(usage(contract).sessions, 0);
}

/* Those that are over */

static oas_status_t take_ended(contract_t *contract, uint64_t n)
{
    oas_record_head_t head = sample(n, 1, &contract->work).head;

    head.created = OAS_TEST_NOW; /* as all that are taken here */
    return contract->calls->take_ended(contract->store, &head, &contract->work);
}

static void shows_each_ended_record_and_no_living_one_to_who_asks_for_them(void **state)
{
    contract_t *contract = *state;
    visitor_t visitor = {.contract = contract, .most = 1000};

    for (uint64_t n = 1; n <= 100; n++)
        assert_int_equal(put(contract, n), OAS_OK);
    at(contract, apr_time_from_sec(1700));
    for (uint64_t n = 51; n <= 100; n++)
        assert_int_equal(touch(contract, n), OAS_OK);
    at(contract, apr_time_from_sec(1900)); /* the first fifty are over */
    assert_int_equal(contract->calls->visit_ended(contract->store, note, &visitor, &contract->work), OAS_OK);
    for (uint64_t n = 1; n <= 100; n++)
        assert_int_equal(visitor.seen[n], n <= 50);
}

static void an_ended_record_is_taken_by_one_and_a_living_one_by_nobody(void **state)
{
    contract_t *contract = *state;

    assert_int_equal(put(contract, 7), OAS_OK);
    at(contract, apr_time_from_sec(1800) - 1);
    assert_int_equal(take_ended(contract, 7), OAS_NOT_FOUND);
    assert_there(contract, 7);
    at(contract, apr_time_from_sec(1800));
    assert_int_equal(take_ended(contract, 8), OAS_NOT_FOUND);
    assert_int_equal(take_ended(contract, 7), OAS_OK);
    assert_int_equal(take_ended(contract, 7), OAS_NOT_FOUND);
    assert_int_equal(usage(contract).sessions, 0);
    assert_null(contract->work.reason);
}

static void who_takes_an_ended_record_does_not_get_its_successor(void **state)
{
    contract_t *contract = *state;
    oas_record_t successor = sample(7, 1, &contract->work);

    successor.head.created -= 1;
    assert_int_equal(contract->calls->put(contract->store, &successor, &contract->work), OAS_OK);
    at(contract, apr_time_from_sec(1800));
    assert_int_equal(take_ended(contract, 7), OAS_NOT_FOUND);
    assert_int_equal(usage(contract).sessions, 1);
}

static void take_all(contract_t *contract, bool *was_taken)
{
    for (uint64_t n = 1; n <= 10; n++)
        was_taken[n - 1] = take_ended(contract, n) == OAS_OK;
}

/* The wheel comes to each record when it is over: without a linger new records would take them along. */
static void ended_records_linger_as_long_as_was_said(void **state)
{
    contract_t *contract = *state;
    bool was_taken[10];

    contract->store->linger = apr_time_from_sec(120);
    for (uint64_t n = 1; n <= 10; n++)
        assert_int_equal(put(contract, n), OAS_OK);
    at(contract, apr_time_from_sec(1800 + 119));
    for (uint64_t n = 1000; n < 1200; n++)
        assert_int_equal(put(contract, n), OAS_OK);
    take_all(contract, was_taken);
    for (int i = 0; i < 10; i++)
        assert_true(was_taken[i]);
}

static void ended_records_go_when_they_lingered_long_enough(void **state)
{
    contract_t *contract = *state;
    bool was_taken[10];

    contract->store->linger = apr_time_from_sec(120);
    for (uint64_t n = 1; n <= 10; n++)
        assert_int_equal(put(contract, n), OAS_OK);
    at(contract, apr_time_from_sec(1800 + 121));
    for (uint64_t n = 1000; n < 1200; n++)
        assert_int_equal(put(contract, n), OAS_OK);
    take_all(contract, was_taken);
    for (int i = 0; i < 10; i++)
        assert_false(was_taken[i]);
}

static void ended_records_linger_in_nobodys_way(void **state)
{
    contract_t *contract = *state;
    uint64_t count = 0, again = 0;

    contract->store->linger = apr_time_from_sec(120);
    while (put(contract, count) == OAS_OK)
        count++;
    at(contract, apr_time_from_sec(1800));
    while (put(contract, 100000 + again) == OAS_OK)
        again++;
    assert_in_range(again, count - count / 8, count + count / 8);
}

/* Room */

/* Put samples from number 1 on until the store is full; their count. */
static uint64_t fill(contract_t *contract)
{
    oas_status_t status;
    uint64_t n = 1;

    while ((status = put(contract, n)) == OAS_OK)
        n++;
    assert_int_equal(status, OAS_FULL);
    oas_forgive(&contract->work);
    return n - 1;
}

/* A sample with nothing but a face of so many bytes. */
static oas_status_t put_face(contract_t *contract, uint64_t n, size_t face)
{
    oas_record_t record = sample_of(n, 1, (sample_sizes_t){.face = face}, &contract->work);

    return contract->calls->put(contract->store, &record, &contract->work);
}

static void a_full_store_refuses_and_keeps_all_the_living(void **state)
{
    contract_t *contract = *state;
    uint64_t count = fill(contract), refused = usage(contract).refused;

    assert_true(count > 20);
    assert_true(refused >= 1);
    for (uint64_t n = 10000; n < 10100; n++)
        assert_int_equal(put_face(contract, n, 8000), OAS_FULL);
    assert_reason(&contract->work, "store_full");
    for (uint64_t n = 1; n <= count; n++)
        assert_there(contract, n);
    assert_int_equal(usage(contract).sessions, count);
    assert_int_equal(usage(contract).refused, refused + 100);
}

static void one_that_goes_makes_room(void **state)
{
    contract_t *contract = *state;

    fill(contract);
    assert_int_equal(take_away(contract, 1), OAS_OK);
    assert_int_equal(put(contract, 1), OAS_OK);
    assert_int_equal(put_face(contract, 10000, 8000), OAS_FULL);
}

static void those_that_are_over_make_room(void **state)
{
    contract_t *contract = *state;
    uint64_t count = fill(contract);

    at(contract, apr_time_from_sec(1000));
    for (uint64_t n = 1; n <= count; n += 2)
        assert_int_equal(touch(contract, n), OAS_OK);
    at(contract, apr_time_from_sec(1800));
    assert_int_equal(put_face(contract, 10000, 100 * 1024), OAS_OK);
    for (uint64_t n = 1; n <= count; n += 2)
        assert_there(contract, n);
    for (uint64_t n = 2; n <= count; n += 2)
        assert_gone(contract, n);
}

static void refuses_what_is_larger_than_the_store(void **state)
{
    contract_t *contract = *state;

    assert_int_equal(put(contract, 1), OAS_OK);
    assert_int_equal(put_face(contract, 2, 64 * 1024 * 1024), OAS_REFUSED);
    assert_reason(&contract->work, "session_larger_than_store");
    assert_gone(contract, 2);
    assert_there(contract, 1);
}

/* A token refresh while the store is full: the new one is kept, or else the old one. */
static void a_full_store_keeps_one_of_both_generations(void **state)
{
    contract_t *contract = *state;
    uint64_t count = fill(contract);
    oas_record_t *record;

    for (uint64_t n = 1; n <= count; n++) {
        oas_status_t status = replace(contract, n, 2);

        assert_true(status == OAS_OK || status == OAS_FULL);
        assert_int_equal(get(contract, &record, n), OAS_OK);
        assert_true(is_sample(record, n));
        assert_int_equal(record->head.generation, status == OAS_OK ? 2 : 1);
    }
}

static void counts_what_it_keeps(void **state)
{
    contract_t *contract = *state;
    oas_store_usage_t empty = usage(contract), full, after;

    assert_int_equal(empty.sessions, 0);
    assert_int_equal(empty.bytes_used, 0);
    fill(contract);
    full = usage(contract);
    assert_true(full.bytes_used > 0 && full.bytes_used <= full.bytes_in_all);
    assert_true(full.highest_used >= full.bytes_used);
    assert_int_equal(contract->calls->remove_tagged(contract->store, OAS_TAG_REALM, 1, NULL, &contract->work), OAS_OK);
    assert_int_equal(contract->calls->remove_tagged(contract->store, OAS_TAG_REALM, 2, NULL, &contract->work), OAS_OK);
    assert_int_equal(contract->calls->remove_tagged(contract->store, OAS_TAG_REALM, 3, NULL, &contract->work), OAS_OK);
    after = usage(contract);
    assert_int_equal(after.sessions, 0);
    assert_int_equal(after.bytes_used, 0);
    assert_true(after.highest_used == full.highest_used);
    assert_true(after.bytes_in_all == empty.bytes_in_all);
}

static void counts_lookups(void **state)
{
    contract_t *contract = *state;

    assert_int_equal(put(contract, 1), OAS_OK);
    assert_there(contract, 1);
    assert_gone(contract, 2);
    assert_int_equal(touch(contract, 1), OAS_OK);
    assert_int_equal(usage(contract).lookups, 2);
}

/* Used ids */

static void an_id_can_be_used_once(void **state)
{
    contract_t *contract = *state;

    assert_int_equal(was_used(contract, 1), OAS_NOT_FOUND);
    assert_null(contract->work.reason);
    assert_int_equal(use_once(contract, 1, OAS_TEST_NOW + 10), OAS_OK);
    assert_int_equal(was_used(contract, 1), OAS_OK);
    assert_int_equal(use_once(contract, 1, OAS_TEST_NOW + 1000), OAS_REFUSED);
    assert_int_equal(was_used(contract, 2), OAS_NOT_FOUND);
    assert_int_equal(use_once(contract, 2, OAS_TEST_NOW + 10), OAS_OK);
}

static void an_id_is_remembered_until_its_time(void **state)
{
    contract_t *contract = *state;

    assert_int_equal(use_once(contract, 1, OAS_TEST_NOW + 10), OAS_OK);
    at(contract, 9);
    assert_int_equal(was_used(contract, 1), OAS_OK);
    assert_int_equal(use_once(contract, 1, OAS_TEST_NOW + 1000), OAS_REFUSED);
    at(contract, 10);
    assert_int_equal(was_used(contract, 1), OAS_NOT_FOUND);
    assert_int_equal(use_once(contract, 1, OAS_TEST_NOW + 1000), OAS_OK);
    at(contract, 999);
    assert_int_equal(was_used(contract, 1), OAS_OK);
}

static void ids_are_never_given_up_before_their_time(void **state)
{
    enum { MOST = 20000 };
    contract_t *contract = *state;
    oas_status_t status = OAS_OK;
    uint64_t count = 0;

    while (count < MOST && (status = use_once(contract, count, OAS_TEST_NOW + 1000 + (apr_time_t)count)) == OAS_OK)
        count++;
    assert_true(status == OAS_OK || status == OAS_FULL);
    assert_true(count > 200);
    fill(contract);
    for (uint64_t n = 0; n < count; n++)
        assert_int_equal(was_used(contract, n), OAS_OK);
    at(contract, 1000); /* the first one is over */
    assert_int_equal(use_once(contract, 0, OAS_TEST_NOW + 5000), OAS_OK);
    for (uint64_t n = 1; n < count; n++)
        assert_int_equal(was_used(contract, n), OAS_OK);
}

static void ids_take_no_room_of_sessions(void **state)
{
    contract_t *contract = *state;
    uint64_t used;

    assert_int_equal(put(contract, 1), OAS_OK);
    used = usage(contract).bytes_used;
    for (uint64_t n = 0; n < 200; n++)
        assert_int_equal(use_once(contract, n, OAS_TEST_NOW + 1000), OAS_OK);
    assert_int_equal(usage(contract).bytes_used, used);
}

int store_contract_run(const char *name, store_make_t *make)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(finds_nothing_where_nothing_was_put, set_up, tear_down),
        cmocka_unit_test_setup_teardown(finds_a_record_as_it_was_put, set_up, tear_down),
        cmocka_unit_test_setup_teardown(gives_the_boxes_that_are_wanted_and_no_other, set_up, tear_down),
        cmocka_unit_test_setup_teardown(gives_copies, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_an_index_that_is_taken, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keeps_boxes_of_every_size, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keeps_200_kB_beside_small_ones, set_up, tear_down),
        cmocka_unit_test_setup_teardown(replaces_a_record_by_its_next_generation, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_replaces_second_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_brings_an_ended_record_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_idle_record_is_gone_for_everyone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_touch_prolongs_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_touch_prolongs_its_lifetime, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_index_of_one_that_is_over_is_free, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_replacement_takes_no_touch_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_lease_is_had_by_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_lease_ends_with_its_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_lease_of_before_the_clock_was_set_back_is_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_its_own_lease_can_be_released, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_lease_ends_with_the_replacement_that_names_it_and_with_no_other, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_late_replacement_leaves_the_lease_of_who_came_after, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_lease_is_had_of_what_is_not_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_lease_comes_to_who_took_the_place_of_another_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_lease_prolongs_nothing_and_keeps_nobody_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ends_all_records_of_a_tag_and_no_other, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_kind_of_tag_is_looked_for_in_its_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_tag_is_no_tag, set_up, tear_down),
        cmocka_unit_test_setup_teardown(finds_the_heads_of_all_living_records_of_a_tag, set_up, tear_down),
        cmocka_unit_test_setup_teardown(finds_each_kind_of_tag_in_its_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(finds_all_sessions_of_one_subject_as_they_come_and_go, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shows_each_living_record_once_with_its_label_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_visitor_may_end_the_walk, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_visitor_may_call_the_store, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shows_each_ended_record_and_no_living_one_to_who_asks_for_them, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_ended_record_is_taken_by_one_and_a_living_one_by_nobody, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_takes_an_ended_record_does_not_get_its_successor, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ended_records_linger_as_long_as_was_said, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ended_records_go_when_they_lingered_long_enough, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ended_records_linger_in_nobodys_way, set_up_small, tear_down),
        cmocka_unit_test_setup_teardown(a_full_store_refuses_and_keeps_all_the_living, set_up_small, tear_down),
        cmocka_unit_test_setup_teardown(one_that_goes_makes_room, set_up_small, tear_down),
        cmocka_unit_test_setup_teardown(those_that_are_over_make_room, set_up_small, tear_down),
        cmocka_unit_test_setup_teardown(refuses_what_is_larger_than_the_store, set_up_small, tear_down),
        cmocka_unit_test_setup_teardown(a_full_store_keeps_one_of_both_generations, set_up_small, tear_down),
        cmocka_unit_test_setup_teardown(counts_what_it_keeps, set_up_small, tear_down),
        cmocka_unit_test_setup_teardown(counts_lookups, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_id_can_be_used_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_id_is_remembered_until_its_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ids_are_never_given_up_before_their_time, set_up_small, tear_down),
        cmocka_unit_test_setup_teardown(ids_take_no_room_of_sessions, set_up, tear_down),
    };
    int failed;

    contract_of(make);
    failed = unit_run(name, tests, sizeof(tests) / sizeof(tests[0]));
    return failed + store_crowd_run(name);
}
