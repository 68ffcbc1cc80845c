/* SPDX-License-Identifier: Apache-2.0 */
/* What an application is told of a claim, where it wants it otherwise than as UTF-8 and lists as JSON. Each form can be read back:
 * what has no such form is none, and nothing is cut or replaced. */
#ifndef OAS_FLOW_PASSED_VALUE_H
#define OAS_FLOW_PASSED_VALUE_H

#include "session/content.h"

typedef enum {
    OAS_ENCODING_UTF8,
    OAS_ENCODING_LATIN1,    /* ISO 8859-1; of other characters, and of its controls, there is none */
    OAS_ENCODING_BASE64URL, /* of the UTF-8, without padding */
    OAS_ENCODING_PERCENT    /* of each byte of the UTF-8 that is none of A-Z a-z 0-9 - . _ ~ */
} oas_encoding_t;

/* text, which is UTF-8, in this encoding, in pool or borrowed. NULL: it has a character that the encoding has not. */
const char *oas_encoded(oas_encoding_t encoding, const char *text, apr_pool_t *pool);

/* The items of a claim that is a list of texts, numbers and truth values, with this character between them; "\" stands before one
 * that is in an item, and before "\". In pool. NULL: an empty list, which no text between delimiters can tell from one with an
 * empty text. The value itself where the claim is nothing like that, a list of lists for one. False: an item has a control
 * character, and the text is for nobody (R-HDR-05). */
bool oas_listed(const char **text, const oas_face_t *face, const oas_pair_t *claim, char delimiter, apr_pool_t *pool);

#endif
