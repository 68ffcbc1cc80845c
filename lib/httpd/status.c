/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/status.h"

#include <httpd.h>
#include <http_main.h>
#include <http_protocol.h>
#include <mod_status.h>
#include <apr_optional_hooks.h>

#include "httpd/living.h"
#include "httpd/provider_memory.h"
#include "httpd/startup.h"
#include "httpd/tallies.h"

typedef struct {
    const char *key;  /* for programs (?auto) */
    const char *name; /* for people */
    size_t offset;    /* in the store's usage */
} figure_t;

static const figure_t figures[] = {
    {"OAuthSessionBytesUsed", "Bytes used", offsetof(oas_store_usage_t, bytes_used)},
    {"OAuthSessionBytesInAll", "Bytes in all", offsetof(oas_store_usage_t, bytes_in_all)},
    {"OAuthSessionBytesHighest", "Bytes used at most", offsetof(oas_store_usage_t, highest_used)},
    {"OAuthSessionRefusals", "Refusals by full parts of the table", offsetof(oas_store_usage_t, refused)},
    {"OAuthSessionRepairs", "Repairs of the table", offsetof(oas_store_usage_t, repairs)},
    {"OAuthSessionLookups", "Lookups", offsetof(oas_store_usage_t, lookups)},
};

static const figure_t guest_figures[] = {
    {"OAuthGuestBytesUsed", "Bytes used by guests", offsetof(oas_store_usage_t, bytes_used)},
    {"OAuthGuestBytesInAll", "Bytes for guests in all", offsetof(oas_store_usage_t, bytes_in_all)},
    {"OAuthGuestRefusals", "Refusals by full parts of the guest table", offsetof(oas_store_usage_t, refused)},
};

/* Where the page is written to, and for whom. */
typedef struct {
    request_rec *r;
    bool for_programs;
} page_t;

static void show(const page_t *page, const char *key, const char *name, uint64_t value)
{
    ap_rprintf(page->r, page->for_programs ? "%s: %" APR_UINT64_T_FMT "\n" : "<dt>%s</dt><dd>%" APR_UINT64_T_FMT "</dd>\n",
               page->for_programs ? key : name, (apr_uint64_t)value);
}

static void show_figures(const page_t *page, const figure_t *rows, size_t count, const oas_store_usage_t *usage)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t value;

        memcpy(&value, (const char *)usage + rows[i].offset, sizeof(value));
        show(page, rows[i].key, rows[i].name, value);
    }
}

static bool use_of(oas_store_usage_t *usage, oas_store_t *store, request_rec *r)
{
    oas_work_t work = oas_work(r->pool, r->request_time);

    return store != NULL && store->calls->usage(store, usage, &work) == OAS_OK;
}

/* Those of a table that are not over. */
static void show_living(const page_t *page, const char *key, const char *name, oas_store_t *store)
{
    uint64_t living;

    if (oas_living_count(&living, store, page->r))
        show(page, key, name, living);
}

/* --- what happened, and what is under way --- */

static const struct {
    oas_event_kind_t kind;
    bool is_well; /* those that ended well, else all others */
    const char *key;
    const char *name;
} event_figures[] = {
    {OAS_EVENT_LOGIN, true, "OAuthLogins", "Sign-ins"},
    {OAS_EVENT_LOGIN, false, "OAuthLoginsInVain", "Sign-ins in vain"},
    {OAS_EVENT_REFRESH, true, "OAuthRefreshes", "Renewals of tokens or claims"},
    {OAS_EVENT_REFRESH, false, "OAuthRefreshesInVain", "Renewals in vain"},
    {OAS_EVENT_LOGOUT, true, "OAuthLogouts", "Sign-outs"},
    {OAS_EVENT_DENIAL, false, "OAuthDenials", "Denials"},
};

/* Of all providers together. */
static uint64_t sum_of(oas_event_kind_t kind, bool is_well)
{
    const oas_tally_t *tally;
    const char *name;
    uint64_t sum = 0;

    for (size_t place = 0; (tally = oas_tally_at(place, &name)) != NULL; place++) {
        const uint64_t well = oas_event_tally_read(&tally->events, kind, OAS_OUTCOME_SUCCESS);

        sum += is_well ? well : oas_event_tally_sum(&tally->events, kind) - well;
    }
    return sum;
}

static uint64_t count_open_circuits(request_rec *r)
{
    const char *name;
    uint64_t open = 0;

    for (size_t place = 1; oas_tally_at(place, &name) != NULL; place++)
        open += oas_provider_memory_is_down(name, ap_server_conf, r->pool);
    return open;
}

static void show_traffic(const page_t *page)
{
    const oas_call_gate_t *gate = oas_startup_call_gate();

    for (size_t i = 0; i < sizeof(event_figures) / sizeof(event_figures[0]); i++)
        show(page, event_figures[i].key, event_figures[i].name, sum_of(event_figures[i].kind, event_figures[i].is_well));
    show(page, "OAuthCallsRunning", "Calls to providers under way", oas_call_gate_held(gate));
    show(page, "OAuthCallsLimit", "Calls to providers at most", oas_call_gate_slots(gate));
    show(page, "OAuthCircuitsOpen", "Providers that do not answer", count_open_circuits(page->r));
}

static int show_status(request_rec *r, int flags)
{
    const page_t page = {.r = r, .for_programs = (flags & AP_STATUS_SHORT) != 0};
    oas_store_usage_t usage;

    if (!use_of(&usage, oas_startup_store(), r))
        return DECLINED;
    if (!page.for_programs)
        ap_rputs("<hr />\n<h2>OAuth sessions</h2>\n<dl>\n", r);
    show_living(&page, "OAuthSessions", "Sessions", oas_startup_store());
    show_figures(&page, figures, sizeof(figures) / sizeof(figures[0]), &usage);
    show_living(&page, "OAuthGuests", "Guests", oas_startup_guest_store());
    if (use_of(&usage, oas_startup_guest_store(), r))
        show_figures(&page, guest_figures, sizeof(guest_figures) / sizeof(guest_figures[0]), &usage);
    show_traffic(&page);
    if (!page.for_programs)
        ap_rputs("</dl>\n", r);
    return OK;
}

void oas_status_register(void)
{
    APR_OPTIONAL_HOOK(ap, status_hook, show_status, NULL, NULL, APR_HOOK_MIDDLE);
}
