/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/ordered_sign_out.h"

#include <strings.h>

#include <http_protocol.h>

#include "flow/logout.h"
#include "flow/session_data.h"
#include "httpd/bridge.h"

bool oas_sign_out_is_ordered(request_rec *r, const apr_array_header_t *orders)
{
    for (int i = 0; i < orders->nelts; i++) {
        const oas_pair_t *order = &APR_ARRAY_IDX(orders, i, oas_pair_t);

        if (strcasecmp(order->name, OAS_DATA_CLEAR) == 0 && ap_find_token(r->pool, order->value, "login"))
            return true;
    }
    return false;
}

/* All else of the answer is the application's. */
static void tell_browser(request_rec *r, const oas_reply_t *reply)
{
    for (int i = 0; i < reply->set_cookie_count; i++)
        apr_table_addn(r->err_headers_out, "Set-Cookie", reply->set_cookies[i]);
    if (reply->clear_site_data != NULL)
        apr_table_setn(r->err_headers_out, "Clear-Site-Data", reply->clear_site_data);
    apr_table_unset(r->err_headers_out, "Session-Expires");
}

oas_status_t oas_sign_out_as_ordered(request_rec *r, const oas_site_t *site, const oas_session_t *session, oas_work_t *work)
{
    oas_request_t request;
    oas_reply_t reply = {0};
    oas_status_t status;

    oas_bridge_request(&request, r);
    status = oas_logout_of(&reply, site, &request, session, work);
    if (status == OAS_OK)
        tell_browser(r, &reply);
    oas_bridge_tell(r, work);
    return status;
}
