/* SPDX-License-Identifier: Apache-2.0 */
/* SetHandler oauth-metrics: what the module counts, as programs that watch servers read it. */
#ifndef OAS_HTTPD_METRICS_H
#define OAS_HTTPD_METRICS_H

#include <httpd.h>

/* A handler hook. */
int oas_metrics_handle(request_rec *r);

#endif
