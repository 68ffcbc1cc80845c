/* SPDX-License-Identifier: Apache-2.0 */
#include "page/own_words.h"

#include <string.h>
#include <strings.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "page/language.h"
#include "page/sentence.h"
#include "page/template_text.h"

enum { TEXT_SHOWN = 60 /* bytes of a text in an error */ };

typedef struct {
    const char *file;
    apr_pool_t *pool;
    apr_array_header_t *rows; /* of oas_word_t */
    int line;
    const char *english; /* the text that waits for its translation; NULL: none does */
} reader_t;

apr_array_header_t *oas_own_words(apr_pool_t *pool)
{
    apr_array_header_t *languages = apr_array_make(pool, 8, sizeof(const oas_words_t *));

    for (size_t i = 0; oas_words_known[i] != NULL; i++)
        APR_ARRAY_PUSH(languages, const oas_words_t *) = oas_words_known[i];
    return languages;
}

/* --- a file --- */

/* The text of ours that has the longest beginning in common. */
static const char *closest_to(const char *text)
{
    const char *closest = NULL;
    size_t longest = 0;

    for (const oas_word_t *row = oas_words_de.rows; row->english != NULL; row++) {
        size_t length = 0;

        while (text[length] != '\0' && text[length] == row->english[length])
            length++;
        if (closest == NULL || length > longest) {
            closest = row->english;
            longest = length;
        }
    }
    return closest;
}

static bool is_there(const apr_array_header_t *rows, const char *english)
{
    for (int i = 0; i < rows->nelts; i++)
        if (strcmp(APR_ARRAY_IDX(rows, i, oas_word_t).english, english) == 0)
            return true;
    return false;
}

static const char *take_text(reader_t *reader, const char *text)
{
    if (reader->english != NULL)
        return oas_template_error(reader->pool, reader->file, reader->line,
                                  "the text above has no translation: a line that begins with = is right");
    if (!oas_words_are_text(text))
        return oas_template_error(reader->pool, reader->file, reader->line,
                                  "no page has the text \"%.*s\"; the closest is \"%s\"", TEXT_SHOWN, text, closest_to(text));
    if (is_there(reader->rows, text))
        return oas_template_error(reader->pool, reader->file, reader->line, "\"%.*s\" was translated before", TEXT_SHOWN, text);
    reader->english = text;
    return NULL;
}

static const char *take_translation(reader_t *reader, const char *text)
{
    if (reader->english == NULL)
        return oas_template_error(reader->pool, reader->file, reader->line, "there is no text above this translation");
    while (*text == ' ' || *text == '\t')
        text++;
    if (*text == '\0')
        return oas_template_error(reader->pool, reader->file, reader->line, "there is nothing behind =");
    if (!oas_sentence_has_same_names(reader->english, text))
        return oas_template_error(reader->pool, reader->file, reader->line,
                                  "the names in braces have to be those of the text above, all of them and no others");
    APR_ARRAY_PUSH(reader->rows, oas_word_t) = (oas_word_t){.english = reader->english, .translated = text};
    reader->english = NULL;
    return NULL;
}

static const char *take_line(reader_t *reader, const char *line)
{
    if (*line == '\0' || *line == '#')
        return NULL;
    return *line == '=' ? take_translation(reader, line + 1) : take_text(reader, line);
}

/* The next line without blanks at its end; in pool. */
static const char *next_line(const char **text, apr_pool_t *pool)
{
    size_t length = strcspn(*text, "\n"), shown = length;
    const char *line = *text;

    while (shown > 0 && apr_isspace(line[shown - 1]))
        shown--;
    *text += length;
    *text += **text == '\n';
    return apr_pstrmemdup(pool, line, shown);
}

static const char *read_rows(const oas_word_t **rows, const char *text, const char *file, apr_pool_t *pool)
{
    reader_t reader = {.file = file, .pool = pool, .rows = apr_array_make(pool, 32, sizeof(oas_word_t))};
    const char *error = oas_template_check(text, file, pool);

    while (error == NULL && *text != '\0') {
        reader.line++;
        error = take_line(&reader, next_line(&text, pool));
    }
    if (error != NULL)
        return error;
    if (reader.english != NULL)
        return oas_template_error(pool, file, reader.line,
                                  "the last text has no translation: a line that begins with = is right");
    APR_ARRAY_PUSH(reader.rows, oas_word_t) = (oas_word_t){0};
    *rows = (const oas_word_t *)reader.rows->elts;
    return NULL;
}

/* --- the languages --- */

/* What says the rest: the language itself as it is known, or the one that a reader of it gets now. */
static const oas_words_t *next_to(const apr_array_header_t *languages, const char *tag)
{
    apr_array_header_t *offered = apr_array_copy(languages->pool, languages);

    APR_ARRAY_PUSH(offered, const oas_words_t *) = NULL;
    return oas_words_choose((const oas_words_t *const *)offered->elts, tag);
}

static void put(apr_array_header_t *languages, const oas_words_t *words)
{
    for (int i = 0; i < languages->nelts; i++)
        if (strcasecmp(APR_ARRAY_IDX(languages, i, const oas_words_t *)->tag, words->tag) == 0) {
            APR_ARRAY_IDX(languages, i, const oas_words_t *) = words;
            return;
        }
    APR_ARRAY_PUSH(languages, const oas_words_t *) = words;
}

const char *oas_own_words_add(apr_array_header_t *languages, const char *tag, const char *text, const char *file)
{
    apr_pool_t *pool = languages->pool;
    oas_words_t *words = apr_pcalloc(pool, sizeof(*words));
    const char *error;

    if (!oas_language_is_tag(tag))
        return apr_psprintf(pool, "%s: \"%s\" is no language; a tag such as de or pt-BR is right", file, tag);
    words->tag = apr_pstrdup(pool, tag);
    words->other = next_to(languages, tag);
    if ((error = read_rows(&words->rows, text, file, pool)) == NULL)
        put(languages, words);
    return error;
}
