/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/session_provider.h"

#include <strings.h>

#include <apr_hooks.h>
#include <apr_strings.h>

#include "flow/held_text.h"
#include "flow/pair_changes.h"
#include "httpd/bridge.h"
#include "httpd/config.h"
#include "httpd/guest_setting.h"
#include "httpd/mod_session_calls.h"
#include "httpd/pairs_holder.h"
#include "httpd/realm.h"
#include "httpd/visitor.h"

enum {
    TRIES = 16,            /* of one request to keep its pairs beside others; each is lost to one who could */
    NOTED_PROLONGINGS = 10 /* in SessionMaxAge: as uses of a session are */
};

/* What mod_session works with during a client's request, and where it comes from. */
typedef struct oas_provided_pairs_t pairs_t;

struct oas_provided_pairs_t {
    pairs_t *next; /* those of another realm; NULL: there are none */
    const oas_site_t *site;
    session_rec record;
    oas_status_t found;        /* OAS_OK, or why there is no saying */
    oas_pairs_holder_t holder;
    oas_held_text_t held;
    const apr_table_t *before; /* the pairs that the text told of, and that counted */
    apr_time_t expiry_before;
};

static const oas_mod_session_calls_t *mod_session; /* NULL: it is not loaded */

const char *oas_session_provider_set(cmd_parms *cmd, void *directory, const char *word)
{
    const char *error;

    if (oas_server_config(cmd->server)->open_provider != NULL)
        return "OAuthSessionProvider does not belong into <OAuthProvider>";
    if ((error = oas_setting_set(directory, cmd->info, word, cmd->pool)) != NULL)
        return apr_psprintf(cmd->pool, "OAuthSessionProvider: %s", error);
    if (strcasecmp(word, "on") != 0)
        return NULL;
    if (mod_session == NULL)
        return "OAuthSessionProvider: on needs mod_session, which is not loaded (LoadModule session_module "
               "modules/mod_session.so)";
    oas_guests_want(cmd);
    return NULL;
}

/* --- load --- */

static bool is_on(const request_rec *r)
{
    return oas_directory_config(r)->session_provider == OAS_PROVIDER_ON;
}

static oas_status_t open_pairs(pairs_t *pairs, request_rec *r, oas_work_t *work)
{
    oas_status_t status = oas_pairs_holder_find(&pairs->holder, r, work);

    if (status != OAS_OK || pairs->holder.session == NULL)
        return status;
    status = oas_held_text_read(&pairs->held, pairs->holder.session, pairs->holder.sessions, work);
    return status == OAS_NOT_FOUND ? OAS_OK : status; /* ended just now: nothing will be saved either */
}

/* The pairs of a text, in record. There are none where it can not be read, for somebody changed the secret that it is sealed
 * with, and where their time has passed: mod_session has both so, but would go on with another record at each call, and lose
 * what is changed in it. */
static void take_apart(session_rec *record, const char *text, request_rec *r, oas_work_t *work)
{
    *record = (session_rec){.pool = work->pool, .entries = apr_table_make(work->pool, 8), .encoded = text};
    if (mod_session->decode(r, record) == OK && (record->expiry == 0 || record->expiry >= apr_time_now()))
        return;
    *record = (session_rec){.pool = work->pool, .entries = apr_table_make(work->pool, 8)};
}

static pairs_t *begin_pairs(request_rec *r)
{
    oas_work_t work = oas_bridge_work(r);
    pairs_t *pairs = apr_pcalloc(work.pool, sizeof(*pairs));

    pairs->site = oas_site_of(r);
    pairs->found = open_pairs(pairs, r, &work);
    if (pairs->found != OAS_OK)
        oas_bridge_log(r, pairs->found, &work);
    take_apart(&pairs->record, pairs->held.text, r, &work);
    pairs->before = apr_table_copy(work.pool, pairs->record.entries);
    pairs->expiry_before = pairs->record.expiry;
    return pairs;
}

/* Those of the realm that r's place is in; NULL: they were not asked for yet. */
static pairs_t *pairs_in(request_rec *r)
{
    pairs_t *pairs = oas_exchange_of_client(r)->pairs;

    while (pairs != NULL && pairs->site != oas_site_of(r))
        pairs = pairs->next;
    return pairs;
}

/* Once for a client's request with all its parts, as far as they are in one realm. */
static apr_status_t load(request_rec *r, session_rec **record)
{
    oas_exchange_t *exchange = oas_exchange_of_client(r);
    pairs_t *pairs;

    if (!is_on(r))
        return DECLINED;
    if ((pairs = pairs_in(r)) == NULL) {
        pairs = begin_pairs(r);
        pairs->next = exchange->pairs;
        exchange->pairs = pairs;
    }
    if (pairs->found != OAS_OK)
        return APR_EGENERAL;
    *record = &pairs->record;
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

    return age > 0 && pairs->record.expiry - pairs->expiry_before >= age / NOTED_PROLONGINGS;
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
    oas_status_t status = oas_held_text_read(&pairs->held, pairs->holder.session, pairs->holder.sessions, work);

    if (status != OAS_OK)
        return status;
    take_apart(&newest, pairs->held.text, r, work);
    pairs->before = apr_table_copy(work->pool, newest.entries);
    oas_pair_changes_repeat(newest.entries, before, pairs->record.entries);
    pairs->record.entries = newest.entries;
    if (mod_session->encode(r, &pairs->record) != OK)
        return oas_fail(work, OAS_BROKEN, "pairs_encoding", "mod_session could not write its pairs");
    return OAS_OK;
}

/* A request that only wanted to prolong them leaves that to the one who changed them. */
static oas_status_t save_beside_others(pairs_t *pairs, request_rec *r, oas_work_t *work)
{
    oas_status_t status;

    for (int i = 0; i < TRIES; i++) {
        const char *text = has_pairs(&pairs->record) ? pairs->record.encoded : NULL;

        status = oas_held_text_replace(&pairs->held, text, pairs->holder.session, pairs->holder.sessions, work);
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

static bool is_sign_in(const pairs_t *pairs)
{
    return pairs->record.dirty && oas_pair_changes_sign_in(pairs->before, pairs->record.entries);
}

/* Whose first pairs they are becomes a guest by them, or else he never was one. */
static oas_status_t begin_guest(pairs_t *pairs, request_rec *r, oas_work_t *work)
{
    const char *set_cookie;
    oas_session_t *guest;
    oas_status_t status = oas_visitor_begin(&guest, &set_cookie, r, work);

    if (status != OAS_OK)
        return status;
    pairs->held = (oas_held_text_t){0};
    status = oas_held_text_replace(&pairs->held, pairs->record.encoded, guest, pairs->holder.sessions, work);
    if (status == OAS_OK)
        oas_visitor_welcome(guest, set_cookie, r);
    else
        oas_visitor_forget(guest, r, work);
    return status;
}

/* An application's own values may have made him one a moment ago, in the same answer. */
static oas_status_t keep_first(pairs_t *pairs, request_rec *r, oas_work_t *work)
{
    oas_status_t status = oas_visitor_find(&pairs->holder.session, r, work);

    if (status == OAS_OK)
        return save_beside_others(pairs, r, work);
    if (status != OAS_NOT_FOUND)
        return status;
    oas_forgive(work);
    return begin_guest(pairs, r, work);
}

/* The session gets its new cookie before the user is written into it: he never stands, be it for a moment, in one that somebody
 * else may have the cookie of. A guest whom a second click signs in at the same time, or has signed in, begins anew: it is his
 * password that he gave. */
static oas_status_t keep_sign_in(pairs_t *pairs, request_rec *r, oas_work_t *work)
{
    oas_status_t status = oas_pairs_holder_move(&pairs->holder, r, work);

    if (status == OAS_OK)
        return save_beside_others(pairs, r, work);
    if ((status != OAS_NOT_FOUND && status != OAS_UNAVAILABLE) || !oas_pairs_holder_is_guest(&pairs->holder))
        return status;
    oas_forgive(work);
    return begin_guest(pairs, r, work);
}

static oas_status_t keep(pairs_t *pairs, request_rec *r, oas_work_t *work)
{
    if (pairs->holder.session == NULL)
        return keep_first(pairs, r, work);
    return is_sign_in(pairs) ? keep_sign_in(pairs, r, work) : save_beside_others(pairs, r, work);
}

/* Anybody can bring it about that there is no room for guests: that is no alarm. */
static oas_status_t without_alarm(oas_status_t status, const pairs_t *pairs, oas_work_t *work)
{
    if (status != OAS_FULL || !oas_pairs_holder_is_guest(&pairs->holder))
        return status;
    oas_forgive(work);
    return oas_fail(work, OAS_UNAVAILABLE, "guests_full", "there is no room for more pairs of visitors who are not signed in");
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
    pairs_t *pairs = pairs_in(r);
    oas_work_t work = oas_bridge_work(r);
    oas_status_t status;

    if (!is_on(r) || pairs == NULL)
        return DECLINED;
    if (record != &pairs->record)
        pairs->record = *record; /* they expired while the request was answered */
    if (!is_to_be_saved(pairs))
        return OK;
    status = without_alarm(keep(pairs, r, &work), pairs, &work);
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
    if ((mod_session = oas_mod_session_calls()) == NULL)
        return OK;
    apr_hook_debug_current = "mod_oauth_session.c"; /* whose hooks these are */
    mod_session->hook_load(load, NULL, others, APR_HOOK_FIRST);
    mod_session->hook_save(save, NULL, others, APR_HOOK_FIRST);
    apr_hook_debug_current = current;
    return OK;
}
