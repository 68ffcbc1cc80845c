/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens of our own forms: who sends one back got the form from us. */
#ifndef OAS_FLOW_FORM_TOKEN_H
#define OAS_FLOW_FORM_TOKEN_H

#include "flow/message.h"
#include "flow/site.h"

/* What the token of a form of this kind is bound to when it is for one session alone; in pool. */
oas_bytes_t oas_form_of_session(const char *kind, const oas_session_t *session, apr_pool_t *pool);

/* A token in work->pool that is good for an hour, and only for what it is bound to: which form it is of, and whose. NULL
 * unless OAS_OK. */
OAS_MUST_CHECK oas_status_t oas_form_token_make(const char **token, const oas_site_t *site, oas_bytes_t bound,
                                                oas_work_t *work);

/* The form has a member "token" that was made for this. */
bool oas_form_token_is_in(oas_pairs_t form, const oas_site_t *site, oas_bytes_t bound, oas_work_t *work);

/* Whether a form that does something may do it: it has the token, and where the browser says from where it was sent, that
 * is a page of this site. OAS_REFUSED: form_foreign, form_token. */
OAS_MUST_CHECK oas_status_t oas_form_check(oas_pairs_t form, const oas_site_t *site, const oas_request_t *request,
                                           oas_bytes_t bound, oas_work_t *work);

#endif
