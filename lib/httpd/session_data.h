/* SPDX-License-Identifier: Apache-2.0 */
/* Applications' own values: told with the request, taken from the headers of the answer before its head goes out. They are
 * never in the browser, in neither direction. */
#ifndef OAS_HTTPD_SESSION_DATA_H
#define OAS_HTTPD_SESSION_DATA_H

#include <httpd.h>

#include "httpd/bridge.h"

/* Once, when hooks are registered. */
void oas_session_data_register(void);

/* Tell the application its values, where it reads: in one of these tables or in both; the other one is NULL. session NULL: those
 * of the guest that the browser is, if it is one. DECLINED, or the status to answer with: a page that takes its values for lost could write over them. */
int oas_session_data_tell(request_rec *r, const oas_session_t *session, apr_table_t *environment, apr_table_t *headers);

/* header_parser: before another page of this server answers instead. */
int oas_session_data_set_apart(request_rec *r);

/* insert_filter, where an application keeps values, or nobody else will call oas_session_data_hold_back: the answer may say
 * what to change. */
void oas_session_data_insert_filter(request_rec *r);

/* insert_error_filter: the answer is about to be another one than the application's, whose headers are there still. */
void oas_session_data_insert_error_filter(request_rec *r);

/* Take orders out of an answer where no application keeps values. */
void oas_session_data_hold_back(request_rec *r);

#endif
