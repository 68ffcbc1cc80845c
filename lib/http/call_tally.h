/* SPDX-License-Identifier: Apache-2.0 */
/* How long calls took, and how many were in vain: of each kind a histogram, counted by all processes together. */
#ifndef OAS_HTTP_CALL_TALLY_H
#define OAS_HTTP_CALL_TALLY_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/clock.h"
#include "http/client.h"

enum { OAS_CALL_BOUNDS = 10, OAS_CALL_KINDS = 12 };

/* A call is in the first bucket whose bound it does not exceed. All zero at first. */
typedef struct {
    _Atomic uint64_t buckets[OAS_CALL_BOUNDS + 1]; /* the last one has those beyond all bounds */
    _Atomic uint64_t microseconds;                 /* of all of them */
    _Atomic uint64_t failures;                     /* of them: no answer, or one with a status from 500 on */
} oas_call_tally_t;

typedef struct {
    oas_call_tally_t kinds[OAS_CALL_KINDS];
} oas_call_tallies_t;

/* A bucket's bound in seconds, as text: "0.01"; "+Inf" is the last one's. */
const char *oas_call_bound(unsigned bucket);

/* What a kind of calls is called: "token". */
const char *oas_call_kind(unsigned kind);

/* A client in pool that calls with inner and counts in tallies, which must live as long, as the clock must. What could not be
 * called, for too many calls were under way or nothing fit to be called was there, does not count. */
oas_http_client_t *oas_counting_client(oas_http_client_t *inner, oas_call_tallies_t *tallies, oas_clock_t *clock,
                                       apr_pool_t *pool);

#endif
