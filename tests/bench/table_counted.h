/* SPDX-License-Identifier: Apache-2.0 */
/* What callgrind counts, by the names of these functions; in a file of its own so that they stay functions. */
#ifndef OAS_BENCH_TABLE_COUNTED_H
#define OAS_BENCH_TABLE_COUNTED_H

#include "stage.h"

void counted_gets(stage_t *stage, const oas_index_t *indexes, int count);

/* How many found room. */
int counted_puts(stage_t *stage, const oas_record_t *records, int count);

#endif
