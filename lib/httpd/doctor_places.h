/* SPDX-License-Identifier: Apache-2.0 */
/* The part of the doctor's report that says what protects what. */
#ifndef OAS_HTTPD_DOCTOR_PLACES_H
#define OAS_HTTPD_DOCTOR_PLACES_H

#include <httpd.h>

#include "httpd/report.h"

/* Each place of this server in which people sign in, with who may pass there. Those of the main server are a virtual
 * host's, too. */
void oas_doctor_places(oas_report_t *report, const server_rec *server, const server_rec *main_server);

#endif
