/* SPDX-License-Identifier: Apache-2.0 */
/* What a browser is told to forget at a sign-out, of all it keeps of this site (W3C Clear Site Data). No Cache-Control keeps
 * Back from showing what was on the screen before. */
#ifndef OAS_FLOW_CLEAR_SITE_DATA_H
#define OAS_FLOW_CLEAR_SITE_DATA_H

#include "flow/message.h"
#include "flow/site.h"

typedef enum {
    OAS_CLEAR_ALL,         /* all that is configured */
    OAS_CLEAR_BUT_COOKIES, /* the same, while a cookie of ours still has its way before it */
    OAS_CLEAR_COOKIES      /* what that left, where it is configured */
} oas_clear_t;

/* Have this reply say so; it lives in pool. */
void oas_clear_site_data(oas_reply_t *reply, const oas_site_t *site, oas_clear_t which, apr_pool_t *pool);

#endif
