/* SPDX-License-Identifier: Apache-2.0 */
/* The module's own pages under OAuthPath. They are answered wherever that path is mapped to: before proxying and
 * rewriting, and without any Location of the administrator's for them. */
#ifndef OAS_HTTPD_ENDPOINTS_H
#define OAS_HTTPD_ENDPOINTS_H

#include <httpd.h>

#include "flow/message.h"

/* httpd's pre_translate_name and translate_name hooks: recognise an endpoint, so that nobody else maps it. */
int oas_endpoint_translate(request_rec *r);

/* Instead of the page that r asks for, say that a form was kept for somebody else. Of reply the cookies count. */
void oas_endpoint_refuse_form(request_rec *r, const oas_reply_t *reply);

/* map_to_storage: an endpoint is no file. */
int oas_endpoint_map(request_rec *r);

/* check_access_ex: nobody has to be signed in for an endpoint. */
int oas_endpoint_allow(request_rec *r);

/* handler: answer it, or what session_handler.h answers: one hook for both costs other requests nothing. */
int oas_endpoint_handle(request_rec *r);

#endif
