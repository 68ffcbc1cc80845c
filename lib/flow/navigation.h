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

/* The browser asks for it by itself: a part of a page, something ahead of time, or a connection that a page keeps open for
 * news. It says nothing about a person, and so does not prolong a session. What a script asks for does: it may be all that an
 * application of one page ever asks for. Decided by Fetch Metadata, else by Accept. */
bool oas_is_by_itself(const oas_request_t *request);

/* The request came from a page of this very site: Sec-Fetch-Site, or Origin where that is missing. */
bool oas_is_same_origin(const oas_request_t *request);

#endif
