/* SPDX-License-Identifier: Apache-2.0 */
/* A section of mod_status' page. Without mod_status it is never called. */
#ifndef OAS_HTTPD_STATUS_H
#define OAS_HTTPD_STATUS_H

void oas_status_register(void);

#endif
