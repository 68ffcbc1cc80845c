/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/doctor_provider.h"

#include <stdlib.h>
#include <string.h>

#include "oidc/provider_cache.h"

/* Calls as another client does, and remembers what the answers show besides. */
typedef struct {
    oas_http_client_t client;
    oas_http_client_t *inner;
    int answers;
    apr_interval_time_t longest;    /* of the calls */
    bool told_time;
    apr_interval_time_t clock_ahead; /* of the provider's clock, before ours */
} watch_t;

static oas_status_t call_and_watch(oas_http_client_t *client, oas_http_answer_t **answer, const oas_http_call_t *call,
                                   oas_work_t *work)
{
    watch_t *watch = (watch_t *)client;
    apr_time_t begun = apr_time_now(), ended;
    oas_status_t status = watch->inner->call(watch->inner, answer, call, work);

    if (status != OAS_OK)
        return status;
    ended = apr_time_now();
    watch->answers++;
    if (ended - begun > watch->longest)
        watch->longest = ended - begun;
    if ((*answer)->date != 0) { /* whole seconds: on average it was made half of one later */
        watch->told_time = true;
        watch->clock_ahead = (*answer)->date + APR_USEC_PER_SEC / 2 - (begun + ended) / 2;
    }
    return OAS_OK;
}

/* No network, or the provider is down: neither is a mistake of the configuration. */
static bool is_out_of_reach(oas_status_t status, const oas_work_t *work)
{
    static const char *const reasons[] = {"call_deadline", "call_name", "call_connect", "call_broken_off"};

    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]) && status == OAS_UNAVAILABLE; i++)
        if (work->reason != NULL && strcmp(work->reason, reasons[i]) == 0)
            return true;
    return false;
}

static void tell_failure(oas_report_t *report, const char *what, oas_status_t status, const oas_work_t *work)
{
    const char *failure = work->failure != NULL ? work->failure : "no reason was given";

    if (is_out_of_reach(status, work))
        oas_report_warning(report, "%s: not reached now: %s", what, failure);
    else
        oas_report_error(report, "%s: %s", what, failure);
}

static void tell_clock(oas_report_t *report, const watch_t *watch, apr_interval_time_t leeway)
{
    long seconds = (long)apr_time_sec(watch->clock_ahead);

    if (!watch->told_time) {
        oas_report_line(report, "Clocks", "the provider does not tell its time");
        return;
    }
    oas_report_line(report, "Clocks", "that of the provider is %ld s %s ours", labs(seconds), seconds < 0 ? "behind" : "ahead of");
    if (labs(seconds) > (long)apr_time_sec(leeway))
        oas_report_error(report, "the clocks differ by more than OAuthLeeway allows (%ld s): ID tokens will be refused; "
                                 "set this machine's clock by NTP",
                         (long)apr_time_sec(leeway));
}

static void tell_endpoints(oas_report_t *report, const oas_provider_t *provider)
{
    oas_report_line(report, "Sign-in at", "%s", provider->authorization_endpoint);
    oas_report_line(report, "Tokens from", "%s", provider->token_endpoint);
    if (provider->userinfo_endpoint != NULL && provider->userinfo_endpoint[0] != '\0')
        oas_report_line(report, "User info from", "%s", provider->userinfo_endpoint);
    if (provider->end_session_endpoint != NULL)
        oas_report_line(report, "Sign-out at", "%s", provider->end_session_endpoint);
}

static oas_status_t ask(oas_report_t *report, const oas_registration_t *registration, watch_t *watch, oas_work_t *work)
{
    oas_provider_cache_t *cache;
    const oas_provider_t *provider;
    const oas_jwk_set_t *keys;
    oas_status_t status = oas_provider_cache_new(&cache, registration, report->pool, work);

    if (status == OAS_OK)
        status = oas_provider_cache_get(&provider, cache, &watch->client, work);
    if (status == OAS_OK)
        status = oas_provider_check(provider, work);
    if (status != OAS_OK)
        return status;
    tell_endpoints(report, provider);
    return provider->issuer != NULL ? oas_provider_cache_keys(&keys, cache, false, &watch->client, work) : OAS_OK;
}

void oas_doctor_provider(oas_report_t *report, const oas_registration_t *registration, oas_http_client_t *client)
{
    watch_t watch = {.client = {call_and_watch}, .inner = client};
    oas_work_t work = oas_work(report->pool, apr_time_now());
    oas_status_t status;

    if (registration->is_oauth1) {
        oas_report_line(report, "Asked", "no: OAuth 1.0a has nothing to be asked before a login");
        return;
    }
    status = ask(report, registration, &watch, &work);
    if (watch.answers != 0) {
        oas_report_line(report, "Asked", "answered %d times, the slowest took %ld ms", watch.answers,
                        (long)apr_time_as_msec(watch.longest));
        tell_clock(report, &watch, registration->leeway);
    }
    if (status != OAS_OK)
        tell_failure(report, registration->name, status, &work);
    else if (watch.answers == 0)
        oas_report_line(report, "Asked", "no: all is configured by hand");
}
