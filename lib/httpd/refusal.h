/* SPDX-License-Identifier: Apache-2.0 */
/* What is told of a refusal: to the person on the page (flow/denial.h), to the administrator in the log, and to his own ErrorDocument
 * in variables. */
#ifndef OAS_HTTPD_REFUSAL_H
#define OAS_HTTPD_REFUSAL_H

#include <httpd.h>

#include "flow/denial.h"

/* For the person; in r's pool. */
const oas_denial_t *oas_refusal_denial(request_rec *r);

/* Log which lines of ours refused the user, and what he has; values of claims at the level debug alone. The same goes into
 * OAUTH_DENIED_RULE and OAUTH_DENIED_CLAIMS. */
void oas_refusal_tell(request_rec *r);

/* The lines, as they are written; NULL: none of ours refused anybody. */
const char *oas_refusal_text(request_rec *r);

#endif
