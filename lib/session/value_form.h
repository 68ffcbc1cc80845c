/* SPDX-License-Identifier: Apache-2.0 */
/* The byte form of a session's values, all spaces together. */
#ifndef OAS_SESSION_VALUE_FORM_H
#define OAS_SESSION_VALUE_FORM_H

#include <apr_tables.h>

#include "session/values.h"

typedef struct {
    const char *name;
    uint64_t version;
    apr_array_header_t *items; /* oas_value_t */
} oas_value_space_t;

/* The spaces (oas_value_space_t) that the bytes tell of, in work->pool; names and values are borrowed from bytes. No bytes
 * are no spaces. OAS_BROKEN: not a form of ours. */
OAS_MUST_CHECK oas_status_t oas_value_form_parse(apr_array_header_t **spaces, oas_bytes_t bytes, oas_work_t *work);

/* *bytes lives in work->pool. */
void oas_value_form_compose(oas_bytes_t *bytes, const apr_array_header_t *spaces, oas_work_t *work);

#endif
