/* SPDX-License-Identifier: Apache-2.0 */
/* Time as it passes during a wait or a call. A work's own time is read once; who waits needs more than that. The server's
 * clock is made in httpd/, and a test has one of its own, so that no test sleeps. */
#ifndef OAS_BASE_CLOCK_H
#define OAS_BASE_CLOCK_H

#include <apr_time.h>

typedef struct oas_clock_t oas_clock_t;
struct oas_clock_t {
    apr_time_t (*now)(oas_clock_t *clock);
    void (*sleep)(oas_clock_t *clock, apr_interval_time_t duration);
};

#endif
