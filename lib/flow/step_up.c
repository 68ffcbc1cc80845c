/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/step_up.h"

#include <apr_strings.h>

#include "flow/access.h"
#include "flow/login.h"
#include "flow/lost_form.h"
#include "flow/navigation.h"
#include "flow/step_up_link.h"

enum { MOMENT_SECONDS = 60 };

oas_step_up_demand_t *oas_step_up_demand(apr_pool_t *pool)
{
    oas_step_up_demand_t *demand = apr_pcalloc(pool, sizeof(*demand));

    demand->unmet = apr_array_make(pool, 2, sizeof(const oas_requirement_t *));
    return demand;
}

void oas_step_up_demand_add(oas_step_up_demand_t *demand, const oas_requirement_t *requirement, bool is_met, apr_pool_t *pool)
{
    oas_requirement_ask(&demand->wanted, requirement, pool);
    if (!is_met)
        APR_ARRAY_PUSH(demand->unmet, const oas_requirement_t *) = requirement;
}

static bool lacks_age_alone(const oas_step_up_demand_t *demand)
{
    for (int i = 0; i < demand->unmet->nelts; i++)
        if (APR_ARRAY_IDX(demand->unmet, i, const oas_requirement_t *)->kind != OAS_REQUIRE_AGE)
            return false;
    return true;
}

/* The text, then what is lacking, then what to do about it. */
static void say_lacking(oas_page_t *page, const char *text, const oas_step_up_demand_t *demand, const oas_session_t *session,
                        const char *what_to_do, const oas_work_t *work)
{
    apr_array_header_t *more = apr_array_make(work->pool, 3, sizeof(oas_sentence_t));

    for (int i = 0; i < demand->unmet->nelts; i++)
        oas_requirement_say(more, APR_ARRAY_IDX(demand->unmet, i, const oas_requirement_t *), session, work->now);
    APR_ARRAY_PUSH(more, oas_sentence_t) = (oas_sentence_t){.english = what_to_do};
    page->text = text;
    page->more = more;
}

/* The session began a moment ago with a login that was asked for just this. A session that was ended meanwhile is no
 * failure here: the next request finds out. */
oas_status_t oas_step_up_was_asked(bool *asked, const oas_site_t *site, const oas_session_t *session, const char *text,
                                   oas_work_t *work)
{
    oas_vault_t *vault;
    oas_status_t status;

    *asked = false;
    if (work->now - session->head.created >= apr_time_from_sec(MOMENT_SECONDS))
        return OAS_OK;
    status = oas_session_open_vault(&vault, &site->sessions, session, work);
    if (status == OAS_OK)
        *asked = oas_text_equal(vault->step_up, text);
    if (status != OAS_NOT_FOUND)
        return status;
    oas_forgive(work);
    return OAS_OK;
}

static oas_status_t refuse(oas_reply_t *reply, const oas_site_t *site, const oas_session_t *session,
                           const oas_step_up_demand_t *demand, oas_work_t *work)
{
    reply->page.title = "A stronger sign-in is needed";
    say_lacking(&reply->page, "You are signed in, but not in the way that this page requires.", demand, session,
                "The sign-in service was asked for it. Sign out to come back in another way.", work);
    reply->page.link = oas_site_path(site, "logout", work->pool);
    reply->page.link_text = "Sign out";
    return oas_fail(work, OAS_REFUSED, "step_up_unmet", "the page is not for this sign-in at %s: %s", session->face.provider,
                    oas_page_in_english(&reply->page, work->pool));
}

/* RFC 9470 §3 */
static oas_pairs_t challenge(const oas_step_up_t *wanted, apr_pool_t *pool)
{
    oas_pair_t *items = apr_palloc(pool, 3 * sizeof(*items));
    size_t count = 0;

    items[count++] = (oas_pair_t){"error", "insufficient_user_authentication"};
    if (wanted->acr_values != NULL)
        items[count++] = (oas_pair_t){"acr_values", wanted->acr_values};
    if (wanted->max_age != 0)
        items[count++] = (oas_pair_t){"max_age", apr_psprintf(pool, "%" APR_TIME_T_FMT, apr_time_sec(wanted->max_age))};
    return (oas_pairs_t){.items = items, .count = count};
}

/* A document for programs, and a page for the person who sent a form. */
static void say_what_is_lacking(oas_reply_t *reply, const oas_request_t *request, const oas_session_t *session,
                                const oas_step_up_demand_t *demand, oas_work_t *work)
{
    if (oas_lost_form_is_one(request)) {
        oas_lost_form_show(reply, request, NULL);
        say_lacking(&reply->page, "You are signed in, but not in the way that this page requires.", demand, session,
                    "If it would be hard to write again, go back and copy it. Then sign in, and send it once more.", work);
        return;
    }
    reply->page.title = "A stronger sign-in is required";
    say_lacking(&reply->page, "The person is signed in, but not in the way that this resource requires.", demand, session,
                "Send the person to login_url.", work);
}

/* For who is on no way to a page: a redirect would lose a body, and no script can follow it. */
static oas_status_t demand_it(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                              const oas_session_t *session, const oas_step_up_demand_t *demand, const char *text,
                              oas_work_t *work)
{
    const char *target = oas_lost_form_is_one(request) ? oas_lost_form_origin(site, request, work) : NULL;
    const char *parameter;
    oas_status_t status = oas_step_up_link_add(&parameter, site, text, work);

    if (status != OAS_OK)
        return status;
    oas_access_refuse(reply, site, request, session->face.provider, target, work);
    reply->page.reason = "step_up_required";
    reply->page.login_url = apr_pstrcat(work->pool, reply->page.login_url, "&", parameter, NULL);
    say_what_is_lacking(reply, request, session, demand, work);
    reply->page.challenge = challenge(&demand->wanted, work->pool);
    return OAS_OK;
}

oas_status_t oas_step_up(bool *suffices, oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                         const oas_session_t *session, const oas_step_up_demand_t *demand, oas_work_t *work)
{
    const char *text = oas_step_up_text(&demand->wanted, work->pool);
    const oas_login_wish_t wish = {
        .provider = session->face.provider, .target = request->target, .step_up = text, .try_number = 1};
    oas_status_t status;
    bool asked;

    *suffices = false;
    if (text == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "step_up_long", "all values of Require oauth-acr for this page are too long");
    if ((status = oas_step_up_was_asked(&asked, site, session, text, work)) != OAS_OK)
        return status;
    *suffices = asked && lacks_age_alone(demand);
    if (*suffices)
        return OAS_OK;
    if (asked)
        return refuse(reply, site, session, demand, work);
    if (oas_is_navigation(request) && !demand->never_redirects)
        return oas_login_begin(reply, site, request, &wish, work);
    return demand_it(reply, site, request, session, demand, text, work);
}
