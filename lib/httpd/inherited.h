/* SPDX-License-Identifier: Apache-2.0 */
/* What httpd lets a part of a page have from the page, and was meant for the page alone. */
#ifndef OAS_HTTPD_INHERITED_H
#define OAS_HTTPD_INHERITED_H

#include <httpd.h>

#include "httpd/bridge.h"

/* In a part: forget what the page was told, where the part's own place says whether anything is to be told. */
void oas_inherited_forget(request_rec *r, const oas_exchange_t *exchange);

/* insert_filter, for each part: where it was made to forget, it has its own environment, also where it is a page of mod_include inside of another one, which
 * would else be given the outer one's in the middle of its making. */
void oas_inherited_keep_apart(request_rec *r);

#endif
