/* SPDX-License-Identifier: Apache-2.0 */
/* What all pages of the module have in common: their head, their looks, and what a browser may do with them. */
#ifndef OAS_HTTPD_PAGE_LAYOUT_H
#define OAS_HTTPD_PAGE_LAYOUT_H

#include <httpd.h>

#include "flow/message.h"

/* Write a page up to its heading. The nonce that a script of it needs. */
const char *oas_page_begin(request_rec *r, const oas_page_t *page, const char *title);

void oas_page_end(request_rec *r);

#endif
