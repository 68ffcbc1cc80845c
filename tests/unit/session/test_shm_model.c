/* SPDX-License-Identifier: Apache-2.0 */
/* The table against a plain model: the same random steps on both must give the same answers, and each byte is accounted
 * for. The model knows what a record costs and that one in 32 blocks is kept back; nothing else of how the table works.
 */
#include "unit.h"

#include <string.h>

#include "samples.h"
#include "session/shm_record.h"
#include "session/shm_table.h"

enum { MEMORY = 384 * 1024, STEPS = 100000, SAMPLES = 250, IDS = 200, SETTLE = 500 };

typedef struct {
    oas_record_head_t head; /* generation 0: not there */
    sample_sizes_t sizes;
} entry_t;

typedef struct {
    oas_store_t *store;
    const oas_store_calls_t *calls;
    oas_work_t work;
    entry_t entries[SAMPLES];
    apr_time_t ids[IDS]; /* remembered until */
    uint64_t random;
    uint64_t blocks; /* that the table has */
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
        .face = (uint32_t)sizes.face, .label = (uint32_t)sizes.label, .vault = (uint32_t)sizes.vault});
}

static bool lives(const model_t *model, const entry_t *entry)
{
    return entry->head.generation != 0 && !oas_record_is_over(&entry->head, model->work.now);
}

/* Blocks of the living: all others can be had. */
static uint64_t blocks_in_use(const model_t *model)
{
    uint64_t blocks = 0;

    for (size_t n = 0; n < SAMPLES; n++)
        if (lives(model, &model->entries[n]))
            blocks += blocks_of(model->entries[n].sizes);
    return blocks;
}

/* Mostly as sessions are, sometimes large, sometimes next to nothing. */
static sample_sizes_t some_sizes(model_t *model)
{
    switch (draw(model, 20)) {
    case 0: return (sample_sizes_t){.face = draw(model, 30000), .vault = draw(model, 30000)};
    case 1: return (sample_sizes_t){.face = draw(model, 3)};
    default: return (sample_sizes_t){.face = draw(model, 1200), .vault = draw(model, 2000), .label = draw(model, 150)};
    }
}

static void step_put(model_t *model, uint64_t n)
{
    entry_t *entry = &model->entries[n];
    sample_sizes_t sizes = some_sizes(model);
    oas_record_t record = sample_of(n, 1, sizes, &model->work);
    oas_status_t expected = OAS_OK;

    if (lives(model, entry))
        expected = OAS_REFUSED;
    else if (blocks_in_use(model) + blocks_of(sizes) + model->blocks / 32 > model->blocks)
        expected = OAS_FULL;
    assert_int_equal(model->calls->put(model->store, &record, &model->work), expected);
    model->refused += expected == OAS_FULL;
    if (expected == OAS_OK)
        *entry = (entry_t){.head = record.head, .sizes = sizes};
}

static void step_replace(model_t *model, uint64_t n)
{
    entry_t *entry = &model->entries[n];
    uint64_t generation = entry->head.generation + 1 + (draw(model, 4) == 0);
    sample_sizes_t sizes = some_sizes(model);
    oas_record_t record = sample_of(n, generation, sizes, &model->work);
    oas_status_t expected = OAS_OK;

    if (!lives(model, entry))
        expected = OAS_NOT_FOUND;
    else if (generation != entry->head.generation + 1)
        expected = OAS_EXPIRED;
    else if (blocks_in_use(model) + blocks_of(sizes) > model->blocks)
        expected = OAS_FULL;
    assert_int_equal(model->calls->replace(model->store, &record, &model->work), expected);
    model->refused += expected == OAS_FULL;
    if (expected == OAS_OK)
        *entry = (entry_t){.head = record.head, .sizes = sizes};
}

static void step_get(model_t *model, uint64_t n)
{
    const entry_t *entry = &model->entries[n];
    bool with_vault = draw(model, 2) == 0;
    sample_sizes_t face_only = {.face = entry->sizes.face};
    oas_index_t index = sample_index(n);
    oas_record_t *record;

    assert_int_equal(model->calls->get(model->store, &record, &index, with_vault, &model->work),
                     lives(model, entry) ? OAS_OK : OAS_NOT_FOUND);
    model->lookups++;
    if (record == NULL)
        return;
    assert_true(is_sample_of(record, n, with_vault ? entry->sizes : face_only));
    assert_true(record->head.generation == entry->head.generation);
    assert_true(record->head.last_used == entry->head.last_used);
    assert_true(record->head.expires == entry->head.expires);
}

static void step_touch(model_t *model, uint64_t n)
{
    entry_t *entry = &model->entries[n];
    oas_index_t index = sample_index(n);

    assert_int_equal(model->calls->touch(model->store, &index, &model->work),
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

    for (size_t n = 0; n < SAMPLES; n++)
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
static void settle(model_t *model)
{
    size_t length = (size_t)(model->blocks - model->blocks / 32) * OAS_SHM_NEXT_ROOM * 8 - OAS_SHM_BLOCK_SIZE;
    oas_record_t record = sample_of(SAMPLES, 1, (sample_sizes_t){.face = length}, &model->work);
    oas_status_t status = model->calls->put(model->store, &record, &model->work);

    assert_int_equal(status, blocks_in_use(model) == 0 ? OAS_OK : OAS_FULL);
    model->refused += status == OAS_FULL;
    if (status == OAS_OK)
        assert_int_equal(model->calls->remove(model->store, &record.head.index, &model->work), OAS_OK);
}

static void assert_accounts_are_equal(model_t *model)
{
    uint64_t living = 0, shown = 0;
    oas_store_usage_t usage;
    bool was_sound;

    for (size_t n = 0; n < SAMPLES; n++)
        living += lives(model, &model->entries[n]);
    assert_int_equal(model->calls->usage(model->store, &usage, &model->work), OAS_OK);
    assert_int_equal(usage.sessions, living);
    assert_int_equal(usage.bytes_used, blocks_in_use(model) * OAS_SHM_BLOCK_SIZE);
    assert_int_equal(usage.refused, model->refused);
    assert_int_equal(usage.lookups, model->lookups);
    assert_int_equal(usage.repairs, 0);
    assert_int_equal(model->calls->visit(model->store, count, &shown, &model->work), OAS_OK);
    assert_int_equal(shown, living);
    assert_int_equal(oas_shm_table_audit(model->store, &was_sound, &model->work), OAS_OK);
    assert_true(was_sound);
}

static void step(model_t *model)
{
    uint64_t n = draw(model, SAMPLES), kind = draw(model, 1000);

    if (kind < 300)
        step_get(model, n);
    else if (kind < 600)
        step_put(model, n);
    else if (kind < 750)
        step_replace(model, n);
    else if (kind < 850)
        step_touch(model, n);
    else if (kind < 920)
        step_remove(model, n);
    else if (kind < 980)
        step_use_id(model);
    else if (kind < 998)
        model->work.now += (apr_time_t)draw(model, (uint64_t)apr_time_from_sec(300));
    else
        step_remove_realm(model);
}

static void gives_the_answers_of_a_plain_model(void **state)
{
    oas_work_t *work = unit_work(state);
    model_t *model = apr_pcalloc(work->pool, sizeof(*model));
    void *memory = aligned_alloc(4096, MEMORY);
    oas_store_usage_t usage;
    bool was_replaced;

    memset(memory, 0, MEMORY);
    model->work = *work;
    assert_int_equal(oas_shm_table_open(&model->store, &was_replaced, memory, MEMORY, work->pool, work), OAS_OK);
    model->calls = model->store->calls;
    assert_int_equal(model->calls->usage(model->store, &usage, work), OAS_OK);
    model->blocks = usage.bytes_in_all / OAS_SHM_BLOCK_SIZE;
    apr_pool_create(&model->work.pool, work->pool);
    for (int i = 1; i <= STEPS; i++) {
        step(model);
        if (i % SETTLE == 0) {
            settle(model);
            assert_accounts_are_equal(model);
        }
        oas_forgive(&model->work);
        apr_pool_clear(model->work.pool);
    }
    assert_true(model->refused > STEPS / 100); /* it was full often enough to mean something */
    free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_answers_of_a_plain_model),
    };
    return unit_run("shm_model", tests, sizeof(tests) / sizeof(tests[0]));
}
