/* SPDX-License-Identifier: Apache-2.0 */
/* Why somebody may not see a page, as part of the page that says so, and of the document for programs. */
#ifndef OAS_HTTPD_DENIAL_PAGE_H
#define OAS_HTTPD_DENIAL_PAGE_H

#include <httpd.h>

#include "flow/denial.h"

/* Paragraphs and lists. */
void oas_denial_send(request_rec *r, const oas_denial_t *denial);

/* Members of an object that has members before. */
void oas_denial_send_members(request_rec *r, const oas_denial_t *denial);

#endif
