/* SPDX-License-Identifier: Apache-2.0 */
/* Notices when the clock of the machine was set: it went on by more, or by less, than time has passed. */
#ifndef OAS_BASE_CLOCK_WATCH_H
#define OAS_BASE_CLOCK_WATCH_H

#include <apr_time.h>

enum { OAS_CLOCK_SET_LEAST = 60 /* seconds: less is what machines do to keep the time */ };

/* What was seen last; zero before. */
typedef struct {
    apr_time_t wall;
    apr_time_t steady;
} oas_clock_watch_t;

/* How far the clock was set since the last call: more than 0 is forward, 0 not at all, or by less than
 * OAS_CLOCK_SET_LEAST. steady counts from anywhere, and goes on while the machine sleeps. */
apr_interval_time_t oas_clock_watch_set(oas_clock_watch_t *watch, apr_time_t wall, apr_time_t steady);

#endif
