/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/backend_token.h"

#include <apr_strings.h>

#include "jose/sign.h"
#include "oidc/own_keys.h"

/* RFC 7519 §4.1 and what we say ourselves: no claim of a provider says it in our name. */
static const char *const ours[] = {"iss", "aud", "sub", "exp", "nbf", "iat", "jti", "provider", NULL};

static const char *compose(const oas_backend_token_t *token, const oas_session_t *session, apr_time_t expires, oas_work_t *work)
{
    const char *claims = oas_claims_object(&session->face, token->claims, ours, work->pool);

    return apr_psprintf(work->pool,
                        "{\"iss\":%s,\"aud\":%s,\"sub\":%s,\"provider\":%s,\"iat\":%" APR_TIME_T_FMT
                        ",\"exp\":%" APR_TIME_T_FMT "%s%s",
                        oas_json_quote(work->pool, token->issuer), oas_json_quote(work->pool, token->audience),
                        oas_json_quote(work->pool, token->user), oas_json_quote(work->pool, session->face.provider),
                        apr_time_sec(work->now), apr_time_sec(expires), claims[1] != '}' ? "," : "", claims + 1);
}

oas_status_t oas_backend_token_sign(const char **compact, apr_time_t *expires, const oas_backend_token_t *token,
                                    const oas_session_t *session, const oas_jwk_set_t *keys, oas_work_t *work)
{
    apr_time_t end = oas_session_ends(session);
    oas_jws_header_t header = {.type = "JWT"};
    const oas_jwk_t *key;
    oas_status_t status;

    *compact = NULL;
    *expires = work->now + apr_time_from_sec(OAS_BACKEND_TOKEN_SECONDS);
    if (end < *expires)
        *expires = end;
    if ((status = oas_own_keys_choose(&key, &header.algorithm, keys, NULL, "token for a backend", work)) != OAS_OK)
        return status;
    header.kid = key->kid;
    return oas_jwt_sign(compact, &header, key, oas_bytes_of(compose(token, session, *expires, work)), work);
}
