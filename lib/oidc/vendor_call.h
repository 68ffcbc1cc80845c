/* SPDX-License-Identifier: Apache-2.0 */
/* Calls of a vendor's own interface, with the user's access token: what its standard endpoints do not tell. */
#ifndef OAS_OIDC_VENDOR_CALL_H
#define OAS_OIDC_VENDOR_CALL_H

#include "base/json.h"
#include "http/client.h"

enum { OAS_VENDOR_CALLS = 8, OAS_VENDOR_ANSWER_LARGEST = 256 * 1024 }; /* calls for one login; bytes */

typedef struct {
    const char *access_token; /* NULL: none came, and nothing can be asked */
    oas_http_client_t *client;
    int calls_left; /* of OAS_VENDOR_CALLS */
} oas_vendor_t;

/* answer is a JSON text in work->pool; NULL unless OAS_OK. OAS_REFUSED: no 200, no JSON, or too many calls.
 * OAS_UNAVAILABLE: it could not be asked, or answered 5xx or 429. OAS_MISCONFIGURED: no access token. purpose names
 * the call: "list of groups". */
OAS_MUST_CHECK oas_status_t oas_vendor_get(const oas_json_t **answer, oas_vendor_t *vendor, const char *url,
                                           const char *purpose, oas_work_t *work);

/* The list in an answer: it is one, or it is an object with one list among its members, or with none, which is an
 * empty one. *first is its first item; NULL: it is empty, or not OAS_OK. OAS_REFUSED: anything else. */
OAS_MUST_CHECK oas_status_t oas_vendor_list(const oas_json_t **first, const oas_json_t *answer, const char *purpose,
                                            oas_work_t *work);

#endif
