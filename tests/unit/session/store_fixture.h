/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of a store's contract work on: a new store for each, and its calls for samples by number. */
#ifndef OAS_TESTS_STORE_FIXTURE_H
#define OAS_TESTS_STORE_FIXTURE_H

#include "unit.h"

#include "store_contract.h"

typedef struct {
    oas_work_t work;
    oas_store_t *store;
    const oas_store_calls_t *calls;
} contract_t;

/* Whose contract is tested from here on. */
void contract_of(store_make_t *make);

/* *state becomes a contract_t with an empty store, of 2 MB or 512 kB. */
int set_up(void **state);
int set_up_small(void **state);
int tear_down(void **state);

/* The calls; records are kept in their first generation, and got with their vaults. */
oas_status_t put(contract_t *contract, uint64_t n);
oas_status_t replace(contract_t *contract, uint64_t n, uint64_t generation);
oas_status_t get(contract_t *contract, oas_record_t **record, uint64_t n);
oas_status_t touch(contract_t *contract, uint64_t n);
oas_status_t lease(contract_t *contract, uint64_t n, apr_time_t until);
oas_status_t release(contract_t *contract, uint64_t n, apr_time_t until);
oas_status_t take_away(contract_t *contract, uint64_t n);
oas_status_t use_once(contract_t *contract, uint64_t n, apr_time_t until);
oas_status_t was_used(contract_t *contract, uint64_t n);
oas_store_usage_t usage(contract_t *contract);

/* The store has the sample n, whole. */
bool is_there(contract_t *contract, uint64_t n);
void assert_there(contract_t *contract, uint64_t n);
void assert_gone(contract_t *contract, uint64_t n);

#endif
