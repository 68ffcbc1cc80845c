/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/explanation.h"

#include <apr_strings.h>

#include "flow/navigation.h"

typedef struct {
    const char *reason; /* NULL: every other reason of this status */
    oas_status_t status;
    int http_status;
    const char *title;
    const char *text;
} explanation_t;

/* Special reasons first; the first row that fits counts. */
static const explanation_t explanations[] = {
    {"access_denied", OAS_REFUSED, 403, "Sign-in was cancelled",
     "The sign-in service says that access was not granted. If that was not what you wanted, try again."},
    {"not_admitted", OAS_REFUSED, 403, "This account may not sign in here",
     "The sign-in service knows you, but this site is for others only. Try again with another account, or ask the people who "
     "run this site."},
    {"browser_cookie", OAS_REFUSED, 400, "Your browser did not send our cookie back",
     "To sign in, your browser has to keep a small cookie of this site for a few minutes, and this time it did not come "
     "back. Allow cookies for this site, or open the page in the browser in which you began, and try again."},
    {"session_cookie", OAS_REFUSED, 400, "Your browser did not send our cookie back",
     "You signed in more than once within a minute, and each time your browser came back without the cookie that says so. Allow "
     "cookies for this site, and try again in a minute."},
    {"cookie_foreign", OAS_REFUSED, 400, "Your browser sent another cookie than ours",
     "A cookie of the same name came instead of the one this site gave your browser: another site of the same domain may have set "
     "it, or you began in another browser. Delete the cookies of this site, and try again."},
    {"cookie_in_clear", OAS_REFUSED, 400, "Your browser did not send our cookie back",
     "This site gives its cookies to https only, and your browser came here without it. Open the page with https:// in front of "
     "its address; if that does not work, tell the people who run this site."},
    {"cookie_host", OAS_REFUSED, 400, "Your browser did not send our cookie back",
     "This site has more than one name, and our cookie was for another one than that in the address of this page. Begin once more "
     "by the site's usual address; if it happens again, tell the people who run this site."},
    {"state_expired", OAS_EXPIRED, 400, "Sign-in took too long",
     "The time for this sign-in is over. Please try again. If you were quick, the clocks of this site's servers do not agree: tell "
     "the people who run it."},
    {"id_token_expired", OAS_EXPIRED, 400, "Two clocks do not agree",
     "By the clock of this site the answer of the sign-in service is too old, so nobody was signed in. Please try again; if it "
     "happens again, one of the two clocks is wrong: tell the people who run this site."},
    {"id_token_old", OAS_EXPIRED, 400, "Two clocks do not agree",
     "By the clock of this site the answer of the sign-in service is too old, so nobody was signed in. Please try again; if it "
     "happens again, one of the two clocks is wrong: tell the people who run this site."},
    {"id_token_early", OAS_EXPIRED, 400, "Two clocks do not agree",
     "By the clock of this site the answer of the sign-in service is of a time to come, so nobody was signed in. One of the two "
     "clocks is wrong: tell the people who run this site."},
    {"authentication_unmet", OAS_REFUSED, 403, "The sign-in service can not sign you in as this site asks",
     "This site asks for a stronger sign-in than the service has for you. Try again with another account or another device, or "
     "tell the people who run this site."},
    {"step_up_unmet", OAS_REFUSED, 403, "A stronger sign-in is needed",
     "The page you want to see is for people who signed in lately, or in a safer way. You were just asked to, and the sign-in "
     "service did not do what this site asked of it. Try again; if it happens again, tell the people who run this site."},
    {"form_other_user", OAS_REFUSED, 403, "What was sent here was not passed on",
     "It was kept for who was signed in before, and you have signed in as somebody else. Nothing of it has reached the site."},
    {"callback_repeated", OAS_REFUSED, 400, "This sign-in is over",
     "The address you opened belongs to a sign-in that was finished before. Go on to the page to sign in anew."},
    {"too_many_calls", OAS_UNAVAILABLE, 503, "Too many people are signing in right now",
     "Please try again in a few seconds. Who is signed in already is not affected."},
    {"frozen", OAS_UNAVAILABLE, 503, "Nobody can sign in just now",
     "The people who run this site have stopped sign-ins for a while. Please try again later."},
    {"state_missing", OAS_REFUSED, 400, "This address is a step of signing in",
     "It has no use by itself. Open the page you want to see; if it asks you to sign in, it brings you back."},
    {"answer_error", OAS_REFUSED, 400, "The sign-in service refused",
     "It answered with an error instead of signing you in. Please try again; if it happens again, tell the people who run "
     "this site."},
    {"pushed_refused", OAS_REFUSED, 400, "The sign-in service refused",
     "It did not accept this site's request, so you were not sent there. The people who run this site can find the reason in "
     "the server's error log."},
    {"token_refused", OAS_REFUSED, 400, "The sign-in service refused",
     "It did not accept this site's request, so nobody was signed in. The people who run this site can find the reason in the "
     "server's error log."},
    {"session_larger_than_store", OAS_REFUSED, 400, "Your account is too large for this site",
     "The sign-in service says more about you than this site can keep, so you were not signed in. Please tell the people who "
     "run this site: they can make room for it, or ask for less."},
    {"session_too_large", OAS_REFUSED, 400, "Your account is too large for this site",
     "The sign-in service says more about you than this site can keep, so you were not signed in. Please tell the people who "
     "run this site: they can ask for less."},
    {"sessions_of_user_refused", OAS_REFUSED, 403, "You are signed in on too many devices",
     "This site lets everybody be signed in a few times only, and you are already, on other devices or in other browsers. Sign "
     "out there, or wait until you are signed out there, and try again."},
    {"form_foreign", OAS_REFUSED, 403, "Nothing has happened",
     "What you sent did not come from a page of this site. Open the page once more and try again."},
    {"form_token", OAS_REFUSED, 403, "Nothing has happened",
     "The page was open for more than an hour, or you have signed in anew since. Open it once more and try again."},
    {"sessions_form", OAS_REFUSED, 400, "Nothing has happened", "It was not clear which sessions were meant."},
    {"list_place", OAS_REFUSED, 400, "There is no such page of the list", "Begin at its first page."},
    {"login_parameter", OAS_REFUSED, 400, "This link does not work",
     "Something in the link you followed is not as it should be, so you were not sent to the sign-in service."},
    {"login_provider_unknown", OAS_REFUSED, 404, "There is no such sign-in service here",
     "The link you followed names a sign-in service that this site does not know."},
    {"login_issuer_unknown", OAS_REFUSED, 404, "There is no such sign-in service here",
     "The link you followed names a sign-in service that this site does not know."},
    {"account_form", OAS_REFUSED, 400, "This is no account",
     "Type it as you would type an address of a mail, or as the address of your page."},
    {"account_host", OAS_REFUSED, 404, "Accounts of this kind can not sign in here",
     "This site does not know who could say that the account is yours."},
    {"account_issuer", OAS_REFUSED, 404, "This account can not sign in here",
     "Those who keep the account do not say where it signs in. Check that it is spelled right."},
    {NULL, OAS_NOT_FOUND, 400, "Sign-in could not be completed",
     "The answer of the sign-in service does not belong to a sign-in that was begun here. Please try again."},
    {NULL, OAS_EXPIRED, 400, "Sign-in took too long",
     "The time for this sign-in is over. Please try again."},
    {NULL, OAS_REFUSED, 400, "Sign-in could not be completed",
     "The answer of the sign-in service was not one that can be trusted, so nobody was signed in. Please try again; if it "
     "happens again, tell the people who run this site."},
    {NULL, OAS_UNAVAILABLE, 503, "The sign-in service does not answer",
     "Please try again in a few moments. Who is signed in already is not affected."},
    {NULL, OAS_FULL, 503, "No more people can sign in right now",
     "The server has no room for another session. Please try again in a minute or two. Who is signed in already is not "
     "affected."},
    {NULL, OAS_MISCONFIGURED, 500, "Sign-in is not set up correctly",
     "The people who run this site can find the reason in the server's error log."},
    {NULL, OAS_BROKEN, 500, "Something went wrong on our side",
     "The people who run this site can find the reason in the server's error log."},
};

/* Seconds. Calls come to their end soon; room comes when somebody signs out, or has gone. */
enum { RETRY_AFTER = 5, RETRY_AFTER_FULL = 60 };

static int retry_after(const explanation_t *row, const oas_work_t *work)
{
    if (row->http_status != 503)
        return 0;
    if (work->pause > 0)
        return (int)apr_time_sec(work->pause + APR_USEC_PER_SEC - 1);
    return row->status == OAS_FULL ? RETRY_AFTER_FULL : RETRY_AFTER;
}

static oas_page_kind_t kind_for(const oas_request_t *request)
{
    return oas_is_looked_at(request) ? OAS_PAGE_MESSAGE : OAS_PAGE_PROBLEM_JSON;
}

static const explanation_t *find(oas_status_t status, const char *reason)
{
    const explanation_t *row = explanations;

    while (row->status != status || (row->reason != NULL && (reason == NULL || strcmp(row->reason, reason) != 0)))
        row++;
    return row;
}

void oas_explain(oas_reply_t *reply, const oas_request_t *request, oas_status_t status, const oas_work_t *work)
{
    const explanation_t *row = find(status != OAS_OK ? status : OAS_BROKEN, work->reason);

    reply->status = row->http_status;
    reply->location = NULL;
    reply->retry_after = retry_after(row, work);
    reply->page.kind = kind_for(request);
    if (reply->page.title == NULL) { /* else it is no sign-in, and the flow knows better */
        reply->page.title = row->title;
        reply->page.text = row->text;
    }
    reply->page.reason = work->reason;
    if (reply->page.link != NULL && reply->page.link_text == NULL)
        reply->page.link_text = "Try again";
}

void oas_explain_forbidden(oas_reply_t *reply, const oas_request_t *request, const oas_denial_t *denial, const char *switch_to,
                           const char *logout, apr_pool_t *pool)
{
    reply->status = 403;
    reply->page = (oas_page_t){.kind = kind_for(request),
                               .title = "This page is not for you",
                               .text = "You are signed in, but the people who run this site have not given you access to this "
                                       "page.",
                               .reason = "forbidden",
                               .denial = denial,
                               .link = logout,
                               .link_text = "Sign out"};
    if (switch_to == NULL)
        return;
    reply->page.switch_url = apr_pstrcat(pool, request->origin, switch_to, NULL);
    reply->page.link = switch_to;
    reply->page.link_text = "Sign in as somebody else";
    reply->page.other_link = logout;
    reply->page.other_link_text = "Sign out";
}
