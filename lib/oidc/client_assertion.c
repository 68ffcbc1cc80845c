/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/client_assertion.h"

#include <apr_strings.h>

#include "base/base64url.h"
#include "crypto/random.h"
#include "jose/sign.h"
#include "oidc/own_keys.h"

/* RFC 7523 §3 leaves the audience to the provider, and the token endpoint was usual. A provider that is deceived about
 * another one's token endpoint could use such an assertion there, so the issuer is what new rules ask for (FAPI 2.0
 * Security Profile §5.3.3); some older ones know the endpoint alone. */
static const char *audience_of(const oas_registration_t *registration, const oas_provider_t *provider,
                               const char *endpoint)
{
    return provider->issuer != NULL && !registration->assertion_for_endpoint ? provider->issuer : endpoint;
}

/* RFC 7523 §3: iss and sub are the client, and jti keeps a provider from taking it twice. */
static oas_status_t compose(const char **claims, const oas_registration_t *registration, const char *audience,
                            oas_work_t *work)
{
    const char *client = oas_json_quote(work->pool, registration->client_id);
    apr_time_t now = apr_time_sec(work->now);
    unsigned char id[16];
    oas_status_t status = oas_random(id, sizeof(id), work);

    *claims = NULL;
    if (status != OAS_OK)
        return status;
    *claims = apr_psprintf(work->pool,
                           "{\"iss\":%s,\"sub\":%s,\"aud\":%s,\"jti\":\"%s\",\"iat\":%" APR_TIME_T_FMT
                           ",\"exp\":%" APR_TIME_T_FMT "}",
                           client, client, oas_json_quote(work->pool, audience),
                           oas_base64url_encode(work->pool, oas_bytes(id, sizeof(id))), now,
                           now + OAS_CLIENT_ASSERTION_SECONDS);
    return OAS_OK;
}

static oas_status_t sign(const char **compact, const oas_jwk_t *key, const oas_algorithm_t *algorithm,
                         const char *claims, oas_work_t *work)
{
    const oas_jws_header_t header = {.algorithm = algorithm, .kid = key->kid};
    oas_status_t status = oas_jwt_sign(compact, &header, key, oas_bytes_of(claims), work);

    if (status == OAS_OK)
        oas_wipe_with(work->pool, (char *)*compact, strlen(*compact));
    return status;
}

oas_status_t oas_client_assertion_of_key(const char **compact, const oas_registration_t *registration,
                                         const oas_provider_t *provider, const char *endpoint, oas_work_t *work)
{
    const oas_algorithm_t *algorithm;
    const oas_jwk_t *key;
    const char *claims;
    oas_status_t status;

    *compact = NULL;
    if ((status = oas_own_keys_choose(&key, &algorithm, registration->own_keys, provider->assertion_algorithms,
                                      "client assertion", work))
            != OAS_OK
        || (status = compose(&claims, registration, audience_of(registration, provider, endpoint), work)) != OAS_OK)
        return status;
    return sign(compact, key, algorithm, claims, work);
}

/* RFC 7518 §3.2: the secret has at least as many bytes as the hash. NULL: none of what the provider takes. */
static const oas_algorithm_t *choose_hmac(const oas_jwk_t *key, const char *const *offered)
{
    static const char *const names[] = {"HS256", "HS384", "HS512", NULL};

    for (const char *const *name = names; *name != NULL; name++)
        if (offered == NULL || oas_algorithm_is_allowed(*name, offered))
            return oas_jwk_fits(key, oas_algorithm_find(*name)) ? oas_algorithm_find(*name) : NULL;
    return NULL;
}

oas_status_t oas_client_assertion_of_secret(const char **compact, const oas_registration_t *registration,
                                            const oas_provider_t *provider, const char *endpoint, oas_work_t *work)
{
    const oas_algorithm_t *algorithm;
    const oas_jwk_set_t *secret;
    const char *claims;
    oas_status_t status;

    *compact = NULL;
    if ((status = oas_jwk_set_of_secret(&secret, oas_bytes_of(registration->client_secret), work)) != OAS_OK)
        return status;
    if ((algorithm = choose_hmac(secret->keys, provider->assertion_algorithms)) == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "client_secret_short",
                        "provider %s takes no HMAC for which a client secret of %d characters is long enough",
                        registration->name, (int)strlen(registration->client_secret));
    if ((status = compose(&claims, registration, audience_of(registration, provider, endpoint), work)) != OAS_OK)
        return status;
    return sign(compact, secret->keys, algorithm, claims, work);
}
