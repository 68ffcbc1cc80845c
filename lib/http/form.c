/* SPDX-License-Identifier: Apache-2.0 */
#include "http/form.h"

#include <apr_strings.h>

#include "base/utf8.h"
#include "http/percent.h"

/* What the form encoding leaves as it is, besides letters and digits. */
static bool is_kept(char c)
{
    return oas_is_alphanumeric(c) || c == '*' || c == '-' || c == '.' || c == '_';
}

/* Replace the escapes in text where it stands. False when one is broken or stands for NUL. */
static bool decode(char *text)
{
    char *end = text;

    while (*text != '\0') {
        int c = (unsigned char)*text;

        if (c == '%') {
            if ((c = oas_percent_decode(text)) <= 0)
                return false;
            text += 2;
        } else if (c == '+') {
            c = ' ';
        }
        *end++ = (char)c;
        text++;
    }
    *end = '\0';
    return true;
}

/* field is "name=value", or a name alone: its value is the empty text at its end. */
static oas_status_t read_field(oas_pair_t *pair, char *field, oas_work_t *work)
{
    char *equals = strchr(field, '=');
    char *value = equals != NULL ? equals + 1 : field + strlen(field);

    if (equals != NULL)
        *equals = '\0';
    if (!decode(field) || !decode(value))
        return oas_fail(work, OAS_REFUSED, "form_escape", "form: a percent escape is broken or stands for NUL");
    if (!oas_utf8_is_valid(oas_bytes_of(field)) || !oas_utf8_is_valid(oas_bytes_of(value)))
        return oas_fail(work, OAS_REFUSED, "form_utf8", "form: a parameter is no UTF-8");
    *pair = (oas_pair_t){.name = field, .value = value};
    return OAS_OK;
}

static oas_status_t check_text(oas_bytes_t text, oas_work_t *work)
{
    if (text.length > OAS_FORM_LARGEST)
        return oas_fail(work, OAS_REFUSED, "form_too_large", "form: %" APR_SIZE_T_FMT " bytes, more than %d",
                        text.length, OAS_FORM_LARGEST);
    if (text.length != 0 && memchr(text.data, '\0', text.length) != NULL)
        return oas_fail(work, OAS_REFUSED, "form_nul", "form: holds a NUL");
    return OAS_OK;
}

/* Take text apart into items, where it stands. *count is how many there are. */
static oas_status_t read_fields(oas_pair_t *items, size_t *count, char *text, oas_work_t *work)
{
    for (char *field = text, *next; field != NULL; field = next) {
        oas_status_t status;

        if ((next = strchr(field, '&')) != NULL)
            *next++ = '\0';
        if (*field == '\0')
            continue;
        if (*count == OAS_FORM_MOST)
            return oas_fail(work, OAS_REFUSED, "form_too_many", "form: more than %d parameters", OAS_FORM_MOST);
        if ((status = read_field(&items[*count], field, work)) != OAS_OK)
            return status;
        /* RFC 6749 §3.1: request and response parameters must not be included more than once. */
        if (oas_pairs_get((oas_pairs_t){.items = items, .count = *count}, items[*count].name) != NULL)
            return oas_fail(work, OAS_REFUSED, "form_repeated", "form: parameter %.32s is there twice",
                            items[*count].name);
        (*count)++;
    }
    return OAS_OK;
}

oas_status_t oas_form_parse(oas_pairs_t *form, oas_bytes_t text, oas_work_t *work)
{
    oas_pair_t *items = apr_palloc(work->pool, OAS_FORM_MOST * sizeof(*items));
    oas_status_t status;
    size_t count = 0;

    *form = (oas_pairs_t){.count = 0};
    if ((status = check_text(text, work)) != OAS_OK)
        return status;
    status = read_fields(items, &count, apr_pstrmemdup(work->pool, (const char *)text.data, text.length), work);
    if (status == OAS_OK)
        *form = (oas_pairs_t){.items = items, .count = count};
    return status;
}

static size_t kept_length(const char *text)
{
    size_t length = 0;

    while (is_kept(text[length]))
        length++;
    return length;
}

static void add_escape(oas_buffer_t *text, char c)
{
    char escape[3];

    if (c == ' ')
        oas_buffer_add_text(text, "+");
    else
        oas_buffer_add(text, oas_bytes(escape, (size_t)(oas_percent_encode(escape, c) - escape)));
}

static void add_escaped(oas_buffer_t *text, const char *value)
{
    size_t length = kept_length(value);

    oas_buffer_add(text, oas_bytes(value, length));
    for (value += length; *value != '\0'; value += length) {
        add_escape(text, *value++);
        length = kept_length(value);
        oas_buffer_add(text, oas_bytes(value, length));
    }
}

void oas_form_add(oas_buffer_t *text, const char *name, const char *value)
{
    if (value == NULL)
        return;
    if (text->length != 0)
        oas_buffer_add_text(text, "&");
    add_escaped(text, name);
    oas_buffer_add_text(text, "=");
    add_escaped(text, value);
}

const char *oas_form_escape(apr_pool_t *pool, const char *text)
{
    oas_buffer_t escaped = oas_buffer(pool, 3 * strlen(text));

    add_escaped(&escaped, text);
    return oas_buffer_text(&escaped);
}
