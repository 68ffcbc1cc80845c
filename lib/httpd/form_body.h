/* SPDX-License-Identifier: Apache-2.0 */
/* The form that a browser sends. */
#ifndef OAS_HTTPD_FORM_BODY_H
#define OAS_HTTPD_FORM_BODY_H

#include <httpd.h>

#include "base/bytes.h"

/* The body of a form, at most OAS_FORM_LARGEST bytes, in r's pool; empty for anything that is no form. OK, or the HTTP
 * status of the refusal. */
int oas_form_body_read(oas_bytes_t *form, request_rec *r);

/* The body of any type, at most limit bytes, in r's pool. OK, or the HTTP status of the refusal. */
int oas_body_read(oas_bytes_t *body, request_rec *r, size_t limit);

#endif
