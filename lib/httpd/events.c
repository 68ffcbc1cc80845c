/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/events.h"

#include "flow/noted_event.h"
#include "httpd/audit_log.h"
#include "httpd/bridge.h"
#include "httpd/config.h"
#include "httpd/tallies.h"

/* Each event points to the one before it. */
static oas_event_t *in_order(oas_event_t *last)
{
    oas_event_t *first = NULL;

    while (last != NULL) {
        oas_event_t *before = last->next;

        last->next = first;
        first = last;
        last = before;
    }
    return first;
}

static void settle(server_rec *server, const request_rec *r, oas_work_t *work)
{
    const oas_event_t *event = in_order(work->events);

    work->events = NULL;
    for (; event != NULL; event = event->next) {
        oas_tallies_count(event);
        oas_audit_log_write(server, r, event, work->pool);
    }
}

void oas_events_settle(request_rec *r, oas_work_t *work)
{
    if (work->events != NULL)
        settle(r->server, r, work);
}

void oas_events_settle_of_server(server_rec *server, oas_work_t *work)
{
    settle(server, NULL, work);
}

void oas_events_tell_start(server_rec *servers, oas_work_t *work)
{
    for (server_rec *server = servers; server != NULL; server = server->next) {
        if (oas_server_config(server)->site == NULL)
            continue;
        oas_event_note(work, (oas_event_t){.kind = OAS_EVENT_KEYS, .reason = "keys_read", .by = "server"});
        settle(server, NULL, work);
    }
}

void oas_events_deny(request_rec *r, const char *reason)
{
    const oas_server_config_t *config = oas_server_config(r->server);
    const oas_session_t *session = oas_exchange(r)->session;
    oas_work_t work = oas_bridge_work(r);

    if (config->site == NULL || session == NULL)
        return;
    oas_note_session((oas_event_t){.kind = OAS_EVENT_DENIAL, .status = OAS_REFUSED, .reason = reason}, &config->site->sessions,
                     session, &work);
    oas_events_settle(r, &work);
}
