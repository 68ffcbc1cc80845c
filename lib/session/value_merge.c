/* SPDX-License-Identifier: Apache-2.0 */
#include "session/value_merge.h"

#include "session/value_form.h"

static oas_values_t view(const apr_array_header_t *items)
{
    return (oas_values_t){.items = (const oas_value_t *)items->elts, .count = (size_t)items->nelts};
}

static oas_status_t merge_space(apr_array_header_t *spaces, const oas_value_space_t *more, oas_work_t *work)
{
    oas_value_space_t *space = oas_value_space_find(spaces, more->name);
    oas_values_t values;
    oas_status_t status;

    if (space == NULL && (status = oas_value_space_add(&space, spaces, more->name, work)) != OAS_OK)
        return status;
    space->version += more->version;
    for (int i = 0; i < more->items->nelts; i++) {
        const oas_value_t *item = &APR_ARRAY_IDX(more->items, i, oas_value_t);

        values = view(space->items);
        if (oas_values_get(&values, item->name) == NULL)
            APR_ARRAY_PUSH(space->items, oas_value_t) = *item;
    }
    return oas_value_space_check(space, work);
}

oas_status_t oas_values_merge(oas_bytes_t *merged, oas_bytes_t values, oas_bytes_t more, oas_work_t *work)
{
    apr_array_header_t *spaces, *others;
    oas_status_t status;

    *merged = oas_bytes(NULL, 0);
    if ((status = oas_value_form_parse(&spaces, values, work)) != OAS_OK
        || (status = oas_value_form_parse(&others, more, work)) != OAS_OK)
        return status;
    for (int i = 0; i < others->nelts; i++)
        if ((status = merge_space(spaces, &APR_ARRAY_IDX(others, i, oas_value_space_t), work)) != OAS_OK)
            return status;
    oas_value_form_compose(merged, spaces, work);
    return OAS_OK;
}
