/* SPDX-License-Identifier: Apache-2.0 */
/* What oidc/ needs of an HTTP client; curl_client is the one there is. */
#ifndef OAS_HTTP_CLIENT_H
#define OAS_HTTP_CLIENT_H

#include "base/bytes.h"
#include "base/pairs.h"
#include "base/work.h"
#include "http/tls_identity.h"

typedef struct {
    const char *url;                    /* https, or http to loopback */
    const char *purpose;                /* for failures and logs: "token request" */
    const char *authorization;          /* value of the Authorization header, a secret; NULL: none */
    const char *dpop;                   /* value of the DPoP header (RFC 9449); NULL: none */
    const char *accept;                 /* NULL: application/json */
    const oas_tls_identity_t *identity; /* shown to a server that asks for a certificate; NULL: none */
    oas_bytes_t form;                   /* body of a POST; data NULL: GET */
    const char *form_type;              /* of that body; NULL: application/x-www-form-urlencoded */
    apr_interval_time_t deadline;       /* of the whole call, where it is shorter than the client's; 0: the client's */
    size_t largest_answer;              /* bytes of body that are read before the call is given up */
} oas_http_call_t;

typedef struct {
    int status;
    const char *content_type; /* without parameters, lower case; "" when there is none */
    const char *dpop_nonce;   /* value of the DPoP-Nonce header; NULL when there is none, or it can be none */
    apr_time_t date;          /* of the Date header, whole seconds; 0 when there is none, or it can be none */
    oas_bytes_t body;         /* NUL behind its end */
} oas_http_answer_t;

typedef struct oas_http_client_t oas_http_client_t;
struct oas_http_client_t {
    /* Make one call and read its whole answer, whatever its status is. *answer lives in work->pool; NULL unless OAS_OK.
     * OAS_UNAVAILABLE: not connected, not answered within the deadline, too many calls under way.
     * OAS_REFUSED: the answer is too large, packed or no HTTP; the URL may not be called.
     * OAS_MISCONFIGURED: the file of trusted certificates, or the identity, cannot be read. */
    oas_status_t (*call)(oas_http_client_t *client, oas_http_answer_t **answer, const oas_http_call_t *call,
                         oas_work_t *work);
};

#endif
