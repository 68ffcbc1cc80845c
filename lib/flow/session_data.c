/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/session_data.h"

#include <strings.h>

#include <apr_strings.h>
#include <apr_tables.h>

#include "base/base64url.h"
#include "base/buffer.h"
#include "base/json.h"
#include "base/utf8.h"
#include "http/percent.h"

/* --- told --- */

static void add_escaped(oas_buffer_t *text, oas_bytes_t bytes)
{
    char escape[3];

    for (size_t i = 0; i < bytes.length; i++) {
        char c = (char)bytes.data[i];

        if (oas_is_unreserved(c))
            oas_buffer_add(text, oas_bytes(&c, 1));
        else
            oas_buffer_add(text, oas_bytes(escape, (size_t)(oas_percent_encode(escape, c) - escape)));
    }
}

const char *oas_session_data_form(const oas_values_t *values, apr_pool_t *pool)
{
    oas_buffer_t text = oas_buffer(pool, SIZE_MAX); /* values have a limit, and an escape has three characters */

    for (size_t i = 0; i < values->count; i++) {
        if (i > 0)
            oas_buffer_add_text(&text, "&");
        add_escaped(&text, values->items[i].name);
        oas_buffer_add_text(&text, "=");
        add_escaped(&text, values->items[i].value);
    }
    return oas_buffer_text(&text);
}

static bool is_text(oas_bytes_t bytes)
{
    return oas_utf8_is_valid(bytes)
           && (bytes.length == 0
               || (memchr(bytes.data, '\0', bytes.length) == NULL && memchr(bytes.data, 0x7f, bytes.length) == NULL));
}

static const char *json_value(oas_bytes_t value, apr_pool_t *pool)
{
    if (is_text(value))
        return oas_json_quote(pool, oas_bytes_text(pool, value));
    return apr_pstrcat(pool, "{\"base64url\":\"", oas_base64url_encode(pool, value), "\"}", NULL);
}

const char *oas_session_data_json(const oas_values_t *values, apr_pool_t *pool)
{
    oas_buffer_t text = oas_buffer(pool, SIZE_MAX);

    oas_buffer_add_text(&text, "{");
    for (size_t i = 0; i < values->count; i++) {
        if (i > 0)
            oas_buffer_add_text(&text, ",");
        oas_buffer_add_text(&text, oas_json_quote(pool, oas_bytes_text(pool, values->items[i].name)));
        oas_buffer_add_text(&text, ":");
        oas_buffer_add_text(&text, json_value(values->items[i].value, pool));
    }
    oas_buffer_add_text(&text, "}");
    return oas_buffer_text(&text);
}

/* --- written --- */

bool oas_session_data_is_order(const char *name)
{
    return strcasecmp(name, OAS_DATA_SET) == 0 || strcasecmp(name, OAS_DATA_UNSET) == 0
           || strcasecmp(name, OAS_DATA_ADD) == 0 || strcasecmp(name, OAS_DATA_CLEAR) == 0 || strcasecmp(name, OAS_DATA_IF_VERSION) == 0;
}

typedef struct {
    apr_array_header_t *edits; /* oas_value_edit_t */
    const uint64_t *if_version;
    oas_work_t *work;
} reading_t;

/* The text with its escapes undone; it may have any bytes. */
static oas_status_t unescape(oas_bytes_t *bytes, const char *text, size_t length, oas_work_t *work)
{
    char *plain = apr_palloc(work->pool, length + 1);
    size_t end = 0;
    int byte;

    for (size_t i = 0; i < length; i++) {
        byte = text[i] == '+' ? ' ' : (unsigned char)text[i];
        if (text[i] == '%') {
            if (i + 2 >= length || (byte = oas_percent_decode(text + i)) < 0)
                return oas_fail(work, OAS_REFUSED, "values_header", "an escape is broken in what the application sets");
            i += 2;
        }
        plain[end++] = (char)byte;
    }
    *bytes = oas_bytes(plain, end);
    return OAS_OK;
}

static oas_status_t add_edit(reading_t *reading, const char *item, size_t length, int kind)
{
    const char *equals = memchr(item, '=', length);
    oas_value_edit_t *edit = apr_array_push(reading->edits);
    bool sets = kind != OAS_VALUE_UNSET;
    size_t name_length = equals != NULL ? (size_t)(equals - item) : length;
    oas_status_t status;

    *edit = (oas_value_edit_t){.kind = kind};
    if (sets != (equals != NULL))
        return oas_fail(reading->work, OAS_REFUSED, "values_header", "%s",
                        sets ? "a name stands there without \"=\" and a value in what the application sets"
                             : OAS_DATA_UNSET ": a name stands there with \"=\"");
    status = unescape(&edit->value.name, item, name_length, reading->work);
    if (status == OAS_OK && sets)
        status = unescape(&edit->value.value, equals + 1, length - name_length - 1, reading->work);
    return status;
}

/* Items stand between "&", or between commas: that is what several headers of one name become on their way. */
static oas_status_t read_items(reading_t *reading, const char *list, int kind)
{
    static const char between[] = "&, \t";
    oas_status_t status = OAS_OK;
    size_t length;

    for (const char *item = list + strspn(list, between); *item != '\0' && status == OAS_OK;
         item += length + strspn(item + length, between)) {
        length = strcspn(item, between);
        status = add_edit(reading, item, length, kind);
    }
    return status;
}

static oas_status_t read_clear(reading_t *reading, const char *value)
{
    if (strcasecmp(value, "data") != 0)
        return oas_fail(reading->work, OAS_REFUSED, "values_header", OAS_DATA_CLEAR ": only \"data\" and \"login\" can be cleared");
    APR_ARRAY_PUSH(reading->edits, oas_value_edit_t) = (oas_value_edit_t){.kind = OAS_VALUES_CLEAR};
    return OAS_OK;
}

static oas_status_t read_version(reading_t *reading, const char *value)
{
    uint64_t *version = apr_palloc(reading->work->pool, sizeof(*version));
    char *end;

    *version = (uint64_t)apr_strtoi64(value, &end, 10);
    if (strlen(value) > 18 || *value < '0' || *value > '9' || *end != '\0'
        || (reading->if_version != NULL && *reading->if_version != *version))
        return oas_fail(reading->work, OAS_REFUSED, "values_header", OAS_DATA_IF_VERSION ": not one number");
    reading->if_version = version;
    return OAS_OK;
}

static oas_status_t read_header(reading_t *reading, const char *name, const char *value)
{
    if (strcasecmp(name, OAS_DATA_CLEAR) == 0)
        return read_clear(reading, value);
    if (strcasecmp(name, OAS_DATA_IF_VERSION) == 0)
        return read_version(reading, value);
    if (strcasecmp(name, OAS_DATA_UNSET) == 0)
        return read_items(reading, value, OAS_VALUE_UNSET);
    return read_items(reading, value, strcasecmp(name, OAS_DATA_SET) == 0 ? OAS_VALUE_SET : OAS_VALUE_ADD);
}

oas_status_t oas_session_data_read(oas_value_edits_t *edits, oas_pairs_t headers, oas_work_t *work)
{
    static const char *const in_turn[] = {OAS_DATA_IF_VERSION, OAS_DATA_CLEAR, OAS_DATA_UNSET, OAS_DATA_SET,
                                          OAS_DATA_ADD};
    reading_t reading = {.edits = apr_array_make(work->pool, 8, sizeof(oas_value_edit_t)), .work = work};
    oas_status_t status = OAS_OK;

    *edits = (oas_value_edits_t){0};
    for (size_t turn = 0; turn < sizeof(in_turn) / sizeof(in_turn[0]); turn++)
        for (size_t i = 0; i < headers.count && status == OAS_OK; i++)
            if (strcasecmp(headers.items[i].name, in_turn[turn]) == 0)
                status = read_header(&reading, headers.items[i].name, headers.items[i].value);
    if (status == OAS_OK)
        *edits = (oas_value_edits_t){.items = (const oas_value_edit_t *)reading.edits->elts,
                                     .count = (size_t)reading.edits->nelts,
                                     .if_version = reading.if_version};
    return status;
}
