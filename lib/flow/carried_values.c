/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/carried_values.h"

#include "flow/access.h"
#include "session/change.h"
#include "session/fetch.h"

static oas_status_t open_former(oas_contents_t *contents, const oas_site_t *site, const oas_request_t *request,
                                oas_work_t *work)
{
    oas_session_t *former;
    oas_record_t *record;
    oas_status_t status;

    if ((status = oas_access_find(&former, site, request->cookies, oas_request_is_secure(request), NULL, work)) != OAS_OK
        || (status = oas_session_fetch(&record, &site->sessions, &former->ticket, OAS_BOXES_ALL, work)) != OAS_OK)
        return status;
    return oas_contents_open(contents, record, &site->sessions, &former->ticket, work);
}

static bool is_of_same_person(const oas_contents_t *former, const oas_session_t *begun, const oas_vault_t *vault)
{
    return oas_text_equal(former->face.provider, begun->face.provider)
           && oas_text_equal(former->vault.issuer, vault->issuer) && oas_text_equal(former->vault.subject, vault->subject);
}

static oas_status_t put_values(void *data, oas_contents_t *contents, oas_work_t *work)
{
    (void)work;
    contents->values = *(const oas_bytes_t *)data;
    return OAS_OK;
}

void oas_values_carry(oas_session_t *begun, const oas_site_t *site, const oas_request_t *request, const oas_vault_t *vault,
                      oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_contents_t former;
    const oas_change_t change = {.make = put_values, .data = &former.values};

    if (open_former(&former, site, request, &look) != OAS_OK || former.values.length == 0
        || !is_of_same_person(&former, begun, vault))
        return;
    if (oas_session_change(begun, &site->sessions, &change, &look) != OAS_OK)
        oas_tell(work, "values_left", "a person signed in again, and the application's values could not be carried over: %s",
                 look.failure);
}
