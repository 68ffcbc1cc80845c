/* SPDX-License-Identifier: Apache-2.0 */
/* One call, from its beginning to what its end means. */
#ifndef OAS_HTTP_CURL_TRANSFER_H
#define OAS_HTTP_CURL_TRANSFER_H

#include <curl/curl.h>

#include "base/buffer.h"
#include "http/client.h"
#include "http/curl_client.h"
#include "http/url.h"

typedef struct {
    const oas_http_call_t *call;
    const oas_url_t *url; /* of call->url, checked */
    const oas_curl_limits_t *limits;
    CURLM *connections;         /* kept ones, for this call alone while it lasts */
    CURL *handle;               /* of this call only */
    struct curl_slist *headers; /* of the request: hold a secret */
    unsigned begun;             /* how often it was about to be sent; counted of a POST only */
    size_t header_bytes;        /* of the answer, interim answers included */
    oas_buffer_t body;
    char detail[CURL_ERROR_SIZE]; /* what libcurl says to a failure */
} oas_curl_transfer_t;

/* Make the call and read the answer. *answer lives in work->pool; NULL unless OAS_OK; the statuses are those of
 * oas_http_client_t. transfer's first four members are given, all others zero. */
OAS_MUST_CHECK oas_status_t oas_curl_transfer_run(oas_http_answer_t **answer, oas_curl_transfer_t *transfer,
                                                  oas_work_t *work);

#endif
