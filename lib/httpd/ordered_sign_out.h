/* SPDX-License-Identifier: Apache-2.0 */
/* "X-Session-Clear: login": an application signs its user out, by a header of its answer as it writes values. */
#ifndef OAS_HTTPD_ORDERED_SIGN_OUT_H
#define OAS_HTTPD_ORDERED_SIGN_OUT_H

#include <httpd.h>

#include "flow/site.h"

/* It is among these orders (oas_pair_t), of flow/session_data.h. */
bool oas_sign_out_is_ordered(request_rec *r, const apr_array_header_t *orders);

/* End the session, and have r, whose head is not out yet, tell the browser. OAS_UNAVAILABLE: the store can not say. */
OAS_MUST_CHECK oas_status_t oas_sign_out_as_ordered(request_rec *r, const oas_site_t *site, const oas_session_t *session,
                                                    oas_work_t *work);

#endif
