/* SPDX-License-Identifier: Apache-2.0 */
/* Whom an authorization request is for, and what it takes to reach it. */
#ifndef OAS_OIDC_AUTHORIZATION_SERVER_H
#define OAS_OIDC_AUTHORIZATION_SERVER_H

#include "oidc/provider_cache.h"

typedef struct {
    const oas_registration_t *registration;
    const oas_provider_t *provider;
    oas_provider_cache_t *cache; /* has the keys that request objects are encrypted to */
    oas_http_client_t *client;   /* for requests that are pushed */
} oas_authorization_server_t;

#endif
