/* SPDX-License-Identifier: Apache-2.0 */
/* What httpd lets one part of a request have from another, and was meant for that other one alone. */
#ifndef OAS_HTTPD_INHERITED_H
#define OAS_HTTPD_INHERITED_H

#include <httpd.h>

#include "httpd/bridge.h"

/* In a part of a page: forget what the page was told, where the part's own place says whether anything is to be told. */
void oas_inherited_forget(request_rec *r, const oas_exchange_t *exchange);

#endif
