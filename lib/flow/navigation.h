/* SPDX-License-Identifier: Apache-2.0 */
/* Is this request a person on the way to a page, or a script, an image, a prefetch, a tool? */
#ifndef OAS_FLOW_NAVIGATION_H
#define OAS_FLOW_NAVIGATION_H

#include "flow/message.h"

/* A browser asks for a page that a person will look at: only such a request is ever sent to a provider. Decided by
 * Fetch Metadata where the browser sends it, else by X-Requested-With and Accept. */
bool oas_is_navigation(const oas_request_t *request);

/* A person will look at the answer, by whatever method it is asked for: a navigation, or a form that was sent. */
bool oas_is_looked_at(const oas_request_t *request);

/* The request came from a page of this very site: Sec-Fetch-Site, or Origin where that is missing. */
bool oas_is_same_origin(const oas_request_t *request);

#endif
