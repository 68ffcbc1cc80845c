/* SPDX-License-Identifier: Apache-2.0 */
#include "session/flash.h"

enum { TRIES = 8 }; /* of a compare-and-set; somebody else was first each time */

bool oas_value_is_flash(oas_bytes_t name)
{
    return name.length != 0 && name.data[0] == '!';
}

bool oas_values_have_flash(const oas_values_t *values)
{
    for (size_t i = 0; i < values->count; i++)
        if (oas_value_is_flash(values->items[i].name))
            return true;
    return false;
}

void oas_values_hide_flash(oas_values_t *values, oas_work_t *work)
{
    oas_value_t *left = apr_palloc(work->pool, (values->count + 1) * sizeof(*left));
    size_t count = 0;

    for (size_t i = 0; i < values->count; i++)
        if (!oas_value_is_flash(values->items[i].name))
            left[count++] = values->items[i];
    values->items = left;
    values->count = count;
}

/* One edit of this kind for each that is told once, and is not among others (NULL: there are none). */
static oas_value_edits_t edits_of(const oas_values_t *values, int kind, const oas_values_t *others, oas_work_t *work)
{
    oas_value_edit_t *items = apr_palloc(work->pool, (values->count + 1) * sizeof(*items));
    size_t count = 0;

    for (size_t i = 0; i < values->count; i++) {
        const oas_value_t *value = &values->items[i];

        if (oas_value_is_flash(value->name) && (others == NULL || oas_values_get(others, value->name) == NULL))
            items[count++] = (oas_value_edit_t){.kind = kind, .value = *value};
    }
    return (oas_value_edits_t){.items = items, .count = count};
}

/* Only if nobody was first: of requests at the same time one takes them. */
static oas_status_t try_to_take(oas_values_t *values, oas_session_t *session, const oas_sessions_t *sessions,
                                const char *space, oas_work_t *work)
{
    oas_value_edits_t edits = edits_of(values, OAS_VALUE_UNSET, NULL, work);
    uint64_t version;
    oas_status_t status;

    edits.if_version = &values->version;
    status = oas_session_change_values(&version, session, sessions, space, &edits, work);
    if (status == OAS_OK)
        values->version = version;
    return status;
}

void oas_session_take_flash(oas_values_t *values, oas_session_t *session, const oas_sessions_t *sessions, const char *space,
                            oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_status_t status = OAS_EXPIRED;

    for (int tried = 0; status == OAS_EXPIRED && tried < TRIES && oas_values_have_flash(values); tried++) {
        status = try_to_take(values, session, sessions, space, &look);
        if (status != OAS_EXPIRED)
            break;
        oas_forgive(&look);
        if (oas_session_open_values(values, sessions, session, space, &look) != OAS_OK)
            break;
    }
    if (status != OAS_OK)
        oas_values_hide_flash(values, work);
}

uint64_t oas_session_return_flash(const oas_values_t *taken, oas_session_t *session, const oas_sessions_t *sessions,
                                  const char *space, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_value_edits_t edits;
    oas_values_t others;
    uint64_t version;
    oas_status_t status = OAS_EXPIRED;

    for (int tried = 0; status == OAS_EXPIRED && tried < TRIES; tried++) {
        oas_forgive(&look);
        if (oas_session_open_values(&others, sessions, session, space, &look) != OAS_OK)
            return taken->version; /* the session ended, and with it what it had to say */
        version = others.version;
        edits = edits_of(taken, OAS_VALUE_SET, &others, &look);
        edits.if_version = &others.version;
        status = edits.count != 0 ? oas_session_change_values(&version, session, sessions, space, &edits, &look) : OAS_OK;
    }
    return status == OAS_OK && others.version == taken->version ? version : taken->version;
}
