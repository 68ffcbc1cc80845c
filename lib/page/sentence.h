/* SPDX-License-Identifier: Apache-2.0 */
/* A sentence with places for values: "You are signed in as {user}." Values are filled in when it is shown, after it was put
 * into the reader's language: there they may stand in another order. */
#ifndef OAS_PAGE_SENTENCE_H
#define OAS_PAGE_SENTENCE_H

#include <stdbool.h>

#include <apr_pools.h>

#include "base/pairs.h"

typedef struct {
    const char *english; /* a constant, by which its translations are found */
    oas_pairs_t values;  /* of the names in braces */
} oas_sentence_t;

/* A sentence with one value, which lives in pool. */
oas_sentence_t oas_sentence_with(const char *english, const char *name, const char *value, apr_pool_t *pool);

/* The text with each {name} that values has replaced by its value; what values have in braces stays as it is. In pool. */
const char *oas_sentence_fill(const char *text, oas_pairs_t values, apr_pool_t *pool);

/* The sentence in English, in pool. */
const char *oas_sentence_in_english(const oas_sentence_t *sentence, apr_pool_t *pool);

/* Both texts have the same {names}, each at least once. */
bool oas_sentence_has_same_names(const char *one, const char *other);

#endif
