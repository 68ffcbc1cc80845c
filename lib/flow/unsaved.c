/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/unsaved.h"

#include "flow/lost_form.h"
#include "flow/navigation.h"

enum { RETRY_AFTER = 1 }; /* second: a store is busy for moments */

/* Status, and what there is to do about it. Of two at the same time the first one won; a session that ended meanwhile has no
 * values any more. */
static void say(oas_reply_t *reply, oas_status_t status)
{
    switch (status) {
    case OAS_EXPIRED:
        reply->status = 409;
        reply->page.text = "Something else changed it in the same moment: perhaps you have the page open twice. Go back, reload the "
                           "page, and do it once more.";
        return;
    case OAS_NOT_FOUND:
        reply->status = 409;
        reply->page.text = "Your session on this site ended just now. If it would be hard to write again, go back and copy it. "
                           "Then reload the page, and do it once more.";
        return;
    case OAS_UNAVAILABLE:
    case OAS_FULL:
        reply->status = 503;
        reply->retry_after = RETRY_AFTER;
        reply->page.text = "The server has too much to do at the moment. Go back, and try it again in a few seconds.";
        return;
    case OAS_OK:
    case OAS_REFUSED:
    case OAS_MISCONFIGURED:
    case OAS_BROKEN:
        reply->status = 500;
        reply->page.text = "Something is wrong with this page. The people who run this site can find the reason in the server's "
                           "error log.";
        return;
    }
}

void oas_unsaved_explain(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, oas_status_t status,
                         oas_work_t *work)
{
    say(reply, status);
    reply->page.kind = oas_is_looked_at(request) ? OAS_PAGE_MESSAGE : OAS_PAGE_PROBLEM_JSON;
    reply->page.title = "What you did was not saved";
    reply->page.reason = work->reason;
    reply->page.link = site != NULL ? oas_lost_form_origin(site, request, work) : NULL;
    reply->page.link_text = "Back to the page";
}
