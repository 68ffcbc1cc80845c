/* SPDX-License-Identifier: Apache-2.0 */
/* A step-up in a link to the login endpoint. It is sealed: only what a page requires can be asked by it, so that it needs
 * no permission of OAuthPassParameters. */
#ifndef OAS_FLOW_STEP_UP_LINK_H
#define OAS_FLOW_STEP_UP_LINK_H

#include "base/pairs.h"
#include "flow/site.h"

/* *parameter is "step_up=...", in work->pool, for the text of a step-up; good for a day. */
OAS_MUST_CHECK oas_status_t oas_step_up_link_add(const char **parameter, const oas_site_t *site, const char *text,
                                                 oas_work_t *work);

/* The text in a link's query, in work->pool; NULL: there is none. OAS_REFUSED: it is not one of ours, or too old. */
OAS_MUST_CHECK oas_status_t oas_step_up_link_read(const char **text, const oas_site_t *site, oas_pairs_t query,
                                                  oas_work_t *work);

#endif
