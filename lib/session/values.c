/* SPDX-License-Identifier: Apache-2.0 */
#include "session/values.h"

#include "base/utf8.h"
#include "session/boxes.h"
#include "session/change.h"
#include "session/fetch.h"
#include "session/value_form.h"
#include "session/value_sum.h"

bool oas_value_is_name(oas_bytes_t name)
{
    if (name.length == 0 || name.length > OAS_VALUE_NAME_LONGEST || !oas_utf8_is_valid(name))
        return false;
    for (size_t i = 0; i < name.length; i++)
        if (name.data[i] < 0x20 || name.data[i] == 0x7f)
            return false;
    return true;
}

bool oas_value_is_space(const char *space)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    size_t length = strlen(space);

    return length > 0 && length <= OAS_VALUE_SPACE_LONGEST && strspn(space, allowed) == length;
}

/* The place of a name; the number of items where it has none. */
static size_t place_of(const oas_value_t *items, size_t count, oas_bytes_t name)
{
    size_t place = 0;

    while (place < count && !oas_bytes_equal(items[place].name, name))
        place++;
    return place;
}

const oas_bytes_t *oas_values_get(const oas_values_t *values, oas_bytes_t name)
{
    size_t place = place_of(values->items, values->count, name);

    return place < values->count ? &values->items[place].value : NULL;
}

oas_status_t oas_session_open_values(oas_values_t *values, const oas_sessions_t *sessions,
                                     const oas_session_t *session, const char *space, oas_work_t *work)
{
    oas_box_binding_t binding = {.kind = OAS_BOX_VALUES, .key = oas_ticket_box_key(&session->ticket)};
    const oas_value_space_t *found;
    apr_array_header_t *spaces;
    oas_record_t *record;
    oas_bytes_t plain;
    oas_status_t status;

    *values = (oas_values_t){0};
    if ((status = oas_session_fetch(&record, sessions, &session->ticket, OAS_BOXES_FACE_AND_VALUES, work)) != OAS_OK)
        return status;
    binding.head = &record->head;
    if ((status = oas_record_box_open(&plain, &binding, record->values, work)) != OAS_OK)
        return status;
    if (oas_value_form_parse(&spaces, plain, work) != OAS_OK)
        return OAS_NOT_FOUND;
    if ((found = oas_value_space_find(spaces, space)) != NULL)
        *values = (oas_values_t){.items = (const oas_value_t *)found->items->elts,
                                 .count = (size_t)found->items->nelts,
                                 .version = found->version};
    return OAS_OK;
}

/* --- changes --- */

static void set_value(apr_array_header_t *items, const oas_value_t *value)
{
    size_t place = place_of((const oas_value_t *)items->elts, (size_t)items->nelts, value->name);

    if (place == (size_t)items->nelts)
        apr_array_push(items);
    APR_ARRAY_IDX(items, place, oas_value_t) = *value;
}

static void unset_value(apr_array_header_t *items, oas_bytes_t name)
{
    oas_value_t *values = (oas_value_t *)items->elts;
    size_t count = (size_t)items->nelts, place = place_of(values, count, name);

    if (place == count)
        return;
    memmove(&values[place], &values[place + 1], (count - place - 1) * sizeof(*values));
    items->nelts--;
}

/* Made of what is there when it is made, so that of those who count at the same time none is lost. */
static oas_status_t add_to_value(apr_array_header_t *items, const oas_value_t *value, oas_work_t *work)
{
    const oas_values_t values = {.items = (const oas_value_t *)items->elts, .count = (size_t)items->nelts};
    oas_value_t sum = {.name = value->name};
    oas_status_t status = oas_value_sum(&sum.value, oas_values_get(&values, value->name), value->value, work);

    if (status == OAS_OK)
        set_value(items, &sum);
    return status;
}

static oas_status_t edit(apr_array_header_t *items, const oas_value_edits_t *edits, oas_work_t *work)
{
    oas_status_t status = OAS_OK;

    for (size_t i = 0; i < edits->count && status == OAS_OK; i++) {
        const oas_value_edit_t *item = &edits->items[i];

        if (item->kind != OAS_VALUES_CLEAR && !oas_value_is_name(item->value.name))
            return oas_fail(work, OAS_REFUSED, "values_name",
                            "a name of %" APR_SIZE_T_FMT " bytes is none: 1 to %d bytes of UTF-8 without control characters",
                            item->value.name.length, OAS_VALUE_NAME_LONGEST);
        switch (item->kind) {
        case OAS_VALUE_SET:    set_value(items, &item->value); break;
        case OAS_VALUE_UNSET:  unset_value(items, item->value.name); break;
        case OAS_VALUES_CLEAR: apr_array_clear(items); break;
        case OAS_VALUE_ADD:    status = add_to_value(items, &item->value, work); break;
        }
    }
    return status;
}

typedef struct {
    const char *space;
    const oas_value_edits_t *edits;
    uint64_t version; /* afterwards */
} changing_t;

/* A space that was cleared is kept, for its version never goes back. */
static oas_status_t change_space(void *data, oas_contents_t *contents, oas_work_t *work)
{
    changing_t *changing = data;
    const uint64_t *demanded = changing->edits->if_version;
    apr_array_header_t *spaces;
    oas_value_space_t *space;
    oas_status_t status;

    if (oas_value_form_parse(&spaces, contents->values, work) != OAS_OK)
        return OAS_NOT_FOUND;
    space = oas_value_space_find(spaces, changing->space);
    if (demanded != NULL && *demanded != (space != NULL ? space->version : 0))
        return oas_fail(work, OAS_EXPIRED, "values_version",
                        "\"%s\" has version %" APR_UINT64_T_FMT ", and %" APR_UINT64_T_FMT " was demanded",
                        changing->space, space != NULL ? space->version : 0, *demanded);
    if (space == NULL && (status = oas_value_space_add(&space, spaces, changing->space, work)) != OAS_OK)
        return status;
    if ((status = edit(space->items, changing->edits, work)) != OAS_OK || (status = oas_value_space_check(space, work)) != OAS_OK)
        return status;
    changing->version = ++space->version;
    oas_value_form_compose(&contents->values, spaces, work);
    return OAS_OK;
}

oas_status_t oas_session_change_values(uint64_t *version, oas_session_t *session, const oas_sessions_t *sessions,
                                       const char *space, const oas_value_edits_t *edits, oas_work_t *work)
{
    changing_t changing = {.space = space, .edits = edits};
    oas_status_t status = oas_session_change(session, sessions, &(oas_change_t){.make = change_space, .data = &changing},
                                             work);

    *version = changing.version;
    return status;
}
