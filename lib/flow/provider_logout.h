/* SPDX-License-Identifier: Apache-2.0 */
/* Who signs out here is signed out at the provider, too, where the administrator wants that (OpenID Connect RP-Initiated
 * Logout 1.0). The session here is over before the browser goes there, whatever becomes of the rest. */
#ifndef OAS_FLOW_PROVIDER_LOGOUT_H
#define OAS_FLOW_PROVIDER_LOGOUT_H

#include "flow/leaver.h"
#include "flow/message.h"

typedef struct {
    const oas_registration_t *registration; /* NULL: nobody is signed out at a provider */
    const char *endpoint;
    const char *origin;   /* of endpoint */
    const char *then;     /* URL to go to when the browser is back; NULL: a page of ours */
    const char *id_token; /* what the provider knows the session by; NULL: its session here is over already */
} oas_provider_logout_t;

/* Where the leaver is signed out besides. When the provider can not be asked about itself, news says so and it stays at this
 * site. */
oas_provider_logout_t oas_provider_logout_of(const oas_site_t *site, const oas_request_t *request,
                                             const oas_leaver_t *leaver, oas_work_t *work);

/* Send the browser to the provider, and have it recognised when it comes back. OAS_BROKEN: no randomness. */
OAS_MUST_CHECK oas_status_t oas_provider_logout_begin(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                                      const oas_provider_logout_t *logout, oas_work_t *work);

/* The browser comes back with the state that it was given, and once. *then is where it goes on to, in work->pool; NULL: to a
 * page of ours, as everybody else does. */
bool oas_provider_logout_is_return(const char **then, oas_reply_t *reply, const oas_site_t *site,
                                   const oas_request_t *request, oas_work_t *work);

#endif
