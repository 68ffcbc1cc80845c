/* SPDX-License-Identifier: Apache-2.0 */
/* Is this text what we accept as JSON? Looks at the text alone and builds nothing; lib/base/json.c asks it first. */
#ifndef OAS_BASE_JSON_SCAN_H
#define OAS_BASE_JSON_SCAN_H

#include "base/bytes.h"
#include "base/work.h"

enum {
    OAS_JSON_DEEPEST = 16,        /* objects and arrays within each other; the deepest we know of, a JWKS, has 4 */
    OAS_JSON_MOST_VALUES = 2000,  /* members and elements in all; a user in a thousand groups still signs in */
    OAS_JSON_LONGEST_NUMBER = 63, /* characters: cJSON's own buffer */
};

/* RFC 8259 §6: integers up to this are understood alike everywhere. A larger number may be none that was meant. */
#define OAS_JSON_LARGEST_INTEGER ((INT64_C(1) << 53) - 1)

/* OAS_REFUSED, with the offset and this reason: json_nul (a NUL byte or \u0000), json_not_utf8 (or half a surrogate
 * pair), json_syntax, json_too_deep, json_too_large (too many values), json_number (digits before the
 * point that say more than the largest integer, or a number too long). What json.c sees later: repeated members, and
 * exponents that make a number too large. what names the text. */
OAS_MUST_CHECK oas_status_t oas_json_scan(oas_bytes_t text, const char *what, oas_work_t *work);

#endif
