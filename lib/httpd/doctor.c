/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/doctor.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <http_config.h>
#include <http_core.h>
#include <apr_strings.h>

#include "http/curl_client.h"
#include "http/url.h"
#include "httpd/config.h"
#include "httpd/config_tree.h"
#include "httpd/directives.h"
#include "httpd/doctor_places.h"
#include "httpd/doctor_provider.h"
#include "httpd/guest_setting.h"
#include "httpd/report.h"
#include "oidc/provider_cache.h"

enum { USUAL_SESSION = 1900 }; /* bytes of the table that one of 1.5 kB takes (docs/performance.md) */

static const char shared_memory[] = "/dev/shm"; /* where named segments are on Linux */

/* --- the server --- */

static unsigned long megabytes(apr_uint64_t bytes)
{
    return (unsigned long)((bytes + 1024 * 1024 - 1) / (1024 * 1024));
}

/* A server that runs has its tables there already, so that what is free now says little: what there is in all counts. */
static void tell_room(oas_report_t *report, apr_uint64_t needed)
{
    struct statvfs system;
    apr_uint64_t all;

    if (statvfs(shared_memory, &system) != 0)
        return;
    all = (apr_uint64_t)system.f_blocks * system.f_frsize;
    oas_report_line(report, "Room", "%s has %lu MB, %lu MB of them free now", shared_memory, megabytes(all),
                    megabytes((apr_uint64_t)system.f_bavail * system.f_frsize));
    if (all < needed)
        oas_report_error(report, "the tables need %lu MB of shared memory, and %s has %lu MB: make it larger (docker: --shm-size), or "
                                 "OAuthSessionStore smaller",
                         megabytes(needed), shared_memory, megabytes(all));
}

static void tell_memory(oas_report_t *report, server_rec *main_server)
{
    const oas_server_config_t *config = oas_server_config(main_server);
    apr_uint64_t needed = config->store_size;

    oas_report_line(report, "Sessions", "%lu MB of shared memory: about %lu people (OAuthSessionStore)", megabytes(config->store_size),
                    (unsigned long)(config->store_size / USUAL_SESSION));
    if (oas_guests_are_wanted(main_server)) {
        oas_report_line(report, "Guests", "%lu MB besides (OAuthGuestStore)", megabytes(config->guest_store_size));
        needed += config->guest_store_size;
    }
    tell_room(report, needed);
    oas_report_line(report, "Snapshot", "%s", config->snapshot != NULL ? config->snapshot : "none: sessions end with the machine");
}

/* --- a host --- */

static bool has_tls(const server_rec *server, const server_rec *main_server, apr_pool_t *pool)
{
    const ap_directive_t *engine = oas_tree_find(oas_tree_of(server, main_server), "SSLEngine");

    if (engine == NULL && server != main_server)
        engine = oas_tree_find(oas_tree_of(main_server, main_server), "SSLEngine");
    if (engine != NULL)
        return strcasecmp(oas_tree_argument(engine, pool), "on") == 0;
    return server->server_scheme != NULL && strcasecmp(server->server_scheme, "https") == 0;
}

/* As browsers will see it when they come by its ServerName. */
static const char *origin_of(const server_rec *server, const server_rec *main_server, apr_pool_t *pool)
{
    const char *public_url = oas_server_config(server)->public_url;
    bool tls = has_tls(server, main_server, pool);
    apr_port_t port = server->port != 0 ? server->port : server->addrs != NULL ? server->addrs->host_port : 0;
    const char *scheme = tls ? "https" : "http";

    if (public_url != NULL)
        return public_url;
    if (port == 0 || port == (tls ? 443 : 80))
        return apr_psprintf(pool, "%s://%s", scheme, server->server_hostname);
    return apr_psprintf(pool, "%s://%s:%u", scheme, server->server_hostname, port);
}

static void tell_origin(oas_report_t *report, const char *origin)
{
    oas_work_t work = oas_work(report->pool, apr_time_now());
    oas_url_t *url;

    if (oas_url_parse(&url, origin, "this host", &work) != OAS_OK)
        oas_report_error(report, "browsers can not come back to %s: write ServerName, or OAuthPublicURL", origin);
    else if (!url->is_https && !url->is_loopback)
        oas_report_warning(report, "%s has no TLS: cookies are readable on the way, and most providers refuse such a redirect "
                                   "URI; behind a proxy with TLS write OAuthPublicURL https://...",
                           origin);
}

static void tell_keys(oas_report_t *report, const oas_server_config_t *config)
{
    const char *path = config->key_file;

    if (path != NULL) {
        oas_report_line(report, "Keys", "%s (OAuthKeyFile)", path);
        return;
    }
    path = ap_runtime_dir_relative(report->pool, "oauth_session.keys");
    oas_report_line(report, "Keys", "%s, made by the module%s", path, access(path, F_OK) == 0 ? "" : " at its first start");
}

static void tell_cookie(oas_report_t *report, const oas_server_config_t *config, bool secure)
{
    oas_report_line(report, "Session cookie", "%s: for this host alone, HttpOnly, %sSameSite=Lax; %s", oas_cookie_names(secure)->session,
                    secure ? "Secure, " : "", config->session_cookie == OAS_COOKIE_PERSISTENT ? "stays when the browser is closed"
                                                                                            : "ends with the browser");
}

static void tell_addresses(oas_report_t *report, const oas_site_t *site, const oas_registration_t *registration, const char *origin)
{
    oas_report_line(report, "Redirect URI", "%s%s", origin, oas_site_callback_path(site, registration->name, report->pool));
    oas_report_line(report, "Post-logout URI", "%s%s", origin, oas_site_shared_path(site, "logged-out", report->pool));
    if (registration->by_hand.issuer == NULL)
        return;
    oas_report_line(report, "Back-channel logout", "%s%s", origin, oas_site_shared_path(site, "backchannel-logout", report->pool));
    if (registration->frontchannel_logout)
        oas_report_line(report, "Front-channel logout", "%s%s", origin, oas_site_shared_path(site, "frontchannel-logout", report->pool));
}

static void tell_provider(oas_report_t *report, const oas_site_t *site, const oas_registration_t *registration, const char *origin,
                          oas_http_client_t *client)
{
    oas_report_heading(report, "Provider %s of %s%s%s", registration->name, origin, registration->by_hand.issuer != NULL ? ": " : "",
                       registration->by_hand.issuer != NULL ? registration->by_hand.issuer : "");
    tell_addresses(report, site, registration, origin);
    oas_report_line(report, "Client", "%s",
                    registration->dynamic != NULL ? "registers itself at the first login" : registration->client_id);
    oas_doctor_provider(report, registration, client);
}

static void tell_host(oas_report_t *report, server_rec *server, server_rec *main_server, oas_http_client_t *client)
{
    const oas_server_config_t *config = oas_server_config(server);
    const oas_site_t site = {.path = config->path};
    const char *origin = origin_of(server, main_server, report->pool);

    oas_report_heading(report, "Host %s (%s)", origin,
                       server == main_server ? "the main server"
                                             : apr_psprintf(report->pool, "%s line %u", server->defn_name, server->defn_line_number));
    tell_origin(report, origin);
    oas_report_line(report, "Endpoints", "%s%s/", origin, config->path);
    tell_cookie(report, config, strncmp(origin, "https", 5) == 0);
    tell_keys(report, config);
    oas_doctor_places(report, server, main_server);
    for (int i = 0; i < config->providers->nelts; i++)
        tell_provider(report, &site, &APR_ARRAY_IDX(config->providers, i, oas_provider_config_t *)->registration, origin, client);
}

/* --- all --- */

static oas_status_t client_for_asking(oas_http_client_t **client, const server_rec *main_server, apr_pool_t *pool, oas_work_t *work)
{
    const oas_server_config_t *config = oas_server_config(main_server);
    oas_curl_limits_t *limits = apr_pmemdup(pool, &oas_curl_limits_default, sizeof(*limits));
    oas_status_t status = oas_curl_begin(pool, work);

    limits->ca_file = config->ca_file;
    limits->total_deadline = config->call_deadline;
    if (limits->connect_deadline > limits->total_deadline)
        limits->connect_deadline = limits->total_deadline;
    return status == OAS_OK ? oas_curl_client_new(client, limits, pool, work) : status;
}

/* As the start does, which comes behind this. */
static void complete_settings(server_rec *servers, apr_pool_t *pool)
{
    for (server_rec *server = servers; server != NULL; server = server->next) {
        oas_settings_default(oas_server_config(server), OAS_PLACE_SERVER, pool);
        oas_settings_default(oas_server_directory_config(server), OAS_PLACE_DIRECTORY, pool);
    }
}

static int tell_hosts(oas_report_t *report, server_rec *servers, oas_http_client_t *client)
{
    int hosts = 0;

    for (server_rec *server = servers; server != NULL; server = server->next)
        if (oas_server_config(server)->providers->nelts != 0) {
            tell_host(report, server, servers, client);
            hosts++;
        }
    return hosts;
}

static int examine(oas_report_t *report, server_rec *servers)
{
    oas_work_t work = oas_work(report->pool, apr_time_now());
    oas_http_client_t *client;

    complete_settings(servers, report->pool);
    oas_report_heading(report, "mod_oauth_session, for all hosts");
    tell_memory(report, servers);
    if (client_for_asking(&client, servers, report->pool, &work) != OAS_OK)
        oas_report_error(report, "no provider can be asked: %s", work.failure);
    else if (tell_hosts(report, servers, client) == 0)
        oas_report_error(report, "there is no <OAuthProvider>: nobody can sign in");
    oas_report_heading(report, "%d errors, %d warnings", report->errors, report->warnings);
    return report->errors == 0 ? OK : HTTP_INTERNAL_SERVER_ERROR;
}

int oas_doctor_look(apr_pool_t *pool, apr_pool_t *log_pool, apr_pool_t *temporary, server_rec *servers)
{
    oas_report_t report = {.pool = temporary};

    (void)pool, (void)log_pool;
    if (!ap_exists_config_define("OAUTH_DOCTOR") || ap_state_query(AP_SQ_RUN_MODE) != AP_SQ_RM_CONFIG_TEST)
        return DECLINED;
    if (apr_file_open_stdout(&report.out, temporary) != APR_SUCCESS)
        return HTTP_INTERNAL_SERVER_ERROR;
    return examine(&report, servers);
}
