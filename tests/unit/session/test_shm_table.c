/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <sys/mman.h>

#include "session/shm_table.h"
#include "store_contract.h"

static apr_status_t unmap(void *given)
{
    (void)given;
    return APR_SUCCESS;
}

static oas_store_t *make_table(size_t size, apr_pool_t *pool)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    oas_work_t work = oas_work(pool, OAS_TEST_NOW);
    oas_store_t *store;
    bool was_replaced;

    assert_true(memory != MAP_FAILED);
    apr_pool_cleanup_register(pool, memory, unmap, apr_pool_cleanup_null);
    assert_int_equal(oas_shm_table_open(&store, &was_replaced, memory, size, pool, &work), OAS_OK);
    return store;
}

int main(void)
{
    return store_contract_run("shm_table keeps the contract", make_table);
}
