/* SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

#include "samples.h"

static store_make_t *make_store;

void contract_of(store_make_t *make)
{
    make_store = make;
}

static int set_up_size(void **state, size_t size)
{
    contract_t *contract = calloc(1, sizeof(*contract));
    apr_pool_t *pool;

    if (contract == NULL || apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    contract->work = oas_work(pool, OAS_TEST_NOW);
    contract->store = make_store(size, pool);
    contract->calls = contract->store->calls;
    *state = contract;
    return 0;
}

int set_up(void **state)
{
    return set_up_size(state, 2 * 1024 * 1024);
}

int set_up_small(void **state)
{
    return set_up_size(state, 512 * 1024);
}

int tear_down(void **state)
{
    contract_t *contract = *state;

    apr_pool_destroy(contract->work.pool);
    free(contract);
    return 0;
}

oas_status_t put(contract_t *contract, uint64_t n)
{
    oas_record_t record = sample(n, 1, &contract->work);

    return contract->calls->put(contract->store, &record, &contract->work);
}

oas_status_t replace(contract_t *contract, uint64_t n, uint64_t generation)
{
    oas_record_t record = sample(n, generation, &contract->work);

    return contract->calls->replace(contract->store, &record, &contract->work);
}

oas_status_t get(contract_t *contract, oas_record_t **record, uint64_t n)
{
    oas_index_t index = sample_index(n);

    return contract->calls->get(contract->store, record, &index, OAS_BOXES_ALL, &contract->work);
}

oas_status_t touch(contract_t *contract, uint64_t n)
{
    oas_index_t index = sample_index(n);

    return contract->calls->touch(contract->store, &(apr_time_t){0}, &index, &contract->work);
}

/* Of the record as it is now. */
static oas_record_head_t head_of(contract_t *contract, uint64_t n)
{
    oas_record_t *record;

    return get(contract, &record, n) == OAS_OK ? record->head : (oas_record_head_t){.index = sample_index(n)};
}

oas_status_t lease(contract_t *contract, uint64_t n, apr_time_t until)
{
    oas_record_head_t head = head_of(contract, n);

    return contract->calls->lease(contract->store, &head, until, &contract->work);
}

oas_status_t release(contract_t *contract, uint64_t n, apr_time_t until)
{
    oas_record_head_t head = head_of(contract, n);

    return contract->calls->release(contract->store, &head, until, &contract->work);
}

oas_status_t take_away(contract_t *contract, uint64_t n)
{
    oas_index_t index = sample_index(n);

    return contract->calls->remove(contract->store, &index, &contract->work);
}

oas_status_t use_once(contract_t *contract, uint64_t n, apr_time_t until)
{
    oas_index_t id = sample_index(n);

    return contract->calls->use_once(contract->store, &id, until, &contract->work);
}

oas_status_t was_used(contract_t *contract, uint64_t n)
{
    oas_index_t id = sample_index(n);

    return contract->calls->was_used(contract->store, &id, &contract->work);
}

oas_store_usage_t usage(contract_t *contract)
{
    oas_store_usage_t usage;

    assert_int_equal(contract->calls->usage(contract->store, &usage, &contract->work), OAS_OK);
    return usage;
}

bool is_there(contract_t *contract, uint64_t n)
{
    oas_record_t *record;

    return get(contract, &record, n) == OAS_OK && is_sample(record, n);
}

void assert_there(contract_t *contract, uint64_t n)
{
    oas_record_t *record;

    assert_int_equal(get(contract, &record, n), OAS_OK);
    assert_true(is_sample(record, n));
}

void assert_gone(contract_t *contract, uint64_t n)
{
    oas_record_t *record = (oas_record_t *)contract;

    assert_int_equal(get(contract, &record, n), OAS_NOT_FOUND);
    assert_null(record);
}
