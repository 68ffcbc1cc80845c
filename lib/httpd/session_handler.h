/* SPDX-License-Identifier: Apache-2.0 */
/* SetHandler oauth-sessions: all sessions of the virtual host, for those whom the Location's Require lets in. */
#ifndef OAS_HTTPD_SESSION_HANDLER_H
#define OAS_HTTPD_SESSION_HANDLER_H

#include <httpd.h>

/* Answer the request if it is for this handler; else DECLINED. */
int oas_session_handle(request_rec *r);

#endif
