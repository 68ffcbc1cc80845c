/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/logout_token.h"

#include <strings.h>

#include "base/base64url.h"
#include "oidc/issuer.h"
#include "oidc/signed_claims.h"

static const char event[] = "http://schemas.openid.net/event/backchannel-logout";
/* A provider sends it at once. */
static const apr_interval_time_t oldest = 120 * APR_USEC_PER_SEC;
oas_status_t oas_logout_token_peek(const oas_json_t **claims, const char *text, oas_work_t *work)
{
    const char *begin = strchr(text, '.'), *end = begin != NULL ? strchr(begin + 1, '.') : NULL;
    oas_bytes_t payload;

    *claims = NULL;
    if (end == NULL || strlen(text) > OAS_JWT_LARGEST
        || !oas_base64url_decode(&payload, oas_bytes(begin + 1, (size_t)(end - begin - 1)), work->pool))
        return oas_fail(work, OAS_REFUSED, "logout_token_form", "logout_token is no signed token");
    return oas_json_parse_object(claims, payload, OAS_JWT_LARGEST, "logout token", work);
}

bool oas_logout_token_is_of(const oas_json_t *claims, const oas_registration_t *registration, apr_pool_t *pool)
{
    const char *issuer = registration->by_hand.issuer;

    return issuer != NULL && oas_text_equal(oas_json_string(claims, "iss"), oas_issuer_of(issuer, claims, pool));
}

bool oas_logout_token_is_for(const oas_json_t *claims, const oas_registration_t *registration, apr_pool_t *pool)
{
    return oas_logout_token_is_of(claims, registration, pool)
           && (oas_text_equal(oas_json_string(claims, "aud"), registration->client_id)
               || oas_json_has_string(claims, "aud", registration->client_id));
}

/* §2.4: typ "logout+jwt" is recommended; tokens of before that have "JWT" or none. */
static oas_status_t check_type(const oas_jwt_t *jwt, oas_work_t *work)
{
    if (oas_json_member(jwt->compact->header, "typ") == NULL)
        return OAS_OK;
    if (jwt->type != NULL && (strcasecmp(jwt->type, "logout+jwt") == 0 || strcasecmp(jwt->type, "JWT") == 0))
        return OAS_OK;
    return oas_fail(work, OAS_REFUSED, "logout_token_type", "logout_token is of another type than logout+jwt");
}

/* §2.4: a nonce Claim MUST NOT be present, so that no ID token can be sent as a logout token. */
static oas_status_t check_event(const oas_json_t *claims, oas_work_t *work)
{
    if (!oas_json_is_object(oas_json_member(oas_json_member(claims, "events"), event)))
        return oas_fail(work, OAS_REFUSED, "logout_token_event", "logout_token has no back-channel logout event");
    if (oas_json_member(claims, "nonce") != NULL)
        return oas_fail(work, OAS_REFUSED, "logout_token_nonce", "logout_token has a nonce");
    return OAS_OK;
}

/* §2.4: iat is REQUIRED, and we are told of it moments ago. */
static oas_status_t check_age(oas_logout_token_t *token, const oas_json_t *claims, apr_interval_time_t leeway,
                              oas_work_t *work)
{
    int64_t seconds;
    apr_time_t issued;

    if (!oas_json_integer(&seconds, claims, "iat", 0, OAS_JWT_LAST_SECOND))
        return oas_fail(work, OAS_REFUSED, "logout_token_time", "logout_token has no iat that is a number of seconds");
    issued = apr_time_from_sec(seconds);
    token->too_old = issued + oldest + leeway;
    if (issued > work->now + leeway || token->too_old <= work->now)
        return oas_fail(work, OAS_REFUSED, "logout_token_time",
                        "logout_token was issued %" APR_TIME_T_FMT " s ago: compare the clocks",
                        apr_time_sec(work->now - issued));
    return OAS_OK;
}

/* A member that must be text of at least one character when it is there. */
static oas_status_t read_name(const char **name, const oas_json_t *claims, const char *member, oas_work_t *work)
{
    *name = oas_json_string(claims, member);
    if (oas_json_member(claims, member) != NULL && (*name == NULL || **name == '\0'))
        return oas_fail(work, OAS_REFUSED, "logout_token_names", "logout_token: %s is no name", member);
    return OAS_OK;
}

/* §2.4: jti is REQUIRED; a Logout Token MUST contain either a sub or a sid Claim, and MAY contain both. */
static oas_status_t read_names(oas_logout_token_t *token, const oas_json_t *claims, oas_work_t *work)
{
    oas_status_t status;

    if ((status = read_name(&token->id, claims, "jti", work)) != OAS_OK
        || (status = read_name(&token->subject, claims, "sub", work)) != OAS_OK
        || (status = read_name(&token->provider_session, claims, "sid", work)) != OAS_OK)
        return status;
    if (token->id == NULL)
        return oas_fail(work, OAS_REFUSED, "logout_token_names", "logout_token has no jti");
    if (token->subject == NULL && token->provider_session == NULL)
        return oas_fail(work, OAS_REFUSED, "logout_token_names", "logout_token has neither sub nor sid");
    return OAS_OK;
}

oas_status_t oas_logout_token_read(oas_logout_token_t **token, const char *text, const oas_signer_t *signer, oas_work_t *work)
{
    const oas_registration_t *registration = signer->registration;
    oas_logout_token_t *read = apr_pcalloc(work->pool, sizeof(*read));
    oas_jwt_t *jwt;
    oas_status_t status;

    *token = NULL;
    if ((status = oas_signer_read(&jwt, text, signer, work)) != OAS_OK || (status = check_type(jwt, work)) != OAS_OK
        || (status = oas_signed_claims_check(jwt->claims, registration, work)) != OAS_OK
        || (status = check_event(jwt->claims, work)) != OAS_OK
        || (status = check_age(read, jwt->claims, registration->leeway, work)) != OAS_OK
        || (status = read_names(read, jwt->claims, work)) != OAS_OK)
        return status;
    read->issuer = oas_json_string(jwt->claims, "iss");
    *token = read;
    return OAS_OK;
}
