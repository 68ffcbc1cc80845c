/* SPDX-License-Identifier: Apache-2.0 */
/* Tables in memory that processes share, and the processes. A child can not fail a test: it ends with another status
 * than 0, and whoever waits for it fails. */
#ifndef OAS_TESTS_SHM_FIXTURE_H
#define OAS_TESTS_SHM_FIXTURE_H

#include "unit.h"

#include <sys/types.h>

#include "session/shm_table.h"

/* Zeros that processes forked later share, until pool is cleared. */
void *map_shared(size_t size, apr_pool_t *pool);

/* The table in this memory, which is blank or has one. */
oas_store_t *open_table(void *memory, size_t size, oas_work_t *work);

/* Each byte is accounted for and nothing had to be mended. */
void assert_sound(oas_store_t *store, oas_work_t *work);

oas_store_usage_t usage_of(oas_store_t *store, oas_work_t *work);

/* What tests know of the layout: the bucket of a sample in its stripe, and the first slot of a used id; a word at this
 * place has to do with a lock. */
uint32_t bucket_of(void *memory, size_t size, uint64_t n);
uint32_t slot_of(void *memory, size_t size, uint64_t n);
bool is_of_a_lock(void *memory, size_t size, size_t place);

/* Let the link of a sample's bucket, or the free list of the first stripe, lead to where nothing is. */
void break_link_of(void *memory, size_t size, uint64_t n);
void break_free_list(void *memory, size_t size);

/* Let the record of a sample, which is there and the first of its bucket, lead to itself: as the next record of its
 * bucket, and as the next block of its chain, of which it says that it is so many bytes long. */
void bend_into_rings(void *memory, size_t size, uint64_t n, uint32_t bytes);

/* A process that ends with what run returns. */
pid_t start_child(int (*run)(void *data), void *data);
void assert_ended_well(pid_t pid);
void assert_was_killed(pid_t pid);

/* Waits until a byte comes through the pipe, which a child that goes wrong may never write. */
void assert_told(int pipe);

/* For threads and processes: work with a pool that no other one uses. Its pool is to be destroyed in the end. */
oas_work_t work_apart(void);

#endif
