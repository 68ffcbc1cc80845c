/* SPDX-License-Identifier: Apache-2.0 */
#include "base/work.h"

#include <stdarg.h>

#include <apr_strings.h>

oas_work_t oas_work(apr_pool_t *pool, apr_time_t now)
{
    return (oas_work_t){.pool = pool, .now = now};
}

oas_status_t oas_fail(oas_work_t *work, oas_status_t status, const char *reason, const char *format, ...)
{
    va_list arguments;

    if (work->reason != NULL)
        return status;
    va_start(arguments, format);
    work->failure = apr_pvsprintf(work->pool, format, arguments);
    va_end(arguments);
    work->reason = reason;
    return status;
}

void oas_tell(oas_work_t *work, const char *news, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    work->story = apr_pvsprintf(work->pool, format, arguments);
    va_end(arguments);
    work->news = news;
}

void oas_forgive(oas_work_t *work)
{
    work->reason = NULL;
    work->failure = NULL;
    work->pause = 0;
}
