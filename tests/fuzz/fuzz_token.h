/* SPDX-License-Identifier: Apache-2.0 */
/* For targets whose input are the claims of a token: one that is signed as it should be, whatever it says. */
#ifndef OAS_TESTS_FUZZ_TOKEN_H
#define OAS_TESTS_FUZZ_TOKEN_H

#include <apr_strings.h>

#include "base/base64url.h"
#include "crypto/digest.h"
#include "fuzz.h"

static const char fuzz_secret[] = "the secret of the client, at least 32 bytes";

static inline const char *fuzz_token(oas_bytes_t claims, oas_work_t *work)
{
    static const char header[] = "{\"alg\":\"HS256\"}";
    const char *text = apr_pstrcat(work->pool, oas_base64url_encode(work->pool, oas_bytes_of(header)), ".",
                                   oas_base64url_encode(work->pool, claims), NULL);
    unsigned char mac[OAS_HASH_LONGEST];

    fuzz_require(oas_hmac(mac, OAS_SHA256, oas_bytes_of(fuzz_secret), oas_bytes_of(text), work) == OAS_OK, "it is signed");
    return apr_pstrcat(work->pool, text, ".",
                       oas_base64url_encode(work->pool, oas_bytes(mac, oas_hash_length(OAS_SHA256))), NULL);
}

#endif
