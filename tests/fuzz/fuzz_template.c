/* SPDX-License-Identifier: Apache-2.0 */
/* Any file of a folder of templates: the first byte says which one, the rest is the file. */
#include "fuzz.h"

#include <string.h>

#include <apr_strings.h>

#include "base/buffer.h"
#include "page/layout.h"
#include "page/own_style.h"
#include "page/own_words.h"
#include "page/sentence.h"

static void require_error(const char *error)
{
    fuzz_require(error == NULL || strncmp(error, "file line ", 10) == 0, "an error names file and line");
}

static void judge_layout(const char *text, apr_pool_t *pool)
{
    static const char *const names[] = {"", "${language}", "${title}", "${page}", "${site}", "${head}", "${content}"};
    oas_buffer_t again = oas_buffer(pool, 1024 * 1024);
    const oas_layout_part_t *part;
    int heads = 0, contents = 0;
    const char *error = oas_layout_parse(&part, text, "file", pool);

    require_error(error);
    fuzz_require((error == NULL) == (part != NULL), "a layout or an error");
    if (part == NULL)
        return;
    do {
        oas_buffer_add_text(&again, part->html);
        oas_buffer_add_text(&again, names[part->slot]);
        heads += part->slot == OAS_SLOT_HEAD;
        contents += part->slot == OAS_SLOT_CONTENT;
    } while ((part++)->slot != OAS_SLOT_END);
    fuzz_require(strcmp(oas_buffer_text(&again), text) == 0, "the parts are the whole");
    fuzz_require(heads == 1 && contents == 1, "one head and one content");
    fuzz_require(strcasestr(text, "<script ") == NULL || strstr(text, "<!--") != NULL || strpbrk(text, "\"'") != NULL,
                 "no script but in a comment or between quotes");
}

static void judge_words(const char *text, apr_pool_t *pool)
{
    apr_array_header_t *languages = oas_own_words(pool);
    const char *error = oas_own_words_add(languages, "fr", text, "file");
    const oas_words_t *words = APR_ARRAY_IDX(languages, languages->nelts - 1, const oas_words_t *);

    require_error(error);
    fuzz_require((error == NULL) == (strcmp(words->tag, "fr") == 0), "words or an error");
    for (const oas_word_t *row = words->rows; row->english != NULL; row++)
        fuzz_require(oas_words_are_text(row->english) && oas_sentence_has_same_names(row->english, row->translated),
                     "a text of ours and its names");
}

static void judge_style(const char *text, apr_pool_t *pool)
{
    const char *error = oas_own_style_check(text, "file", pool);

    require_error(error);
    fuzz_require(error != NULL || strstr(text, "</") == NULL, "no tag in a style");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oas_work_t *work = fuzz_work();
    char *text;

    if (size == 0)
        return 0;
    text = malloc(size); /* of its own, so that the sanitizer sees its end */
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    switch (data[0]) {
    case 'p': judge_layout(text, work->pool); break;
    case 'w': judge_words(text, work->pool); break;
    default: judge_style(text, work->pool); break;
    }
    free(text);
    return 0;
}
