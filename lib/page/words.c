/* SPDX-License-Identifier: Apache-2.0 */
#include "page/words.h"

#include <string.h>

#include "page/language.h"

enum { LANGUAGES_MOST = 64 };

static const oas_word_t none[] = {{NULL, NULL}};
static const oas_words_t english = {.tag = "en", .rows = none};

const oas_words_t *const oas_words_known[] = {&english, &oas_words_de, &oas_words_es, &oas_words_ko, NULL};

static const char *find(const oas_word_t *row, const char *text)
{
    while (row->english != NULL && strcmp(row->english, text) != 0)
        row++;
    return row->translated;
}

const char *oas_words_say(const oas_words_t *words, const char *text)
{
    for (; words != NULL; words = words->other) {
        const char *translated = find(words->rows, text);

        if (translated != NULL)
            return translated;
    }
    return text;
}

bool oas_words_are_text(const char *text)
{
    return find(oas_words_de.rows, text) != NULL;
}

const oas_words_t *oas_words_choose(const oas_words_t *const *offered, const char *accept)
{
    const char *tags[LANGUAGES_MOST];
    size_t count = 0;

    while (count < LANGUAGES_MOST && offered[count] != NULL) {
        tags[count] = offered[count]->tag;
        count++;
    }
    return offered[oas_language_choose(accept, tags, count)];
}
