/* SPDX-License-Identifier: Apache-2.0 */
/* How many lines of one kind may be written in a second. One word, which all processes may share. */
#ifndef OAS_BASE_LINE_BUDGET_H
#define OAS_BASE_LINE_BUDGET_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <apr_time.h>

enum { OAS_LINES_A_SECOND = 10 };

/* The second in the upper half, the lines that were wanted in it in the lower one. Zeroed memory is a fresh budget. */
typedef _Atomic uint64_t oas_line_budget_t;

/* A line is to be written now: may it be? *left_out is how many could not be in the second before, which nobody was told yet. */
bool oas_line_budget_take(oas_line_budget_t *budget, unsigned *left_out, apr_time_t now);

/* How many lines could not be written in a second that is over. They are asked for once: then nobody has to be told any more. */
unsigned oas_line_budget_left_out(oas_line_budget_t *budget, apr_time_t now);

#endif
