/* SPDX-License-Identifier: Apache-2.0 */
/* What callgrind counts, by the names of these functions; so they have to stay functions. */
#ifndef OAS_BENCH_TABLE_COUNTED_H
#define OAS_BENCH_TABLE_COUNTED_H

#include "stage.h"

__attribute__((noinline)) void counted_gets(stage_t *stage, const oas_index_t *indexes, int count);

/* How many found room. */
__attribute__((noinline)) int counted_puts(stage_t *stage, const oas_record_t *records, int count);

#endif
