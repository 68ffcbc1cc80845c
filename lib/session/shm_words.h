/* SPDX-License-Identifier: Apache-2.0 */
/* Words of the segment: all of it but its locks is read and written by these and nothing else. A load acquires and a
 * store releases, so who has read a word sees all that its writer had written before: that is what makes readers without
 * a lock right (docs/session-table.md). On x86 both are plain moves. */
#ifndef OAS_SESSION_SHM_WORDS_H
#define OAS_SESSION_SHM_WORDS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "session/shm_fault.h"

typedef _Atomic uint64_t oas_shm_word_t;

_Static_assert(sizeof(oas_shm_word_t) == 8 && ATOMIC_LLONG_LOCK_FREE == 2, "words are shared between processes");

static inline uint64_t oas_shm_load(const oas_shm_word_t *word)
{
    return atomic_load_explicit(word, memory_order_acquire);
}

static inline void oas_shm_store(oas_shm_point_t point, oas_shm_word_t *word, uint64_t value)
{
    oas_shm_at(point);
    atomic_store_explicit(word, value, memory_order_release);
}

/* Store where the expected value is still there; false: it was another one. */
static inline bool oas_shm_exchange(oas_shm_point_t point, oas_shm_word_t *word, uint64_t expected, uint64_t value)
{
    oas_shm_at(point);
    return atomic_compare_exchange_strong_explicit(word, &expected, value, memory_order_acq_rel, memory_order_acquire);
}

/* Load what the last exchange left. Who exchanges the word after this sees all that was written before it. */
static inline uint64_t oas_shm_settle(oas_shm_point_t point, oas_shm_word_t *word)
{
    oas_shm_at(point);
    return atomic_fetch_or_explicit(word, 0, memory_order_acq_rel);
}

/* Count one more. Anybody may do so at any time. */
static inline void oas_shm_count(oas_shm_point_t point, oas_shm_word_t *word)
{
    oas_shm_at(point);
    atomic_fetch_add_explicit(word, 1, memory_order_relaxed);
}

/* Two numbers in one word: together they are the old ones or the new ones. */
static inline uint64_t oas_shm_pair(uint32_t high, uint32_t low)
{
    return (uint64_t)high << 32 | low;
}

static inline uint32_t oas_shm_high(uint64_t pair)
{
    return (uint32_t)(pair >> 32);
}

static inline uint32_t oas_shm_low(uint64_t pair)
{
    return (uint32_t)pair;
}

#endif
