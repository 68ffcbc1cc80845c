/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/carried_values.h"

#include "flow/access.h"
#include "flow/guest.h"
#include "session/change.h"
#include "session/fetch.h"
#include "session/reissue.h"
#include "session/value_merge.h"

static oas_status_t open_contents(oas_contents_t *contents, const oas_sessions_t *sessions, const oas_ticket_t *ticket,
                                  oas_work_t *work)
{
    oas_record_t *record;
    oas_status_t status = oas_session_fetch(&record, sessions, ticket, OAS_BOXES_ALL, work);

    return status == OAS_OK ? oas_contents_open(contents, record, sessions, ticket, work) : status;
}

static oas_status_t add_values(void *data, oas_contents_t *contents, oas_work_t *work)
{
    return oas_values_merge(&contents->values, contents->values, *(const oas_bytes_t *)data, work);
}

static oas_status_t give(oas_session_t *session, const oas_site_t *site, oas_bytes_t values, oas_work_t *work)
{
    const oas_change_t change = {.make = add_values, .data = &values};

    return values.length != 0 ? oas_session_change(session, &site->sessions, &change, work) : OAS_OK;
}

/* --- of a former session --- */

static oas_status_t open_former(oas_contents_t *contents, const oas_site_t *site, const oas_request_t *request,
                                oas_work_t *work)
{
    oas_session_t *former;
    oas_status_t status =
        oas_access_find(&former, site, request->cookies, oas_request_is_secure(request), NULL, work);

    return status == OAS_OK ? open_contents(contents, &site->sessions, &former->ticket, work) : status;
}

static bool is_of_same_person(const oas_contents_t *former, const oas_session_t *begun, const oas_vault_t *vault)
{
    return oas_text_equal(former->face.provider, begun->face.provider)
           && oas_text_equal(former->vault.issuer, vault->issuer) && oas_text_equal(former->vault.subject, vault->subject);
}

void oas_values_carry(oas_session_t *begun, const oas_site_t *site, const oas_request_t *request, const oas_vault_t *vault,
                      oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_contents_t former;

    if (open_former(&former, site, request, &look) == OAS_OK && is_of_same_person(&former, begun, vault)
        && give(begun, site, former.values, &look) != OAS_OK)
        oas_tell(work, "values_left", "a person signed in again, and the application's values could not be carried over: %s",
                 look.failure);
}

/* --- of a guest --- */

/* From here on nobody has a cookie of the guest: whoever is just writing to him is told that he has ended, and no value is lost
 * that somebody was told is kept. Where there is no room for two of him, that moment is not covered. */
static void take_from_browser(oas_session_t *guest, const oas_site_t *site, oas_work_t *work)
{
    char cookie[OAS_TICKET_LENGTH + 1];

    if (oas_session_reissue(guest, cookie, &site->guests, work) != OAS_OK)
        oas_forgive(work);
    oas_wipe(cookie, sizeof(cookie));
}

static oas_status_t move_values(oas_session_t *session, oas_session_t *guest, const oas_site_t *site, oas_work_t *work)
{
    oas_work_t after = oas_work(work->pool, work->now);
    oas_contents_t contents;
    oas_status_t status;

    take_from_browser(guest, site, work);
    if ((status = open_contents(&contents, &site->guests, &guest->ticket, work)) == OAS_OK)
        status = give(session, site, contents.values, work);
    if (oas_session_end(&site->guests, guest, &after) != OAS_OK)
        oas_forgive(&after); /* he ends by his own times */
    return status;
}

void oas_guest_values_carry(oas_session_t *session, oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                            oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_session_t *guest;
    oas_status_t status = oas_guest_find(&guest, site, request->cookies, oas_request_is_secure(request), &look);

    if (status == OAS_OK)
        status = move_values(session, guest, site, &look);
    if (status != OAS_OK && status != OAS_NOT_FOUND)
        oas_tell(work, "guest_values_left", "a visitor signed in, and the application's values could not be carried over: %s",
                 look.failure);
    oas_guest_end(reply, site, request, work);
}
