/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/refresh.h"
#include "flow/noted_event.h"

#include "flow/renewal.h"
#include "session/fetch.h"

/* Of a lease: metadata, the refresh and once more with a nonce of DPoP, keys, and one to spare. Who takes longer is dead, and
 * another one may try. Tokens are kept as soon as they are there: what is asked for with them may take longer. */
enum { CALLS = 5 };

static const apr_interval_time_t margin = apr_time_from_sec(2);
static const apr_interval_time_t step = 20 * 1000; /* microseconds between two looks of who waits */

typedef struct {
    const oas_site_t *site;
    const oas_need_t *need;
    oas_session_t *session;
    oas_vault_t *vault;
    const oas_token_change_t *change;
} refresh_t;

/* A work's time is that of its beginning, and who waits has been here for a while. */
static apr_time_t time_for(const refresh_t *refresh, const oas_work_t *work)
{
    const oas_waiting_t *waiting = refresh->site->waiting;

    return waiting != NULL ? waiting->clock->now(waiting->clock) : work->now;
}

static apr_interval_time_t longest_call(const refresh_t *refresh)
{
    return refresh->site->waiting != NULL ? refresh->site->waiting->longest_call : apr_time_from_sec(5);
}

/* --- what is due --- */

/* OAuth 1.0a signs each question with a secret that nobody keeps. */
static bool answers(const oas_site_t *site, const oas_session_t *session)
{
    const oas_site_provider_t *provider = oas_site_provider(site, session->face.provider);

    return provider != NULL && !provider->registration->is_oauth1;
}

static bool can_be_asked(const refresh_t *refresh)
{
    return answers(refresh->site, refresh->session);
}

static bool claims_are_due(const refresh_t *refresh, apr_time_t now)
{
    return can_be_asked(refresh) && oas_claims_due(&refresh->need->freshness, refresh->vault, &refresh->session->head, now) != OAS_FRESH;
}

/* Claims are asked for with the token: they need it, too. */
static oas_due_t token_due(const refresh_t *refresh, apr_time_t now)
{
    oas_freshness_t wanted = refresh->need->freshness;

    wanted.needs_token |= claims_are_due(refresh, now);
    return oas_token_due(&wanted, refresh->vault, &refresh->session->head, now);
}

/* Over also where nobody can be asked in the first place. */
static oas_due_t confirmation_due(const refresh_t *refresh, apr_time_t now)
{
    oas_due_t due = oas_confirmation_due(&refresh->need->freshness, refresh->vault, &refresh->session->head, now);

    return due == OAS_DUE && !can_be_asked(refresh) ? OAS_OVER : due;
}

static bool is_due(const refresh_t *refresh, apr_time_t now)
{
    return claims_are_due(refresh, now) || token_due(refresh, now) != OAS_FRESH || confirmation_due(refresh, now) != OAS_FRESH;
}

/* What the place needs is there, fresh or not. */
static bool serves(const refresh_t *refresh, apr_time_t now)
{
    const oas_freshness_t *wanted = &refresh->need->freshness;
    const oas_record_head_t *head = &refresh->session->head;

    return oas_token_due(wanted, refresh->vault, head, now) != OAS_OVER
           && (!can_be_asked(refresh) || oas_claims_due(wanted, refresh->vault, head, now) != OAS_OVER);
}

/* The provider was to be asked for the user, and there is no way to: who he is must be shown by a new sign-in. */
static oas_status_t unconfirmed(const refresh_t *refresh, oas_work_t *work)
{
    return oas_fail(work, OAS_NOT_FOUND, "session_unconfirmed", "provider %s can not be asked for the user any more, or does not say",
                    refresh->session->face.provider);
}

/* Nothing better is to be had. What serves, serves on. */
static oas_status_t make_do(const refresh_t *refresh, oas_work_t *work)
{
    if (serves(refresh, time_for(refresh, work)))
        return OAS_OK;
    return oas_fail(work, OAS_UNAVAILABLE, "refresh_pending",
                    "what is needed is over, and it is too early to ask provider %s once more",
                    refresh->session->face.provider);
}

/* The session as it is now. */
static oas_status_t look(refresh_t *refresh, oas_work_t *work)
{
    const oas_sessions_t *sessions = &refresh->site->sessions;
    oas_session_t *session = refresh->session;
    oas_contents_t contents;
    oas_record_t *record;
    oas_status_t status;

    if ((status = oas_session_fetch(&record, sessions, &session->ticket, OAS_BOXES_ALL, work)) != OAS_OK
        || (status = oas_contents_open(&contents, record, sessions, &session->ticket, work)) != OAS_OK)
        return status;
    session->head = record->head;
    session->face = contents.face;
    *refresh->vault = contents.vault;
    return OAS_OK;
}

/* --- who has the lease --- */

static bool is_another(const char *token, const char *former)
{
    return token != NULL && !oas_text_equal(token, former);
}

/* A lease ends while its holder is held up, and a check of the session needs none: what the provider refused us may be what
 * he has replaced since. *refresh is what there is now. */
static oas_status_t was_renewed(bool *renewed, refresh_t *refresh, oas_work_t *work)
{
    const oas_vault_t before = *refresh->vault;
    oas_status_t status = look(refresh, work);

    *renewed = status == OAS_OK
               && (is_another(refresh->vault->refresh_token, before.refresh_token)
                   || is_another(refresh->vault->access_token, before.access_token));
    return status;
}

/* The provider has the last word on who his users are. */
static oas_status_t end(refresh_t *refresh, oas_work_t *work)
{
    oas_work_t glance = oas_work(work->pool, work->now);
    bool renewed;
    oas_status_t status = was_renewed(&renewed, refresh, &glance);

    if (status == OAS_NOT_FOUND)
        return status;
    if (renewed)
        oas_forgive(work);
    if (renewed || status != OAS_OK)
        return make_do(refresh, work);
    if ((status = oas_session_end(&refresh->site->sessions, refresh->session, work)) != OAS_OK)
        return status;
    oas_note_session((oas_event_t){.kind = OAS_EVENT_REVOCATION, .reason = "session_refused", .by = "provider"},
                     &refresh->site->sessions, refresh->session, work);
    oas_tell(work, "session_refused", "a session was ended for what provider %s answered when it was to be renewed: %s (%s)",
             refresh->session->face.provider, work->failure, work->reason);
    return OAS_NOT_FOUND;
}

static oas_status_t renew_tokens(oas_renewal_t *renewal, refresh_t *refresh, oas_work_t *work)
{
    const oas_vault_t former = *refresh->vault;
    oas_status_t status = oas_renewal_of_tokens(renewal, work);
    oas_token_change_t *change;

    if (!renewal->has_new_token)
        return status;
    change = apr_palloc(work->pool, sizeof(*change));
    *change = (oas_token_change_t){.session = refresh->session,
                                   .former = former.access_token,
                                   .current = refresh->vault->access_token,
                                   .former_expires = former.access_token_expires,
                                   .current_expires = refresh->vault->access_token_expires};
    refresh->change = change;
    return status;
}

static oas_status_t renew(oas_renewal_t *renewal, refresh_t *refresh, oas_work_t *work)
{
    const apr_time_t now = time_for(refresh, work);
    const oas_due_t token = token_due(refresh, now);
    const bool with_claims = claims_are_due(refresh, now);
    oas_status_t status = OAS_OK;

    if (token != OAS_FRESH)
        status = renew_tokens(renewal, refresh, work);
    if (status == OAS_OK && with_claims)
        status = oas_renewal_of_claims(renewal, work);
    if (status == OAS_OK && confirmation_due(refresh, now) != OAS_FRESH)
        status = oas_renewal_of_confirmation(renewal, work);
    return status;
}

static void note(const refresh_t *refresh, oas_event_t event, oas_work_t *work)
{
    event.kind = OAS_EVENT_REFRESH;
    oas_note_session(event, &refresh->site->sessions, refresh->session, work);
}

/* It serves on, but where the user was to be confirmed and is refused, and not for the first time. */
static oas_status_t fail(refresh_t *refresh, oas_renewal_t *renewal, oas_work_t *work)
{
    const apr_time_t now = time_for(refresh, work);

    note(refresh, (oas_event_t){.status = OAS_UNAVAILABLE, .reason = work->reason}, work);
    oas_renewal_failed(renewal, renewal->is_refused && confirmation_due(refresh, now) != OAS_FRESH, now, work);
    if (confirmation_due(refresh, now) != OAS_OVER)
        return make_do(refresh, work);
    oas_forgive(work);
    return unconfirmed(refresh, work);
}

/* We have the lease: somebody else may have had it just before. */
static oas_status_t renew_alone(refresh_t *refresh, oas_work_t *work)
{
    oas_renewal_t renewal = {
        .site = refresh->site, .origin = refresh->need->origin, .session = refresh->session, .vault = refresh->vault};
    oas_status_t status = look(refresh, work);

    if (status != OAS_OK || !is_due(refresh, time_for(refresh, work)))
        return status;
    if (oas_renewal_begin(&renewal, work) == OAS_OK) {
        status = renew(&renewal, refresh, work);
        if (status == OAS_OK)
            note(refresh, (oas_event_t){.status = OAS_OK}, work);
        if (status == OAS_OK || status == OAS_NOT_FOUND)
            return status;
    }
    if (renewal.is_final)
        return end(refresh, work);
    return fail(refresh, &renewal, work);
}

static apr_time_t lease_end(const refresh_t *refresh, apr_time_t now)
{
    apr_interval_time_t lease = CALLS * longest_call(refresh) + margin;

    if (lease > apr_time_from_sec(OAS_LEASE_LONGEST))
        lease = apr_time_from_sec(OAS_LEASE_LONGEST);
    return now + lease;
}

/* --- who waits --- */

/* The other one is done, or dead, or somebody changed something else; a cheap look, and none that is kept. */
static bool is_time_to_look(const refresh_t *refresh, oas_work_t *work)
{
    oas_work_t glance = oas_work(NULL, work->now);
    oas_record_t *record;
    bool is_time;

    apr_pool_create(&glance.pool, work->pool);
    is_time = oas_session_fetch(&record, &refresh->site->sessions, &refresh->session->ticket, OAS_BOXES_FACE, &glance) != OAS_OK
              || record->head.generation != refresh->session->head.generation
              || !oas_record_is_leased(&record->head, time_for(refresh, work));
    apr_pool_destroy(glance.pool);
    return is_time;
}

/* OAS_UNAVAILABLE: nothing came of it. */
static oas_status_t watch(refresh_t *refresh, oas_work_t *work)
{
    const oas_waiting_t *waiting = refresh->site->waiting;
    const apr_time_t deadline = time_for(refresh, work) + longest_call(refresh) + margin;
    bool is_leased = true;
    oas_status_t status;

    while (is_leased && time_for(refresh, work) < deadline) {
        waiting->clock->sleep(waiting->clock, step);
        if (!is_time_to_look(refresh, work))
            continue;
        if ((status = look(refresh, work)) != OAS_OK || serves(refresh, time_for(refresh, work)))
            return status;
        is_leased = oas_record_is_leased(&refresh->session->head, time_for(refresh, work));
    }
    return oas_fail(work, OAS_UNAVAILABLE, "refresh_awaited",
                    "the access token is over, and the request that asks provider %s for another one brought none",
                    refresh->session->face.provider);
}

/* Somebody else renews it, and until then nothing serves: he is waited for, by as many as there is room for. */
static oas_status_t wait_for_other(refresh_t *refresh, oas_work_t *work)
{
    const oas_waiting_t *waiting = refresh->site->waiting;
    oas_status_t status;
    int slot = waiting != NULL ? oas_call_gate_enter(waiting->room) : -1;

    if (slot < 0)
        return oas_fail(work, OAS_UNAVAILABLE, "refresh_crowded",
                        "the access token is over, and too many requests wait for providers");
    status = watch(refresh, work);
    oas_call_gate_leave(waiting->room, slot);
    return status;
}

/* Something is due, and it is for us to see to it, or for another one. */
static oas_status_t take_turn(refresh_t *refresh, oas_work_t *work)
{
    const oas_sessions_t *sessions = &refresh->site->sessions;
    const apr_time_t now = time_for(refresh, work), until = lease_end(refresh, now);
    oas_work_t after = oas_work(work->pool, work->now);
    oas_status_t status;

    if (oas_refresh_just_failed(refresh->vault, now))
        return make_do(refresh, work);
    status = oas_session_lease(sessions, refresh->session, until, work);
    if (status == OAS_EXPIRED)
        return serves(refresh, now) ? OAS_OK : wait_for_other(refresh, work);
    if (status == OAS_UNAVAILABLE)
        return make_do(refresh, work);
    if (status != OAS_OK)
        return status;
    status = renew_alone(refresh, work);
    if (oas_session_release(sessions, refresh->session, until, &after) != OAS_OK)
        oas_forgive(&after); /* it ends by itself */
    return status;
}

oas_status_t oas_refresh(oas_refreshed_t *refreshed, oas_session_t *session, const oas_site_t *site, const oas_need_t *need,
                         oas_work_t *work)
{
    refresh_t refresh = {.site = site, .need = need, .session = session};
    oas_status_t status = oas_session_open_vault(&refresh.vault, &site->sessions, session, work);

    *refreshed = (oas_refreshed_t){0};
    if (status == OAS_OK && confirmation_due(&refresh, time_for(&refresh, work)) == OAS_OVER)
        status = unconfirmed(&refresh, work);
    else if (status == OAS_OK && is_due(&refresh, time_for(&refresh, work)))
        status = take_turn(&refresh, work);
    if (status == OAS_OK)
        refreshed->vault = refresh.vault;
    if (status != OAS_NOT_FOUND)
        refreshed->change = refresh.change;
    return status;
}

bool oas_refresh_is_possible(const oas_site_t *site, const oas_session_t *session, const oas_vault_t *vault, apr_time_t now)
{
    return answers(site, session) && oas_has_token_to_ask(vault, &session->head, now);
}
