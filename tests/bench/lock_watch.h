/* SPDX-License-Identifier: Apache-2.0 */
/* How long the locks of the table are held. The linker puts the watch between the table and the C library
 * (--wrap, in Makefile.am): nothing is measured that is not what runs elsewhere, too. */
#ifndef OAS_BENCH_LOCK_WATCH_H
#define OAS_BENCH_LOCK_WATCH_H

/* Watch from now on. Two calls of the system with each lock are the price, and so nobody is watched otherwise. */
void lock_watch_begin(void);

/* Watch no more. Nanoseconds of this thread's processor time between the taking of a lock and its giving back, the longest since
 * the watch began; 0: none was taken. Time in which the thread was not running is nobody's work under a lock, and does not
 * count. */
double lock_watch_end(void);

#endif
