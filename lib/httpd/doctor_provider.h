/* SPDX-License-Identifier: Apache-2.0 */
/* The part of the doctor's report that asks a provider. */
#ifndef OAS_HTTPD_DOCTOR_PROVIDER_H
#define OAS_HTTPD_DOCTOR_PROVIDER_H

#include "httpd/report.h"
#include "oidc/registration.h"

/* Fetch metadata and keys as the first login would, and compare the clocks. Where nothing can be reached, as without a
 * network, that is no more than a warning. */
void oas_doctor_provider(oas_report_t *report, const oas_registration_t *registration, oas_http_client_t *client);

#endif
