/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/unauthorized.h"

#include <strings.h>

#include <http_request.h>
#include <apr_strings.h>

#include "flow/explanation.h"
#include "flow/navigation.h"
#include "flow/somebody_else.h"
#include "httpd/bridge.h"
#include "httpd/config.h"
#include "httpd/realm.h"
#include "httpd/refusal.h"
#include "httpd/unauthorized_setting.h"

static int explain(request_rec *r, const oas_site_t *site, const oas_request_t *request, oas_work_t *work)
{
    const oas_session_t *session = oas_exchange(r)->session;
    oas_reply_t reply = {0};

    oas_explain_forbidden(&reply, request, oas_refusal_denial(r),
                          session != NULL ? oas_somebody_else_link(site, request, session, work) : NULL,
                          oas_site_path(site, "logout", r->pool), r->pool);
    if (oas_unauthorized_is(oas_directory_config(r), "401"))
        reply.status = HTTP_UNAUTHORIZED;
    return oas_bridge_reply(r, &reply);
}

/* The path of this site that an address stands for; NULL: it is one of another. */
static const char *path_of(const char *address, const char *origin)
{
    size_t length = strlen(origin);

    if (*address == '/')
        return address;
    if (strncasecmp(address, origin, length) != 0 || strchr("/?", address[length]) == NULL)
        return NULL;
    return address[length] == '/' ? address + length : "/";
}

/* The user may see that page: it does not send him on in turn. A page of the same place is as closed as this one. */
static bool is_open(request_rec *r, const char *path)
{
    request_rec *look = ap_sub_req_lookup_uri(path, r, NULL);
    bool is_open = look->status == HTTP_OK && look->per_dir_config != r->per_dir_config;

    ap_destroy_sub_req(look);
    return is_open;
}

/* NULL: nobody is sent anywhere for this request, or he would not get there. */
static const char *place_to_go(request_rec *r, const oas_request_t *request)
{
    const char *address = oas_unauthorized_address(oas_directory_config(r)), *path;

    if (address == NULL || !oas_is_looked_at(request))
        return NULL;
    path = path_of(address, request->origin);
    if (path == NULL)
        return address;
    return is_open(r, path) ? apr_pstrcat(r->pool, request->origin, path, NULL) : NULL;
}

static int send_to(request_rec *r, const char *url)
{
    oas_reply_t reply = {0};

    oas_reply_redirect(&reply, HTTP_SEE_OTHER, url);
    return oas_bridge_reply(r, &reply);
}

int oas_unauthorized_answer(request_rec *r)
{
    const oas_site_t *site = oas_site_of(r);
    const oas_session_t *session = oas_exchange(r)->session;
    oas_work_t work = oas_bridge_work(r);
    oas_request_t request;
    oas_reply_t reply = {0};
    oas_status_t status;
    const char *url;
    bool begun;

    if (r->main != NULL || site == NULL)
        return HTTP_FORBIDDEN;
    oas_bridge_request(&request, r);
    if (session != NULL && oas_unauthorized_is(oas_directory_config(r), "login")) {
        status = oas_somebody_else_ask(&begun, &reply, site, &request, session, &work);
        if (begun || status != OAS_OK)
            return oas_bridge_finish(r, &request, &reply, status, &work);
    }
    url = place_to_go(r, &request);
    return url != NULL ? send_to(r, url) : explain(r, site, &request, &work);
}
