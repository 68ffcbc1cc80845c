/* SPDX-License-Identifier: Apache-2.0 */
#include "base/members.h"

#include <string.h>

#include "base/json_scan.h"
#include "base/member_path.h"
#include "base/reader.h"

/* --- writing --- */

static void add_value(oas_buffer_t *members, const oas_json_t *item);

static void add_string(oas_buffer_t *members, const char *text)
{
    oas_buffer_add(members, oas_bytes(text, strlen(text) + 1));
}

static void add_items(oas_buffer_t *members, const oas_json_t *container)
{
    for (const oas_json_t *item = oas_json_first(container); item != NULL; item = oas_json_next(item)) {
        if (oas_json_is_null(item))
            continue;
        if (oas_json_is_object(container))
            add_string(members, oas_json_name(item));
        add_value(members, item);
    }
}

/* The size is written when it is known. */
static void add_container(oas_buffer_t *members, const oas_json_t *container)
{
    oas_buffer_t items = oas_buffer(members->pool, members->ceiling);

    add_items(&items, container);
    oas_buffer_add_u8(members, oas_json_is_object(container) ? 'o' : 'l');
    oas_buffer_add_u32(members, (uint32_t)items.length);
    oas_buffer_add(members, oas_buffer_bytes(&items));
    members->overflowed |= items.overflowed;
}

/* Calls itself through add_container, no deeper than JSON was accepted. */
static void add_value(oas_buffer_t *members, const oas_json_t *item)
{
    if (oas_json_is_object(item) || oas_json_is_array(item)) {
        add_container(members, item);
        return;
    }
    oas_buffer_add_u8(members, 't');
    add_string(members, oas_json_text(item, members->pool));
}

void oas_members_add(oas_buffer_t *members, const char *name, const oas_json_t *item)
{
    if (!oas_json_is_object(item) && !oas_json_is_array(item))
        return;
    add_string(members, name);
    add_container(members, item);
}

void oas_place_add(oas_places_t *places, size_t place)
{
    if (place < sizeof(places->bytes) - 1)
        places->bytes[places->count++] = (char)(place + 1);
    places->bytes[places->count] = '\0';
}

/* No claim has the name "". */
void oas_members_note(oas_buffer_t *members, const oas_places_t *places)
{
    if (places->count == 0)
        return;
    add_string(members, "");
    oas_buffer_add_u8(members, 'n');
    add_string(members, places->bytes);
}

/* --- finding --- */

typedef struct {
    unsigned char kind; /* 0: none */
    const char *text;
    oas_bytes_t items;
} value_t;

/* What a value is asked for. */
typedef struct {
    oas_text_test_t *test;
    void *data;
} question_t;

static const char *read_string(oas_reader_t *reader)
{
    const char *string = (const char *)reader->rest.data;
    const char *end = reader->rest.length != 0 ? memchr(string, '\0', reader->rest.length) : NULL;

    if (end == NULL) {
        reader->overrun = true;
        return "";
    }
    return (const char *)oas_read_bytes(reader, (size_t)(end - string) + 1).data;
}

static value_t read_value(oas_reader_t *reader)
{
    value_t value = {.kind = oas_read_u8(reader)};

    if (value.kind == 't' || value.kind == 'n')
        value.text = read_string(reader);
    else if (value.kind == 'l' || value.kind == 'o')
        value.items = oas_read_bytes(reader, oas_read_u32(reader));
    else
        reader->overrun = true;
    return reader->overrun ? (value_t){0} : value;
}

static bool has_more(const oas_reader_t *reader)
{
    return !reader->overrun && reader->rest.length != 0;
}

static bool any_value(value_t value, const char *path, const question_t *question, int depth);

static bool any_entry(oas_bytes_t entries, const char *path, const question_t *question, int depth)
{
    oas_reader_t reader = oas_reader(entries);
    bool found = false;

    while (has_more(&reader) && !found) {
        const char *behind = oas_member_path_behind(path, read_string(&reader));
        value_t value = read_value(&reader);

        if (behind != NULL)
            found = any_value(value, *behind == '.' ? behind + 1 : NULL, question, depth);
    }
    return found;
}

static bool any_item(oas_bytes_t items, const char *path, const question_t *question, int depth)
{
    oas_reader_t reader = oas_reader(items);
    bool found = false;

    while (has_more(&reader) && !found)
        found = any_value(read_value(&reader), path, question, depth);
    return found;
}

/* path NULL: this is where it has led to. */
static bool any_value(value_t value, const char *path, const question_t *question, int depth)
{
    if (value.kind == 't')
        return path == NULL && question->test(question->data, value.text);
    if (depth == 0)
        return false;
    if (value.kind == 'l')
        return any_item(value.items, path, question, depth - 1);
    return value.kind == 'o' && path != NULL && any_entry(value.items, path, question, depth - 1);
}

/* kind 0: there is none. */
static value_t value_under(oas_bytes_t members, const char *name)
{
    oas_reader_t reader = oas_reader(members);

    while (has_more(&reader)) {
        bool found = strcmp(read_string(&reader), name) == 0;
        value_t value = read_value(&reader);

        if (found)
            return value;
    }
    return (value_t){0};
}

bool oas_members_have(oas_bytes_t members, const char *name)
{
    return value_under(members, name).kind != 0;
}

bool oas_members_noted(oas_bytes_t members, size_t place)
{
    oas_reader_t reader = oas_reader(members);
    bool noted = false;

    while (has_more(&reader) && !noted) {
        bool is_note = *read_string(&reader) == '\0';
        value_t value = read_value(&reader);

        noted = is_note && value.kind == 'n' && place < sizeof(((oas_places_t *)NULL)->bytes) - 1
                && strchr(value.text, (char)(place + 1)) != NULL;
    }
    return noted;
}

static bool is_flat(oas_bytes_t items)
{
    oas_reader_t reader = oas_reader(items);

    while (has_more(&reader))
        if (read_value(&reader).kind != 't')
            return false;
    return true;
}

bool oas_members_list(oas_bytes_t members, const char *name, oas_text_test_t *look, void *data)
{
    value_t value = value_under(members, name);

    if (value.kind != 'l' || !is_flat(value.items))
        return false;
    (void)any_item(value.items, NULL, &(question_t){.test = look, .data = data}, 1);
    return true;
}

bool oas_members_any(oas_bytes_t members, const char *path, oas_text_test_t *test, void *data)
{
    return any_entry(members, path, &(question_t){.test = test, .data = data}, OAS_JSON_DEEPEST + 1);
}
