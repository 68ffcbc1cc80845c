/* SPDX-License-Identifier: Apache-2.0 */
/* What session/store.h promises, as tests that every store runs as they are. */
#ifndef OAS_TESTS_STORE_CONTRACT_H
#define OAS_TESTS_STORE_CONTRACT_H

#include "session/store.h"

/* An empty store in pool with room for records of about so many bytes in all (at least 512 kB), which processes forked
 * later share. */
typedef oas_store_t *store_make_t(size_t size, apr_pool_t *pool);

/* Run the tests; the number of those that failed. */
int store_contract_run(const char *name, store_make_t *make);

#endif
