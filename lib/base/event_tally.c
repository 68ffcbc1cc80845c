/* SPDX-License-Identifier: Apache-2.0 */
#include "base/event_tally.h"

#include <string.h>

static oas_outcome_t outcome_of_failure(const char *reason)
{
    return reason != NULL && strcmp(reason, "access_denied") == 0 ? OAS_OUTCOME_DENIED : OAS_OUTCOME_REFUSED;
}

oas_outcome_t oas_event_outcome(const oas_event_t *event)
{
    switch (event->status) {
    case OAS_OK:            return OAS_OUTCOME_SUCCESS;
    case OAS_NOT_FOUND:
    case OAS_EXPIRED:
    case OAS_REFUSED:       return outcome_of_failure(event->reason);
    case OAS_UNAVAILABLE:
    case OAS_FULL:
    case OAS_MISCONFIGURED:
    case OAS_BROKEN:        break;
    }
    return OAS_OUTCOME_FAILED;
}

const char *oas_outcome_name(oas_outcome_t outcome)
{
    switch (outcome) {
    case OAS_OUTCOME_SUCCESS: return "success";
    case OAS_OUTCOME_DENIED:  return "denied";
    case OAS_OUTCOME_REFUSED: return "refused";
    case OAS_OUTCOME_FAILED:  return "failed";
    case OAS_OUTCOME_COUNT:   break;
    }
    return "none";
}

void oas_event_tally_add(oas_event_tally_t *tally, const oas_event_t *event)
{
    atomic_fetch_add_explicit(&tally->events[event->kind][oas_event_outcome(event)], 1, memory_order_relaxed);
}

uint64_t oas_event_tally_read(const oas_event_tally_t *tally, oas_event_kind_t kind, oas_outcome_t outcome)
{
    return atomic_load_explicit(&tally->events[kind][outcome], memory_order_relaxed);
}

uint64_t oas_event_tally_sum(const oas_event_tally_t *tally, oas_event_kind_t kind)
{
    uint64_t sum = 0;

    for (int outcome = 0; outcome < OAS_OUTCOME_COUNT; outcome++)
        sum += oas_event_tally_read(tally, kind, (oas_outcome_t)outcome);
    return sum;
}
