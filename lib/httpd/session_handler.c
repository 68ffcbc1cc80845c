/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/session_handler.h"

#include "flow/all_sessions.h"
#include "httpd/bridge.h"
#include "httpd/config.h"
#include "httpd/form_body.h"
#include "httpd/openness.h"
#include "httpd/realm.h"

static const char handler_name[] = "oauth-sessions";

/* What hinders the list from being shown: a mistake in the configuration. */
static oas_status_t check_place(request_rec *r, oas_work_t *work)
{
    if (oas_site_of(r) == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "no_provider", "SetHandler %s, and this virtual host has no <OAuthProvider>",
                        handler_name);
    if (oas_is_open_to_everybody(r))
        return oas_fail(work, OAS_MISCONFIGURED, "sessions_unprotected",
                        "SetHandler %s where anybody may come in: it is not served before a Require there asks for a user or "
                        "an address", handler_name);
    return OAS_OK;
}

static bool takes_method(const request_rec *r)
{
    return r->method_number == M_GET || r->method_number == M_POST;
}

static int answer(request_rec *r)
{
    oas_work_t work = oas_bridge_work(r);
    oas_request_t request;
    oas_reply_t reply = {.status = HTTP_METHOD_NOT_ALLOWED, .allow = "GET, HEAD, POST"};
    oas_status_t status;
    int refused;

    if (!takes_method(r))
        return oas_bridge_reply(r, &reply);
    reply = (oas_reply_t){0};
    oas_bridge_request(&request, r);
    if ((status = check_place(r, &work)) == OAS_OK) {
        if ((refused = oas_form_body_read(&request.form, r)) != OK)
            return refused;
        status = oas_all_sessions(&reply, oas_site_of(r), &request, r->user, &work);
    }
    return oas_bridge_finish(r, &request, &reply, status, &work);
}

int oas_session_handle(request_rec *r)
{
    return r->handler != NULL && strcmp(r->handler, handler_name) == 0 ? answer(r) : DECLINED;
}
