/* SPDX-License-Identifier: Apache-2.0 */
/* The table against a plain model: the same random steps on both must give the same answers, and each byte is accounted
 * for. The model knows where a session belongs, what a record costs and that one in 32 blocks is kept back; nothing else
 * of how the table works. */
#include "unit.h"

#include <string.h>

#include "samples.h"
#include "session/shm_record.h"
#include "session/shm_table.h"
#include "shm_fixture.h"

enum {
    SMALL = 384 * 1024, /* one stripe */
    STEPS_ON_SMALL = 1000000,
    LARGE = 12 * 1024 * 1024, /* three of them */
    STEPS_ON_LARGE = 200000,
    STRIPES = 3,
    SAMPLES = 250, /* more in each stripe than there is room for */
    IDS = 200,
    SETTLE = 500,
    FIRST_WEIGHT = 100000, /* samples that stay and take most of a large table */
    MOST_WEIGHTS = 1000,
    WEIGHT = 20000,
    LEFT = 1000 /* blocks, beside them */
};

typedef struct {
    oas_record_head_t head; /* generation 0: not there */
    uint64_t blocks;
    sample_sizes_t sizes;
    uint32_t stripe;
} entry_t;

/* What the model knows of a stripe. */
typedef struct {
    uint64_t blocks;
    uint64_t taken; /* by those that stay */
    uint64_t staying;
} stripe_t;

typedef struct {
    oas_store_t *store;
    const oas_store_calls_t *calls;
    oas_shm_segment_t segment;
    oas_work_t work;
    stripe_t stripes[STRIPES];
    entry_t entries[STRIPES * SAMPLES];
    apr_time_t ids[IDS]; /* remembered until */
    size_t samples;
    uint64_t random;
    uint64_t refused;
    uint64_t lookups;
} model_t;

static uint64_t draw(model_t *model, uint64_t below)
{
    model->random = sample_hash(model->random);
    return model->random % below;
}

static uint64_t blocks_of(sample_sizes_t sizes)
{
    return oas_shm_blocks_for((oas_shm_lengths_t){
        .face = (uint32_t)sizes.face,
        .values = (uint32_t)sizes.values,
        .vault = (uint32_t)sizes.vault,
        .label = (uint32_t)sizes.label,
    });
}

static uint32_t stripe_of(const model_t *model, uint64_t n)
{
    oas_index_t index = sample_index(n);

    return (uint32_t)(oas_shm_stripe_of(&model->segment, &index) - model->segment.stripes);
}

static bool lives(const model_t *model, const entry_t *entry)
{
    return entry->head.generation != 0 && !oas_record_is_over(&entry->head, model->work.now);
}

/* Blocks of the living in a stripe: all others can be had. */
static uint64_t blocks_in_use(const model_t *model, uint32_t stripe)
{
    uint64_t blocks = model->stripes[stripe].taken;

    for (size_t n = 0; n < model->samples; n++)
        if (model->entries[n].stripe == stripe && lives(model, &model->entries[n]))
            blocks += model->entries[n].blocks;
    return blocks;
}

/* There is room for so many blocks more in the stripe of an entry. */
static bool has_room(const model_t *model, const entry_t *entry, uint64_t blocks)
{
    return blocks_in_use(model, entry->stripe) + blocks <= model->stripes[entry->stripe].blocks;
}

/* One block in so many is not for new records. */
static uint64_t reserve_of(const model_t *model, const entry_t *entry)
{
    return model->stripes[entry->stripe].blocks / 32;
}

static void keep(entry_t *entry, const oas_record_t *record, sample_sizes_t sizes)
{
    entry->head = record->head;
    entry->sizes = sizes;
    entry->blocks = blocks_of(sizes);
}

/* Mostly as sessions are, sometimes large, sometimes next to nothing. */
static sample_sizes_t some_sizes(model_t *model)
{
    switch (draw(model, 20)) {
    case 0: return (sample_sizes_t){.face = draw(model, 30000), .vault = draw(model, 30000)};
    case 1: return (sample_sizes_t){.face = draw(model, 3)};
    case 2: return (sample_sizes_t){.face = draw(model, 900), .values = draw(model, 2000), .vault = draw(model, 900)};
    default: return (sample_sizes_t){.face = draw(model, 1200), .vault = draw(model, 2000), .label = draw(model, 150)};
    }
}

/* One in ten is over soon when nobody uses it: so they end in another order than they came. */
static oas_record_t some_record(model_t *model, uint64_t n, uint64_t generation, sample_sizes_t sizes)
{
    oas_record_t record = sample_of(n, generation, sizes, &model->work);

    if (draw(model, 10) == 0)
        record.head.idle_timeout = apr_time_from_sec(1 + (apr_interval_time_t)draw(model, 40));
    return record;
}

static void step_put(model_t *model, uint64_t n)
{
    entry_t *entry = &model->entries[n];
    sample_sizes_t sizes = some_sizes(model);
    oas_record_t record = some_record(model, n, 1, sizes);
    oas_status_t expected = OAS_OK;

    if (lives(model, entry))
        expected = OAS_REFUSED;
    else if (!has_room(model, entry, blocks_of(sizes) + reserve_of(model, entry)))
        expected = OAS_FULL;
    assert_int_equal(model->calls->put(model->store, &record, &model->work), expected);
    model->refused += expected == OAS_FULL;
    if (expected == OAS_OK)
        keep(entry, &record, sizes);
}

static void step_replace(model_t *model, uint64_t n)
{
    entry_t *entry = &model->entries[n];
    uint64_t generation = entry->head.generation + 1 + (draw(model, 4) == 0);
    sample_sizes_t sizes = some_sizes(model);
    oas_record_t record = some_record(model, n, generation, sizes);
    oas_status_t expected = OAS_OK;

    record.head.created = entry->head.created;
    record.head.lease = draw(model, 2) == 0 ? entry->head.lease : 1;
    if (!lives(model, entry))
        expected = OAS_NOT_FOUND;
    else if (generation != entry->head.generation + 1)
        expected = OAS_EXPIRED;
    else if (!has_room(model, entry, blocks_of(sizes)))
        expected = OAS_FULL;
    assert_int_equal(model->calls->replace(model->store, &record, &model->work), expected);
    model->refused += expected == OAS_FULL;
    if (expected != OAS_OK)
        return;
    record.head.lease = record.head.lease == entry->head.lease ? 0 : entry->head.lease;
    if (record.head.last_used < entry->head.last_used)
        record.head.last_used = entry->head.last_used;
    keep(entry, &record, sizes);
}

static void step_get(model_t *model, uint64_t n)
{
    const entry_t *entry = &model->entries[n];
    oas_boxes_t wanted = (oas_boxes_t)draw(model, 3);
    sample_sizes_t sizes = wanted == OAS_BOXES_ALL ? entry->sizes : (sample_sizes_t){.face = entry->sizes.face};
    oas_index_t index = sample_index(n);
    oas_record_t *record;

    assert_int_equal(model->calls->get(model->store, &record, &index, wanted, &model->work),
                     lives(model, entry) ? OAS_OK : OAS_NOT_FOUND);
    model->lookups++;
    if (record == NULL)
        return;
    if (wanted == OAS_BOXES_FACE_AND_VALUES)
        sizes.values = entry->sizes.values;
    assert_true(is_sample_of(record, n, sizes));
    assert_true(record->head.generation == entry->head.generation);
    assert_true(record->head.last_used == entry->head.last_used);
    assert_true(record->head.expires == entry->head.expires);
    assert_true(record->head.lease == entry->head.lease);
}

static void step_lease(model_t *model, uint64_t n)
{
    entry_t *entry = &model->entries[n];
    apr_time_t until = model->work.now + (apr_time_t)draw(model, (uint64_t)apr_time_from_sec(20));
    oas_record_head_t head = {.index = sample_index(n), .created = entry->head.created};
    oas_status_t expected = OAS_OK;

    if (!lives(model, entry))
        expected = OAS_NOT_FOUND;
    else if (apr_time_from_sec((apr_time_t)entry->head.lease) > model->work.now)
        expected = OAS_EXPIRED;
    assert_int_equal(model->calls->lease(model->store, &head, until, &model->work), expected);
    if (expected == OAS_OK)
        entry->head.lease = oas_lease_second(until);
}

static void step_release(model_t *model, uint64_t n)
{
    entry_t *entry = &model->entries[n];
    apr_time_t until = apr_time_from_sec((apr_time_t)entry->head.lease + (apr_time_t)draw(model, 2));
    oas_record_head_t head = {.index = sample_index(n), .created = entry->head.created};
    oas_status_t expected = OAS_OK;

    if (!lives(model, entry))
        expected = OAS_NOT_FOUND;
    else if (apr_time_sec(until) != entry->head.lease)
        expected = OAS_EXPIRED;
    assert_int_equal(model->calls->release(model->store, &head, until, &model->work), expected);
    if (expected == OAS_OK)
        entry->head.lease = 0;
}

static void step_touch(model_t *model, uint64_t n)
{
    entry_t *entry = &model->entries[n];
    oas_index_t index = sample_index(n);

    assert_int_equal(model->calls->touch(model->store, &(apr_time_t){0}, &index, &model->work),
                     lives(model, entry) ? OAS_OK : OAS_NOT_FOUND);
    if (lives(model, entry))
        entry->head.last_used = model->work.now;
}

static void step_remove(model_t *model, uint64_t n)
{
    entry_t *entry = &model->entries[n];
    oas_index_t index = sample_index(n);

    assert_int_equal(model->calls->remove(model->store, &index, &model->work),
                     lives(model, entry) ? OAS_OK : OAS_NOT_FOUND);
    entry->head.generation = 0;
}

static void step_remove_realm(model_t *model)
{
    uint64_t realm = 1 + draw(model, 3), count, expected = 0;

    for (size_t n = 0; n < model->samples; n++)
        if (model->entries[n].head.realm == realm) {
            expected += lives(model, &model->entries[n]);
            model->entries[n].head.generation = 0;
        }
    assert_int_equal(model->calls->remove_tagged(model->store, OAS_TAG_REALM, realm, &count, &model->work), OAS_OK);
    assert_int_equal(count, expected);
}

static void step_use_id(model_t *model)
{
    uint64_t n = draw(model, IDS);
    apr_time_t until = model->work.now + (apr_time_t)draw(model, (uint64_t)apr_time_from_sec(2000));
    bool is_used = model->ids[n] > model->work.now;
    oas_index_t id = sample_index(n);

    assert_int_equal(model->calls->was_used(model->store, &id, &model->work), is_used ? OAS_OK : OAS_NOT_FOUND);
    assert_int_equal(model->calls->use_once(model->store, &id, until, &model->work), is_used ? OAS_REFUSED : OAS_OK);
    if (!is_used)
        model->ids[n] = until;
}

static bool count(void *data, const oas_record_t *record)
{
    (void)record;
    ++*(uint64_t *)data;
    return true;
}

/* More than there can be room for: the table looks for it everywhere, and after that nothing that is over is left. */
static void settle_stripe(model_t *model, uint32_t stripe)
{
    uint64_t blocks = model->stripes[stripe].blocks;
    uint64_t n = model->samples;
    oas_record_t record;
    oas_status_t status;

    while (stripe_of(model, n) != stripe)
        n++;
    record = sample_of(n, 1, (sample_sizes_t){.face = (size_t)(blocks - blocks / 32 - 1) * 8 * OAS_SHM_NEXT_ROOM},
                       &model->work);
    status = model->calls->put(model->store, &record, &model->work);
    assert_int_equal(status, blocks_in_use(model, stripe) == 0 ? OAS_OK : OAS_FULL);
    model->refused += status == OAS_FULL;
    if (status == OAS_OK)
        assert_int_equal(model->calls->remove(model->store, &record.head.index, &model->work), OAS_OK);
}

static void assert_accounts_are_equal(model_t *model)
{
    uint64_t living = 0, blocks = 0, shown = 0;
    oas_store_usage_t usage;

    for (size_t n = 0; n < model->samples; n++)
        living += lives(model, &model->entries[n]);
    for (uint32_t stripe = 0; stripe < model->segment.stripe_count; stripe++) {
        living += model->stripes[stripe].staying;
        blocks += blocks_in_use(model, stripe);
    }
    usage = usage_of(model->store, &model->work);
    assert_int_equal(usage.sessions, living);
    assert_int_equal(usage.bytes_used, blocks * OAS_SHM_BLOCK_SIZE);
    assert_int_equal(usage.refused, model->refused);
    assert_int_equal(usage.lookups, model->lookups);
    assert_int_equal(usage.repairs, 0);
    assert_int_equal(model->calls->visit(model->store, count, &shown, &model->work), OAS_OK);
    assert_int_equal(shown, living);
    assert_sound(model->store, &model->work);
}

static void settle(model_t *model)
{
    for (uint32_t stripe = 0; stripe < model->segment.stripe_count; stripe++) {
        settle_stripe(model, stripe);
        apr_pool_clear(model->work.pool);
    }
    assert_accounts_are_equal(model);
}

static void step_find_tagged(model_t *model, uint64_t n)
{
    const entry_t *entry = &model->entries[n];
    apr_array_header_t *heads;

    assert_int_equal(
        model->calls->find_tagged(model->store, &heads, OAS_TAG_PROVIDER_SESSION, sample_hash(n) | 1, &model->work),
        OAS_OK);
    assert_int_equal(heads->nelts, lives(model, entry));
    if (heads->nelts == 1)
        assert_memory_equal(heads->elts, &entry->head, sizeof(entry->head));
}

static void step_remove_tagged(model_t *model, uint64_t n)
{
    entry_t *entry = &model->entries[n];
    uint64_t removed;

    assert_int_equal(
        model->calls->remove_tagged(model->store, OAS_TAG_PROVIDER_SESSION, sample_hash(n) | 1, &removed, &model->work),
        OAS_OK);
    assert_int_equal(removed, lives(model, entry));
    entry->head.generation = 0;
}

static void step(model_t *model)
{
    uint64_t n = draw(model, model->samples), kind = draw(model, 1000);

    if (kind < 300)
        step_get(model, n);
    else if (kind < 600)
        step_put(model, n);
    else if (kind < 750)
        step_replace(model, n);
    else if (kind < 820)
        step_touch(model, n);
    else if (kind < 840)
        step_lease(model, n);
    else if (kind < 850)
        step_release(model, n);
    else if (kind < 900)
        step_remove(model, n);
    else if (kind < 920)
        step_remove_tagged(model, n);
    else if (kind < 940)
        step_find_tagged(model, n);
    else if (kind < 980)
        step_use_id(model);
    else if (kind < 998)
        model->work.now += apr_time_from_sec((apr_time_t)draw(model, draw(model, 2) == 0 ? 10 : 300));
    else
        step_remove_realm(model);
}

/* Most of a large stripe is taken by sessions that stay, so that it is full as often as a small one. */
static void weigh_down(model_t *model)
{
    sample_sizes_t sizes = {.vault = WEIGHT};

    for (uint64_t n = FIRST_WEIGHT; n < FIRST_WEIGHT + MOST_WEIGHTS; n++) {
        stripe_t *stripe = &model->stripes[stripe_of(model, n)];
        oas_record_t record = sample_of(n, 1, sizes, &model->work);

        record.head.realm = record.head.subject = record.head.provider_session = 0;
        record.head.expires = record.head.idle_timeout = INT64_MAX;
        if (stripe->blocks - stripe->taken < LEFT + blocks_of(sizes))
            continue;
        assert_int_equal(model->calls->put(model->store, &record, &model->work), OAS_OK);
        stripe->taken += blocks_of(sizes);
        stripe->staying++;
    }
}

static model_t *new_model(size_t size, oas_work_t *work)
{
    model_t *model = apr_pcalloc(work->pool, sizeof(*model));
    void *memory = map_shared(size, work->pool);

    assert_true(oas_shm_segment_view(&model->segment, memory, size));
    model->store = open_table(memory, size, work);
    model->calls = model->store->calls;
    model->work = *work;
    apr_pool_create(&model->work.pool, work->pool);
    model->samples = model->segment.stripe_count * SAMPLES;
    for (uint32_t stripe = 0; stripe < model->segment.stripe_count; stripe++)
        model->stripes[stripe].blocks = model->segment.stripes[stripe].block_count;
    for (size_t n = 0; n < model->samples; n++)
        model->entries[n].stripe = stripe_of(model, n);
    return model;
}

static void compare(model_t *model, int steps)
{
    for (int i = 1; i <= steps; i++) {
        step(model);
        if (i % (SETTLE * (int)model->segment.stripe_count) == 0)
            settle(model);
        oas_forgive(&model->work);
        apr_pool_clear(model->work.pool);
    }
    assert_true(model->refused > (uint64_t)steps / 100); /* it was full often enough to mean something */
}

static void gives_the_answers_of_a_plain_model(void **state)
{
    model_t *model = new_model(SMALL, unit_work(state));

    compare(model, STEPS_ON_SMALL);
}

static void gives_the_answers_of_a_plain_model_with_several_stripes(void **state)
{
    model_t *model = new_model(LARGE, unit_work(state));

    assert_int_equal(model->segment.stripe_count, STRIPES);
    weigh_down(model);
    compare(model, STEPS_ON_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_answers_of_a_plain_model),
        cmocka_unit_test(gives_the_answers_of_a_plain_model_with_several_stripes),
    };
    return unit_run("shm_model", tests, sizeof(tests) / sizeof(tests[0]));
}
