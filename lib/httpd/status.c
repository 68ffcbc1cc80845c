/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/status.h"

#include <httpd.h>
#include <http_protocol.h>
#include <mod_status.h>
#include <apr_optional_hooks.h>

#include "httpd/startup.h"
#include "session/store.h"

typedef struct {
    const char *key;  /* for programs (?auto) */
    const char *name; /* for people */
    size_t offset;    /* in the store's usage */
} figure_t;

static const figure_t figures[] = {
    {"OAuthSessions", "Sessions", offsetof(oas_store_usage_t, sessions)},
    {"OAuthSessionBytesUsed", "Bytes used", offsetof(oas_store_usage_t, bytes_used)},
    {"OAuthSessionBytesInAll", "Bytes in all", offsetof(oas_store_usage_t, bytes_in_all)},
    {"OAuthSessionBytesHighest", "Bytes used at most", offsetof(oas_store_usage_t, highest_used)},
    {"OAuthSessionRefusals", "Refusals by full parts of the table", offsetof(oas_store_usage_t, refused)},
    {"OAuthSessionRepairs", "Repairs of the table", offsetof(oas_store_usage_t, repairs)},
    {"OAuthSessionLookups", "Lookups", offsetof(oas_store_usage_t, lookups)},
};

static const figure_t guest_figures[] = {
    {"OAuthGuests", "Guests", offsetof(oas_store_usage_t, sessions)},
    {"OAuthGuestBytesUsed", "Bytes used by guests", offsetof(oas_store_usage_t, bytes_used)},
    {"OAuthGuestBytesInAll", "Bytes for guests in all", offsetof(oas_store_usage_t, bytes_in_all)},
    {"OAuthGuestRefusals", "Refusals by full parts of the guest table", offsetof(oas_store_usage_t, refused)},
};

static void show_figures(request_rec *r, const figure_t *rows, size_t count, const oas_store_usage_t *usage,
                         bool for_programs)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t value;

        memcpy(&value, (const char *)usage + rows[i].offset, sizeof(value));
        ap_rprintf(r, for_programs ? "%s: %" APR_UINT64_T_FMT "\n" : "<dt>%s</dt><dd>%" APR_UINT64_T_FMT "</dd>\n",
                   for_programs ? rows[i].key : rows[i].name, (apr_uint64_t)value);
    }
}

static bool use_of(oas_store_usage_t *usage, oas_store_t *store, request_rec *r)
{
    oas_work_t work = oas_work(r->pool, r->request_time);

    return store != NULL && store->calls->usage(store, usage, &work) == OAS_OK;
}

static int show_status(request_rec *r, int flags)
{
    const bool for_programs = (flags & AP_STATUS_SHORT) != 0;
    oas_store_usage_t usage;

    if (!use_of(&usage, oas_startup_store(), r))
        return DECLINED;
    if (!for_programs)
        ap_rputs("<hr />\n<h2>OAuth sessions</h2>\n<dl>\n", r);
    show_figures(r, figures, sizeof(figures) / sizeof(figures[0]), &usage, for_programs);
    if (use_of(&usage, oas_startup_guest_store(), r))
        show_figures(r, guest_figures, sizeof(guest_figures) / sizeof(guest_figures[0]), &usage, for_programs);
    if (!for_programs)
        ap_rputs("</dl>\n", r);
    return OK;
}

void oas_status_register(void)
{
    APR_OPTIONAL_HOOK(ap, status_hook, show_status, NULL, NULL, APR_HOOK_MIDDLE);
}
