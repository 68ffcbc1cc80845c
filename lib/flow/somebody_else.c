/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/somebody_else.h"

#include <apr_strings.h>

#include "flow/login.h"
#include "flow/lost_form.h"
#include "flow/navigation.h"
#include "flow/step_up.h"
#include "flow/step_up_link.h"
#include "http/form.h"

enum { LINK_LONGEST = 4096 };

static const char wanted[] = "select_account", instead[] = "login";

const char oas_somebody_else_text[] = "prompt=select_account";

/* A form would not be sent again: he goes back to where it was. */
static const char *target_of(const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    const char *form = oas_lost_form_is_one(request) ? oas_lost_form_origin(site, request, work) : NULL;

    return form != NULL ? form : request->target;
}

const char *oas_somebody_else_link(const oas_site_t *site, const oas_request_t *request, const oas_session_t *session,
                                   oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_buffer_t link = oas_buffer(work->pool, LINK_LONGEST);
    const char *asked;

    if (oas_step_up_link_add(&asked, site, oas_somebody_else_text, &look) != OAS_OK)
        return NULL;
    oas_form_add(&link, "provider", session->face.provider);
    oas_form_add(&link, "to", target_of(site, request, &look));
    if (link.overflowed) { /* a long address leads to the start page */
        link = oas_buffer(work->pool, LINK_LONGEST);
        oas_form_add(&link, "provider", session->face.provider);
    }
    return apr_pstrcat(work->pool, oas_site_path(site, "login", work->pool), "?", oas_buffer_text(&link), "&", asked, NULL);
}

oas_status_t oas_somebody_else_ask(bool *begun, oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                   const oas_session_t *session, oas_work_t *work)
{
    const oas_login_wish_t wish = {.provider = session->face.provider,
                                   .target = request->target,
                                   .step_up = oas_somebody_else_text,
                                   .try_number = 1};
    oas_status_t status;
    bool asked;

    *begun = false;
    if (!oas_is_navigation(request))
        return OAS_OK;
    if ((status = oas_step_up_was_asked(&asked, site, session, oas_somebody_else_text, work)) != OAS_OK || asked)
        return status;
    *begun = true;
    return oas_login_begin(reply, site, request, &wish, work);
}

static bool is_listed(const char *const *list, const char *word)
{
    for (; *list != NULL; list++)
        if (strcmp(*list, word) == 0)
            return true;
    return false;
}

/* OpenID Connect Core 1.0 §3.1.2.1: select_account lets him choose; to be asked for a password anew is the next best. Most
 * providers do not say what they know, and leave what they do not know alone. */
void oas_somebody_else_adapt(oas_pairs_t *asked, const oas_provider_t *provider, apr_pool_t *pool)
{
    oas_pair_t *item;

    if (asked->count != 1 || provider->prompts == NULL || !oas_text_equal(oas_pairs_get(*asked, "prompt"), wanted)
        || is_listed(provider->prompts, wanted) || !is_listed(provider->prompts, instead))
        return;
    item = apr_palloc(pool, sizeof(*item));
    *item = (oas_pair_t){"prompt", instead};
    *asked = (oas_pairs_t){.items = item, .count = 1};
}
