/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/check_handler.h"

#include <http_protocol.h>
#include <strings.h>

#include "httpd/bridge.h"
#include "httpd/openness.h"

static const char handler_name[] = "oauth-check", prefix[] = "X-OAuth-";

/* Those that came with the request were taken out of it: what is there is our word. */
static int tell(void *data, const char *name, const char *value)
{
    request_rec *r = data;

    if (strncasecmp(name, prefix, sizeof(prefix) - 1) == 0)
        apr_table_set(r->headers_out, name, value);
    return 1;
}

static int refuse_place(request_rec *r)
{
    oas_work_t work = oas_bridge_work(r);

    oas_bridge_log(r,
                   oas_fail(&work, OAS_MISCONFIGURED, "check_unprotected",
                            "SetHandler %s where anybody may come in: it lets nobody pass before a Require there asks for a user",
                            handler_name),
                   &work);
    return HTTP_INTERNAL_SERVER_ERROR;
}

/* No condition or range of the other server's client has anything to do with the answer: it is of now. */
int oas_check_handle(request_rec *r)
{
    if (r->handler == NULL || *r->handler != *handler_name || strcmp(r->handler, handler_name) != 0)
        return DECLINED;
    if (r->user == NULL && oas_is_open_to_everybody(r))
        return refuse_place(r);
    apr_table_setn(r->headers_out, "Cache-Control", "no-store");
    apr_table_do(tell, r, r->headers_in, NULL);
    r->status = HTTP_NO_CONTENT;
    return ap_discard_request_body(r);
}
