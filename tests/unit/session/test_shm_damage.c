/* SPDX-License-Identifier: Apache-2.0 */
/* Bits, bytes and words of a table's memory become something else, before it is used, while it is, and while the parent
 * of all processes looks at it. It may lose what was hit; it must not crash, hang or give out anything that the seal of
 * a session would not find out: here, that it is not the sample. */
#include "unit.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "samples.h"
#include "shm_fixture.h"

enum {
    MEMORY = 256 * 1024,
    SAMPLES = 25,
    MOST_LOST = 8, /* by one word: the sessions of a bucket or two */
    USED_ID = 1000,
    SINGLE_FLIPS = 50000,
    FLIPS_UPON_FLIPS = 50000,
    FLIPS_TO_A_START = 40,
    FLIPS_TO_A_BEGINNING = 400,
    SCRIBBLING = 2 /* seconds */
};

typedef struct {
    unsigned char *memory;
    unsigned char *image;
    oas_store_t *store;
    oas_work_t work;
    uint64_t random;
    bool spares_locks; /* who writes into one may keep it for ever, and who takes it may wait a second */
    uint64_t spoiled;  /* found, but another than was put: the seal finds it out */
    uint64_t bytes;    /* of items that were shown */
} victim_t;

static uint64_t draw(victim_t *victim, uint64_t below)
{
    victim->random = sample_hash(victim->random);
    return victim->random % below;
}

static void put_samples(victim_t *victim)
{
    const oas_store_calls_t *calls = victim->store->calls;
    oas_index_t id = sample_index(USED_ID);

    for (uint64_t n = 1; n <= SAMPLES; n++) {
        oas_record_t first = sample(n, 1, &victim->work), second = sample(n, 2, &victim->work);

        assert_int_equal(calls->put(victim->store, &first, &victim->work), OAS_OK);
        if (n % 2 == 0)
            assert_int_equal(calls->replace(victim->store, &second, &victim->work), OAS_OK);
    }
    assert_int_equal(calls->use_once(victim->store, &id, OAS_TEST_NOW + 1000, &victim->work), OAS_OK);
}

static victim_t new_victim(void **state)
{
    oas_work_t *work = unit_work(state);
    victim_t victim = {.work = *work, .random = 1, .spares_locks = true};

    victim.memory = map_shared(MEMORY, work->pool);
    victim.image = map_shared(MEMORY, work->pool);
    victim.store = open_table(victim.memory, MEMORY, work);
    apr_pool_create(&victim.work.pool, work->pool);
    put_samples(&victim);
    memcpy(victim.image, victim.memory, MEMORY);
    return victim;
}

static void forget(victim_t *victim)
{
    oas_forgive(&victim->work);
    apr_pool_clear(victim->work.pool);
}

/* Damage */

/* Anywhere, or where something is. */
static size_t some_place(victim_t *victim)
{
    size_t place = draw(victim, (MEMORY - sizeof(uint64_t)) / 4) * 4;

    if (draw(victim, 3) != 0)
        while (place < MEMORY - sizeof(uint64_t) && victim->memory[place] == 0)
            place += 4;
    return place < MEMORY - sizeof(uint64_t) ? place : draw(victim, 512) * 8;
}

/* Numbers at which something could be compared wrongly, and those that are numbers of something. */
static uint64_t some_value(victim_t *victim)
{
    static const uint64_t extremes[] = {
        0, 1, 2, INT32_MAX, (uint64_t)INT32_MAX + 1, UINT32_MAX, INT64_MAX, (uint64_t)INT64_MAX + 1, UINT64_MAX,
    };
    uint64_t value;

    switch (draw(victim, 3)) {
    case 0: return extremes[draw(victim, sizeof(extremes) / sizeof(extremes[0]))];
    case 1: return draw(victim, MEMORY / 256);
    }
    memcpy(&value, victim->memory + some_place(victim), sizeof(value));
    return value;
}

static void flip(victim_t *victim)
{
    size_t place = some_place(victim), byte = place + draw(victim, 8);
    uint64_t value = some_value(victim);

    if (victim->spares_locks && is_of_a_lock(victim->memory, MEMORY, place))
        return;
    switch (draw(victim, 4)) {
    case 0: victim->memory[byte] ^= (unsigned char)(1u << draw(victim, 8)); break;
    case 1: victim->memory[byte] = (unsigned char)draw(victim, 256); break;
    case 2: memcpy(victim->memory + place, &value, sizeof(uint32_t)); break;
    case 3: memcpy(victim->memory + place, &value, sizeof(uint64_t)); break;
    }
}

/* Use */

static bool is_an_answer(oas_status_t status)
{
    return status == OAS_OK || status == OAS_NOT_FOUND || status == OAS_EXPIRED || status == OAS_REFUSED
           || status == OAS_FULL;
}

/* false: it is not there, or not the sample any more. */
static bool get_one(victim_t *victim, uint64_t n)
{
    oas_index_t index = sample_index(n);
    oas_record_t *record;
    oas_status_t status = victim->store->calls->get(victim->store, &record, &index, OAS_BOXES_ALL, &victim->work);

    assert_true(status == OAS_OK || status == OAS_NOT_FOUND);
    if (status == OAS_NOT_FOUND)
        return false;
    assert_memory_equal(&record->head.index, &index, sizeof(index));
    if (is_sample(record, n) && record->head.generation <= 3)
        return true;
    victim->spoiled++;
    return false;
}

static void change_one(victim_t *victim)
{
    const oas_store_calls_t *calls = victim->store->calls;
    uint64_t n = 1 + draw(victim, 2 * SAMPLES);
    oas_record_t record = sample(n, 1 + draw(victim, 3), &victim->work);
    apr_array_header_t *heads;
    oas_status_t status = OAS_OK;

    switch (draw(victim, 8)) {
    case 0:
    case 1: status = calls->put(victim->store, &record, &victim->work); break;
    case 2: status = calls->replace(victim->store, &record, &victim->work); break;
    case 3: status = calls->remove(victim->store, &record.head.index, &victim->work); break;
    case 4: status = calls->touch(victim->store, &(apr_time_t){0}, &record.head.index, &victim->work); break;
    case 5: status = calls->remove_tagged(victim->store, OAS_TAG_SUBJECT, n, NULL, &victim->work); break;
    case 6: status = calls->find_tagged(victim->store, &heads, OAS_TAG_SUBJECT, n, &victim->work); break;
    case 7:
        status = calls->use_once(victim->store, &record.head.index, OAS_TEST_NOW + 1 + (apr_time_t)n, &victim->work);
        break;
    }
    assert_true(is_an_answer(status));
}

static bool look_at(void *data, const oas_record_t *record)
{
    volatile unsigned char *last = data;

    for (size_t i = 0; i < record->label.length; i++)
        *last = record->label.data[i];
    return true;
}

static void use_all(victim_t *victim)
{
    oas_store_usage_t usage;
    unsigned char last;

    for (uint64_t n = 1; n <= 2 * SAMPLES; n++)
        (void)!get_one(victim, n);
    assert_int_equal(victim->store->calls->visit(victim->store, look_at, &last, &victim->work), OAS_OK);
    assert_int_equal(victim->store->calls->remove_tagged(victim->store, OAS_TAG_REALM, 2, NULL, &victim->work), OAS_OK);
    assert_int_equal(victim->store->calls->usage(victim->store, &usage, &victim->work), OAS_OK);
}

static void assert_can_be_mended(victim_t *victim)
{
    bool was_sound;

    assert_int_equal(oas_shm_table_audit(victim->store, &was_sound, &victim->work), OAS_OK);
    assert_sound(victim->store, &victim->work);
}

static void start_anew(victim_t *victim)
{
    bool was_replaced;

    assert_int_equal(
        oas_shm_table_open(&victim->store, &was_replaced, victim->memory, MEMORY, victim->work.pool, &victim->work),
        OAS_OK);
}

static void one_flip_costs_no_more_than_it_hits(void **state)
{
    victim_t victim = new_victim(state);

    for (int i = 0; i < SINGLE_FLIPS; i++) {
        uint64_t there = 0;

        memcpy(victim.memory, victim.image, MEMORY);
        flip(&victim);
        for (uint64_t n = 1; n <= SAMPLES; n++)
            there += get_one(&victim, n);
        assert_true(there + MOST_LOST >= SAMPLES);
        change_one(&victim);
        forget(&victim);
    }
    assert_true(victim.spoiled > SINGLE_FLIPS / 1000); /* it was seen when something else came back */
}

static void flips_upon_flips_leave_a_table_that_can_be_used(void **state)
{
    victim_t victim = new_victim(state);
    oas_store_t *store = victim.store;

    for (int i = 1; i <= FLIPS_UPON_FLIPS; i++) {
        flip(&victim);
        change_one(&victim);
        (void)!get_one(&victim, 1 + draw(&victim, SAMPLES));
        if (i % FLIPS_TO_A_START == 0) {
            start_anew(&victim);
            use_all(&victim);
            forget(&victim);
            victim.store = store; /* a view of the same memory, which is not forgotten */
        }
        if (i % FLIPS_TO_A_BEGINNING == 0) {
            assert_can_be_mended(&victim);
            memcpy(victim.memory, victim.image, MEMORY);
        }
    }
}

/* Of records and ids in memory to which somebody else writes, each byte is looked at. */
static bool look_at_item(void *data, const oas_shm_item_t *item)
{
    victim_t *victim = data;
    const oas_record_t *record = item->record;

    if (record == NULL) {
        victim->random ^= item->id->bytes[0] ^ (uint64_t)item->until;
        return true;
    }
    victim->bytes += record->face.length + record->vault.length + record->label.length;
    for (size_t i = 0; i < record->face.length; i++)
        victim->random ^= record->face.data[i];
    for (size_t i = 0; i < record->vault.length; i++)
        victim->random ^= record->vault.data[i];
    for (size_t i = 0; i < record->label.length; i++)
        victim->random ^= record->label.data[i];
    return true;
}

static int scribble(void *data)
{
    victim_t *victim = data;

    victim->spares_locks = false; /* the parent takes none */
    for (;;) {
        memcpy(victim->memory, victim->image, MEMORY);
        for (int i = 0; i < 500; i++)
            flip(victim);
    }
    return 0;
}

/* What the parent does, which runs as root: it takes over, joins, and moves what there is to another table. */
static void the_parent_can_look_at_what_somebody_scribbles_in(void **state)
{
    victim_t victim = new_victim(state);
    apr_time_t end = apr_time_now() + apr_time_from_sec(SCRIBBLING);
    pid_t scribbler = start_child(scribble, &victim);
    int rounds = 0;

    for (; apr_time_now() < end; rounds++) {
        oas_store_t *joined;

        start_anew(&victim);
        assert_int_equal(oas_shm_table_join(&joined, victim.memory, MEMORY, victim.work.pool, &victim.work), OAS_OK);
        assert_int_equal(oas_shm_table_items(joined, look_at_item, &victim, &victim.work), OAS_OK);
        forget(&victim);
    }
    kill(scribbler, SIGKILL);
    assert_was_killed(scribbler);
    assert_true(rounds > SCRIBBLING);
    start_anew(&victim);
    use_all(&victim);
    assert_can_be_mended(&victim);
}

/* Each record claims to be large and to be followed by itself, and so there seems to be more than there is memory. */
static void rings_do_not_make_more_of_a_table_than_there_is(void **state)
{
    victim_t victim = new_victim(state);
    oas_store_t *joined;

    for (uint64_t n = 1; n <= SAMPLES; n++)
        bend_into_rings(victim.memory, MEMORY, n, MEMORY / 2);
    assert_int_equal(oas_shm_table_join(&joined, victim.memory, MEMORY, victim.work.pool, &victim.work), OAS_OK);
    assert_int_equal(oas_shm_table_items(joined, look_at_item, &victim, &victim.work), OAS_OK);
    assert_in_range(victim.bytes, 0, SAMPLES * MEMORY);
    start_anew(&victim);
    assert_int_equal(usage_of(victim.store, &victim.work).sessions, 0);
    assert_sound(victim.store, &victim.work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_flip_costs_no_more_than_it_hits),
        cmocka_unit_test(flips_upon_flips_leave_a_table_that_can_be_used),
        cmocka_unit_test(the_parent_can_look_at_what_somebody_scribbles_in),
        cmocka_unit_test(rings_do_not_make_more_of_a_table_than_there_is),
    };
    return unit_run("shm_damage", tests, sizeof(tests) / sizeof(tests[0]));
}
