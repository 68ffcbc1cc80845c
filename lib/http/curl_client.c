/* SPDX-License-Identifier: Apache-2.0 */
#include "http/curl_client.h"

#include <curl/curl.h>

#include "http/curl_connections.h"
#include "http/curl_transfer.h"

const oas_curl_limits_t oas_curl_limits_default = {
    .connect_deadline = apr_time_from_sec(2),
    .total_deadline = apr_time_from_sec(5),
    .largest_headers = 32 * 1024,
};

typedef struct {
    oas_http_client_t client; /* first: what callers hold */
    const oas_curl_limits_t *limits;
    oas_curl_connections_t *connections;
} curl_client_t;

static apr_status_t end_curl(void *unused)
{
    (void)unused;
    curl_global_cleanup();
    return APR_SUCCESS;
}

oas_status_t oas_curl_begin(apr_pool_t *pool, oas_work_t *work)
{
    const curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);

    if ((version->features & CURL_VERSION_SSL) == 0)
        return oas_fail(work, OAS_BROKEN, "curl_without_tls", "libcurl %s has no TLS", version->version);
    /* Without it a name look-up cannot be given up, and would want SIGALRM for its deadline. */
    if ((version->features & CURL_VERSION_ASYNCHDNS) == 0)
        return oas_fail(work, OAS_BROKEN, "curl_resolver", "libcurl %s has no resolver for threads", version->version);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return oas_fail(work, OAS_BROKEN, "curl_begin", "libcurl %s cannot be set up", version->version);
    apr_pool_cleanup_register(pool, NULL, end_curl, apr_pool_cleanup_null);
    return OAS_OK;
}

/* A line end in it would begin a header that nobody asked for. */
static bool is_header_value(const char *value)
{
    for (; *value != '\0'; value++)
        if (*value < ' ' || *value > '~')
            return false;
    return true;
}

static oas_status_t check_call(const oas_url_t **url, const oas_http_call_t *call, oas_work_t *work)
{
    oas_url_t *parsed;
    oas_status_t status = oas_url_parse_secure(&parsed, call->url, call->purpose, work);

    if (status != OAS_OK)
        return status;
    if (call->authorization != NULL && !is_header_value(call->authorization))
        return oas_fail(work, OAS_REFUSED, "call_authorization", "%s to %s: credentials that no header can carry",
                        call->purpose, parsed->origin);
    *url = parsed;
    return OAS_OK;
}

static oas_status_t make_call(curl_client_t *client, oas_http_answer_t **answer, oas_curl_transfer_t *transfer,
                              oas_work_t *work)
{
    oas_status_t status;

    transfer->connections = oas_curl_connections_take(client->connections);
    if (transfer->connections == NULL)
        return oas_fail(work, OAS_BROKEN, "call_failed", "%s: no memory for curl", transfer->call->purpose);
    status = oas_curl_transfer_run(answer, transfer, work);
    if (status == OAS_OK)
        oas_curl_connections_put(client->connections, transfer->connections);
    else
        oas_curl_connections_drop(transfer->connections);
    return status;
}

static oas_status_t call_with_curl(oas_http_client_t *given, oas_http_answer_t **answer, const oas_http_call_t *call,
                                   oas_work_t *work)
{
    curl_client_t *client = (curl_client_t *)given;
    oas_call_gate_t *gate = client->limits->gate;
    oas_curl_transfer_t transfer = {.call = call, .limits = client->limits};
    oas_status_t status;
    int slot;

    *answer = NULL;
    if ((status = check_call(&transfer.url, call, work)) != OAS_OK)
        return status;
    if (gate == NULL)
        return make_call(client, answer, &transfer, work);
    if ((slot = oas_call_gate_enter(gate)) < 0)
        return oas_fail(work, OAS_UNAVAILABLE, "too_many_calls", "%s to %s: too many calls are under way",
                        call->purpose, transfer.url->origin);
    status = make_call(client, answer, &transfer, work);
    oas_call_gate_leave(gate, slot);
    return status;
}

oas_status_t oas_curl_client_new(oas_http_client_t **client, const oas_curl_limits_t *limits, apr_pool_t *pool,
                                 oas_work_t *work)
{
    curl_client_t *made = apr_pcalloc(pool, sizeof(*made));

    *client = NULL;
    made->client.call = call_with_curl;
    made->limits = limits;
    if ((made->connections = oas_curl_connections_new(pool)) == NULL)
        return oas_fail(work, OAS_BROKEN, "curl_client", "no lock for the pool of connections");
    *client = &made->client;
    return OAS_OK;
}
