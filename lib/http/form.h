/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters of a query or of an application/x-www-form-urlencoded body, RFC 6749 appendix B. */
#ifndef OAS_HTTP_FORM_H
#define OAS_HTTP_FORM_H

#include "base/buffer.h"
#include "base/pairs.h"
#include "base/work.h"

enum { OAS_FORM_LARGEST = 64 * 1024, OAS_FORM_MOST = 64 }; /* bytes of text, parameters */

/* Take encoded parameters apart. *form lives in work->pool; empty unless OAS_OK. OAS_REFUSED: larger than
 * OAS_FORM_LARGEST, more than OAS_FORM_MOST, a broken percent escape, NUL or invalid UTF-8 in a name or value, or
 * (RFC 6749 §3.1) the same name twice. */
OAS_MUST_CHECK oas_status_t oas_form_parse(oas_pairs_t *form, oas_bytes_t text, oas_work_t *work);

/* Add "name=value" to parameters that are being written, with "&" between them. NULL value: nothing is added. */
void oas_form_add(oas_buffer_t *text, const char *name, const char *value);

/* text in the form encoding alone (space as "+"), in pool: what RFC 6749 §2.3.1 asks of client credentials. */
const char *oas_form_escape(apr_pool_t *pool, const char *text);

#endif
