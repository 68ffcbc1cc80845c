/* SPDX-License-Identifier: Apache-2.0 */
/* The languages of the pages. A text is written in English where it is used, and found by that in the tables of the others. */
#ifndef OAS_PAGE_WORDS_H
#define OAS_PAGE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    const char *english;
    const char *translated;
} oas_word_t;

typedef struct oas_words_t oas_words_t;
struct oas_words_t {
    const char *tag;          /* of the language: "de" */
    const oas_word_t *rows;   /* the last one is NULL */
    const oas_words_t *other; /* where to look for what rows have not; NULL: nowhere */
};

/* Everything is there in these, English itself first; NULL-terminated. */
extern const oas_words_t *const oas_words_known[];
extern const oas_words_t oas_words_de, oas_words_es, oas_words_ko;

/* The text in this language, or in English where there is no other. */
const char *oas_words_say(const oas_words_t *words, const char *english);

/* Some page has this text. */
bool oas_words_are_text(const char *english);

/* The words for who sent this Accept-Language (NULL: none), of those offered, NULL-terminated. */
const oas_words_t *oas_words_choose(const oas_words_t *const *offered, const char *accept);

#endif
