/* SPDX-License-Identifier: Apache-2.0 */
/* OAuthPreservePost: a form that meets no session is kept (flow/kept_form.h), and the navigation that comes back to its address
 * after the sign-in becomes that form, before anybody has looked at it: for httpd, its other modules and the application it is a
 * POST with this body. */
#ifndef OAS_HTTPD_FORM_KEEPING_H
#define OAS_HTTPD_FORM_KEEPING_H

#include "httpd/bridge.h"
#include "httpd/config.h"

/* The directive. */
const char *oas_form_keeping_set(cmd_parms *cmd, void *directory, const char *size);

/* Keep the form that r is, which nobody is signed in for; reply leads on. false: it is none, is too large, or can not be kept:
 * the caller answers as ever. */
bool oas_form_keep(oas_reply_t *reply, request_rec *r, const oas_site_t *site, const oas_request_t *request,
                   const oas_directory_config_t *directory, oas_work_t *work);

void oas_form_keeping_register(void);

/* post_read_request, as soon as nothing foreign is left in the headers. */
int oas_form_replay(request_rec *r);

#endif
