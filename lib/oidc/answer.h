/* SPDX-License-Identifier: Apache-2.0 */
/* An answer of a provider's endpoint, judged by status and media type before anybody reads its body (R-OUT-10). */
#ifndef OAS_OIDC_ANSWER_H
#define OAS_OIDC_ANSWER_H

#include "http/client.h"

/* 200 with application/json or application/...+json. OAS_UNAVAILABLE: 5xx or 429, it may work later. OAS_REFUSED:
 * anything else, also 204, a redirect, or JSON under another name. purpose names the call: "user info request". */
OAS_MUST_CHECK oas_status_t oas_answer_expect_json(const oas_http_answer_t *answer, const char *purpose,
                                                   oas_work_t *work);

/* The status says that the provider can not answer now: 5xx, 429 or 408. */
bool oas_answer_is_unavailable(const oas_http_answer_t *answer);

/* The media type says JSON, RFC 8259 §11 and RFC 6839 §3.1. */
bool oas_answer_is_json(const oas_http_answer_t *answer);

/* The same for a call that is still to be made. *answer lives in work->pool; NULL unless OAS_OK. */
OAS_MUST_CHECK oas_status_t oas_answer_fetch_json(oas_http_answer_t **answer, const oas_http_call_t *call,
                                                  oas_http_client_t *client, oas_work_t *work);

#endif
