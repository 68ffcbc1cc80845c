/* SPDX-License-Identifier: Apache-2.0 */
/* A browser was given a cookie and comes without it: why? Whoever reads the page or the log can mend it only if it says so. */
#ifndef OAS_FLOW_LOST_COOKIE_H
#define OAS_FLOW_LOST_COOKIE_H

#include "flow/message.h"
#include "flow/site.h"

/* Fail with the cause, OAS_REFUSED: cookie_foreign (there is one of this name, which is none of ours: another site of the same
 * domain, or at another port of the host, has set it), cookie_in_clear (it is only for https, and the browser came without),
 * cookie_host (it was given for the site's own name, and the browser came by another), else the reason plain: it just did not
 * come back. what is the sentence for that. */
oas_status_t oas_lost_cookie(const oas_request_t *request, const char *name, const char *plain, const char *what,
                             oas_work_t *work);

#endif
