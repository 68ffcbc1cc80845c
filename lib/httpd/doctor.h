/* SPDX-License-Identifier: Apache-2.0 */
/* httpd -t -DOAUTH_DOCTOR: says what a configuration means before anybody signs in, and asks the providers. */
#ifndef OAS_HTTPD_DOCTOR_H
#define OAS_HTTPD_DOCTOR_H

#include <httpd.h>

/* check_config, behind all others: a report to standard output, and a status that ends httpd where something is wrong. Does nothing unless it
 * was asked for. */
int oas_doctor_look(apr_pool_t *pool, apr_pool_t *log_pool, apr_pool_t *temporary, server_rec *servers);

#endif
