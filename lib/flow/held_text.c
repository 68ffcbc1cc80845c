/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/held_text.h"

/* The one value of the space; of one byte, so that the text may be as long as values can be together. */
static const char name[] = "t";

oas_status_t oas_held_text_read(oas_held_text_t *held, const oas_session_t *session, const oas_sessions_t *sessions,
                                oas_work_t *work)
{
    const oas_bytes_t *value;
    oas_values_t values;
    oas_status_t status;

    *held = (oas_held_text_t){0};
    if ((status = oas_session_open_values(&values, sessions, session, OAS_HELD_TEXT_SPACE, work)) != OAS_OK)
        return status;
    value = oas_values_get(&values, oas_bytes_of(name));
    held->text = value != NULL ? oas_bytes_text(work->pool, *value) : NULL;
    held->version = values.version;
    return OAS_OK;
}

oas_status_t oas_held_text_replace(oas_held_text_t *held, const char *text, oas_session_t *session,
                                   const oas_sessions_t *sessions, oas_work_t *work)
{
    const oas_value_edit_t edit = {.kind = text != NULL ? OAS_VALUE_SET : OAS_VALUES_CLEAR,
                                   .value = {oas_bytes_of(name), text != NULL ? oas_bytes_of(text) : oas_bytes(NULL, 0)}};
    const oas_value_edits_t edits = {.items = &edit, .count = 1, .if_version = &held->version};
    uint64_t version;
    oas_status_t status = oas_session_change_values(&version, session, sessions, OAS_HELD_TEXT_SPACE, &edits, work);

    if (status == OAS_OK)
        *held = (oas_held_text_t){.text = text, .version = version};
    return status;
}
