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
                                           .space = directory->session_space};
    oas_session_take_flash(values, exchange->flash->session, exchange->flash->sessions, directory->session_space, work);
    exchange->flash->values = *values;
}

void oas_flash_return(request_rec *r)
{
    oas_exchange_t *exchange = oas_exchange(r);
    oas_work_t work;

    if (exchange->flash == NULL || !ap_is_HTTP_REDIRECT(r->status))
        return;
    work = oas_bridge_work(r);
    oas_session_return_flash(&exchange->flash->values, exchange->flash->session, exchange->flash->sessions,
                             exchange->flash->space, &work);
}
