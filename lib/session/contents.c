/* SPDX-License-Identifier: Apache-2.0 */
#include "session/contents.h"

#include <apr_strings.h>

#include "session/boxes.h"
#include "session/fetch.h"

/* What all boxes of a record are sealed with. */
typedef struct {
    oas_box_binding_t face;
    oas_box_binding_t values;
    oas_box_binding_t vault;
    oas_box_binding_t label;
} bindings_t;

static oas_status_t bind_all(bindings_t *bindings, const oas_record_head_t *head, const oas_sessions_t *sessions,
                             const oas_ticket_t *ticket, oas_work_t *work)
{
    const oas_bytes_t key = oas_ticket_box_key(ticket);
    oas_bytes_t label_key;
    oas_status_t status = oas_session_label_key(&label_key, sessions, head, work);

    *bindings = (bindings_t){
        .face = {.kind = OAS_BOX_FACE, .key = key, .head = head},
        .values = {.kind = OAS_BOX_VALUES, .key = key, .head = head},
        .vault = {.kind = OAS_BOX_VAULT, .key = key, .head = head},
        .label = {.kind = OAS_BOX_LABEL, .key = label_key, .head = head},
    };
    return status;
}

/* A copy, for what is sealed is wiped. */
static oas_status_t compose_values(oas_bytes_t *plain, oas_bytes_t values, oas_work_t *work)
{
    *plain = oas_bytes(NULL, 0);
    if (values.length > OAS_CONTENT_LARGEST)
        return oas_fail(work, OAS_REFUSED, "session_too_large",
                        "the application's values would take %" APR_SIZE_T_FMT " bytes, %d are allowed", values.length,
                        OAS_CONTENT_LARGEST);
    *plain = oas_bytes(apr_pmemdup(work->pool, values.data, values.length), values.length);
    return OAS_OK;
}

/* Each form is sealed, and wiped by that, before the next one is composed. */
oas_status_t oas_contents_seal(oas_record_t *record, const oas_contents_t *contents, const oas_sessions_t *sessions,
                               const oas_ticket_t *ticket, oas_work_t *work)
{
    bindings_t bindings;
    oas_bytes_t plain;
    oas_status_t status;

    if ((status = bind_all(&bindings, &record->head, sessions, ticket, work)) != OAS_OK
        || (status = oas_face_compose(&plain, &contents->face, work)) != OAS_OK
        || (status = oas_record_box_close(&record->face, &bindings.face, plain, work)) != OAS_OK
        || (status = compose_values(&plain, contents->values, work)) != OAS_OK
        || (status = oas_record_box_close(&record->values, &bindings.values, plain, work)) != OAS_OK
        || (status = oas_vault_compose(&plain, &contents->vault, work)) != OAS_OK
        || (status = oas_record_box_close(&record->vault, &bindings.vault, plain, work)) != OAS_OK
        || (status = oas_label_compose(&plain, &contents->label, work)) != OAS_OK)
        return status;
    return oas_record_box_close(&record->label, &bindings.label, plain, work);
}

/* What was sealed by another version has a form that nobody knows: that session is over. */
static oas_status_t or_not_found(oas_status_t status)
{
    return status == OAS_BROKEN ? OAS_NOT_FOUND : status;
}

oas_status_t oas_contents_open(oas_contents_t *contents, const oas_record_t *record, const oas_sessions_t *sessions,
                               const oas_ticket_t *ticket, oas_work_t *work)
{
    oas_bytes_t face, vault, label;
    bindings_t bindings;
    oas_status_t status;

    if ((status = bind_all(&bindings, &record->head, sessions, ticket, work)) != OAS_OK
        || (status = oas_record_box_open(&face, &bindings.face, record->face, work)) != OAS_OK
        || (status = oas_record_box_open(&contents->values, &bindings.values, record->values, work)) != OAS_OK
        || (status = oas_record_box_open(&vault, &bindings.vault, record->vault, work)) != OAS_OK
        || (status = oas_record_box_open(&label, &bindings.label, record->label, work)) != OAS_OK
        || (status = or_not_found(oas_face_parse(&contents->face, face, work))) != OAS_OK
        || (status = or_not_found(oas_vault_parse(&contents->vault, vault, work))) != OAS_OK)
        return status;
    return or_not_found(oas_label_parse(&contents->label, label, work));
}
