/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/signed_keys.h"

#include "jose/jwt.h"
#include "oidc/answer.h"

const char oas_signed_keys_accept[] = "application/jwk-set+jwt, application/jose, application/jwt";

static const char *const media_types[] = {"application/jwk-set+jwt", "application/jose", "application/jwt", NULL};

/* Whichever of them the signer's key is for: he was chosen by hand, and oct keys are none that can be trusted. */
static const char *const algorithms[] = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
                                         "ES256", "ES384", "ES512", "EdDSA", NULL};

oas_status_t oas_signed_keys_expect(const oas_http_answer_t *answer, const char *purpose, oas_work_t *work)
{
    if (answer->status != 200)
        return oas_answer_expect_json(answer, purpose, work);
    if (!oas_algorithm_is_allowed(answer->content_type, media_types))
        return oas_fail(work, OAS_REFUSED, "provider_content_type", "%s was answered with \"%.64s\" instead of a signed set",
                        purpose, answer->content_type);
    return OAS_OK;
}

/* What it says of itself has to be right; it need not say it, for the signer was chosen for this provider. */
static oas_status_t check_claims(const oas_json_t *claims, const oas_registration_t *registration, oas_work_t *work)
{
    static const int64_t latest = APR_INT64_MAX / APR_USEC_PER_SEC - 3600;
    const char *issuer = oas_json_string(claims, "iss");
    int64_t expires;

    if (oas_json_member(claims, "iss") != NULL && !oas_text_equal(issuer, registration->by_hand.issuer))
        return oas_fail(work, OAS_REFUSED, "signed_keys_issuer", "the signed key set is of another issuer than %s",
                        registration->by_hand.issuer);
    if (oas_json_member(claims, "exp") == NULL)
        return OAS_OK;
    if (!oas_json_integer(&expires, claims, "exp", 0, latest))
        return oas_fail(work, OAS_REFUSED, "signed_keys_time", "the signed key set has an exp that is no time");
    if (apr_time_from_sec(expires) + registration->leeway <= work->now)
        return oas_fail(work, OAS_EXPIRED, "signed_keys_time", "the signed key set was good until %" APR_INT64_T_FMT,
                        (apr_int64_t)expires);
    return OAS_OK;
}

oas_status_t oas_signed_keys_open(oas_bytes_t *set, oas_bytes_t text, const oas_registration_t *registration,
                                  oas_work_t *work)
{
    oas_jwt_t *jwt;
    oas_status_t status;

    *set = oas_bytes(NULL, 0);
    if (text.length == 0 || memchr(text.data, '\0', text.length) != NULL)
        return oas_fail(work, OAS_REFUSED, "jwt_form", "the signed key set is empty or holds a NUL");
    if ((status = oas_jwt_parse(&jwt, oas_bytes_text(work->pool, text), algorithms, work)) != OAS_OK)
        return status;
    if ((status = oas_jwt_check_signature(jwt, registration->jwks_signers, work)) != OAS_OK)
        return status == OAS_NOT_FOUND ? OAS_REFUSED : status;
    if ((status = check_claims(jwt->claims, registration, work)) != OAS_OK)
        return status;
    *set = jwt->claims_text;
    return OAS_OK;
}
