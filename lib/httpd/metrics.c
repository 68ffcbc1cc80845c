/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/metrics.h"

#include <http_main.h>
#include <http_protocol.h>
#include <apr_strings.h>

#include "base/exposition.h"
#include "httpd/bridge.h"
#include "httpd/living.h"
#include "httpd/openness.h"
#include "httpd/provider_memory.h"
#include "httpd/startup.h"
#include "httpd/tallies.h"

static const char handler_name[] = "oauth-metrics";

/* --- lines --- */

static void put_family(request_rec *r, const char *name, const char *type, const char *help)
{
    ap_rputs(oas_exposition_family(name, type, help, r->pool), r);
}

static void put_text(request_rec *r, const char *name, oas_pairs_t labels, const char *value)
{
    ap_rputs(oas_exposition_sample(name, labels, value, r->pool), r);
}

static void put(request_rec *r, const char *name, oas_pairs_t labels, uint64_t value)
{
    put_text(r, name, labels, apr_psprintf(r->pool, "%" APR_UINT64_T_FMT, (apr_uint64_t)value));
}

static void put_gauge(request_rec *r, const char *name, uint64_t value, const char *help)
{
    put_family(r, name, "gauge", help);
    put(r, name, (oas_pairs_t){0}, value);
}

/* --- the tables --- */

typedef struct {
    const char *name;
    const char *type;
    const char *help;
    size_t offset; /* in a store's usage */
} usage_family_t;

static const usage_family_t usage_families[] = {
    {"oauth_store_used_bytes", "gauge", "Bytes of a table that records need now.", offsetof(oas_store_usage_t, bytes_used)},
    {"oauth_store_size_bytes", "gauge", "Bytes of a table in all.", offsetof(oas_store_usage_t, bytes_in_all)},
    {"oauth_store_highest_used_bytes", "gauge", "Bytes that were needed at most since the table was made.",
     offsetof(oas_store_usage_t, highest_used)},
    {"oauth_store_refusals_total", "counter", "Times that a part of a table had no room.", offsetof(oas_store_usage_t, refused)},
    {"oauth_store_repairs_total", "counter", "Times that a table was mended after a death or damage.",
     offsetof(oas_store_usage_t, repairs)},
    {"oauth_store_lookups_total", "counter", "Cookies of ours that were looked up.", offsetof(oas_store_usage_t, lookups)},
};

typedef struct {
    const char *name;
    oas_store_t *store;
    oas_store_usage_t usage;
} table_t;

static void put_usage(request_rec *r, const usage_family_t *family, const table_t *tables, size_t count)
{
    put_family(r, family->name, family->type, family->help);
    for (size_t i = 0; i < count; i++) {
        const oas_pair_t label = {"table", tables[i].name};
        uint64_t value;

        memcpy(&value, (const char *)&tables[i].usage + family->offset, sizeof(value));
        put(r, family->name, (oas_pairs_t){&label, 1}, value);
    }
}

/* false: there is no such table, or it can not be asked now. */
static bool add_table(table_t *tables, size_t count, const char *name, oas_store_t *store, request_rec *r)
{
    oas_work_t work = oas_work(r->pool, r->request_time);

    tables[count] = (table_t){.name = name, .store = store};
    return store != NULL && store->calls->usage(store, &tables[count].usage, &work) == OAS_OK;
}

static void put_tables(request_rec *r)
{
    table_t tables[2];
    size_t count = 0;
    uint64_t living;

    if (oas_living_count(&living, oas_startup_store(), r))
        put_gauge(r, "oauth_sessions", living, "Living sessions.");
    if (oas_living_count(&living, oas_startup_guest_store(), r))
        put_gauge(r, "oauth_guests", living, "Living guests.");
    count += add_table(tables, count, "sessions", oas_startup_store(), r);
    count += add_table(tables, count, "guests", oas_startup_guest_store(), r);
    for (size_t i = 0; count != 0 && i < sizeof(usage_families) / sizeof(usage_families[0]); i++)
        put_usage(r, &usage_families[i], tables, count);
}

/* --- what happened --- */

typedef struct {
    const char *name;
    oas_event_kind_t kind;
    const char *help;
} event_family_t;

static const event_family_t event_families[] = {
    {"oauth_logins_total", OAS_EVENT_LOGIN, "Sign-ins, by how they ended."},
    {"oauth_refreshes_total", OAS_EVENT_REFRESH, "Renewals of tokens or claims, by how they ended."},
    {"oauth_logouts_total", OAS_EVENT_LOGOUT, "Sign-outs, by how they ended."},
    {"oauth_token_revocations_total", OAS_EVENT_TOKEN_REVOCATION, "Tokens given back to the provider, by how that ended."},
};

static const event_family_t plain_families[] = {
    {"oauth_revocations_total", OAS_EVENT_REVOCATION, "Times that others than their user, or a limit, ended sessions."},
    {"oauth_denials_total", OAS_EVENT_DENIAL, "Requests of who is signed in and may not see a page."},
};

static void put_outcomes(request_rec *r, const event_family_t *family)
{
    const oas_tally_t *tally;
    const char *name;

    put_family(r, family->name, "counter", family->help);
    for (size_t place = 0; (tally = oas_tally_at(place, &name)) != NULL; place++)
        for (int outcome = 0; outcome < OAS_OUTCOME_COUNT; outcome++) {
            const oas_pair_t labels[] = {{"provider", name}, {"outcome", oas_outcome_name((oas_outcome_t)outcome)}};

            put(r, family->name, (oas_pairs_t){labels, 2},
                oas_event_tally_read(&tally->events, family->kind, (oas_outcome_t)outcome));
        }
}

static void put_sums(request_rec *r, const event_family_t *family)
{
    const oas_tally_t *tally;
    const char *name;

    put_family(r, family->name, "counter", family->help);
    for (size_t place = 0; (tally = oas_tally_at(place, &name)) != NULL; place++) {
        const oas_pair_t label = {"provider", name};

        put(r, family->name, (oas_pairs_t){&label, 1}, oas_event_tally_sum(&tally->events, family->kind));
    }
}

static void put_events(request_rec *r)
{
    for (size_t i = 0; i < sizeof(event_families) / sizeof(event_families[0]); i++)
        put_outcomes(r, &event_families[i]);
    for (size_t i = 0; i < sizeof(plain_families) / sizeof(plain_families[0]); i++)
        put_sums(r, &plain_families[i]);
}

/* --- calls to providers --- */

static const char *seconds(uint64_t microseconds, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%" APR_UINT64_T_FMT ".%06u", (apr_uint64_t)(microseconds / APR_USEC_PER_SEC),
                        (unsigned)(microseconds % APR_USEC_PER_SEC));
}

/* Each bucket has those of the ones before it, too; the last one has all, and is what their count says. */
static void put_durations(request_rec *r, const oas_call_tally_t *tally, const char *provider, const char *kind)
{
    oas_pair_t labels[] = {{"provider", provider}, {"call", kind}, {"le", NULL}};
    const oas_pairs_t without_bound = {labels, 2};
    uint64_t count = 0;

    for (unsigned bucket = 0; bucket <= OAS_CALL_BOUNDS; bucket++) {
        count += atomic_load(&tally->buckets[bucket]);
        labels[2].value = oas_call_bound(bucket);
        put(r, "oauth_provider_call_seconds_bucket", (oas_pairs_t){labels, 3}, count);
    }
    put_text(r, "oauth_provider_call_seconds_sum", without_bound, seconds(atomic_load(&tally->microseconds), r->pool));
    put(r, "oauth_provider_call_seconds_count", without_bound, count);
}

static void put_failures(request_rec *r, const oas_call_tally_t *tally, const char *provider, const char *kind)
{
    const oas_pair_t labels[] = {{"provider", provider}, {"call", kind}};

    put(r, "oauth_provider_call_failures_total", (oas_pairs_t){labels, 2}, atomic_load(&tally->failures));
}

typedef void put_call_t(request_rec *r, const oas_call_tally_t *tally, const char *provider, const char *kind);

static bool was_made(const oas_call_tally_t *tally)
{
    for (unsigned bucket = 0; bucket <= OAS_CALL_BOUNDS; bucket++)
        if (atomic_load(&tally->buckets[bucket]) != 0)
            return true;
    return false;
}

/* Most providers get few kinds of calls: the others have no lines. */
static void put_calls(request_rec *r, put_call_t *put_call)
{
    const oas_tally_t *tally;
    const char *name;

    for (size_t place = 0; (tally = oas_tally_at(place, &name)) != NULL; place++)
        for (unsigned kind = 0; kind < OAS_CALL_KINDS; kind++)
            if (was_made(&tally->calls.kinds[kind]))
                put_call(r, &tally->calls.kinds[kind], name, oas_call_kind(kind));
}

static void put_circuits(request_rec *r)
{
    const char *name;

    put_family(r, "oauth_provider_circuit_open", "gauge", "1 while a provider is not called because it does not answer.");
    for (size_t place = 1; oas_tally_at(place, &name) != NULL; place++) {
        const oas_pair_t label = {"provider", name};

        put(r, "oauth_provider_circuit_open", (oas_pairs_t){&label, 1},
            oas_provider_memory_is_down(name, ap_server_conf, r->pool));
    }
}

static void put_providers(request_rec *r)
{
    const oas_call_gate_t *gate = oas_startup_call_gate();

    put_family(r, "oauth_provider_call_seconds", "histogram", "How long calls to providers took.");
    put_calls(r, put_durations);
    put_family(r, "oauth_provider_call_failures_total", "counter",
               "Calls to providers without an answer, or with one of a status from 500 on.");
    put_calls(r, put_failures);
    put_gauge(r, "oauth_provider_calls_running", oas_call_gate_held(gate), "Calls to providers under way.");
    put_gauge(r, "oauth_provider_calls_limit", oas_call_gate_slots(gate), "Calls to providers that may be under way at a time.");
    put_circuits(r);
}

/* --- the answer --- */

static int refuse_place(request_rec *r)
{
    oas_work_t work = oas_bridge_work(r);

    oas_bridge_log(r,
                   oas_fail(&work, OAS_MISCONFIGURED, "metrics_unprotected",
                            "SetHandler %s where anybody may come in: it is not served before a Require there asks for a user or "
                            "an address",
                            handler_name),
                   &work);
    return HTTP_INTERNAL_SERVER_ERROR;
}

int oas_metrics_handle(request_rec *r)
{
    oas_reply_t wrong_method = {.status = HTTP_METHOD_NOT_ALLOWED, .allow = "GET, HEAD"};

    if (r->handler == NULL || strcmp(r->handler, handler_name) != 0)
        return DECLINED;
    if (r->method_number != M_GET)
        return oas_bridge_reply(r, &wrong_method);
    if (r->user == NULL && oas_is_open_to_everybody(r))
        return refuse_place(r);
    ap_set_content_type(r, OAS_EXPOSITION_TYPE);
    apr_table_setn(r->headers_out, "Cache-Control", "no-store");
    if (oas_startup_store() == NULL)
        return OK; /* no provider at all */
    put_tables(r);
    put_events(r);
    put_providers(r);
    return OK;
}
