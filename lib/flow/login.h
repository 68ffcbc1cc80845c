/* SPDX-License-Identifier: Apache-2.0 */
/* A login: the browser is sent to a provider with a sealed attempt. The server remembers nothing. */
#ifndef OAS_FLOW_LOGIN_H
#define OAS_FLOW_LOGIN_H

#include "flow/message.h"
#include "flow/site.h"

typedef struct {
    const char *provider; /* NULL: the site's first */
    const char *target;   /* where to go afterwards; one that is not fit becomes "/" */
    oas_pairs_t passed;   /* parameters for the provider, let through by oas_parameters_pass() */
    const char *step_up;  /* text of what a page asks for beyond that (oidc/step_up.h); NULL: nothing */
    unsigned try_number;  /* 1; 2 when the first came back without its cookie or too late; 0: no login (flow/session_check.h) */
} oas_login_wish_t;

/* Send the browser to the provider. OAS_REFUSED: no such provider. OAS_UNAVAILABLE: its metadata is needed and not to be
 * had. OAS_MISCONFIGURED: the site has no provider. */
OAS_MUST_CHECK oas_status_t oas_login_begin(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                            const oas_login_wish_t *wish, oas_work_t *work);

/* The endpoint "login?provider=NAME&to=/page" (all that a link may say: flow/login_link.h): a link "sign in" for pages that
 * are not protected. Of several providers, where neither it nor the place names one, the person chooses. Who is signed in already goes straight to the page, unless the link asks the provider to look again
 * (oas_parameters_ask_again), or was given to him since his session was refused (flow/refused_session.h). OAS_REFUSED: the link's
 * parameters are not right. */
OAS_MUST_CHECK oas_status_t oas_login_endpoint(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                               oas_work_t *work);

#endif
