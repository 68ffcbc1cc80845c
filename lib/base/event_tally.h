/* SPDX-License-Identifier: Apache-2.0 */
/* How often what happened, and how it ended: counted by all processes together. */
#ifndef OAS_BASE_EVENT_TALLY_H
#define OAS_BASE_EVENT_TALLY_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/event.h"

typedef enum {
    OAS_OUTCOME_SUCCESS,
    OAS_OUTCOME_DENIED,  /* the person, or the provider, did not agree */
    OAS_OUTCOME_REFUSED, /* by us: what came was not right */
    OAS_OUTCOME_FAILED,  /* nobody could say: a provider that is down, a store that is full */
    OAS_OUTCOME_COUNT
} oas_outcome_t;

/* All zero at first. */
typedef struct {
    _Atomic uint64_t events[OAS_EVENT_COUNT][OAS_OUTCOME_COUNT];
} oas_event_tally_t;

oas_outcome_t oas_event_outcome(const oas_event_t *event);

/* "success". Constant text. */
const char *oas_outcome_name(oas_outcome_t outcome);

void oas_event_tally_add(oas_event_tally_t *tally, const oas_event_t *event);

uint64_t oas_event_tally_read(const oas_event_tally_t *tally, oas_event_kind_t kind, oas_outcome_t outcome);

/* However they ended. */
uint64_t oas_event_tally_sum(const oas_event_tally_t *tally, oas_event_kind_t kind);

#endif
