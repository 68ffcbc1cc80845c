/* SPDX-License-Identifier: Apache-2.0 */
#include "shm_world.h"

#include <string.h>

#include "samples.h"
#include "session/shm_segment.h"
#include "shm_fixture.h"

static const apr_time_t LONG_AFTER = OAS_TEST_NOW + APR_TIME_C(10000000000);

enum { GROUP_TAG = 7777, USED_ID = 5000, NEW_ID = 5001, ANOTHER_ID = 4999, MOST_OLD = 150 };

/* Sessions by the numbers of their samples. Bystanders begin at 1. */
enum { FIRST_OF_GROUP = 50, FIRST_OLD = 1000, FIRST_UNUSED = 2000 };

static const apr_time_t SINCE_TOUCHED = APR_TIME_C(1000000000); /* all that live, when the operations begin */

static uint32_t world_bucket(const world_t *world, uint64_t n)
{
    return bucket_of(world->memory, WORLD_SIZE, n);
}

static bool has_its_bucket_alone(const world_t *world, uint64_t number)
{
    uint32_t bucket = world_bucket(world, number);

    for (uint64_t n = 1; n < FIRST_OLD + MOST_OLD; n += n == BYSTANDERS ? FIRST_OF_GROUP - BYSTANDERS : 1)
        if (world_bucket(world, n) == bucket)
            return false;
    return number == world->chain[0] || world_bucket(world, world->chain[0]) != bucket;
}

static uint64_t next_alone(const world_t *world, uint64_t after)
{
    while (!has_its_bucket_alone(world, ++after))
        ;
    return after;
}

static uint64_t next_beside(const world_t *world, uint64_t number)
{
    uint32_t bucket = world_bucket(world, number);

    while (world_bucket(world, ++number) != bucket)
        ;
    return number;
}

/* Calls */

oas_status_t world_put(world_t *world, uint64_t n)
{
    oas_record_t record = sample(n, 1, &world->work);

    if (n >= FIRST_OF_GROUP && n < FIRST_OF_GROUP + GROUP)
        record.head.provider_session = GROUP_TAG;
    return world->store->calls->put(world->store, &record, &world->work);
}

oas_status_t world_replace(world_t *world, uint64_t n)
{
    oas_record_t record = sample(n, 2, &world->work);

    record.head.created = OAS_TEST_NOW; /* as it was put */
    return world->store->calls->replace(world->store, &record, &world->work);
}

oas_status_t world_touch(world_t *world, uint64_t n)
{
    oas_index_t index = sample_index(n);

    return world->store->calls->touch(world->store, &(apr_time_t){0}, &index, &world->work);
}

oas_status_t world_remove(world_t *world, uint64_t n)
{
    oas_index_t index = sample_index(n);

    return world->store->calls->remove(world->store, &index, &world->work);
}

oas_status_t world_lease(world_t *world, uint64_t n)
{
    oas_record_head_t head = {.index = sample_index(n), .created = OAS_TEST_NOW}; /* as it was put */

    return world->store->calls->lease(world->store, &head, world->work.now + apr_time_from_sec(60), &world->work);
}

oas_status_t world_release(world_t *world, uint64_t n)
{
    oas_record_head_t head = {.index = sample_index(n), .created = OAS_TEST_NOW}; /* as it was put */

    return world->store->calls->release(world->store, &head, world->work.now + apr_time_from_sec(60), &world->work);
}

oas_status_t world_touch_bystander(world_t *world)
{
    apr_time_t now = world->work.now;
    oas_status_t status;

    world->work.now -= SINCE_TOUCHED;
    status = world_touch(world, BYSTANDERS - 1);
    world->work.now = now;
    return status;
}

static oas_status_t use_id(world_t *world, uint64_t n, apr_time_t until)
{
    oas_index_t id = sample_index(n);

    return world->store->calls->use_once(world->store, &id, until, &world->work);
}

static bool was_used(world_t *world, uint64_t n)
{
    oas_index_t id = sample_index(n);
    oas_status_t status = world->store->calls->was_used(world->store, &id, &world->work);

    assert_true(status == OAS_OK || status == OAS_NOT_FOUND);
    return status == OAS_OK;
}

/* The world. Sessions that will be over when the operations begin fill all the room that the others leave. */

static uint64_t number_of(const world_t *world, size_t sight)
{
    const uint64_t others[] = {world->next_in_chain, world->alone, world->over, world->after};

    if (sight < BYSTANDERS)
        return 1 + sight;
    if ((sight -= BYSTANDERS) < CHAIN)
        return world->chain[sight];
    if ((sight -= CHAIN) < GROUP)
        return FIRST_OF_GROUP + sight;
    return others[sight - GROUP];
}

static bool is_beside_the_new_id(const world_t *world, uint64_t id)
{
    return slot_of(world->memory, WORLD_SIZE, id) == slot_of(world->memory, WORLD_SIZE, NEW_ID);
}

static void choose_numbers(world_t *world)
{
    world->chain[0] = next_alone(world, FIRST_UNUSED);
    for (size_t i = 1; i < CHAIN; i++)
        world->chain[i] = next_beside(world, world->chain[i - 1]);
    world->next_in_chain = next_beside(world, world->chain[CHAIN - 1]);
    world->after = next_beside(world, world->next_in_chain);
    world->alone = next_alone(world, world->after);
    world->over = FIRST_OLD;
    for (world->past_id = NEW_ID + 1; !is_beside_the_new_id(world, world->past_id);)
        world->past_id++;
}

static void put_old_ones(world_t *world)
{
    uint64_t n = FIRST_OLD;

    while (world_put(world, n) == OAS_OK)
        n++;
    assert_reason(&world->work, "store_full");
    assert_in_range(n, FIRST_OLD + 10, FIRST_OLD + MOST_OLD);
}

static void fill(world_t *world)
{
    for (size_t i = 0; i < BYSTANDERS + CHAIN + GROUP; i++)
        assert_int_equal(world_put(world, number_of(world, i)), OAS_OK);
    assert_int_equal(use_id(world, USED_ID, LONG_AFTER), OAS_OK);
    assert_int_equal(use_id(world, world->past_id, OAS_TEST_NOW + 1), OAS_OK);
    put_old_ones(world);
    world->work.now += apr_time_from_sec(1000);
    for (size_t i = 0; i < BYSTANDERS + CHAIN + GROUP; i++)
        assert_int_equal(world_touch(world, number_of(world, i)), OAS_OK);
    world->work.now += SINCE_TOUCHED;
}

world_t *new_world(void **state)
{
    oas_work_t *work = unit_work(state);
    world_t *world = apr_pcalloc(work->pool, sizeof(*world));

    world->memory = map_shared(WORLD_SIZE, work->pool);
    world->image = apr_palloc(work->pool, WORLD_SIZE);
    world->store = open_table(world->memory, WORLD_SIZE, work);
    world->work = *work;
    apr_pool_create(&world->work.pool, work->pool);
    choose_numbers(world);
    fill(world);
    memcpy(world->image, world->memory, WORLD_SIZE);
    begin_again(world);
    return world;
}

void begin_again(world_t *world)
{
    memcpy(world->memory, world->image, WORLD_SIZE);
    oas_forgive(&world->work);
    apr_pool_clear(world->work.pool);
}

/* What can be seen */

sight_t sight_of(world_t *world, uint64_t n)
{
    oas_index_t index = sample_index(n);
    oas_record_t *record;
    oas_status_t status = world->store->calls->get(world->store, &record, &index, OAS_BOXES_ALL, &world->work);

    if (status != OAS_OK)
        return (sight_t){.is_wrong = status != OAS_NOT_FOUND};
    return (sight_t){.is_there = true, .is_wrong = !is_sample(record, n), .head = record->head};
}

static bool count_id(void *data, const oas_shm_item_t *item)
{
    *(uint64_t *)data += item->record == NULL;
    return true;
}

void look_at_sessions(sights_t *sights, world_t *world)
{
    sights->ids = 0;
    assert_int_equal(oas_shm_table_items(world->store, count_id, &sights->ids, &world->work), OAS_OK);
    for (size_t i = 0; i < SIGHTS; i++) {
        sights->sessions[i] = sight_of(world, number_of(world, i));
        assert_false(sights->sessions[i].is_wrong);
    }
}

void look(sights_t *sights, world_t *world)
{
    sights->id_is_used = was_used(world, NEW_ID);
    assert_false(was_used(world, world->past_id));
    look_at_sessions(sights, world);
}

bool is_same_sight(const sight_t *left, const sight_t *right)
{
    return left->is_there == right->is_there && left->is_wrong == right->is_wrong
           && memcmp(&left->head, &right->head, sizeof(left->head)) == 0;
}

void assert_each_is_as_in_one(const sights_t *seen, const sights_t *before, const sights_t *after)
{
    for (size_t i = 0; i < SIGHTS; i++)
        assert_true(is_same_sight(&seen->sessions[i], &before->sessions[i])
                    || is_same_sight(&seen->sessions[i], &after->sessions[i]));
    assert_true(seen->id_is_used == before->id_is_used || seen->id_is_used == after->id_is_used);
    assert_true(seen->ids == before->ids || seen->ids == after->ids);
}

/* As much as a session can have that has the table for itself: beside it no other one has room, be it over or not. One
 * block in 32 is not for new ones. */
static sample_sizes_t all_room(const world_t *world)
{
    oas_work_t work = world->work;
    uint64_t blocks = usage_of(world->store, &work).bytes_in_all / OAS_SHM_BLOCK_SIZE;

    return (sample_sizes_t){.face = (blocks - blocks / 32 - 1) * OAS_SHM_NEXT_ROOM * sizeof(uint64_t)};
}

void assert_no_block_is_lost(world_t *world)
{
    oas_record_t large = sample_of(FIRST_UNUSED, 1, all_room(world), &world->work);

    for (size_t i = 0; i < SIGHTS; i++)
        (void)!world_remove(world, number_of(world, i));
    assert_int_equal(world->store->calls->put(world->store, &large, &world->work), OAS_OK);
    assert_int_equal(usage_of(world->store, &world->work).sessions, 1);
    assert_int_equal(world_remove(world, FIRST_UNUSED), OAS_OK);
    assert_int_equal(usage_of(world->store, &world->work).sessions, 0);
    assert_int_equal(usage_of(world->store, &world->work).bytes_used, 0);
    assert_sound(world->store, &world->work);
}

/* Operations */

static oas_status_t put_into_an_empty_bucket(world_t *world)
{
    return world_put(world, world->alone);
}

static oas_status_t put_before_others(world_t *world)
{
    return world_put(world, world->next_in_chain);
}

/* So that nobody has to look for room. */
static oas_status_t make_room(world_t *world)
{
    return world_remove(world, 1) == OAS_OK && world_remove(world, 2) == OAS_OK ? world_remove(world, 3) : OAS_FULL;
}

static oas_status_t put_where_one_is_over(world_t *world)
{
    return world_put(world, world->over);
}

static oas_status_t replace_the_first(world_t *world)
{
    return world_replace(world, world->chain[CHAIN - 1]);
}

static oas_status_t replace_one_between(world_t *world)
{
    return world_replace(world, world->chain[1]);
}

static oas_status_t replace_the_last(world_t *world)
{
    return world_replace(world, world->chain[0]);
}

oas_status_t remove_the_first(world_t *world)
{
    return world_remove(world, world->chain[CHAIN - 1]);
}

oas_status_t remove_one_between(world_t *world)
{
    return world_remove(world, world->chain[1]);
}

oas_status_t remove_the_last(world_t *world)
{
    return world_remove(world, world->chain[0]);
}

static oas_status_t touch_one(world_t *world)
{
    return world_touch(world, world->chain[1]);
}

static oas_status_t lease_one(world_t *world)
{
    return world_lease(world, world->chain[1]);
}

static oas_status_t release_one(world_t *world)
{
    return world_release(world, world->chain[1]);
}

static oas_status_t remove_tagged(world_t *world, oas_tag_kind_t kind, uint64_t tag)
{
    return world->store->calls->remove_tagged(world->store, kind, tag, NULL, &world->work);
}

static oas_status_t remove_a_group(world_t *world)
{
    return remove_tagged(world, OAS_TAG_PROVIDER_SESSION, GROUP_TAG);
}

static oas_status_t remove_a_subject(world_t *world)
{
    return remove_tagged(world, OAS_TAG_SUBJECT, world->chain[1]);
}

static oas_status_t remove_a_realm(world_t *world)
{
    return remove_tagged(world, OAS_TAG_REALM, 1);
}

static oas_status_t find_a_group(world_t *world)
{
    apr_array_header_t *heads;

    return world->store->calls->find_tagged(world->store, &heads, OAS_TAG_PROVIDER_SESSION, GROUP_TAG, &world->work);
}

static bool go_on(void *data, const oas_record_t *record)
{
    (void)data;
    (void)record;
    return true;
}

static oas_status_t list_all(world_t *world)
{
    return world->store->calls->visit(world->store, go_on, NULL, &world->work);
}

static oas_status_t get_one(world_t *world)
{
    return sight_of(world, world->chain[0]).is_there ? OAS_OK : OAS_NOT_FOUND;
}

oas_status_t world_use_another_id(world_t *world)
{
    return use_id(world, ANOTHER_ID, LONG_AFTER);
}

static oas_status_t use_an_id(world_t *world)
{
    return use_id(world, NEW_ID, LONG_AFTER);
}

static oas_status_t keep_one_of_another_table(world_t *world)
{
    oas_record_t record = sample(world->next_in_chain, 5, &world->work);

    return oas_shm_table_keep(world->store, &(oas_shm_item_t){.record = &record}, &world->work);
}

static oas_status_t ask_for_usage(world_t *world)
{
    oas_store_usage_t usage;

    return world->store->calls->usage(world->store, &usage, &world->work);
}

/* All who live together leave less room than this one asks for. */
oas_status_t world_put_one_too_many(world_t *world)
{
    oas_record_t large = sample_of(world->alone, 1, all_room(world), &world->work);

    return world->store->calls->put(world->store, &large, &world->work) == OAS_FULL ? OAS_OK : OAS_BROKEN;
}

static oas_status_t replace_by_one_too_large(world_t *world)
{
    oas_record_t large = sample_of(world->chain[1], 2, all_room(world), &world->work);

    large.head.created = OAS_TEST_NOW;
    return world->store->calls->replace(world->store, &large, &world->work) == OAS_FULL ? OAS_OK : OAS_BROKEN;
}

/* Damage, where nothing is that lives. */

static oas_status_t break_a_link(world_t *world)
{
    break_link_of(world->memory, WORLD_SIZE, world->over);
    return OAS_OK;
}

/* There is room, and nothing is over, so that nobody comes by who gives blocks back. */
static oas_status_t break_the_free_list(world_t *world)
{
    oas_status_t status = world_put_one_too_many(world);

    oas_forgive(&world->work);
    break_free_list(world->memory, WORLD_SIZE);
    return status;
}

static oas_status_t meet_damage(world_t *world)
{
    return sight_of(world, world->over).is_there ? OAS_BROKEN : OAS_OK;
}

oas_status_t world_remove_nothing(world_t *world)
{
    return world_remove(world, world->alone) == OAS_NOT_FOUND ? OAS_OK : OAS_BROKEN;
}

static oas_status_t break_a_link_and_meet_it(world_t *world)
{
    break_a_link(world);
    return meet_damage(world);
}

static oas_status_t start(world_t *world)
{
    oas_store_t *another_view;
    bool was_replaced;

    return oas_shm_table_open(&another_view, &was_replaced, world->memory, WORLD_SIZE, world->work.pool, &world->work);
}

static oas_status_t forget_everything(world_t *world)
{
    memset(world->memory, 0, WORLD_SIZE);
    return OAS_OK;
}

static oas_status_t be_another_table(world_t *world)
{
    memset(world->memory, 0x41, WORLD_SIZE);
    return OAS_OK;
}

const operation_row_t world_operations[] = {
    {.name = "put into an empty bucket", .run = put_into_an_empty_bucket},
    {.name = "put into an empty bucket where there is room", .run = put_into_an_empty_bucket, .prepare = make_room},
    {.name = "put before others", .run = put_before_others},
    {.name = "put before others where there is room", .run = put_before_others, .prepare = make_room},
    {.name = "put where one is over", .run = put_where_one_is_over},
    {.name = "replace the first", .run = replace_the_first},
    {.name = "replace one between", .run = replace_one_between},
    {.name = "replace the last", .run = replace_the_last, .prepare = make_room},
    {.name = "remove the first", .run = remove_the_first},
    {.name = "remove one between", .run = remove_one_between},
    {.name = "remove the last", .run = remove_the_last},
    {.name = "touch", .run = touch_one},
    {.name = "lease", .run = lease_one},
    {.name = "release", .run = release_one, .prepare = lease_one},
    {.name = "replace one that is leased", .run = replace_one_between, .prepare = lease_one},
    {.name = "remove by provider session", .run = remove_a_group},
    {.name = "remove by subject", .run = remove_a_subject},
    {.name = "remove by realm", .run = remove_a_realm},
    {.name = "find by provider session", .run = find_a_group},
    {.name = "list", .run = list_all},
    {.name = "get", .run = get_one},
    {.name = "use an id", .run = use_an_id},
    {.name = "keep", .run = keep_one_of_another_table},
    {.name = "usage", .run = ask_for_usage},
    {.name = "put one too many", .run = world_put_one_too_many},
    {.name = "replace by one too large", .run = replace_by_one_too_large},
    {.name = "meet a broken link", .run = meet_damage, .prepare = break_a_link, .leaves_damage = true},
    {.name = "put where a link is broken", .run = put_where_one_is_over, .prepare = break_a_link},
    {.name = "replace where the free list is broken", .run = replace_one_between, .prepare = break_the_free_list},
    {.name = "mend", .run = world_remove_nothing, .prepare = break_a_link_and_meet_it},
    {.name = "start", .run = start, .is_start = true},
    {.name = "start where a link is broken", .run = start, .prepare = break_a_link, .is_start = true},
    {.name = "start with a new table", .run = start, .prepare = forget_everything, .is_start = true},
    {.name = "start with another table", .run = start, .prepare = be_another_table, .is_start = true},
};

const size_t world_operation_count = sizeof(world_operations) / sizeof(world_operations[0]);

const operation_row_t *world_operation(const char *name)
{
    for (size_t i = 0; i < world_operation_count; i++)
        if (strcmp(world_operations[i].name, name) == 0)
            return &world_operations[i];
    fail_msg("there is no operation %s", name);
    return NULL;
}
