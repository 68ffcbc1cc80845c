/* SPDX-License-Identifier: Apache-2.0 */
#include "page/layout.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include "page/template_text.h"

const oas_layout_part_t oas_layout_known[] = {
    {"<!doctype html>\n<html lang=\"", OAS_SLOT_LANGUAGE},
    {"\">\n<head>\n<title>", OAS_SLOT_TITLE},
    {"</title>\n", OAS_SLOT_HEAD},
    {"</head>\n<body class=\"", OAS_SLOT_PAGE},
    {"\">\n<main>\n<h1>", OAS_SLOT_TITLE},
    {"</h1>\n", OAS_SLOT_CONTENT},
    {"</main>\n</body>\n</html>\n", OAS_SLOT_END},
};

static const struct {
    const char *name;
    oas_slot_t slot;
    bool is_html; /* and no text that could stand between quotes */
} variables[] = {
    {"language", OAS_SLOT_LANGUAGE, false}, {"title", OAS_SLOT_TITLE, false}, {"page", OAS_SLOT_PAGE, false},
    {"site", OAS_SLOT_SITE, false},         {"head", OAS_SLOT_HEAD, true},    {"content", OAS_SLOT_CONTENT, true},
};
static const char right[] = "${language}, ${title}, ${page}, ${site}, ${head} and ${content} are";

typedef enum { IN_TEXT, IN_TAG, IN_QUOTES, IN_COMMENT } place_t;

typedef struct {
    const char *file;
    apr_pool_t *pool;
    apr_array_header_t *parts; /* of oas_layout_part_t */
    const char *position;
    const char *begun; /* of the HTML that belongs to no part yet */
    int line;
    place_t place;
    char quote;
    int place_line; /* where the tag or comment began */
    bool has_head, has_content;
} parser_t;

static const char *wrong(const parser_t *parser, const char *sentence)
{
    return oas_template_error(parser->pool, parser->file, parser->line, "%s", sentence);
}

static void end_part(parser_t *parser, oas_slot_t slot, const char *rest)
{
    APR_ARRAY_PUSH(parser->parts, oas_layout_part_t) =
        (oas_layout_part_t){.html = apr_pstrmemdup(parser->pool, parser->begun, (apr_size_t)(parser->position - parser->begun)),
                            .slot = slot};
    parser->begun = parser->position = rest;
}

/* --- variables --- */

static const char *count_slot(parser_t *parser, oas_slot_t slot)
{
    bool *has = slot == OAS_SLOT_HEAD ? &parser->has_head : &parser->has_content;

    if (*has)
        return wrong(parser, slot == OAS_SLOT_HEAD ? "${head} stands here for the second time; once is right"
                                                   : "${content} stands here for the second time; once is right");
    if (slot == OAS_SLOT_CONTENT && !parser->has_head)
        return wrong(parser, "${content} stands here before ${head}, which belongs between <head> and </head>");
    *has = true;
    return NULL;
}

static const char *take_variable(parser_t *parser)
{
    const char *name = parser->position + 2;
    size_t length = strcspn(name, "}\n"), i = 0;
    const char *error = NULL;

    while (i < sizeof(variables) / sizeof(variables[0])
           && (strlen(variables[i].name) != length || strncmp(variables[i].name, name, length) != 0))
        i++;
    if (name[length] != '}' || i == sizeof(variables) / sizeof(variables[0]))
        return oas_template_error(parser->pool, parser->file, parser->line, "${%.*s is no variable; %s",
                                  (int)(length < 40 ? length + (name[length] == '}') : 40), name, right);
    if (parser->place == IN_COMMENT || parser->place == IN_TAG)
        return wrong(parser, "a variable belongs between tags, or between quotes in a tag");
    if (variables[i].is_html && parser->place != IN_TEXT)
        return wrong(parser, "${head} and ${content} belong between tags");
    if (variables[i].is_html && (error = count_slot(parser, variables[i].slot)) != NULL)
        return error;
    end_part(parser, variables[i].slot, name + length + 1);
    return NULL;
}

/* --- tags --- */

static bool begins_with_name(const char *text, const char *name)
{
    size_t length = strlen(name);

    return strncasecmp(text, name, length) == 0 && !apr_isalnum(text[length]);
}

/* What a browser would not do under the policy of the pages, or what would take them from this site. */
static const char *check_element(const parser_t *parser)
{
    static const char *const forbidden[] = {"script", "style", "base", "iframe", "frame", "frameset", "object", "embed", NULL};

    for (const char *const *name = forbidden; *name != NULL; name++)
        if (begins_with_name(parser->position + 1, *name))
            return oas_template_error(parser->pool, parser->file, parser->line,
                                      "<%s> has no effect under the policy of the pages; looks belong into style.css", *name);
    return NULL;
}

static const char *check_attribute(const parser_t *parser)
{
    const char *name = parser->position + 1;

    if (begins_with_name(name, "style") || (strncasecmp(name, "on", 2) == 0 && apr_isalpha(name[2])))
        return oas_template_error(parser->pool, parser->file, parser->line,
                                  "the attribute %.*s has no effect under the policy of the pages; looks belong into style.css",
                                  (int)strcspn(name, "= \t\r\n>"), name);
    return NULL;
}

static const char *begin_tag(parser_t *parser)
{
    if (strncmp(parser->position, "<!--", 4) == 0)
        parser->place = IN_COMMENT;
    else if (apr_isalpha(parser->position[1]) || parser->position[1] == '/' || parser->position[1] == '!')
        parser->place = IN_TAG;
    parser->place_line = parser->line;
    return parser->place == IN_TAG ? check_element(parser) : NULL;
}

static const char *step_in_tag(parser_t *parser)
{
    char character = *parser->position;

    if (character == '>')
        parser->place = IN_TEXT;
    if (character == '"' || character == '\'') {
        parser->place = IN_QUOTES;
        parser->quote = character;
    }
    return apr_isspace(character) || character == '/' ? check_attribute(parser) : NULL;
}

/* One character, where it changes the place. */
static const char *step(parser_t *parser)
{
    switch (parser->place) {
    case IN_TEXT: return *parser->position == '<' ? begin_tag(parser) : NULL;
    case IN_TAG: return step_in_tag(parser);
    case IN_QUOTES:
        if (*parser->position == parser->quote)
            parser->place = IN_TAG;
        return NULL;
    case IN_COMMENT:
        if (strncmp(parser->position, "-->", 3) == 0)
            parser->place = IN_TEXT;
        return NULL;
    }
    return NULL;
}

static const char *check_end(const parser_t *parser)
{
    if (parser->place != IN_TEXT)
        return oas_template_error(parser->pool, parser->file, parser->place_line, "what begins here with < has no end");
    if (!parser->has_head)
        return wrong(parser, "${head} is missing, which belongs between <head> and </head>");
    if (!parser->has_content)
        return wrong(parser, "${content} is missing, which belongs into the body");
    return NULL;
}

const char *oas_layout_parse(const oas_layout_part_t **layout, const char *text, const char *file, apr_pool_t *pool)
{
    parser_t parser = {.file = file, .pool = pool, .position = text, .begun = text, .line = 1};
    const char *error = oas_template_check(text, file, pool);

    *layout = NULL;
    parser.parts = apr_array_make(pool, 16, sizeof(oas_layout_part_t));
    while (error == NULL && *parser.position != '\0') {
        if (strncmp(parser.position, "${", 2) == 0) {
            error = take_variable(&parser);
            continue;
        }
        error = step(&parser);
        parser.line += *parser.position++ == '\n';
    }
    if (error != NULL || (error = check_end(&parser)) != NULL)
        return error;
    end_part(&parser, OAS_SLOT_END, parser.position);
    *layout = (const oas_layout_part_t *)parser.parts->elts;
    return NULL;
}
