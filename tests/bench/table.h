/* SPDX-License-Identifier: Apache-2.0 */
/* What is measured of the session table; each prints its figures. */
#ifndef OAS_BENCH_TABLE_H
#define OAS_BENCH_TABLE_H

#include <stdint.h>

/* How long it takes to look up one of 10 to 1,000,000 sessions, and what of it is the memory's. */
void measure_lookups(void);

/* How long it takes to put one more session into an empty store, into one full of sessions that are over, and into one
 * where they end one by one; and to be refused there. */
void measure_inserts(void);

/* How long a page of a list of 100,000 sessions takes: of all, of those that pass a filter, and of all while somebody who is
 * stopped holds every lock. */
void measure_lists(void);

/* Milliseconds that a lock is held at a time, at most, while 100,000 sessions are listed, and while those of a user who has
 * so many are found and ended. */
void measure_locks(void);

/* Reads in a second of 2 processes with 32 threads each, over those of one thread, and how often they wait. Adjusted means
 * for each second of a processor's time that they get: what they would reach on a machine that does nothing else. */
void measure_readers(void);

/* Reads while a writer is stopped with the lock in its hands, over those without one. */
void measure_readers_of_a_stopped_writer(void);

/* Bytes of memory that a session needs. */
void measure_space(void);

/* For callgrind, which counts the instructions of the functions below: a thousand reads of so many sessions, and a
 * thousand inserts. */
enum { COUNTED = 1000 };
void count_gets(uint64_t sessions);
void count_puts_into_an_empty_store(void);
void count_puts_into_a_full_store(void);
void count_puts_where_sessions_end(void);

#endif
