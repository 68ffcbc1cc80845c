/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/callback.h"

#include <apr_strings.h>

#include "flow/access.h"
#include "flow/bound_registration.h"
#include "flow/browser_binding.h"
#include "flow/callback_answer.h"
#include "flow/carried_values.h"
#include "flow/ended_tokens.h"
#include "flow/former_session.h"
#include "flow/identify.h"
#include "flow/kept_form.h"
#include "flow/known_user.h"
#include "flow/login.h"
#include "flow/login_rounds.h"
#include "flow/logout.h"
#include "flow/lost_cookie.h"
#include "flow/navigation.h"
#include "flow/noted_event.h"
#include "flow/oauth1_way.h"
#include "flow/realm.h"
#include "flow/registered.h"
#include "flow/return_target.h"
#include "flow/session_check.h"
#include "http/cookie.h"
#include "oidc/authorization.h"
#include "oidc/login_attempt.h"
#include "session/whose.h"

enum { MOST_TRIES = 2 };

/* One callback on its way. */
typedef struct {
    const oas_site_t *site;
    const oas_request_t *request;
    oas_reply_t *reply;
    oas_work_t *work;
    const oas_site_provider_t *chosen;
    oas_response_mode_t mode;     /* by which it was asked to answer */
    oas_pairs_t answer;           /* its parameters */
    oas_login_attempt_t *attempt; /* what state holds */
    const char *target;           /* where to go afterwards */
    oas_oauth1_token_t temporary; /* OAuth 1.0a */
} callback_t;

/* Take the answer and open its state: the callback is one for all realms of the host, and the attempt's is gone on with.
 * OAS_EXPIRED: an attempt of ours that came back too late. */
static oas_status_t open_attempt(callback_t *callback)
{
    oas_work_t *work = callback->work;
    const oas_site_t *realm;
    oas_status_t status, opened;

    if ((status = oas_callback_answer_take(&callback->answer, callback->request, callback->mode, work)) != OAS_OK)
        return status;
    opened = oas_login_attempt_open(&callback->attempt, oas_pairs_get(callback->answer, "state"),
                                    callback->site->sessions.keys, work);
    if (opened != OAS_OK && opened != OAS_EXPIRED)
        return opened;
    /* Each provider has its own callback: an answer at another's is a mix-up (RFC 9700 §4.4). */
    if (strcmp(callback->attempt->provider, callback->chosen->registration->name) != 0)
        return oas_fail(work, OAS_REFUSED, "state_provider", "state belongs to a login at another provider");
    if ((realm = oas_realm_of_sessions(callback->site, callback->attempt->realm)) == NULL)
        return oas_fail(work, OAS_REFUSED, "state_realm", "state belongs to a login at another site");
    callback->site = realm;
    return opened;
}

static void go_to_target(callback_t *callback)
{
    const char *target = oas_kept_form_lead_back(callback->site, callback->target, callback->work);

    oas_reply_redirect(callback->reply, 303, apr_pstrcat(callback->work->pool, callback->request->origin, target, NULL));
}

static const char *callback_path(const callback_t *callback)
{
    return oas_site_callback_path(callback->site, callback->chosen->registration->name, callback->work->pool);
}

/* After a form the browser comes back by GET, with state and nothing else. Another site's form brings none of our Lax
 * cookies, so that only then it is known who is signed in, and where he wanted to go. It is a page that sends it: a redirect
 * would still belong to the form, and Chromium holds it against the form-action policy of the page that posted it, however
 * often it is redirected on. */
static void come_back_by_get(callback_t *callback)
{
    callback->reply->status = 200;
    callback->reply->page = (oas_page_t){.kind = OAS_PAGE_ONWARD,
                                         .link = apr_pstrcat(callback->work->pool, callback_path(callback), "?state=",
                                                             oas_pairs_get(callback->answer, "state"), NULL)};
}

/* The browser has got a session since the attempt began: it is sent on, whatever is the matter with this answer. One that it
 * had before was not enough for where it wanted to go, and would lead it back here. */
static oas_status_t go_on_if_signed_in(oas_session_t **found, callback_t *callback)
{
    const oas_request_t *request = callback->request;
    oas_session_t *session;
    oas_status_t status;
    oas_work_t look = oas_work(callback->work->pool, callback->work->now);

    status = oas_access_find(&session, callback->site, request->cookies, oas_request_is_secure(request),
                             callback->attempt->provider, &look);
    if (status == OAS_OK && session->head.created < callback->attempt->started)
        return OAS_NOT_FOUND;
    if (status == OAS_OK)
        go_to_target(callback);
    *found = session;
    return status;
}

/* The attempt is ours but of no use: too late, or not this browser's. No outside call is made before this is known. */
static oas_status_t second_chance(callback_t *callback, oas_status_t why)
{
    const oas_login_wish_t wish = {.provider = callback->attempt->provider,
                                   .target = callback->target,
                                   .step_up = callback->attempt->step_up,
                                   .passed = oas_login_attempt_passed(callback->attempt, callback->work->pool),
                                   .try_number = callback->attempt->try_number + 1};
    oas_session_t *session;

    if (oas_callback_is_posted(callback->request)) {
        oas_forgive(callback->work);
        come_back_by_get(callback);
        return OAS_OK;
    }
    if (go_on_if_signed_in(&session, callback) == OAS_OK)
        return OAS_OK;
    if (wish.try_number > MOST_TRIES || !oas_is_navigation(callback->request))
        return why;
    oas_forgive(callback->work);
    return oas_login_begin(callback->reply, callback->site, callback->request, &wish, callback->work);
}

static oas_index_t attempt_index(const oas_login_attempt_t *attempt)
{
    oas_index_t index;

    memcpy(index.bytes, attempt->id, sizeof(index.bytes));
    return index;
}

/* Ids of completed attempts are remembered until state itself would have expired. */
static oas_status_t complete_once(callback_t *callback)
{
    const oas_index_t index = attempt_index(callback->attempt);
    apr_time_t until = callback->attempt->started + apr_time_from_sec(OAS_ATTEMPT_LIFETIME_SECONDS);
    oas_store_t *store = callback->site->sessions.store;

    return store->calls->use_once(store, &index, until, callback->work);
}

static bool was_completed(const callback_t *callback)
{
    const oas_index_t index = attempt_index(callback->attempt);
    oas_store_t *store = callback->site->sessions.store;
    oas_work_t look = oas_work(callback->work->pool, callback->work->now);

    return store->calls->was_used(store, &index, &look) != OAS_NOT_FOUND;
}

/* A user who signs in again and again, or whose password many know, takes up no more than his share. */
static void end_oldest_sessions(const callback_t *callback, const oas_session_t *begun, const oas_whose_t *user)
{
    const oas_sessions_t *sessions = &callback->site->sessions;
    oas_work_t look = oas_work(callback->work->pool, callback->work->now);
    unsigned ended;

    if (oas_session_cap(&ended, sessions, begun, user, &look) != OAS_OK)
        oas_forgive(&look); /* the next login sees to it */
    if (ended == 0)
        return;
    oas_note_session((oas_event_t){.kind = OAS_EVENT_REVOCATION, .reason = "sessions_of_user", .by = "limit", .sessions = ended},
                     sessions, begun, callback->work);
    oas_tell(callback->work, "sessions_of_user", "%u older sessions of this user were ended: %u are the most", ended,
             sessions->most_per_user);
}

/* A user who has as many sessions as he may: this one ends before anybody gets its cookie. */
static oas_status_t refuse_too_many(const callback_t *callback, const oas_session_t *begun, const oas_whose_t *user,
                                    const oas_former_sessions_t *former)
{
    const oas_sessions_t *sessions = &callback->site->sessions;
    oas_work_t look = oas_work(callback->work->pool, callback->work->now);
    oas_status_t status = oas_session_admit(sessions, begun, user, former->indexes, former->count, callback->work);

    if (status != OAS_OK && oas_session_end(sessions, begun, &look) != OAS_OK)
        oas_forgive(&look); /* it ends by its own times, and nobody has its cookie */
    return status;
}

/* Of his sessions, in all browsers, no more stay than a user may have. The one that this browser had ends only now that
 * there is a new one: who can not be signed in anew stays signed in. */
static oas_status_t settle_with_others(const callback_t *callback, oas_session_t *begun, const oas_vault_t *vault)
{
    const oas_whose_t user = {.issuer = vault->issuer, .subject = vault->subject};
    const oas_former_sessions_t former =
        oas_former_session_find(callback->site, callback->request, callback->attempt, callback->work);
    oas_status_t status;

    if (callback->site->sessions.refuse_more
        && (status = refuse_too_many(callback, begun, &user, &former)) != OAS_OK)
        return status;
    oas_values_carry(begun, callback->site, callback->request, vault, callback->work);
    oas_guest_values_carry(begun, callback->reply, callback->site, callback->request, callback->work);
    oas_former_session_end(callback->site, &former, callback->work);
    if (!callback->site->sessions.refuse_more)
        end_oldest_sessions(callback, begun, &user);
    return OAS_OK;
}

/* A login always makes a new session (session fixation). */
static oas_status_t begin_session(callback_t *callback, const oas_identity_t *identity)
{
    const oas_cookie_names_t *names = oas_site_cookies(callback->site, oas_request_is_secure(callback->request));
    oas_label_t label = {.user = identity->face.user,
                         .provider = identity->face.provider,
                         .address = callback->request->address,
                         .agent = oas_request_header(callback->request, "User-Agent")};
    oas_sessions_t sessions = callback->site->sessions;
    char value[OAS_TICKET_LENGTH + 1];
    oas_session_t *session;
    oas_status_t status = oas_freeze_check(callback->site->freeze, callback->work);

    if (status != OAS_OK)
        return status;
    oas_ended_tokens_label(&label, &identity->vault, callback->chosen->registration);
    if (callback->chosen->registration->dpop != NULL)
        sessions.begun_under = callback->attempt->key_id; /* that its tokens are bound to */
    status = oas_session_begin(&session, value, &sessions, &identity->face, &identity->vault, &label,
                               callback->work);
    if (status == OAS_OK && (status = settle_with_others(callback, session, &identity->vault)) != OAS_OK)
        oas_wipe(value, sizeof(value));
    if (status != OAS_OK)
        return status;
    oas_reply_set_cookie(callback->reply,
                         oas_cookie_compose(callback->work->pool, &(oas_cookie_t){.name = names->session,
                                                                                  .value = value,
                                                                                  .path = "/",
                                                                                  .secure = names->secure,
                                                                                  .max_age = callback->site->cookie_max_age}));
    oas_wipe(value, sizeof(value));
    oas_known_user_note(callback->reply, callback->site, callback->request, &identity->vault, callback->work);
    oas_note_session((oas_event_t){.kind = OAS_EVENT_LOGIN}, &sessions, session, callback->work);
    return OAS_OK;
}

static bool is_trouble(const char *error)
{
    return strcmp(error, "server_error") == 0 || strcmp(error, "temporarily_unavailable") == 0;
}

/* The answer's code, if it has one. That a person said no is nobody's fault and has a page of its own; a provider in trouble may be well
 * again soon (RFC 6749 §4.1.2.1). */
static oas_status_t judge_answer(const char **code, const callback_t *callback, const oas_provider_t *provider)
{
    static const char unmet[] = "unmet_authentication_requirements";
    const char *error;
    oas_status_t status = oas_authorization_judge(code, &error, callback->answer,
                                                  callback->chosen->registration->response_type, provider, callback->work);

    if (error == NULL || (strcmp(error, "access_denied") != 0 && strcmp(error, unmet) != 0 && !is_trouble(error)))
        return status;
    oas_forgive(callback->work);
    if (strcmp(error, unmet) == 0)
        return oas_fail(callback->work, OAS_REFUSED, "authentication_unmet",
                        "the provider can not sign the person in as it was asked to");
    if (is_trouble(error))
        return oas_fail(callback->work, OAS_UNAVAILABLE, "answer_unavailable", "the provider answered with error %s", error);
    return oas_fail(callback->work, OAS_REFUSED, "access_denied", "the person, or the provider, did not agree to the sign-in");
}

/* The provider did not do what a page required of the sign-in: the session stays as it was, and asking once is enough. The
 * last is how a provider says so itself (OpenID Connect Core Unmet Authentication Requirements 1.0). */
static oas_status_t judge_step_up(const callback_t *callback, oas_status_t status)
{
    static const char *const unmet[] = {"id_token_auth_time", "id_token_acr", "authentication_unmet"};
    oas_work_t *work = callback->work;
    const char *failure = work->failure;

    for (size_t i = 0; status == OAS_REFUSED && i < sizeof(unmet) / sizeof(unmet[0]); i++)
        if (callback->attempt->step_up != NULL && oas_text_equal(work->reason, unmet[i])) {
            oas_forgive(work);
            return oas_fail(work, OAS_REFUSED, "step_up_unmet", "%s", failure);
        }
    return status;
}

/* What there is to exchange. */
static oas_status_t judge(oas_identify_input_t *input, const callback_t *callback)
{
    if (callback->chosen->registration->is_oauth1)
        return oas_oauth1_judge(&input->code, callback->answer, &callback->temporary, callback->work);
    return judge_answer(&input->code, callback, input->provider);
}

/* Judge the answer, and ask the provider whom it is about. */
static oas_status_t find_person(oas_identity_t *identity, const callback_t *callback)
{
    oas_work_t *work = callback->work;
    oas_identify_input_t input = {
        .chosen = callback->chosen, .attempt = callback->attempt, .answer = callback->answer,
        .temporary = callback->temporary, .origin = callback->request->origin};
    oas_status_t status;

    input.redirect_uri = apr_pstrcat(work->pool, callback->request->origin, callback_path(callback), NULL);
    if ((status = oas_provider_cache_get(&input.provider, callback->chosen->cache,
                                         oas_site_client(callback->site, callback->chosen), work)) != OAS_OK
        || (status = oas_registered(&input.chosen, callback->site, input.provider, callback->request->origin, false,
                                    work)) != OAS_OK
        || (status = oas_bound_registration(&input.chosen, &callback->site->sessions, callback->attempt->key_id, work))
               != OAS_OK
        || (status = judge(&input, callback)) != OAS_OK)
        return status;
    return oas_identify(identity, callback->site, &input, work);
}

/* Who is not signed in at the provider any more is not signed in here either. */
static oas_status_t end_checked(callback_t *callback, const oas_session_t *session)
{
    oas_status_t status;

    oas_forgive(callback->work);
    if ((status = complete_once(callback)) != OAS_OK)
        return status;
    oas_tell(callback->work, "provider_sign_out", "%s says that a person who is signed in here is not, or no more, signed in there",
             callback->chosen->registration->name);
    return oas_logout_here(callback->reply, callback->site, callback->request, session, callback->work);
}

static oas_status_t go_on(callback_t *callback, oas_session_t *session, const oas_identity_t *identity)
{
    oas_status_t status = oas_session_check_renew(session, callback->site, identity, callback->attempt->key_id, callback->work);

    if (status != OAS_NOT_FOUND)
        return status;
    oas_forgive(callback->work);
    return begin_session(callback, identity);
}

/* No login: the answer says whether the session goes on (flow/session_check.h), and one that says nothing changes nothing. */
static oas_status_t complete_check(callback_t *callback, const oas_identity_t *identity, oas_status_t judged)
{
    oas_session_t *session;
    oas_status_t status;

    switch (oas_session_check_result(&session, callback->site, callback->request, callback->answer, judged,
                                     &identity->vault, callback->work)) {
    case OAS_CHECK_GONE: return end_checked(callback, session);
    case OAS_CHECK_MOOT: break;
    case OAS_CHECK_UNKNOWN:
        oas_tell(callback->work, "session_check_failed", "%s did not say whether a person is still signed in: %s",
                 callback->chosen->registration->name, callback->work->failure);
        break;
    case OAS_CHECK_SAME:
        if ((status = complete_once(callback)) != OAS_OK || (status = go_on(callback, session, identity)) != OAS_OK)
            return status;
        break;
    }
    oas_forgive(callback->work);
    go_to_target(callback);
    return OAS_OK;
}

/* The attempt is this browser's and fresh: find out who it is, begin the session. */
static oas_status_t complete(callback_t *callback)
{
    oas_identity_t identity = {.face.user = NULL};
    oas_status_t status;
    unsigned rounds;

    if (oas_session_check_is_one(callback->attempt)) {
        status = find_person(&identity, callback);
        return complete_check(callback, &identity, status);
    }
    /* before the code is spent: the same address works when the freeze is over */
    if ((status = oas_freeze_check(callback->site->freeze, callback->work)) != OAS_OK
        || (status = oas_login_rounds_check(&rounds, callback->site, callback->request, callback->attempt, callback->work)) != OAS_OK
        || (status = find_person(&identity, callback)) != OAS_OK || (status = complete_once(callback)) != OAS_OK
        || (status = begin_session(callback, &identity)) != OAS_OK)
        return judge_step_up(callback, status);
    oas_login_rounds_note(callback->reply, rounds, callback->site, callback->request, callback->attempt, callback->work);
    if (oas_callback_is_posted(callback->request))
        come_back_by_get(callback);
    else
        go_to_target(callback);
    return OAS_OK;
}

/* The completed attempt comes again: by Back, by a reload, from the history, or after the form that completed it. That form
 * brought no cookie of a guest; now there is one, beside that of the session of this very login. */
static oas_status_t repeat(callback_t *callback)
{
    oas_session_t *session;

    if (oas_callback_is_posted(callback->request)) {
        come_back_by_get(callback);
        return OAS_OK;
    }
    if (go_on_if_signed_in(&session, callback) == OAS_OK) {
        oas_guest_values_carry(session, callback->reply, callback->site, callback->request, callback->work);
        return OAS_OK;
    }
    return oas_fail(callback->work, OAS_REFUSED, "callback_repeated", "this login was completed before");
}

/* What the browser kept for us, where there is something to keep. Tabs share one place for it: it may be another one's. */
static bool recall(callback_t *callback)
{
    return !callback->chosen->registration->is_oauth1
           || oas_oauth1_recall(&callback->temporary, callback->reply, callback->site, callback->request, callback->attempt,
                                callback->work);
}

/* The answer came in a form, and nothing came of it: the browser is here once more, by GET. */
static bool is_back_from_form(const callback_t *callback)
{
    return callback->mode != OAS_MODE_QUERY && !oas_callback_is_posted(callback->request)
           && oas_pairs_get(callback->answer, "error") == NULL;
}

/* Where to go afterwards. Another site's form does not bring the cookie that a long target is in: it is left where it is,
 * for the GET that follows. */
static const char *target_of(callback_t *callback)
{
    const char *target = callback->attempt->target;

    if (!oas_callback_is_posted(callback->request))
        return oas_return_target_take(callback->reply, callback->site, callback->request, callback->attempt, callback->work);
    return target != NULL && oas_site_may_return_to(callback->site, target) ? target : "/";
}

/* The page that posts what the browser has behind "#". */
static oas_status_t ask_for_fragment(callback_t *callback)
{
    callback->reply->status = 200;
    callback->reply->page = (oas_page_t){.kind = OAS_PAGE_FRAGMENT, .action = callback_path(callback)};
    return OAS_OK;
}

oas_status_t oas_callback(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, const char *provider,
                          oas_work_t *work)
{
    callback_t callback = {.site = site, .request = request, .reply = reply, .work = work, .target = "/"};
    const char *no_cookie = "the login was begun by another browser, or its cookie did not come back";
    oas_status_t status;

    callback.chosen = oas_site_provider(site, provider);
    if (callback.chosen == NULL)
        return oas_fail(work, OAS_REFUSED, "callback_unknown", "no provider has this callback");
    callback.mode = callback.chosen->registration->response_mode;
    if (oas_callback_is_hidden(request, callback.mode))
        return ask_for_fragment(&callback);
    reply->page.link = callback.target;
    status = open_attempt(&callback);
    if (status != OAS_OK && status != OAS_EXPIRED)
        return status;
    reply->page.link = callback.target = target_of(&callback);
    if (status == OAS_EXPIRED)
        return second_chance(&callback, status);
    if (!oas_browser_began(callback.attempt, request, site->sessions.keys, work))
        return second_chance(&callback, oas_lost_cookie(request, oas_cookie_names(oas_request_is_secure(request))->browser,
                                                        "browser_cookie", no_cookie, work));
    if (was_completed(&callback))
        return repeat(&callback);
    if (!recall(&callback))
        return second_chance(&callback, oas_fail(work, OAS_REFUSED, "oauth1_cookie",
                                                 "what the browser was to keep of this login did not come back"));
    if (is_back_from_form(&callback))
        return second_chance(&callback, oas_fail(work, OAS_REFUSED, "browser_cookie", "%s with the answer", no_cookie));
    return complete(&callback);
}

bool oas_callback_takes_form(const oas_site_t *site, const char *provider)
{
    const oas_site_provider_t *chosen = oas_site_provider(site, provider);

    return chosen != NULL && chosen->registration->response_mode != OAS_MODE_QUERY;
}
