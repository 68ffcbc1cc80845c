/* SPDX-License-Identifier: Apache-2.0 */
/* An administrator's own words: files words.LANGUAGE with a text of ours and, on the next line behind "= ", what to say instead.
 *
 *   # a comment
 *   Sign out
 *   = Leave */
#ifndef OAS_PAGE_OWN_WORDS_H
#define OAS_PAGE_OWN_WORDS_H

#include <apr_tables.h>

#include "page/words.h"

/* The languages that are known, to which own ones are added: of oas_words_t *, in pool. */
apr_array_header_t *oas_own_words(apr_pool_t *pool);

/* Read a file's words for the language tag into languages: what it has comes before what is known, and what it has not is said as
 * before, or in the language that comes next to it. NULL, or an error that names file and line: a text that is none of ours,
 * or other {names} than it has. */
const char *oas_own_words_add(apr_array_header_t *languages, const char *tag, const char *text, const char *file);

#endif
