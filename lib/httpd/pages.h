/* SPDX-License-Identifier: Apache-2.0 */
/* The few pages that the module shows people, and the problem documents it gives programs. */
#ifndef OAS_HTTPD_PAGES_H
#define OAS_HTTPD_PAGES_H

#include <httpd.h>

#include "flow/message.h"

/* Write the reply's page as the body of r, whose status and headers are set. Every text is escaped. */
void oas_page_send(request_rec *r, const oas_reply_t *reply);

#endif
