/* SPDX-License-Identifier: Apache-2.0 */
#include "session/value_form.h"

#include "base/buffer.h"
#include "base/reader.h"

/*   1  'D'                          of each space                      of each value
 *   1  version of the form           1  bytes of its name               1  bytes of its name, which follows
 *   1  spaces                        n  its name                        4  bytes of the value, which follows
 *                                    8  its version
 *                                    1  values
 *
 * Integers have their highest byte first. */
enum { KIND = 'D', VERSION = 1, LARGEST = OAS_VALUE_SPACES_MOST * (OAS_VALUES_BYTES + 1024) };

static void read_values(apr_array_header_t *items, oas_reader_t *form)
{
    unsigned count = oas_read_u8(form);

    for (unsigned i = 0; i < count && !form->overrun; i++) {
        oas_value_t *item = apr_array_push(items);

        item->name = oas_read_bytes(form, oas_read_u8(form));
        item->value = oas_read_bytes(form, oas_read_u32(form));
    }
}

/* What is wrong with it is noted and asked for once, at the end. */
static const char *read_space_name(oas_reader_t *form, apr_pool_t *pool)
{
    oas_bytes_t bytes = oas_read_bytes(form, oas_read_u8(form));
    const char *name = oas_bytes_text(pool, bytes);

    if (strlen(name) != bytes.length || !oas_value_is_space(name))
        form->overrun = true;
    return name;
}

oas_status_t oas_value_form_parse(apr_array_header_t **spaces, oas_bytes_t bytes, oas_work_t *work)
{
    oas_reader_t form = oas_reader(bytes);
    unsigned count;

    *spaces = apr_array_make(work->pool, 1, sizeof(oas_value_space_t));
    if (bytes.length == 0)
        return OAS_OK;
    form.overrun = oas_read_u8(&form) != KIND || oas_read_u8(&form) != VERSION;
    count = oas_read_u8(&form);
    for (unsigned i = 0; i < count && !form.overrun; i++) {
        oas_value_space_t *space = apr_array_push(*spaces);

        space->name = read_space_name(&form, work->pool);
        space->version = oas_read_u64(&form);
        space->items = apr_array_make(work->pool, 8, sizeof(oas_value_t));
        read_values(space->items, &form);
    }
    if (oas_reader_is_done(&form))
        return OAS_OK;
    apr_array_clear(*spaces);
    return oas_fail(work, OAS_BROKEN, "session_form_unknown", "the session's values are in no form of this version");
}

static void write_space(oas_buffer_t *form, const oas_value_space_t *space)
{
    oas_buffer_add_u8(form, (uint8_t)strlen(space->name));
    oas_buffer_add_text(form, space->name);
    oas_buffer_add_u64(form, space->version);
    oas_buffer_add_u8(form, (uint8_t)space->items->nelts);
    for (int i = 0; i < space->items->nelts; i++) {
        const oas_value_t *item = &APR_ARRAY_IDX(space->items, i, oas_value_t);

        oas_buffer_add_u8(form, (uint8_t)item->name.length);
        oas_buffer_add(form, item->name);
        oas_buffer_add_u32(form, (uint32_t)item->value.length);
        oas_buffer_add(form, item->value);
    }
}

void oas_value_form_compose(oas_bytes_t *bytes, const apr_array_header_t *spaces, oas_work_t *work)
{
    oas_buffer_t form = oas_buffer(work->pool, LARGEST);

    oas_buffer_add_u8(&form, KIND);
    oas_buffer_add_u8(&form, VERSION);
    oas_buffer_add_u8(&form, (uint8_t)spaces->nelts);
    for (int i = 0; i < spaces->nelts; i++)
        write_space(&form, &APR_ARRAY_IDX(spaces, i, oas_value_space_t));
    *bytes = oas_buffer_bytes(&form);
}

/* --- spaces --- */

oas_value_space_t *oas_value_space_find(const apr_array_header_t *spaces, const char *name)
{
    for (int i = 0; i < spaces->nelts; i++)
        if (strcmp(APR_ARRAY_IDX(spaces, i, oas_value_space_t).name, name) == 0)
            return &APR_ARRAY_IDX(spaces, i, oas_value_space_t);
    return NULL;
}

oas_status_t oas_value_space_add(oas_value_space_t **space, apr_array_header_t *spaces, const char *name, oas_work_t *work)
{
    if (spaces->nelts == OAS_VALUE_SPACES_MOST)
        return oas_fail(work, OAS_REFUSED, "values_spaces", "\"%s\" would be one name space more than the %d allowed",
                        name, OAS_VALUE_SPACES_MOST);
    *space = apr_array_push(spaces);
    **space = (oas_value_space_t){.name = name, .items = apr_array_make(work->pool, 8, sizeof(oas_value_t))};
    return OAS_OK;
}

oas_status_t oas_value_space_check(const oas_value_space_t *space, oas_work_t *work)
{
    size_t bytes = 0;

    for (int i = 0; i < space->items->nelts; i++) {
        const oas_value_t *item = &APR_ARRAY_IDX(space->items, i, oas_value_t);

        bytes += item->name.length + item->value.length;
    }
    if (space->items->nelts > OAS_VALUES_MOST)
        return oas_fail(work, OAS_REFUSED, "values_many", "\"%s\" would have %d values, %d are allowed", space->name,
                        space->items->nelts, OAS_VALUES_MOST);
    if (bytes > OAS_VALUES_BYTES)
        return oas_fail(work, OAS_REFUSED, "values_large", "\"%s\" would have %" APR_SIZE_T_FMT " bytes, %d are allowed",
                        space->name, bytes, OAS_VALUES_BYTES);
    return OAS_OK;
}
