/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/startup.h"

#include <errno.h>
#include <unistd.h>

#include <ap_mpm.h>
#include <http_config.h>
#include <http_core.h>
#include <http_log.h>
#include <apr_file_io.h>
#include <apr_shm.h>
#include <apr_strings.h>

#include "crypto/context.h"
#include "http/curl_client.h"
#include "httpd/config.h"
#include "httpd/directives.h"
#include "httpd/dpop_setting.h"
#include "httpd/ended_tokens.h"
#include "flow/kept_form.h"
#include "httpd/events.h"
#include "httpd/freeze.h"
#include "httpd/guest_setting.h"
#include "httpd/streams.h"
#include "httpd/log.h"
#include "httpd/new_keys.h"
#include "httpd/own_keys.h"
#include "httpd/passed_texts.h"
#include "httpd/provider_keys.h"
#include "httpd/provider_memory.h"
#include "httpd/realm.h"
#include "httpd/refresh_room.h"
#include "httpd/renewal.h"
#include "httpd/registration_setting.h"
#include "httpd/secret.h"
#include "httpd/session_store.h"
#include "httpd/sign_out_setting.h"
#include "httpd/unguarded.h"
#include "oidc/own_keys.h"

enum { KEY_FILE_LARGEST = 16 * 1024 };

/* What all virtual hosts share. Made in the parent; the curl limits are read by the children. */
typedef struct {
    oas_store_t *store;
    oas_store_t *guests; /* NULL: nobody wants any */
    oas_curl_limits_t limits;
    const char *key_set; /* public keys of ours, JSON; NULL: none */
} shared_t;

static shared_t shared;

static int complain(server_rec *server, const char *reason, const char *error)
{
    oas_log_server(server, APLOG_EMERG, reason, "%s", error);
    return HTTP_INTERNAL_SERVER_ERROR;
}

/* --- keys --- */

/* The first start makes the keys it needs: 0600, and only when there is no such file. */
static const char *make_key_file(const char *path, oas_work_t *work)
{
    const apr_int32_t flags = APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_EXCL;
    char message[120];
    apr_file_t *file;
    const char *line;
    apr_status_t status;

    if (oas_keyring_new_line(&line, work) != OAS_OK)
        return work->failure;
    status = apr_file_open(&file, path, flags, APR_FPROT_UREAD | APR_FPROT_UWRITE, work->pool);
    if (APR_STATUS_IS_EEXIST(status))
        return NULL;
    if (status == APR_SUCCESS && (status = apr_file_puts(line, file)) == APR_SUCCESS)
        status = apr_file_close(file);
    oas_wipe((char *)line, strlen(line));
    if (status != APR_SUCCESS)
        return apr_psprintf(work->pool, "can not write the key file %s: %s", path,
                            apr_strerror(status, message, sizeof(message)));
    return NULL;
}

static const char *read_key_file(oas_keyring_t **keys, const char *path, oas_work_t *work)
{
    char *text;
    const char *error = oas_secret_read_file(&text, path, KEY_FILE_LARGEST, work->pool);
    oas_status_t status;

    if (error != NULL)
        return apr_pstrcat(work->pool, "OAuthKeyFile: ", error, NULL);
    status = oas_keyring_parse(keys, oas_bytes_of(text), work);
    oas_wipe(text, strlen(text));
    if (status != OAS_OK)
        return apr_pstrcat(work->pool, "OAuthKeyFile: ", path, ": ", work->failure, NULL);
    return NULL;
}

/* The keys of one server, read anew at each restart. */
static const char *read_keys(oas_keyring_t **keys, server_rec *server, const char *configured, oas_work_t *work)
{
    const char *path = configured != NULL ? configured : ap_runtime_dir_relative(work->pool, "oauth_session.keys");
    const char *error;

    if (configured == NULL && access(path, F_OK) != 0) {
        if ((error = make_key_file(path, work)) != NULL)
            return error;
        oas_log_server(server, APLOG_NOTICE, "key_file_made", "made a key file: %s (see OAuthKeyFile)", path);
    }
    return read_key_file(keys, path, work);
}

/* --- check --- */

/* Providers that Locations name have to be there. NULL: they are. */
static const char *check_references(const oas_server_config_t *config, apr_pool_t *pool)
{
    for (int i = 0; i < config->references->nelts; i++) {
        const oas_reference_t *reference = &APR_ARRAY_IDX(config->references, i, oas_reference_t);

        if (oas_server_config_provider(config, reference->name) == NULL)
            return apr_psprintf(pool,
                                "OAuthProvider: \"%s\" (%s line %d) is not the name of an <OAuthProvider> of this server",
                                reference->name, reference->file, reference->line);
    }
    return NULL;
}

/* Without the keys that sessions are sealed under, a snapshot is of no use. NULL: they outlive the machine, too. */
static const char *check_snapshot(const oas_server_config_t *config)
{
    if (config->snapshot == NULL || config->key_file != NULL)
        return NULL;
    return "OAuthSessionSnapshot needs OAuthKeyFile in the main server: the keys that the module makes by itself are in "
           "DefaultRuntimeDir, which most systems empty when they start";
}

/* Trailers come behind the body, when headers that a client may not send have been taken out. NULL: they stay apart. */
static const char *check_trailers(server_rec *server)
{
    const core_server_config *core = ap_get_core_module_config(server->module_config);

    if (core->merge_trailers != AP_MERGE_TRAILERS_ENABLE || oas_server_config(server)->providers->nelts == 0)
        return NULL;
    return "MergeTrailers on can not be in a server with an <OAuthProvider>: a client could name itself to applications in "
           "trailers, behind its body; leave it out, or say off";
}

int oas_startup_check(apr_pool_t *pool, apr_pool_t *log_pool, apr_pool_t *temporary, server_rec *servers)
{
    oas_work_t work = oas_work(temporary, apr_time_now());
    const oas_jwk_set_t *own_keys;
    oas_keyring_t *keys;
    const char *error;

    (void)pool, (void)log_pool;
    if (oas_crypto_begin(temporary, &work) != OAS_OK)
        return complain(servers, work.reason, work.failure);
    if ((error = check_snapshot(oas_server_config(servers))) != NULL
        || (error = oas_own_keys_read(&own_keys, servers, &work)) != NULL
        || (error = oas_provider_keys_read(servers, &work)) != NULL
        || (error = oas_registration_check(servers, temporary)) != NULL)
        return complain(servers, "startup", error);
    for (server_rec *server = servers; server != NULL; server = server->next) {
        const oas_server_config_t *config = oas_server_config(server);

        if ((error = check_references(config, temporary)) != NULL)
            return complain(server, "provider_unknown", error);
        if ((error = oas_guest_check(server, temporary)) != NULL || (error = check_trailers(server)) != NULL)
            return complain(server, "startup", error);
        if (config->ca_file != NULL && access(config->ca_file, R_OK) != 0)
            return complain(server, "startup", apr_psprintf(temporary, "OAuthCAFile: can not read %s: %s", config->ca_file,
                                                            strerror(errno)));
        if (config->key_file != NULL && (error = read_key_file(&keys, config->key_file, &work)) != NULL)
            return complain(server, "startup", error);
    }
    return OK;
}

/* --- shared memory --- */

static int workers_in_all(void)
{
    int processes = 1, threads = 1;

    ap_mpm_query(AP_MPMQ_MAX_DAEMONS, &processes);
    ap_mpm_query(AP_MPMQ_MAX_THREADS, &threads);
    return processes * (threads > 0 ? threads : 1);
}

/* At most a quarter of the workers may be calling providers at a time, and as many wait for what these bring. */
static const char *prepare_calls(server_rec *servers, apr_pool_t *pool)
{
    const oas_server_config_t *config = oas_server_config(servers);
    int most = config->max_calls > 0 ? config->max_calls : workers_in_all() / 4;
    apr_shm_t *memory;
    const char *error;

    if (most < 1)
        most = 1;
    shared.limits = oas_curl_limits_default;
    shared.limits.total_deadline = config->call_deadline;
    shared.limits.ca_file = config->ca_file;
    if (shared.limits.connect_deadline > shared.limits.total_deadline)
        shared.limits.connect_deadline = shared.limits.total_deadline;
    if (apr_shm_create(&memory, oas_call_gate_size((unsigned)most), NULL, pool) != APR_SUCCESS)
        return "no shared memory for the cap on outside calls";
    memset(apr_shm_baseaddr_get(memory), 0, apr_shm_size_get(memory));
    shared.limits.gate = oas_call_gate_init(apr_shm_baseaddr_get(memory), (unsigned)most);
    if ((error = oas_provider_memory_prepare(servers, (unsigned)most, shared.limits.total_deadline, pool)) != NULL)
        return error;
    return oas_refresh_room_prepare(oas_provider_memory_waiting(), pool);
}

/* Virtual hosts may have keys of their own, under which their sessions are sealed; what is around them, the snapshot, has
 * the main server's. */
static const char *prepare_store(server_rec *servers, apr_pool_t *log_pool, oas_work_t *work)
{
    const oas_server_config_t *config = oas_server_config(servers);
    oas_snapshot_settings_t snapshot = {.path = config->snapshot, .log_pool = log_pool};
    oas_keyring_t *keys;
    const char *error;

    if (config->snapshot != NULL) {
        if ((error = read_key_file(&keys, config->key_file, work)) != NULL)
            return error;
        snapshot.keys = keys;
    }
    return oas_session_store_open(&shared.store, OAS_SEGMENT_SESSIONS, config->store_size, snapshot, servers, work);
}

/* What a visitor has put into a cart is not worth a file that outlives the machine: there is no snapshot of it. */
static const char *prepare_guests(server_rec *servers, oas_work_t *work)
{
    shared.guests = NULL;
    if (!oas_guests_are_wanted(servers))
        return oas_session_store_drop(OAS_SEGMENT_GUESTS, work->pool);
    return oas_session_store_open(&shared.guests, OAS_SEGMENT_GUESTS, oas_server_config(servers)->guest_store_size,
                                  (oas_snapshot_settings_t){.path = NULL}, servers, work);
}

oas_store_t *oas_startup_store(void)
{
    return shared.store;
}

oas_store_t *oas_startup_guest_store(void)
{
    return shared.guests;
}

const oas_call_gate_t *oas_startup_call_gate(void)
{
    return shared.limits.gate;
}

/* --- own keys --- */

static const char *prepare_own_keys(server_rec *servers, oas_work_t *work)
{
    const oas_jwk_set_t *keys;
    const char *error = oas_own_keys_read(&keys, servers, work);

    shared.key_set = NULL;
    if (error != NULL)
        return error;
    oas_own_keys_give(servers, keys);
    if (keys != NULL && oas_own_keys_publish(&shared.key_set, keys, work) != OAS_OK)
        return work->failure;
    return NULL;
}

/* --- sites --- */

/* Sessions of one virtual host are none of another's. */
static const char *realm_of(const server_rec *server, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%s:%u", server->server_hostname, server->port);
}

/* All as with sessions, but in a realm that no ServerName can be: a cookie of the one is none of the other. */
static oas_sessions_t guests_beside(const oas_sessions_t *sessions, apr_pool_t *pool)
{
    oas_sessions_t guests = *sessions;

    guests.store = shared.guests;
    guests.realm = apr_pstrcat(pool, sessions->realm, " guests", NULL);
    return guests;
}

static oas_site_provider_t *wire_providers(const oas_server_config_t *config, apr_pool_t *pool)
{
    oas_site_provider_t *providers = apr_pcalloc(pool, (size_t)config->providers->nelts * sizeof(*providers));

    for (int i = 0; i < config->providers->nelts; i++) {
        const oas_provider_config_t *provider = APR_ARRAY_IDX(config->providers, i, oas_provider_config_t *);

        providers[i].registration = &provider->registration;
        providers[i].user_claim = provider->user_claim;
        providers[i].user_form = provider->user_form;
    }
    return providers;
}

/* Everything of a site but what each child makes for itself. */
static const char *wire_site(server_rec *server, oas_work_t *work)
{
    oas_server_config_t *config = oas_server_config(server);
    const oas_limits_t *limits = &oas_server_directory_config(server)->limits;
    oas_site_t *site = apr_pcalloc(work->pool, sizeof(*site));
    oas_keyring_t *keys;
    const char *error;

    oas_settings_default(config, OAS_PLACE_SERVER, work->pool);
    oas_settings_default(oas_server_directory_config(server), OAS_PLACE_DIRECTORY, work->pool);
    if (config->providers->nelts == 0)
        return NULL;
    if ((error = read_keys(&keys, server, config->key_file, work)) != NULL
        || (error = oas_dpop_give(config, keys, work)) != NULL)
        return error;
    oas_new_keys_hold_back(keys, realm_of(server, work->pool));
    site->path = config->path;
    site->webfinger_origins = config->webfinger_origins;
    site->chooser = config->chooser;
    site->freeze = config->freeze != NULL ? oas_freeze_by(config->freeze, work->pool) : NULL;
    site->logout_target = config->logout_target;
    site->logout_origins = config->logout_origins;
    site->cleared_data = oas_cleared_data(config->cleared_data, config->realms->nelts != 0, work->pool);
    site->key_set = shared.key_set;
    site->waiting = oas_refresh_room();
    site->providers = wire_providers(config, work->pool);
    site->provider_count = (size_t)config->providers->nelts;
    site->sessions = (oas_sessions_t){.store = shared.store,
                                      .keys = keys,
                                      .realm = realm_of(server, work->pool),
                                      .idle_timeout = limits->idle_timeout,
                                      .lifetime = limits->lifetime,
                                      .shortest_idle = config->shortest_idle,
                                      .most_per_user = (unsigned)config->sessions_per_user,
                                      .refuse_more = config->refuse_more_sessions};
    site->guests = guests_beside(&site->sessions, work->pool);
    if (config->keeps_forms)
        site->forms = oas_kept_form_sessions(&site->sessions, work->pool);
    if (config->session_cookie == OAS_COOKIE_PERSISTENT)
        site->cookie_max_age = (int)apr_time_sec(limits->lifetime);
    config->site = site;
    oas_realms_wire(config, work->pool);
    return NULL;
}

static bool has_provider(server_rec *servers)
{
    for (server_rec *server = servers; server != NULL; server = server->next)
        if (oas_server_config(server)->providers->nelts != 0)
            return true;
    return false;
}

int oas_startup_prepare(apr_pool_t *pool, apr_pool_t *log_pool, apr_pool_t *temporary, server_rec *servers)
{
    oas_work_t work = oas_work(pool, apr_time_now());
    const char *error;

    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG)
        return OK; /* the configuration is read twice at start; only the second time counts */
    oas_settings_default(oas_server_config(servers), OAS_PLACE_SERVER, pool);
    if (!has_provider(servers))
        return OK;
    if (oas_crypto_begin(pool, &work) != OAS_OK || oas_curl_begin(pool, &work) != OAS_OK)
        return complain(servers, work.reason, work.failure);
    if ((error = oas_log_prepare(pool)) != NULL || (error = prepare_store(servers, log_pool, &work)) != NULL
        || (error = prepare_guests(servers, &work)) != NULL
        || (error = oas_provider_keys_read(servers, &work)) != NULL || (error = prepare_calls(servers, pool)) != NULL
        || (error = oas_new_keys_prepare(servers, pool)) != NULL
        || (error = prepare_own_keys(servers, &work)) != NULL || (error = oas_registration_prepare(servers, oas_provider_memory_waiting(), pool)) != NULL)
        return complain(servers, "startup", error);
    for (server_rec *server = servers; server != NULL; server = server->next)
        if ((error = wire_site(server, &work)) != NULL)
            return complain(server, "startup", error);
    if ((error = oas_ended_tokens_prepare(servers, shared.store)) != NULL || (error = oas_freeze_check_servers(servers)) != NULL)
        return complain(servers, "startup", error);
    oas_unguarded_warn(servers, temporary);
    oas_renewal_prepare(servers, pool);
    oas_events_tell_start(servers, &work);
    return OK;
}

/* --- child --- */

static oas_status_t wire_child(const oas_server_config_t *config, oas_http_client_t *client, oas_work_t *work)
{
    oas_site_t *site = config->site;
    /* site's providers are const for everybody else; this is their making */
    oas_site_provider_t *providers = (oas_site_provider_t *)site->providers;
    oas_status_t status = OAS_OK;

    site->client = oas_provider_memory_guard(client, config, work);
    for (size_t i = 0; i < site->provider_count && status == OAS_OK; i++)
        status = oas_provider_memory_wire(&providers[i], client, work);
    oas_realms_wire_child(site);
    return status;
}

void oas_startup_child(apr_pool_t *pool, server_rec *servers)
{
    oas_work_t work = oas_work(pool, apr_time_now());
    oas_http_client_t *client = NULL;
    oas_status_t status;
    const char *error;

    if (!has_provider(servers))
        return;
    oas_passed_texts_begin(pool);
    oas_streams_begin(pool);
    if ((error = oas_session_store_enter(pool)) != NULL)
        status = oas_fail(&work, OAS_UNAVAILABLE, "startup", "%s", error);
    else
        status = oas_curl_client_new(&client, &shared.limits, pool, &work);
    for (server_rec *server = servers; server != NULL && status == OAS_OK; server = server->next)
        if (oas_server_config(server)->site != NULL)
            status = wire_child(oas_server_config(server), client, &work);
    if (status == OAS_OK)
        return;
    oas_log_server(servers, APLOG_EMERG, work.reason, "%s", work.failure);
    for (server_rec *server = servers; server != NULL; server = server->next)
        oas_server_config(server)->site = NULL; /* this child serves what is not protected, and refuses the rest */
}
