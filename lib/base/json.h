/* SPDX-License-Identifier: Apache-2.0 */
/* Strict reading of JSON over cJSON, which alone cuts texts at NUL, accepts repeated members, trailing text, invalid
 * UTF-8 and numbers it cannot hold. The text is scanned first (RFC 8259), so that what is accepted means one thing
 * only: valid UTF-8, no NUL in any form, no repeated member at any level, depth <= 16, <= 2,000 values, no number
 * beyond 2^53 - 1 (up to there a double holds integers exactly), nothing behind the end. */
#ifndef OAS_BASE_JSON_H
#define OAS_BASE_JSON_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/work.h"

typedef struct cJSON oas_json_t;

/* *json lives in work->pool; NULL unless OAS_OK. OAS_REFUSED: not a JSON text as above, or larger than ceiling bytes.
 * what names the text in the failure: "token response". */
OAS_MUST_CHECK oas_status_t oas_json_parse(const oas_json_t **json, oas_bytes_t text, size_t ceiling, const char *what,
                                           oas_work_t *work);

/* As oas_json_parse, and the text must be an object. */
OAS_MUST_CHECK oas_status_t oas_json_parse_object(const oas_json_t **json, oas_bytes_t text, size_t ceiling,
                                                  const char *what, oas_work_t *work);

/* The member of this name, compared byte by byte; NULL when object is NULL, no object, or has none. */
const oas_json_t *oas_json_member(const oas_json_t *object, const char *name);

/* A member's text, borrowed from object; NULL when it is absent or no string. */
const char *oas_json_string(const oas_json_t *object, const char *name);

/* A member's integer; false when it is absent, no number, has a fraction, or is out of [lowest, highest]. */
bool oas_json_integer(int64_t *value, const oas_json_t *object, const char *name, int64_t lowest, int64_t highest);

/* The member is there and true; anything else is false. */
bool oas_json_is_true(const oas_json_t *object, const char *name);

/* The member is an array of strings that has text among them (byte by byte); NULL is among none. */
bool oas_json_has_string(const oas_json_t *object, const char *name, const char *text);

/* Walk an array or an object: first child, next sibling, NULL at the end; a member's name. */
const oas_json_t *oas_json_first(const oas_json_t *container);
const oas_json_t *oas_json_next(const oas_json_t *item);
const char *oas_json_name(const oas_json_t *member);

bool oas_json_is_string(const oas_json_t *item);
bool oas_json_is_object(const oas_json_t *item);
bool oas_json_is_array(const oas_json_t *item);
bool oas_json_is_null(const oas_json_t *item);

/* The item as an application reads it, in pool: a string as it is, everything else as compact JSON. */
const char *oas_json_text(const oas_json_t *item, apr_pool_t *pool);

/* text as a JSON string with its quotes, in pool; safe inside a script element, too. text must be UTF-8. */
const char *oas_json_quote(apr_pool_t *pool, const char *text);

#endif
