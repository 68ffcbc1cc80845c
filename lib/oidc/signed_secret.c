/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/signed_secret.h"

#include <apr_strings.h>

#include "jose/sign.h"

oas_status_t oas_signed_secret_make(const char **secret, const oas_registration_t *registration,
                                    const oas_provider_t *provider, oas_work_t *work)
{
    const oas_jws_header_t header = {.algorithm = oas_algorithm_find("ES256"), .kid = registration->secret_key->kid};
    const apr_time_t now = apr_time_sec(work->now);
    const char *claims;
    oas_status_t status;

    *secret = NULL;
    if (provider->issuer == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "signed_secret",
                        "provider %s has no issuer that a secret could be for", registration->name);
    claims = apr_psprintf(
        work->pool, "{\"iss\":%s,\"sub\":%s,\"aud\":%s,\"iat\":%" APR_TIME_T_FMT ",\"exp\":%" APR_TIME_T_FMT "}",
        oas_json_quote(work->pool, registration->secret_issuer), oas_json_quote(work->pool, registration->client_id),
        oas_json_quote(work->pool, provider->issuer), now, now + OAS_SIGNED_SECRET_SECONDS);
    if ((status = oas_jwt_sign(secret, &header, registration->secret_key, oas_bytes_of(claims), work)) == OAS_OK)
        oas_wipe_with(work->pool, (char *)*secret, strlen(*secret));
    return status;
}
