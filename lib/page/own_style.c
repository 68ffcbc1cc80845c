/* SPDX-License-Identifier: Apache-2.0 */
#include "page/own_style.h"

#include <stdbool.h>
#include <string.h>

#include "page/template_text.h"

enum { BRACES_DEEPEST = 16 };

typedef struct {
    const char *position;
    int line;
    int lines[BRACES_DEEPEST]; /* of the open braces */
    int depth;
} reader_t;

/* Past the comment that begins here. The line it began on where it has no end, else 0. */
static int skip_comment(reader_t *reader)
{
    int begun = reader->line;

    for (reader->position += 2; strncmp(reader->position, "*/", 2) != 0; reader->position++) {
        if (*reader->position == '\0')
            return begun;
        reader->line += *reader->position == '\n';
    }
    reader->position++;
    return 0;
}

/* To the quote that ends the string. false: its line ends before. */
static bool skip_string(reader_t *reader)
{
    char quote = *reader->position++;

    while (*reader->position != quote) {
        if (*reader->position == '\\' && reader->position[1] != '\0' && reader->position[1] != '\n')
            reader->position++;
        if (*reader->position == '\0' || *reader->position == '\n')
            return false;
        reader->position++;
    }
    return true;
}

static const char *count_brace(reader_t *reader)
{
    if (*reader->position == '{') {
        if (reader->depth == BRACES_DEEPEST)
            return "there are too many { in each other";
        reader->lines[reader->depth++] = reader->line;
    } else if (reader->depth-- == 0) {
        return "there is no { for this }";
    }
    return NULL;
}

/* What is wrong here; on its line. */
static const char *step(reader_t *reader)
{
    int begun = reader->line;

    switch (*reader->position) {
    case '/':
        if (reader->position[1] == '*' && (begun = skip_comment(reader)) != 0) {
            reader->line = begun;
            return "this comment has no */";
        }
        return NULL;
    case '"':
    case '\'': return skip_string(reader) ? NULL : "this string has no end on its line";
    case '{':
    case '}': return count_brace(reader);
    case '\n': reader->line++; return NULL;
    default: return NULL;
    }
}

/* Also in a comment: HTML is read before the style is. */
static int line_of_tag(const char *text)
{
    int line = 1;

    for (; *text != '\0'; text++) {
        if (text[0] == '<' && (text[1] == '/' || text[1] == '!'))
            return line;
        line += *text == '\n';
    }
    return 0;
}

const char *oas_own_style_check(const char *text, const char *file, apr_pool_t *pool)
{
    reader_t reader = {.position = text, .line = 1};
    const char *error = oas_template_check(text, file, pool);
    int line = line_of_tag(text);

    if (error != NULL)
        return error;
    if (line != 0)
        return oas_template_error(pool, file, line, "</ and <! belong to HTML; this file is CSS alone");
    for (; *reader.position != '\0'; reader.position++)
        if ((error = step(&reader)) != NULL)
            return oas_template_error(pool, file, reader.line, "%s", error);
    if (reader.depth != 0)
        return oas_template_error(pool, file, reader.lines[reader.depth - 1], "there is no } for this {");
    return NULL;
}
