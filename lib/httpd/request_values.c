/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/request_values.h"

#include "httpd/config.h"
#include "httpd/flash_telling.h"

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

/* Another part of the request may have found a session of another provider. */
static bool is_wanted_here(const oas_session_t *session, const request_rec *r)
{
    const char *provider = oas_directory_config(r)->provider;

    return provider == NULL || strcmp(provider, session->face.provider) == 0;
}

oas_session_t *oas_request_session(request_rec *r)
{
    oas_session_t *session = oas_exchange(r)->session;

    if (session == NULL || r->user == NULL || r->ap_auth_type == NULL || strcmp(r->ap_auth_type, "OAuth") != 0)
        return NULL;
    return is_wanted_here(session, r) ? session : NULL;
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
        status = oas_session_open_values(&opened->values, &oas_server_config(r->server)->site->sessions, session, space, work);
        if (status != OAS_OK)
            return status;
        oas_flash_settle(r, &opened->values, work);
        exchange->values = opened;
    }
    *values = &opened->values;
    return OAS_OK;
}

oas_status_t oas_request_values_change(request_rec *r, oas_session_t *session, const oas_value_edits_t *edits,
                                       oas_work_t *work)
{
    uint64_t version;

    oas_exchange(r)->values = NULL;
    return oas_session_change_values(&version, session, &oas_server_config(r->server)->site->sessions,
                                     oas_directory_config(r)->session_space, edits, work);
}
