/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/sign.h"

#include <apr_strings.h>

#include "base/base64url.h"

/* RFC 8725 §3.2: PSS before PKCS #1. */
static const char *const best_first[] = {"PS256", "PS384", "PS512", "ES256", "ES384",   "ES512", "ES256K",
                                         "EdDSA", "RS256", "RS384", "RS512", "Ed25519", "Ed448", NULL};
static const char *const known_to_all[] = {"RS256", "ES256", "ES384", "ES512", "ES256K", "EdDSA", NULL};

const oas_algorithm_t *oas_algorithm_for(const oas_jwk_t *key, const char *const *offered)
{
    if (offered == NULL && key->alg != NULL)
        return oas_algorithm_for(key, (const char *const[]){key->alg, NULL});
    for (const char *const *name = best_first; *name != NULL; name++)
        if (oas_algorithm_is_allowed(*name, offered != NULL ? offered : known_to_all)
            && oas_jwk_fits(key, oas_algorithm_find(*name)))
            return oas_algorithm_find(*name);
    return NULL;
}

static const char *member(const char *name, const char *value, oas_work_t *work)
{
    return value != NULL ? apr_pstrcat(work->pool, ",\"", name, "\":", oas_json_quote(work->pool, value), NULL) : "";
}

static const char *header_text(const oas_jws_header_t *header, oas_work_t *work)
{
    const char *jwk = header->jwk != NULL ? apr_pstrcat(work->pool, ",\"jwk\":", header->jwk, NULL) : "";

    return apr_pstrcat(work->pool, "{\"alg\":\"", header->algorithm->name, "\"", member("typ", header->type, work),
                       member("cty", header->content_type, work), member("kid", header->kid, work), jwk, "}",
                       NULL);
}

oas_status_t oas_jwt_sign(const char **compact, const oas_jws_header_t *header, const oas_jwk_t *key,
                          oas_bytes_t claims, oas_work_t *work)
{
    const char *head = oas_base64url_encode(work->pool, oas_bytes_of(header_text(header, work)));
    const char *text = apr_pstrcat(work->pool, head, ".", oas_base64url_encode(work->pool, claims), NULL);
    oas_bytes_t signature;
    oas_status_t status = oas_jws_sign(&signature, header->algorithm, key, oas_bytes_of(text), work);

    *compact = NULL;
    if (status == OAS_OK)
        *compact = apr_pstrcat(work->pool, text, ".", oas_base64url_encode(work->pool, signature), NULL);
    return status;
}
