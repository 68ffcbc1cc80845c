/* SPDX-License-Identifier: Apache-2.0 */
/* Where a provider's answer is found at the callback: in the query, in a form that a page of the provider posts, or behind
 * a "#" that only the browser sees, from where a page of ours posts it. By which of these is known, and no other counts. */
#ifndef OAS_FLOW_CALLBACK_ANSWER_H
#define OAS_FLOW_CALLBACK_ANSWER_H

#include "base/work.h"
#include "flow/message.h"
#include "oidc/response.h"

/* The request brings a form. */
bool oas_callback_is_posted(const oas_request_t *request);

/* The answer is there, but in the browser: it has to be asked to post it. */
bool oas_callback_is_hidden(const oas_request_t *request, oas_response_mode_t mode);

/* Take the answer that was asked for by this mode. *answer lives in work->pool; empty unless OAS_OK. By GET it may be
 * state alone, or an error, whatever the mode: that is how a browser comes back after a form. OAS_REFUSED: what could sign
 * somebody in came by another way than it was asked for; a form and a query at once; a fragment that another site posts;
 * no state; and all that oas_form_parse() refuses. */
OAS_MUST_CHECK oas_status_t oas_callback_answer_take(oas_pairs_t *answer, const oas_request_t *request,
                                                     oas_response_mode_t mode, oas_work_t *work);

#endif
