/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/flash_telling.h"

#include "httpd/bridge.h"
#include "httpd/config.h"
#include "httpd/request_values.h"
#include "httpd/session_use.h"
#include "session/flash.h"

/* What a request took. */
struct oas_flash_taken_t {
    oas_values_t values;
    oas_session_t *session;
    const oas_sessions_t *sessions;
    const char *space;
    const request_rec *reader;
    uint64_t version; /* that the values have when nobody else changed them */
    bool is_back;
};

/* A form is answered with a redirect as a rule, and what a browser asks for by itself nobody reads. */
static bool is_for_somebody(request_rec *r, const oas_directory_config_t *directory)
{
    return r->method_number == M_GET && !r->header_only && oas_session_use_is_one(r, directory);
}

void oas_flash_settle(request_rec *r, oas_values_t *values, const oas_session_t *holder, oas_work_t *work)
{
    const oas_directory_config_t *directory = oas_directory_config(r);
    oas_exchange_t *exchange = oas_exchange(r);
    const bool is_first = !exchange->was_told_flash;

    exchange->was_told_flash = true;
    if (!oas_values_have_flash(values))
        return;
    if (!is_first || !is_for_somebody(r, directory)) {
        oas_values_hide_flash(values, work);
        return;
    }
    exchange->flash = apr_palloc(work->pool, sizeof(*exchange->flash));
    *exchange->flash = (oas_flash_taken_t){.session = holder == exchange->guest ? exchange->guest : exchange->session,
                                           .sessions = oas_request_sessions_of(holder, r),
                                           .space = directory->session_space,
                                           .reader = r};
    oas_session_take_flash(values, exchange->flash->session, exchange->flash->sessions, directory->session_space, work);
    exchange->flash->values = *values;
    exchange->flash->version = values->version;
}

/* A page that httpd was sent on to, or has for an error, may have been told the same. */
static bool was_told(const request_rec *r, const oas_flash_taken_t *flash)
{
    if (r == flash->reader || r->main != NULL || flash->reader->main != NULL)
        return true;
    return oas_request_has_values(r) && strcmp(oas_directory_config(r)->session_space, flash->space) == 0;
}

bool oas_flash_is_shown(request_rec *r)
{
    const oas_flash_taken_t *flash = oas_exchange(r)->flash;

    return flash == NULL || (!ap_is_HTTP_REDIRECT(r->status) && was_told(r, flash));
}

void oas_flash_return(request_rec *r)
{
    oas_flash_taken_t *flash = oas_exchange(r)->flash;
    oas_work_t work;

    if (flash == NULL || flash->is_back)
        return;
    flash->is_back = true;
    work = oas_bridge_work(r);
    flash->version = oas_session_return_flash(&flash->values, flash->session, flash->sessions, flash->space, &work);
    oas_exchange(r)->values = NULL; /* as they were opened */
}

const uint64_t *oas_flash_version(request_rec *r, const oas_session_t *holder, const uint64_t *told)
{
    const oas_flash_taken_t *flash = oas_exchange(r)->flash;

    if (told == NULL || flash == NULL || flash->session != holder || *told != flash->values.version
        || strcmp(oas_directory_config(r)->session_space, flash->space) != 0)
        return told;
    return &flash->version;
}
