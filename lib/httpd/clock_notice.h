/* SPDX-License-Identifier: Apache-2.0 */
/* A clock that is set ends sessions early, or all at once. Whoever wonders why finds it in the log. */
#ifndef OAS_HTTPD_CLOCK_NOTICE_H
#define OAS_HTTPD_CLOCK_NOTICE_H

#include <httpd.h>

/* Called each second by one process: a line in the log when the clock was set since. */
void oas_clock_notice(server_rec *server);

#endif
