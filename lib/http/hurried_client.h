/* SPDX-License-Identifier: Apache-2.0 */
/* A client for calls that somebody waits for who did not come for them: none of them takes longer than a time. */
#ifndef OAS_HTTP_HURRIED_CLIENT_H
#define OAS_HTTP_HURRIED_CLIENT_H

#include "http/client.h"

typedef struct {
    oas_http_client_t client; /* first: the call gets a pointer to it */
    oas_http_client_t *patient;
    apr_interval_time_t longest_call;
} oas_hurried_client_t;

/* Calls are made by the patient client, which must live as long. */
oas_hurried_client_t oas_hurried_client(oas_http_client_t *patient, apr_interval_time_t longest_call);

#endif
