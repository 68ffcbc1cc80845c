/* SPDX-License-Identifier: Apache-2.0 */
/* For targets whose input is an answer to a call of ours: a client that gives it to whatever is asked. */
#ifndef OAS_TESTS_FUZZ_CLIENT_H
#define OAS_TESTS_FUZZ_CLIENT_H

#include <apr_strings.h>

#include "http/client.h"

typedef struct {
    oas_http_client_t client; /* first */
    oas_http_answer_t answer;
} fuzz_client_t;

static inline oas_status_t fuzz_answer(oas_http_client_t *client, oas_http_answer_t **given, const oas_http_call_t *call,
                                       oas_work_t *work)
{
    fuzz_client_t *answering = (fuzz_client_t *)client;

    (void)call;
    *given = apr_pmemdup(work->pool, &answering->answer, sizeof(answering->answer));
    return OAS_OK;
}

#endif
