/* SPDX-License-Identifier: Apache-2.0 */
/* An application's own values as it reads and writes them, in any language: one text that tells all of them, and the
 * headers of its answer that say what to change. */
#ifndef OAS_FLOW_SESSION_DATA_H
#define OAS_FLOW_SESSION_DATA_H

#include "base/pairs.h"
#include "session/values.h"

/* "cart=%5B1%2C2%5D&x=1": names and values with percent escapes, in pool. Never anything that a header or an environment
 * can not hold. */
const char *oas_session_data_form(const oas_values_t *values, apr_pool_t *pool);

/* {"cart":"[1,2]","x":"1"} in pool. A value that is no UTF-8 text, or has NUL or DEL in it, is {"base64url":"AAE"}. */
const char *oas_session_data_json(const oas_values_t *values, apr_pool_t *pool);

/* The headers by which an application writes. */
#define OAS_DATA_SET        "X-Session-Set"        /* x=1&y=2, as a form; commas may stand for "&" */
#define OAS_DATA_ADD        "X-Session-Add"        /* n=1, as a form */
#define OAS_DATA_UNSET      "X-Session-Unset"      /* x&y */
#define OAS_DATA_CLEAR      "X-Session-Clear"      /* data; login is the caller's */
#define OAS_DATA_IF_VERSION "X-Session-If-Version" /* 7 */

/* This name is one of them, whatever its case. */
bool oas_session_data_is_order(const char *name);

/* What headers of these names want, each of which may be there several times: first all is cleared, then names are unset,
 * then set, then added to. Everything lives in work->pool. OAS_REFUSED (values_header): not of the form above. */
OAS_MUST_CHECK oas_status_t oas_session_data_read(oas_value_edits_t *edits, oas_pairs_t headers, oas_work_t *work);

#endif
