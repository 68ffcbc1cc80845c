/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/freeze.h"

#include <stdatomic.h>
#include <string.h>

#include <http_log.h>
#include <mod_watchdog.h>
#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_lib.h>
#include <apr_optional.h>

#include "httpd/config.h"
#include "httpd/events.h"
#include "httpd/log.h"
#include "session/list.h"

typedef enum { NOT_FROZEN, FROZEN, END_ALL, UNREADABLE } state_t;

typedef struct {
    oas_freeze_t freeze; /* first member */
    const char *path;
    _Atomic apr_int64_t looked; /* second in which the file was last looked for */
    atomic_bool was_there;      /* then */
    state_t told;               /* what the log was last told by oas_freeze_obey */
} file_freeze_t;

/* --- is it there? --- */

/* Who can not look (a folder that is closed to the server) knows no more than before. */
static bool is_there(const char *path, bool before, apr_pool_t *pool)
{
    apr_finfo_t found;
    apr_status_t status = apr_stat(&found, path, APR_FINFO_TYPE, pool);

    if (status == APR_SUCCESS || status == APR_INCOMPLETE)
        return true;
    return APR_STATUS_IS_ENOENT(status) || APR_STATUS_IS_ENOTDIR(status) ? false : before;
}

static bool look(const char *path, bool before)
{
    apr_pool_t *pool;
    bool there;

    if (apr_pool_create_unmanaged(&pool) != APR_SUCCESS)
        return before;
    there = is_there(path, before, pool);
    apr_pool_destroy(pool);
    return there;
}

/* Several threads may look in the same moment; each of them stores what is true. */
static bool holds(oas_freeze_t *freeze, apr_time_t now)
{
    file_freeze_t *file = (file_freeze_t *)freeze;
    const apr_int64_t second = apr_time_sec(now);

    if (atomic_load_explicit(&file->looked, memory_order_acquire) != second) {
        atomic_store_explicit(&file->was_there, look(file->path, atomic_load(&file->was_there)), memory_order_relaxed);
        atomic_store_explicit(&file->looked, second, memory_order_release);
    }
    return atomic_load_explicit(&file->was_there, memory_order_relaxed);
}

oas_freeze_t *oas_freeze_by(const char *path, apr_pool_t *pool)
{
    file_freeze_t *file = apr_pcalloc(pool, sizeof(*file));

    file->freeze.holds = holds;
    file->path = path;
    return &file->freeze;
}

const char *oas_freeze_check_servers(server_rec *servers)
{
    for (server_rec *server = servers; server != NULL; server = server->next)
        if (oas_server_config(server)->freeze != NULL
            && APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_register_callback) == NULL)
            return "OAuthFreeze needs mod_watchdog, whose thread ends sessions where the file says end-all: load it";
    return NULL;
}

/* --- what does it say? --- */

static const char *first_word(char *text)
{
    char *end;

    while (apr_isspace(*text))
        text++;
    for (end = text; *end != '\0' && !apr_isspace(*end); end++)
        ;
    *end = '\0';
    return text;
}

/* The file is made empty, and its word may follow a moment later. */
static state_t state_of(const char *path, apr_pool_t *pool)
{
    char text[64] = "";
    apr_size_t length = sizeof(text) - 1;
    apr_file_t *file;
    apr_status_t status = apr_file_open(&file, path, APR_FOPEN_READ, APR_OS_DEFAULT, pool);

    if (APR_STATUS_IS_ENOENT(status) || APR_STATUS_IS_ENOTDIR(status))
        return NOT_FROZEN;
    if (status == APR_SUCCESS) {
        status = apr_file_read(file, text, &length);
        apr_file_close(file);
    }
    if (status != APR_SUCCESS && status != APR_EOF)
        return UNREADABLE;
    return strcmp(first_word(text), "end-all") == 0 ? END_ALL : FROZEN;
}

static void tell(server_rec *server, file_freeze_t *file, state_t state)
{
    static const char *const sentences[] = {"people can sign in again", "nobody can sign in: this file is there",
                                            "nobody can sign in, and all sessions end: this file says end-all",
                                            "it can not be read, so that no session ends"};

    if (file->told != state)
        oas_log_server(server, state == UNREADABLE ? APLOG_ERR : APLOG_NOTICE, state == UNREADABLE ? "freeze_file" : "freeze",
                       "OAuthFreeze: %s: %s", file->path, sentences[state]);
    file->told = state;
}

/* --- ending --- */

/* Again each second while the file says so: a sign-in that was under way may have ended after the last time. */
static void end_all_of(server_rec *server, const oas_site_t *site, apr_pool_t *pool)
{
    oas_work_t work = oas_work(pool, apr_time_now());
    unsigned ended;
    oas_status_t status = oas_session_end_listed(&ended, &site->sessions, &(oas_list_filter_t){.user = NULL}, &work);

    if (status != OAS_OK)
        oas_log_failure(server, status, "OAuthFreeze could not end all sessions", &work);
    if (ended == 0)
        return;
    oas_log_server(server, APLOG_NOTICE, "freeze", "OAuthFreeze: ended %u sessions", ended);
    oas_event_note(&work, (oas_event_t){.kind = OAS_EVENT_REVOCATION, .status = OAS_OK, .by = "freeze", .sessions = ended});
    oas_events_settle_of_server(server, &work);
}

static void obey(server_rec *server, const oas_site_t *site, apr_pool_t *pool)
{
    file_freeze_t *file = (file_freeze_t *)site->freeze;
    const state_t state = state_of(file->path, pool);

    tell(server, file, state);
    if (state != END_ALL)
        return;
    for (const oas_site_t *realm = site; realm != NULL; realm = realm->next)
        end_all_of(server, realm, pool);
}

void oas_freeze_obey(server_rec *servers, apr_pool_t *pool)
{
    for (server_rec *server = servers; server != NULL; server = server->next) {
        const oas_site_t *site = oas_server_config(server)->site;

        if (site != NULL && site->freeze != NULL)
            obey(server, site, pool);
    }
}
