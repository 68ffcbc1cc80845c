/* SPDX-License-Identifier: Apache-2.0 */
/* A client that registers itself with its provider: RFC 7591, OpenID Connect Dynamic Client Registration 1.0. What is asked
 * for, what was given, and the text in which that is kept. */
#ifndef OAS_OIDC_CLIENT_REGISTRATION_H
#define OAS_OIDC_CLIENT_REGISTRATION_H

#include "oidc/registration.h"

enum { OAS_CLIENT_REGISTRATION_LARGEST = 64 * 1024 }; /* bytes, of the answer and of what is kept of it */

/* What of the site becomes part of its registration. */
typedef struct {
    const char *redirect_uri;
    const char *post_logout_redirect_uri; /* NULL: nobody is sent to the provider to be signed out */
    const char *request_uri; /* where it fetches request objects, before the query; NULL: it does not */
    const char *jwks_uri; /* where our keys are; NULL: key_set is said instead */
    const char *key_set;  /* JSON; NULL: we have no keys */
} oas_client_place_t;

/* Of everything that is asked for, in JSON. *request lives in work->pool; NULL unless OAS_OK. OAS_MISCONFIGURED: there is
 * no way to authenticate that the provider and we have both, or the request is too large. */
OAS_MUST_CHECK oas_status_t oas_client_registration_compose(const char **request,
                                                            const oas_registration_t *registration,
                                                            const oas_provider_t *provider,
                                                            const oas_client_place_t *place, oas_work_t *work);

/* Ask the provider, once. *kept is what to keep: its answer, judged, and for which request it is; in work->pool, wiped with
 * it; empty unless OAS_OK. OAS_REFUSED: the provider refused, or gave what we can not be. OAS_UNAVAILABLE: it could not be
 * asked. OAS_MISCONFIGURED: it does not register clients. */
OAS_MUST_CHECK oas_status_t oas_client_registration_ask(oas_bytes_t *kept, const oas_registration_t *registration,
                                                        const oas_provider_t *provider, const char *request,
                                                        oas_http_client_t *client, oas_work_t *work);

/* Read what was kept: *registered is registration with what the provider gave, in work->pool; NULL unless OAS_OK.
 * OAS_NOT_FOUND: nothing is kept, or half of it, or it is for another request. OAS_EXPIRED: the secret's time has passed;
 * *registered is there all the same. */
OAS_MUST_CHECK oas_status_t oas_client_registration_read(const oas_registration_t **registered, oas_bytes_t kept,
                                                         const oas_registration_t *registration, const char *request,
                                                         oas_work_t *work);

/* Members that are ours to set, or that would change what they mean. */
bool oas_client_registration_owns(const char *member);

#endif
