/* SPDX-License-Identifier: Apache-2.0 */
/* A session's values, all spaces together, and their byte form. */
#ifndef OAS_SESSION_VALUE_FORM_H
#define OAS_SESSION_VALUE_FORM_H

#include <apr_tables.h>

#include "session/values.h"

typedef struct {
    const char *name;
    uint64_t version;
    apr_array_header_t *items; /* oas_value_t */
} oas_value_space_t;

/* The space of this name; NULL: there is none. */
oas_value_space_t *oas_value_space_find(const apr_array_header_t *spaces, const char *name);

/* Add an empty one. OAS_REFUSED (values_spaces): there are as many as there may be. */
OAS_MUST_CHECK oas_status_t oas_value_space_add(oas_value_space_t **space, apr_array_header_t *spaces, const char *name,
                                                oas_work_t *work);

/* It has no more than it may have. OAS_REFUSED: too many values (values_many), too many bytes (values_large). */
OAS_MUST_CHECK oas_status_t oas_value_space_check(const oas_value_space_t *space, oas_work_t *work);

/* The spaces (oas_value_space_t) that the bytes tell of, in work->pool; names and values are borrowed from bytes. No bytes
 * are no spaces. OAS_BROKEN: not a form of ours. */
OAS_MUST_CHECK oas_status_t oas_value_form_parse(apr_array_header_t **spaces, oas_bytes_t bytes, oas_work_t *work);

/* *bytes lives in work->pool. */
void oas_value_form_compose(oas_bytes_t *bytes, const apr_array_header_t *spaces, oas_work_t *work);

#endif
