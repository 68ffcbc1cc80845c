/* SPDX-License-Identifier: Apache-2.0 */
/* A person sent a form, and is not signed in any more, or not in the way that the page requires: the form is not passed on, and
 * a redirect would lose it without a word. So there is a page that says what became of it, and leads on. */
#ifndef OAS_FLOW_LOST_FORM_H
#define OAS_FLOW_LOST_FORM_H

#include "flow/access.h"

/* This is a form that a person sent, and no script's request. */
bool oas_lost_form_is_one(const oas_request_t *request);

/* The path of this site where the form was, by what the browser says; NULL: it does not say, or the page is no place to go
 * to. In work->pool. */
const char *oas_lost_form_origin(const oas_site_t *site, const oas_request_t *request, oas_work_t *work);

/* The refusal with its status and challenge, which a script would get as a document, becomes a page with the way to its
 * login_url. */
void oas_lost_form_show(oas_reply_t *reply, const oas_request_t *request, const char *text);

#endif
