/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/request_values.h"

#include "httpd/config.h"
#include "httpd/flash_telling.h"
#include "httpd/our_user.h"
#include "httpd/realm.h"
#include "httpd/visitor.h"

/* What was opened last: places of several spaces in one request are rare. */
struct oas_opened_values_t {
    const oas_session_t *session;
    const char *space;
    oas_values_t values;
};

bool oas_request_has_values(const request_rec *r)
{
    return oas_directory_config(r)->session_data > OAS_DATA_OFF;
}

/* Another part of the request may have found a session of another realm or provider. */
static bool is_wanted_here(const oas_exchange_t *exchange, const request_rec *r)
{
    const char *provider = oas_directory_config(r)->provider;

    if (exchange->site != oas_site_of(r))
        return false;
    return provider == NULL || strcmp(provider, exchange->session->face.provider) == 0;
}

oas_session_t *oas_request_session(request_rec *r)
{
    const oas_exchange_t *exchange = oas_exchange(r);

    if (exchange->session == NULL || !oas_has_our_user(r))
        return NULL;
    return is_wanted_here(exchange, r) ? exchange->session : NULL;
}

oas_status_t oas_request_holder(oas_session_t **session, request_rec *r, oas_work_t *work)
{
    oas_status_t status;

    if ((*session = oas_request_session(r)) != NULL)
        return OAS_OK;
    if (r->user != NULL || !oas_guests_are_on(oas_directory_config(r)) || oas_site_of(r) == NULL)
        return OAS_NOT_FOUND;
    status = oas_visitor_find(session, r, work);
    if (status != OAS_NOT_FOUND)
        return status;
    oas_forgive(work);
    return OAS_OK;
}

const oas_sessions_t *oas_request_sessions_of(const oas_session_t *session, request_rec *r)
{
    const oas_site_t *site = oas_site_of(r);

    return session == oas_exchange(r)->guest ? &site->guests : &site->sessions;
}

/* Nobody has no values. A guest who ends just now never was. */
static oas_status_t open_values(oas_values_t *values, request_rec *r, const oas_session_t *session, const char *space,
                                oas_work_t *work)
{
    oas_exchange_t *exchange = oas_exchange(r);
    oas_status_t status;

    *values = (oas_values_t){0};
    if (session == NULL)
        return OAS_OK;
    status = oas_session_open_values(values, oas_request_sessions_of(session, r), session, space, work);
    if (status != OAS_NOT_FOUND || session != exchange->guest)
        return status;
    oas_forgive(work);
    exchange->guest = NULL;
    return OAS_OK;
}

oas_status_t oas_request_values(const oas_values_t **values, request_rec *r, const oas_session_t *session, oas_work_t *work)
{
    const char *space = oas_directory_config(r)->session_space;
    oas_exchange_t *exchange = oas_exchange(r);
    oas_opened_values_t *opened = exchange->values;
    oas_status_t status;

    *values = NULL;
    if (opened == NULL || opened->session != session || strcmp(opened->space, space) != 0) {
        opened = apr_palloc(work->pool, sizeof(*opened));
        *opened = (oas_opened_values_t){.session = session, .space = space};
        if ((status = open_values(&opened->values, r, session, space, work)) != OAS_OK)
            return status;
        oas_flash_settle(r, &opened->values, session, work);
        exchange->values = opened;
    }
    *values = &opened->values;
    return OAS_OK;
}

static bool sets_something(const oas_value_edits_t *edits)
{
    for (size_t i = 0; i < edits->count; i++)
        if (edits->items[i].kind == OAS_VALUE_SET || edits->items[i].kind == OAS_VALUE_ADD)
            return true;
    return false;
}

/* Where there is nothing, taking away is done. */
static oas_status_t change_nothing(const oas_value_edits_t *edits, oas_work_t *work)
{
    if (edits->if_version == NULL || *edits->if_version == 0)
        return OAS_OK;
    return oas_fail(work, OAS_EXPIRED, "values_version", "there are no values, and version %" APR_UINT64_T_FMT " was demanded",
                    *edits->if_version);
}

static oas_status_t begin_guest(request_rec *r, const oas_value_edits_t *edits, oas_work_t *work)
{
    oas_session_t *guest;
    const char *set_cookie;
    uint64_t version;
    oas_status_t status;

    if (!sets_something(edits))
        return change_nothing(edits, work);
    if ((status = oas_visitor_begin(&guest, &set_cookie, r, work)) != OAS_OK)
        return status;
    status = oas_session_change_values(&version, guest, &oas_site_of(r)->guests,
                                       oas_directory_config(r)->session_space, edits, work);
    if (status == OAS_OK)
        oas_visitor_welcome(guest, set_cookie, r);
    else
        oas_visitor_forget(guest, r, work);
    return status;
}

oas_status_t oas_request_values_change(request_rec *r, oas_session_t *session, const oas_value_edits_t *edits,
                                       oas_work_t *work)
{
    uint64_t version;

    oas_exchange(r)->values = NULL;
    if (session == NULL)
        return begin_guest(r, edits, work);
    return oas_session_change_values(&version, session, oas_request_sessions_of(session, r),
                                     oas_directory_config(r)->session_space, edits, work);
}
