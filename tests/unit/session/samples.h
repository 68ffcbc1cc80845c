/* SPDX-License-Identifier: Apache-2.0 */
/* Records whose every byte follows from their number and generation: a store that mixes two of them up, cuts one or
 * gives out an old one is found out. */
#ifndef OAS_TESTS_SAMPLES_H
#define OAS_TESTS_SAMPLES_H

#include "session/store.h"

/* Bytes of the boxes. */
typedef struct {
    size_t face;
    size_t values;
    size_t vault;
    size_t label;
} sample_sizes_t;

/* A pseudo-random number that belongs to n. */
uint64_t sample_hash(uint64_t n);

/* Sizes as sessions have them, of a number and a generation. */
sample_sizes_t sample_sizes(uint64_t n, uint64_t generation);

oas_index_t sample_index(uint64_t n);

/* A record made at work->now with half an hour's idle timeout and eight hours' lifetime, in work->pool. */
oas_record_t sample_of(uint64_t n, uint64_t generation, sample_sizes_t sizes, oas_work_t *work);
oas_record_t sample(uint64_t n, uint64_t generation, oas_work_t *work);

/* The record is the sample n of the generation that its head names, with boxes of these sizes. */
bool is_sample_of(const oas_record_t *record, uint64_t n, sample_sizes_t sizes);

/* The record as the store gives it with its vault is the sample n of any generation. */
bool is_sample(const oas_record_t *record, uint64_t n);

/* The number of a sample. */
uint64_t sample_number(const oas_record_t *record);

#endif
