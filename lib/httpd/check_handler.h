/* SPDX-License-Identifier: Apache-2.0 */
/* "SetHandler oauth-check": whether somebody may pass, for another server in front that asks this one about each request (nginx's
 * auth_request, Traefik's forwardAuth). */
#ifndef OAS_HTTPD_CHECK_HANDLER_H
#define OAS_HTTPD_CHECK_HANDLER_H

#include <httpd.h>

/* Who comes as far as to a handler may pass: 204, with the headers that an application would be told the user by. Declines other
 * handlers. */
int oas_check_handle(request_rec *r);

#endif
