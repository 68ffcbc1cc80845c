/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/clock_notice.h"

#include <time.h>

#include <http_config.h>
#include <http_log.h>

#include "base/clock_watch.h"
#include "httpd/config.h"
#include "httpd/log.h"

/* 0: it can not be had. */
static apr_time_t steady_now(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_BOOTTIME, &now) != 0)
        return 0;
    return apr_time_from_sec(now.tv_sec) + now.tv_nsec / 1000;
}

void oas_clock_notice(server_rec *server)
{
    static oas_clock_watch_t watch; /* one thread comes here */
    apr_time_t steady = steady_now();
    apr_interval_time_t set = steady != 0 ? oas_clock_watch_set(&watch, apr_time_now(), steady) : 0;

    if (set > 0)
        oas_log_server(server, APLOG_WARNING, "clock_set",
                       "the clock was set forward by %" APR_TIME_T_FMT " s: sessions end so much earlier", apr_time_sec(set));
    if (set < 0)
        oas_log_server(server, APLOG_WARNING, "clock_set",
                       "the clock was set back by %" APR_TIME_T_FMT
                       " s: sessions that began since end, the others last so much longer",
                       apr_time_sec(-set));
}
