/* SPDX-License-Identifier: Apache-2.0 */
/* From what a person calls his account to the issuer that has it: OpenID Connect Discovery 1.0 §2, RFC 7033. */
#ifndef OAS_OIDC_WEBFINGER_H
#define OAS_OIDC_WEBFINGER_H

#include "http/client.h"

/* What to ask, and where. */
typedef struct {
    const char *resource; /* "acct:ada@example.org", "https://example.org/ada" */
    const char *host;     /* lower case */
    int port;
} oas_account_t;

/* Read what was typed: an address like that of a mail, or a URL, whose https:// may be left out (§2.1.2). *account lives in
 * work->pool; NULL unless OAS_OK. OAS_REFUSED: it is neither, or longer than 320 characters. Nobody is asked yet. */
OAS_MUST_CHECK oas_status_t oas_account_read(const oas_account_t **account, const char *typed, oas_work_t *work);

/* Ask the account's host for its issuer. allowed has the origins that may be asked ("https://example.org"), NULL-terminated,
 * NULL: none; no other is ever called. *issuer lives in work->pool; NULL unless OAS_OK; what it says is a stranger's word: it
 * is for the caller to see whether it is an issuer he knows. OAS_REFUSED: the host is not allowed, the answer is none, or
 * has no issuer. OAS_UNAVAILABLE: it could not be asked. */
OAS_MUST_CHECK oas_status_t oas_webfinger_ask(const char **issuer, const oas_account_t *account, const char *const *allowed,
                                              oas_http_client_t *client, oas_work_t *work);

#endif
