/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/session_provider.h"

#include <strings.h>

#include <http_log.h>
#include <mod_session.h>
#include <apr_dso.h>
#include <apr_hooks.h>
#include <apr_strings.h>

#include "flow/access.h"
#include "flow/held_text.h"
#include "flow/moved_session.h"
#include "flow/pair_changes.h"
#include "httpd/bridge.h"
#include "httpd/config.h"
#include "httpd/session_use.h"

enum {
    TRIES = 16,           /* of one request to keep its pairs beside others; each is lost to one who could */
    NOTED_PROLONGINGS = 10 /* in SessionMaxAge: as uses of a session are */
};

/* What mod_session works with during a client's request, and where it comes from. */
struct oas_provided_pairs_t {
    session_rec record;
    oas_status_t found;            /* OAS_OK: a session; OAS_NOT_FOUND: none; else there is no saying */
    oas_session_t *session;
    const oas_sessions_t *sessions;
    oas_held_text_t held;
    const apr_table_t *before;     /* the pairs that the text told of, and that counted */
    apr_time_t expiry_before;
};
typedef struct oas_provided_pairs_t pairs_t;

/* --- mod_session's own functions --- */

static struct {
    void (*hook_load)(ap_HOOK_session_load_t *function, const char *const *before, const char *const *after, int order);
    void (*hook_save)(ap_HOOK_session_save_t *function, const char *const *before, const char *const *after, int order);
    apr_status_t (*encode)(request_rec *r, session_rec *record);
    apr_status_t (*decode)(request_rec *r, session_rec *record);
} mod_session;

static bool find_function(void *function, const module *owner, const char *name)
{
    apr_dso_handle_sym_t symbol;

    if (owner == NULL || owner->dynamic_load_handle == NULL
        || apr_dso_sym(&symbol, owner->dynamic_load_handle, name) != APR_SUCCESS)
        return false;
    memcpy(function, &symbol, sizeof(symbol));
    return true;
}

static bool find_mod_session(void)
{
    const module *owner = ap_find_linked_module("mod_session.c");

    return find_function(&mod_session.hook_load, owner, "ap_hook_session_load")
           && find_function(&mod_session.hook_save, owner, "ap_hook_session_save")
           && find_function(&mod_session.encode, owner, "ap_run_session_encode")
           && find_function(&mod_session.decode, owner, "ap_run_session_decode");
}

const char *oas_session_provider_set(cmd_parms *cmd, void *directory, const char *word)
{
    const char *error;

    if (oas_server_config(cmd->server)->open_provider != NULL)
        return "OAuthSessionProvider does not belong into <OAuthProvider>";
    if ((error = oas_setting_set(directory, cmd->info, word, cmd->pool)) != NULL)
        return apr_psprintf(cmd->pool, "OAuthSessionProvider: %s", error);
    if (strcasecmp(word, "on") == 0 && !find_mod_session())
        return "OAuthSessionProvider: on needs mod_session, which is not loaded (LoadModule session_module "
               "modules/mod_session.so)";
    return NULL;
}

/* --- load --- */

static bool is_on(const request_rec *r)
{
    return oas_directory_config(r)->session_provider == OAS_PROVIDER_ON;
}

/* Who is signed in, also where nobody asks for it: the pairs are the same in all places. */
static oas_status_t find_session(pairs_t *pairs, request_rec *r, const oas_site_t *site, oas_work_t *work)
{
    const oas_exchange_t *exchange = oas_exchange(r);
    oas_status_t status;

    pairs->sessions = &site->sessions;
    if ((pairs->session = exchange->session) != NULL)
        return OAS_OK;
    status = oas_access_find(&pairs->session, site, exchange->cookies, oas_bridge_is_secure(r), NULL, work);
    if (status == OAS_OK)
        oas_session_use_note_unasked(r, pairs->session);
    return status;
}

static oas_status_t open_pairs(pairs_t *pairs, request_rec *r, oas_work_t *work)
{
    const oas_site_t *site = oas_server_config(r->server)->site;
    oas_status_t status;

    if (site == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "no_provider",
                        "OAuthSessionProvider on, and this virtual host has no <OAuthProvider>");
    if ((status = find_session(pairs, r, site, work)) == OAS_OK)
        status = oas_held_text_read(&pairs->held, pairs->session, pairs->sessions, work);
    return status;
}

/* The pairs of a text, in record. There are none where it can not be read, for somebody changed the secret that it is sealed
 * with, and where their time has passed: mod_session has both so, but would go on with another record at each call, and lose
 * what is changed in it. */
static void take_apart(session_rec *record, const char *text, request_rec *r, oas_work_t *work)
{
    *record = (session_rec){.pool = work->pool, .entries = apr_table_make(work->pool, 8), .encoded = text};
    if (mod_session.decode(r, record) == OK && (record->expiry == 0 || record->expiry >= apr_time_now()))
        return;
    *record = (session_rec){.pool = work->pool, .entries = apr_table_make(work->pool, 8)};
}

static bool is_trouble(oas_status_t found)
{
    return found != OAS_OK && found != OAS_NOT_FOUND;
}

static pairs_t *begin_pairs(request_rec *r)
{
    oas_work_t work = oas_bridge_work(r);
    pairs_t *pairs = apr_pcalloc(work.pool, sizeof(*pairs));

    pairs->found = open_pairs(pairs, r, &work);
    if (is_trouble(pairs->found))
        oas_bridge_log(r, pairs->found, &work);
    take_apart(&pairs->record, pairs->held.text, r, &work);
    pairs->before = apr_table_copy(work.pool, pairs->record.entries);
    pairs->expiry_before = pairs->record.expiry;
    return pairs;
}

/* Once for a client's request with all its parts. */
static apr_status_t load(request_rec *r, session_rec **record)
{
    oas_exchange_t *exchange = oas_exchange(r);

    if (!is_on(r))
        return DECLINED;
    if (exchange->pairs == NULL)
        exchange->pairs = begin_pairs(r);
    if (is_trouble(exchange->pairs->found))
        return APR_EGENERAL;
    *record = &exchange->pairs->record;
    return OK;
}

/* --- save --- */

/* mod_session adds the time by itself. */
static int is_time(void *data, const char *key, const char *value)
{
    (void)data, (void)value;
    return strcasecmp(key, "expiry") == 0;
}

static bool has_pairs(const session_rec *record)
{
    return apr_table_do(is_time, NULL, record->entries, NULL) == 0;
}

static bool is_prolonging_due(const pairs_t *pairs)
{
    apr_interval_time_t age = apr_time_from_sec(pairs->record.maxage);

    return pairs->record.expiry - pairs->expiry_before >= age / NOTED_PROLONGINGS;
}

/* A visitor about whom there is nothing to be kept costs nothing. Pairs whose time has passed are taken away. */
static bool is_to_be_saved(const pairs_t *pairs)
{
    bool has = has_pairs(&pairs->record), had = pairs->held.text != NULL;

    if (!has)
        return had;
    return pairs->record.dirty || is_prolonging_due(pairs);
}

/* Somebody else changed the pairs since they were read: make of his what this request has made of those. */
static oas_status_t join_newest(pairs_t *pairs, request_rec *r, oas_work_t *work)
{
    session_rec newest;
    const apr_table_t *before = pairs->before;
    oas_status_t status = oas_held_text_read(&pairs->held, pairs->session, pairs->sessions, work);

    if (status != OAS_OK)
        return status;
    take_apart(&newest, pairs->held.text, r, work);
    pairs->before = apr_table_copy(work->pool, newest.entries);
    oas_pair_changes_repeat(newest.entries, before, pairs->record.entries);
    pairs->record.entries = newest.entries;
    if (mod_session.encode(r, &pairs->record) != OK)
        return oas_fail(work, OAS_BROKEN, "pairs_encoding", "mod_session could not write its pairs");
    return OAS_OK;
}

/* A request that only wanted to prolong them leaves that to the one who changed them. */
static oas_status_t save_beside_others(pairs_t *pairs, request_rec *r, oas_work_t *work)
{
    oas_status_t status;

    for (int i = 0; i < TRIES; i++) {
        const char *text = has_pairs(&pairs->record) ? pairs->record.encoded : NULL;

        status = oas_held_text_replace(&pairs->held, text, pairs->session, pairs->sessions, work);
        if (status != OAS_EXPIRED)
            return status;
        oas_forgive(work);
        if (!pairs->record.dirty)
            return OAS_OK;
        if ((status = join_newest(pairs, r, work)) != OAS_OK)
            return status;
    }
    return oas_fail(work, OAS_UNAVAILABLE, "pairs_busy", "others change mod_session's pairs all the time");
}

/* Before the user is written into it: so that he never stands, be it for a moment, in a session that another one may have
 * the cookie of. */
static oas_status_t renew_cookie(pairs_t *pairs, request_rec *r, oas_work_t *work)
{
    oas_exchange_t *exchange = oas_exchange(r);
    const char *set_cookie;
    oas_status_t status = oas_moved_session(&set_cookie, pairs->session, oas_server_config(r->server)->site,
                                            oas_bridge_is_secure(r), work);

    if (status != OAS_OK)
        return status;
    apr_table_addn(r->err_headers_out, "Set-Cookie", set_cookie);
    if (exchange->session != NULL)
        *exchange->session = *pairs->session;
    return OAS_OK;
}

static bool is_sign_in(const pairs_t *pairs)
{
    return pairs->record.dirty && oas_pair_changes_sign_in(pairs->before, pairs->record.entries);
}

static oas_status_t keep(pairs_t *pairs, request_rec *r, oas_work_t *work)
{
    oas_status_t status;

    if (is_sign_in(pairs) && (status = renew_cookie(pairs, r, work)) != OAS_OK)
        return status;
    return save_beside_others(pairs, r, work);
}

/* The session ended while the request was answered, and is not brought back. */
static apr_status_t leave(const pairs_t *pairs, request_rec *r, oas_work_t *work)
{
    oas_forgive(work);
    oas_fail(work, OAS_NOT_FOUND, "pairs_left", "a session ended while mod_session's pairs in it were changed");
    if (pairs->record.dirty)
        oas_bridge_log(r, OAS_NOT_FOUND, work);
    return OK;
}

static apr_status_t save(request_rec *r, session_rec *record)
{
    pairs_t *pairs = oas_exchange(r)->pairs;
    oas_work_t work = oas_bridge_work(r);
    oas_status_t status;

    if (!is_on(r) || pairs == NULL)
        return DECLINED;
    if (record != &pairs->record)
        pairs->record = *record; /* they expired while the request was answered */
    if (!is_to_be_saved(pairs))
        return OK;
    if (pairs->session == NULL)
        return APR_EGENERAL;
    status = keep(pairs, r, &work);
    if (status == OAS_NOT_FOUND)
        return leave(pairs, r, &work);
    if (status != OAS_OK)
        oas_bridge_log(r, status, &work);
    return status == OAS_OK ? OK : APR_EGENERAL;
}

/* --- hooks --- */

int oas_session_provider_join(apr_pool_t *pool, apr_pool_t *log_pool, apr_pool_t *temporary)
{
    static const char *const others[] = {"mod_session_cookie.c", "mod_session_dbd.c", NULL};
    const char *current = apr_hook_debug_current;

    (void)pool, (void)log_pool, (void)temporary;
    if (!find_mod_session())
        return OK;
    apr_hook_debug_current = "mod_oauth_session.c"; /* whose hooks these are */
    mod_session.hook_load(load, NULL, others, APR_HOOK_FIRST);
    mod_session.hook_save(save, NULL, others, APR_HOOK_FIRST);
    apr_hook_debug_current = current;
    return OK;
}
