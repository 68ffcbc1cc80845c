/* SPDX-License-Identifier: Apache-2.0 */
#include "base/event.h"

#include <apr_strings.h>

const char *oas_event_name(oas_event_kind_t kind)
{
    switch (kind) {
    case OAS_EVENT_LOGIN:            return "login";
    case OAS_EVENT_REFRESH:          return "refresh";
    case OAS_EVENT_LOGOUT:           return "logout";
    case OAS_EVENT_REVOCATION:       return "revocation";
    case OAS_EVENT_TOKEN_REVOCATION: return "token_revocation";
    case OAS_EVENT_DENIAL:           return "denial";
    case OAS_EVENT_KEYS:             return "keys";
    case OAS_EVENT_COUNT:            break;
    }
    return "none";
}

void oas_event_note(oas_work_t *work, oas_event_t event)
{
    event.next = work->events;
    work->events = apr_pmemdup(work->pool, &event, sizeof(event));
}
