/* SPDX-License-Identifier: Apache-2.0 */
/* A provider for unit tests: an HTTP client that gives the answers of a list, one for each call, and keeps what it was
 * asked. A call beyond the list fails the test: nobody may ask more often than the test says. */
#ifndef OAS_TESTS_SCRIPTED_CLIENT_H
#define OAS_TESTS_SCRIPTED_CLIENT_H

#include <string.h>

#include <apr_strings.h>

#include "http/client.h"
#include "unit.h"

typedef struct {
    oas_status_t outcome; /* OAS_OK: the answer below; else the call itself fails so */
    int status;
    const char *type;
    const char *body;
    const char *dpop_nonce;
} scripted_answer_t;

enum { SCRIPT_LONGEST = 16 };

typedef struct {
    oas_http_client_t client; /* first, so that a pointer to it is one to all of this */
    scripted_answer_t answers[SCRIPT_LONGEST];
    size_t answer_count;
    size_t call_count;
    oas_http_call_t last;             /* as it was asked; texts copied to the pool of its work */
    void (*meanwhile)(void *context); /* what others do while the call is under way; NULL: nothing */
    void *context;
} scripted_client_t;

static inline oas_status_t scripted_call(oas_http_client_t *client, oas_http_answer_t **answer,
                                         const oas_http_call_t *call, oas_work_t *work)
{
    scripted_client_t *script = (scripted_client_t *)client;
    const scripted_answer_t *next = &script->answers[script->call_count];
    oas_http_answer_t *given;

    *answer = NULL;
    if (script->call_count == script->answer_count)
        fail_msg("call %zu was not foreseen: %s", script->call_count + 1, call->url);
    script->call_count++;
    script->last = *call;
    script->last.url = apr_pstrdup(work->pool, call->url);
    script->last.authorization = apr_pstrdup(work->pool, call->authorization);
    if (call->form.data != NULL)
        script->last.form = oas_bytes_copy(work->pool, call->form);
    if (script->meanwhile != NULL)
        script->meanwhile(script->context);
    if (next->outcome != OAS_OK)
        return oas_fail(work, next->outcome, "scripted", "%s fails as the test wants it", call->purpose);
    given = apr_pcalloc(work->pool, sizeof(*given));
    given->status = next->status;
    given->content_type = next->type;
    given->dpop_nonce = next->dpop_nonce;
    given->body = oas_bytes_copy(work->pool, oas_bytes_of(next->body));
    *answer = given;
    return OAS_OK;
}

static inline scripted_client_t scripted_client(void)
{
    return (scripted_client_t){.client = {.call = scripted_call}};
}

/* The next call is answered so. */
static inline void script_answer(scripted_client_t *script, int status, const char *type, const char *body)
{
    assert_true(script->answer_count < SCRIPT_LONGEST);
    script->answers[script->answer_count++] = (scripted_answer_t){.status = status, .type = type, .body = body};
}

static inline void script_json(scripted_client_t *script, const char *body)
{
    script_answer(script, 200, "application/json", body);
}

/* The provider refuses so, and wants to see the nonce. */
static inline void script_nonce(scripted_client_t *script, const char *body, const char *nonce)
{
    script_answer(script, 400, "application/json", body);
    script->answers[script->answer_count - 1].dpop_nonce = nonce;
}

static inline void script_failure(scripted_client_t *script, oas_status_t outcome)
{
    assert_true(script->answer_count < SCRIPT_LONGEST);
    script->answers[script->answer_count++] = (scripted_answer_t){.outcome = outcome};
}

#endif
