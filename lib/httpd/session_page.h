/* SPDX-License-Identifier: Apache-2.0 */
/* The page that shows a list of sessions, with a button for each. */
#ifndef OAS_HTTPD_SESSION_PAGE_H
#define OAS_HTTPD_SESSION_PAGE_H

#include "flow/session_view.h"
#include "httpd/page_layout.h"

/* Write it as the body of r. Whatever browsers and providers said is escaped. */
void oas_session_page_send(request_rec *r, const oas_page_t *page);

#endif
