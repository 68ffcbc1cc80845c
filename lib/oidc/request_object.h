/* SPDX-License-Identifier: Apache-2.0 */
/* Request objects: an authorization request as a token of ours, RFC 9101 and OpenID Connect Core 1.0 §6. What is in it
 * nobody on the way can change, and, encrypted, nobody can read. */
#ifndef OAS_OIDC_REQUEST_OBJECT_H
#define OAS_OIDC_REQUEST_OBJECT_H

#include "oidc/authorization_server.h"

enum { OAS_REQUEST_OBJECT_SECONDS = 300 }; /* the browser or the provider is on its way with it already */

/* How requests of this registration travel: as it says, or by value where the provider takes nothing else. Never AUTO. */
oas_request_object_way_t oas_request_object_way(const oas_registration_t *registration, const oas_provider_t *provider);

/* Make one of parameters: with a key of ours, the client secret or nothing, as registration->request_object says, and
 * encrypted where it says so. *compact lives in work->pool; NULL unless OAS_OK. OAS_MISCONFIGURED: no key fits what the
 * provider takes, a parameter has the name of a claim the object has itself, or all is too long. OAS_UNAVAILABLE: the
 * provider's keys are not to be had. */
OAS_MUST_CHECK oas_status_t oas_request_object(const char **compact, const oas_authorization_server_t *server,
                                               oas_pairs_t parameters, oas_work_t *work);

#endif
