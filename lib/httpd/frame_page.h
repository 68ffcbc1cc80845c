/* SPDX-License-Identifier: Apache-2.0 */
/* The page that is framed by pages of this site, and frames one of the provider. */
#ifndef OAS_HTTPD_FRAME_PAGE_H
#define OAS_HTTPD_FRAME_PAGE_H

#include <httpd.h>

#include "flow/message.h"

/* Send it, with a policy of its own. */
void oas_frame_page_send(request_rec *r, const oas_page_t *page);

#endif
