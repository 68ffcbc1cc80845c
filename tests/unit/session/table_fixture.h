/* SPDX-License-Identifier: Apache-2.0 */
/* Tables filled with samples, and what lies where in them. */
#ifndef OAS_TESTS_TABLE_FIXTURE_H
#define OAS_TESTS_TABLE_FIXTURE_H

#include "unit.h"

#include "samples.h"
#include "session/shm_bucket.h"
#include "session/shm_table.h"
#include "shm_fixture.h"

enum { TABLE_SIZE = 512 * 1024, TABLE_SAMPLES = 60, TABLE_ID = 1000 };

/* A table opened there; whether something else was replaced must be as said. */
oas_store_t *table_opened(void *memory, size_t size, bool was_replaced, oas_work_t *work);

/* A table of TABLE_SIZE with the samples 1 to TABLE_SAMPLES, the even ones in their second generation, and a used id. */
oas_store_t *table_filled(void *memory, oas_work_t *work);

oas_status_t table_put(oas_store_t *store, uint64_t n, uint64_t generation, oas_work_t *work);
oas_status_t table_get(oas_store_t *store, oas_record_t **record, uint64_t n, oas_work_t *work);
oas_status_t table_remove(oas_store_t *store, uint64_t n, oas_work_t *work);

/* Those of its samples that are there and whole. */
uint64_t table_count(oas_store_t *store, oas_work_t *work);

/* All are there, the used id, too, and each byte is accounted for. */
void assert_table_is_complete(oas_store_t *store, oas_work_t *work);

/* The only stripe of a table of TABLE_SIZE. */
oas_shm_stripe_t table_stripe(void *memory);

/* The first block of a sample in it, and its number. */
oas_shm_first_block_t *table_first_block(const oas_shm_stripe_t *stripe, uint64_t n);
uint32_t table_number(const oas_shm_stripe_t *stripe, uint64_t n);

/* The bucket of a sample. */
oas_shm_bucket_t *table_bucket(const oas_shm_stripe_t *stripe, uint64_t n);

#endif
