/* SPDX-License-Identifier: Apache-2.0 */
#include "base/line_budget.h"

static uint64_t fresh(apr_time_t now)
{
    return (uint64_t)apr_time_sec(now) << 32;
}

static bool is_of_another_second(uint64_t word, apr_time_t now)
{
    return (word ^ fresh(now)) >> 32 != 0; /* also of a later one: the clock may have been set back */
}

static unsigned beyond(uint64_t word)
{
    uint32_t lines = (uint32_t)word;

    return lines > OAS_LINES_A_SECOND ? lines - OAS_LINES_A_SECOND : 0;
}

bool oas_line_budget_take(oas_line_budget_t *budget, unsigned *left_out, apr_time_t now)
{
    uint64_t word = atomic_load_explicit(budget, memory_order_relaxed);
    uint64_t next;

    do
        next = (is_of_another_second(word, now) ? fresh(now) : word) + 1;
    while (!atomic_compare_exchange_weak_explicit(budget, &word, next, memory_order_relaxed, memory_order_relaxed));
    *left_out = is_of_another_second(word, now) ? beyond(word) : 0;
    return beyond(next) == 0;
}

unsigned oas_line_budget_left_out(oas_line_budget_t *budget, apr_time_t now)
{
    uint64_t word = atomic_load_explicit(budget, memory_order_relaxed);

    if (!is_of_another_second(word, now) || beyond(word) == 0)
        return 0;
    return atomic_compare_exchange_strong_explicit(budget, &word, fresh(now), memory_order_relaxed, memory_order_relaxed)
               ? beyond(word)
               : 0; /* somebody begins a new second with a line of his own, and tells */
}
