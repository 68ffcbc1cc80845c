/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/log.h"

#include <http_log.h>
#include <apr_shm.h>
#include <apr_strings.h>

#include "base/line_budget.h"
#include "base/message_code.h"

APLOG_USE_MODULE(oauth_session);

enum { LONGEST_SENTENCE = 1000 }; /* bytes */

/* Of each reason by its place, and behind them those of the audit log; a process's own until they are shared. */
static oas_line_budget_t before_sharing[2 * OAS_MESSAGE_CODES];
static oas_line_budget_t *budgets = before_sharing;

static apr_status_t stop_sharing(void *unused)
{
    (void)unused;
    budgets = before_sharing;
    return APR_SUCCESS;
}

const char *oas_log_prepare(apr_pool_t *pool)
{
    apr_shm_t *memory;

    if (apr_shm_create(&memory, sizeof(before_sharing), NULL, pool) != APR_SUCCESS)
        return "no shared memory to count lines of the log in";
    budgets = apr_shm_baseaddr_get(memory);
    memset(budgets, 0, sizeof(before_sharing));
    apr_pool_cleanup_register(pool, NULL, stop_sharing, apr_pool_cleanup_null);
    return NULL;
}

static int level_of(oas_status_t status)
{
    switch (status) {
    case OAS_OK:            return APLOG_NOTICE;
    case OAS_NOT_FOUND:
    case OAS_EXPIRED:
    case OAS_REFUSED:       return APLOG_WARNING;
    case OAS_UNAVAILABLE:
    case OAS_MISCONFIGURED: return APLOG_ERR;
    case OAS_FULL:          return APLOG_ALERT;
    case OAS_BROKEN:        return APLOG_CRIT;
    }
    return APLOG_CRIT;
}

static void say_left_out(server_rec *server, size_t place, unsigned lines)
{
    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, server, "OAS%u: reason=lines_left_out: %u more lines of %s in one second",
                 oas_message_number(oas_message_place("lines_left_out")), lines, oas_message_reason(place));
}

static bool may_log(server_rec *server, size_t place)
{
    unsigned left_out;
    bool may = oas_line_budget_take(&budgets[place], &left_out, apr_time_now());

    if (left_out != 0)
        say_left_out(server, place, left_out);
    return may;
}

bool oas_log_may_keep(const char *reason, unsigned *left_out)
{
    size_t place = oas_message_place(reason != NULL ? reason : "none");

    return oas_line_budget_take(&budgets[OAS_MESSAGE_CODES + place], left_out, apr_time_now());
}

/* What httpd's own %L says, which mod_unique_id decides where it is loaded: the page of a refusal shows it, too. */
static const char *request_id(request_rec *r)
{
    if (r->log_id == NULL)
        ap_run_generate_log_id(r->connection, r, &r->log_id);
    return r->log_id != NULL ? r->log_id : "-";
}

void oas_log_request(request_rec *r, oas_status_t status, const char *reason, const char *sentence)
{
    size_t place = oas_message_place(reason);

    if (may_log(r->server, place))
        ap_log_rerror(APLOG_MARK, level_of(status), 0, r, "OAS%u: reason=%s status=%s request=%s: %.*s",
                      oas_message_number(place), reason, oas_status_name(status), request_id(r), LONGEST_SENTENCE, sentence);
}

void oas_log_detail(request_rec *r, const char *format, ...)
{
    char sentence[LONGEST_SENTENCE];
    va_list arguments;

    if (!APLOGrdebug(r))
        return;
    va_start(arguments, format);
    apr_vsnprintf(sentence, sizeof(sentence), format, arguments);
    va_end(arguments);
    ap_log_rerror(APLOG_MARK, APLOG_DEBUG, 0, r, "oauth: %s", sentence);
}

void oas_log_server(server_rec *server, int level, const char *reason, const char *format, ...)
{
    size_t place = oas_message_place(reason);
    char sentence[LONGEST_SENTENCE];
    va_list arguments;

    if (!may_log(server, place))
        return;
    va_start(arguments, format);
    apr_vsnprintf(sentence, sizeof(sentence), format, arguments);
    va_end(arguments);
    ap_log_error(APLOG_MARK, level, 0, server, "OAS%u: reason=%s: %s", oas_message_number(place), reason, sentence);
}

void oas_log_failure(server_rec *server, oas_status_t status, const char *what, const oas_work_t *work)
{
    size_t place = oas_message_place(work->reason);

    if (may_log(server, place))
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, server, "OAS%u: reason=%s status=%s: %s: %.*s", oas_message_number(place),
                     work->reason, oas_status_name(status), what, LONGEST_SENTENCE, work->failure);
}

void oas_log_tell_left_out(server_rec *server)
{
    apr_time_t now = apr_time_now();

    for (size_t place = 0; oas_message_reason(place) != NULL; place++) {
        unsigned lines = oas_line_budget_left_out(&budgets[place], now);

        if (lines != 0)
            say_left_out(server, place, lines);
    }
}
