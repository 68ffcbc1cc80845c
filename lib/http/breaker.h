/* SPDX-License-Identifier: Apache-2.0 */
/* A circuit breaker: a client that does not call who did not answer a few times in a row. Then all processes are refused at
 * once, for a short time that grows; after it one of them tries (half-open), and when he is answered, everybody may call
 * again. So people learn at once that the provider is down, no worker hangs, and the provider can get up. */
#ifndef OAS_HTTP_BREAKER_H
#define OAS_HTTP_BREAKER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "http/client.h"

/* In memory that all processes share; all zero at first. */
typedef struct {
    _Atomic uint64_t failures; /* in a row */
    _Atomic uint64_t until;    /* microseconds since 1970: who calls is refused */
} oas_breaker_t;

typedef struct {
    oas_breaker_t *breaker;
    oas_clock_t *clock;
    apr_interval_time_t longest_call; /* who tries and takes longer is dead */
    const char *provider;             /* its name, for failures; that of an origin may be, too */
} oas_breaker_settings_t;

/* A client in pool that calls with inner. settings is copied; what it points to must live as long.
 * OAS_UNAVAILABLE (circuit_open): refused; work->pause says for how long. What counts as no answer: OAS_UNAVAILABLE of inner, and the status 502, 503 or
 * 504. Not 500: there are providers that give it for one bad request, and anybody can bring one about. */
oas_http_client_t *oas_breaker_client(oas_http_client_t *inner, const oas_breaker_settings_t *settings, apr_pool_t *pool);

/* Calls are refused, but for one that tries now and then. */
bool oas_breaker_is_open(const oas_breaker_t *breaker);

#endif
