/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include <apr_strings.h>
#include <cjson/cJSON.h>

#include "base/buffer.h"
#include "base/json.h"

/* Inside a script element < could end it; > and & could confuse what reads HTML before that. */
typedef enum { FOR_JSON, FOR_SCRIPT } reader_t;

static void add_character(oas_buffer_t *buffer, char c, reader_t reader)
{
    static const char plain[] = "\"\\\b\f\n\r\t";
    static const char letters[] = "\"\\bfnrt";
    const char *special = strchr(plain, c);

    if (special != NULL)
        oas_buffer_add(buffer, oas_bytes((char[]){'\\', letters[special - plain]}, 2));
    else if ((unsigned char)c < 0x20 || (reader == FOR_SCRIPT && strchr("<>&", c) != NULL))
        oas_buffer_add_text(buffer, apr_psprintf(buffer->pool, "\\u%04x", (unsigned)c));
    else
        oas_buffer_add(buffer, oas_bytes(&c, 1));
}

static void add_string(oas_buffer_t *buffer, const char *text, reader_t reader)
{
    oas_buffer_add_text(buffer, "\"");
    for (; *text != '\0'; text++)
        add_character(buffer, *text, reader);
    oas_buffer_add_text(buffer, "\"");
}

/* Not every locale writes a point, and some module may have set one. */
static void mend_point(char *text)
{
    char *point = text + strspn(text, "-0123456789");
    size_t length = strcspn(point, "0123456789e");

    if (length == 0)
        return;
    *point = '.';
    memmove(point + 1, point + length, strlen(point + length) + 1);
}

/* Read as the same number again, with 15 digits where they will do. cJSON is not asked: it writes integers of more than
 * 15 digits as 1e+15, and lets the last digits of others go. */
static void add_number(oas_buffer_t *buffer, double value)
{
    char text[64];

    if (value == (double)(int64_t)value) { /* fits: no larger number was accepted */
        oas_buffer_add_text(buffer, apr_psprintf(buffer->pool, "%" APR_INT64_T_FMT, (apr_int64_t)value));
        return;
    }
    snprintf(text, sizeof(text), "%.15g", value);
    if (strtod(text, NULL) != value)
        snprintf(text, sizeof(text), "%.17g", value);
    mend_point(text);
    oas_buffer_add_text(buffer, text);
}

static void add_value(oas_buffer_t *buffer, const cJSON *item);

static void add_items(oas_buffer_t *buffer, const cJSON *container, const char *opening, const char *closing)
{
    oas_buffer_add_text(buffer, opening);
    for (const cJSON *item = container->child; item != NULL; item = item->next) {
        if (item != container->child)
            oas_buffer_add_text(buffer, ",");
        if (item->string != NULL) {
            add_string(buffer, item->string, FOR_JSON);
            oas_buffer_add_text(buffer, ":");
        }
        add_value(buffer, item);
    }
    oas_buffer_add_text(buffer, closing);
}

/* Calls itself through add_items, no deeper than the scanner lets a text be. */
static void add_value(oas_buffer_t *buffer, const cJSON *item)
{
    if (cJSON_IsObject(item))
        add_items(buffer, item, "{", "}");
    else if (cJSON_IsArray(item))
        add_items(buffer, item, "[", "]");
    else if (cJSON_IsString(item))
        add_string(buffer, item->valuestring, FOR_JSON);
    else if (cJSON_IsNumber(item))
        add_number(buffer, item->valuedouble);
    else
        oas_buffer_add_text(buffer, cJSON_IsTrue(item) ? "true" : cJSON_IsFalse(item) ? "false" : "null");
}

const char *oas_json_text(const oas_json_t *item, apr_pool_t *pool)
{
    oas_buffer_t buffer = oas_buffer(pool, SIZE_MAX); /* no longer than six times the text it was read from */

    if (cJSON_IsString(item))
        return apr_pstrdup(pool, item->valuestring);
    add_value(&buffer, item);
    return oas_buffer_text(&buffer);
}

const char *oas_json_quote(apr_pool_t *pool, const char *text)
{
    oas_buffer_t buffer = oas_buffer(pool, SIZE_MAX); /* no longer than six times text */

    add_string(&buffer, text, FOR_SCRIPT);
    return oas_buffer_text(&buffer);
}
