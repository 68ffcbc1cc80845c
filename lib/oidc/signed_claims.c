/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/signed_claims.h"

#include "oidc/issuer.h"

/* §5.3.2: if signed, the UserInfo Response MUST contain the Claims iss and aud; the iss value MUST be the OP's Issuer
 * Identifier URL. */
static oas_status_t check_issuer(const oas_json_t *claims, const oas_registration_t *registration, oas_work_t *work)
{
    const char *issuer = oas_json_string(claims, "iss");
    const char *expected = oas_issuer_of(registration->by_hand.issuer, claims, work->pool);

    if (issuer == NULL)
        return oas_fail(work, OAS_REFUSED, "signed_claims_issuer", "signed claims have no iss that is a string");
    if (!oas_text_equal(issuer, expected))
        return oas_fail(work, OAS_REFUSED, "signed_claims_issuer", "signed claims are of issuer %.256s instead of %s",
                        oas_json_quote(work->pool, issuer), registration->by_hand.issuer);
    return OAS_OK;
}

/* §5.3.2: the aud value MUST be or include the RP's Client ID value. */
static oas_status_t check_audience(const oas_json_t *claims, const oas_registration_t *registration,
                                   oas_audience_rule_t rule, oas_work_t *work)
{
    if (rule == OAS_AUDIENCE_IF_SAID && oas_json_member(claims, "aud") == NULL)
        return OAS_OK;
    if (oas_text_equal(oas_json_string(claims, "aud"), registration->client_id)
        || oas_json_has_string(claims, "aud", registration->client_id))
        return OAS_OK;
    return oas_fail(work, OAS_REFUSED, "signed_claims_audience", "signed claims are not meant for client %s",
                    registration->client_id);
}

/* A time that may be left out, in microseconds; fallback: it is. */
static oas_status_t read_time(apr_time_t *time, const oas_json_t *claims, const char *name, apr_time_t fallback,
                              oas_work_t *work)
{
    int64_t seconds;

    *time = fallback;
    if (oas_json_member(claims, name) == NULL)
        return OAS_OK;
    if (!oas_json_integer(&seconds, claims, name, 0, OAS_JWT_LAST_SECOND))
        return oas_fail(work, OAS_REFUSED, "signed_claims_time", "signed claims: %s is not a number of seconds", name);
    *time = apr_time_from_sec(seconds);
    return OAS_OK;
}

/* RFC 7519 §4.1.4: the current date/time MUST be before the expiration date/time; §4.1.5: and not before nbf. */
static oas_status_t check_times(const oas_json_t *claims, const oas_registration_t *registration, oas_work_t *work)
{
    apr_time_t expires, begins;
    oas_status_t status;

    if ((status = read_time(&expires, claims, "exp", APR_INT64_MAX, work)) != OAS_OK
        || (status = read_time(&begins, claims, "nbf", 0, work)) != OAS_OK)
        return status;
    if (expires <= work->now - registration->leeway || begins > work->now + registration->leeway)
        return oas_fail(work, OAS_REFUSED, "signed_claims_time", "signed claims are of another time: compare the clocks");
    return OAS_OK;
}

static oas_status_t check_registration(const oas_registration_t *registration, oas_work_t *work)
{
    if (registration->by_hand.issuer == NULL)
        return oas_fail(work, OAS_REFUSED, "signed_claims_nobody", "provider %s signs claims, and has no OAuthIssuer",
                        registration->name);
    return OAS_OK;
}

static oas_status_t check(const oas_json_t *claims, const oas_registration_t *registration, oas_audience_rule_t rule,
                          oas_work_t *work)
{
    oas_status_t status;

    if ((status = check_registration(registration, work)) != OAS_OK
        || (status = check_issuer(claims, registration, work)) != OAS_OK
        || (status = check_audience(claims, registration, rule, work)) != OAS_OK)
        return status;
    return check_times(claims, registration, work);
}

oas_status_t oas_signed_claims_check(const oas_json_t *claims, const oas_registration_t *registration, oas_work_t *work)
{
    return check(claims, registration, OAS_AUDIENCE_REQUIRED, work);
}

oas_status_t oas_signed_claims_read(const oas_json_t **claims, const char *text, const oas_signer_t *signer,
                                    oas_audience_rule_t rule, oas_work_t *work)
{
    oas_jwt_t *jwt;
    oas_status_t status;

    *claims = NULL;
    if ((status = check_registration(signer->registration, work)) != OAS_OK
        || (status = oas_signer_read(&jwt, text, signer, work)) != OAS_OK
        || (status = check(jwt->claims, signer->registration, rule, work)) != OAS_OK)
        return status;
    *claims = jwt->claims;
    return OAS_OK;
}
