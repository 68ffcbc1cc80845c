/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/id_token.h"

#include <strings.h>

#include <apr_strings.h>

#include "base/base64url.h"
#include "oidc/issuer.h"
#include "oidc/issuer_keys.h"
#include "oidc/requested_claims.h"

/* A token is made for this login, moments ago (R-JWT-10). */
static const apr_interval_time_t oldest = 600 * APR_USEC_PER_SEC;

enum { ED448_HASH = 114 /* bytes */ };
enum { SUBJECT_LONGEST = 255 }; /* OpenID Connect Core 1.0 §2: sub MUST NOT exceed 255 ASCII characters */

typedef struct {
    const oas_jwt_t *jwt;
    const oas_id_token_expectation_t *expected;
} candidate_t;

/* RFC 8725 §3.11: what names another type than plain JWT was made for another use. OpenID Connect Back-Channel
 * Logout 1.0 §2.4: a token with events is a logout token, whatever its type says. */
static oas_status_t check_type(const candidate_t *token, oas_work_t *work)
{
    const char *type = token->jwt->type;

    if (oas_json_member(token->jwt->compact->header, "typ") != NULL && (type == NULL || strcasecmp(type, "JWT") != 0))
        return oas_fail(work, OAS_REFUSED, "id_token_type", "id_token is of type %.64s instead of JWT",
                        type != NULL ? oas_json_quote(work->pool, type) : "that is no string");
    if (oas_json_member(token->jwt->claims, "events") != NULL)
        return oas_fail(work, OAS_REFUSED, "id_token_type", "id_token has events: it is a logout token");
    return OAS_OK;
}

/* §3.1.3.7 (2): The Issuer Identifier for the OpenID Provider MUST exactly match the value of the iss Claim. Where the
 * issuer has tenants, that is the one of the token's tenant. */
static oas_status_t check_issuer(const candidate_t *token, oas_work_t *work)
{
    const char *issuer = oas_json_string(token->jwt->claims, "iss");

    if (issuer == NULL)
        return oas_fail(work, OAS_REFUSED, "id_token_issuer", "id_token has no iss that is a string");
    if (!oas_text_equal(issuer, oas_issuer_of(token->expected->issuer, token->jwt->claims, work->pool)))
        return oas_fail(work, OAS_REFUSED, "id_token_issuer", "id_token is of issuer %.256s instead of %s",
                        oas_json_quote(work->pool, issuer), token->expected->issuer);
    return OAS_OK;
}

static bool is_client(const oas_json_t *item, const candidate_t *token, apr_pool_t *pool)
{
    return oas_json_is_string(item) && oas_text_equal(oas_json_text(item, pool), token->expected->client_id);
}

/* §3.1.3.7 (3): The Client MUST validate that the aud Claim contains its client_id value. The ID Token MUST be rejected
 * if the ID Token does not list the Client as a valid audience, or if it contains additional audiences not trusted by
 * the Client: we trust none. */
static oas_status_t check_audience(const candidate_t *token, oas_work_t *work)
{
    const oas_json_t *audience = oas_json_member(token->jwt->claims, "aud");
    const oas_json_t *item = oas_json_is_array(audience) ? oas_json_first(audience) : audience;

    if (item == NULL)
        return oas_fail(work, OAS_REFUSED, "id_token_audience", "id_token has no aud");
    for (; item != NULL; item = oas_json_is_array(audience) ? oas_json_next(item) : NULL)
        if (!is_client(item, token, work->pool))
            return oas_fail(work, OAS_REFUSED, "id_token_audience", "id_token is meant for %.256s instead of %s",
                            oas_json_quote(work->pool, oas_json_text(item, work->pool)), token->expected->client_id);
    return OAS_OK;
}

/* §3.1.3.7 (4, 5): if an azp (authorized party) Claim is present, the Client SHOULD verify that its client_id is the
 * Claim Value. */
static oas_status_t check_authorized_party(const candidate_t *token, oas_work_t *work)
{
    const oas_json_t *azp = oas_json_member(token->jwt->claims, "azp");

    if (azp != NULL && !is_client(azp, token, work->pool))
        return oas_fail(work, OAS_REFUSED, "id_token_azp", "id_token was issued to another client than %s",
                        token->expected->client_id);
    return OAS_OK;
}

/* §3.1.3.7 (11): If a nonce value was sent in the Authentication Request, a nonce Claim MUST be present and its value
 * checked to verify that it is the same value. We always send one. A refreshed token need not have it (§12.2). */
static oas_status_t check_nonce(const candidate_t *token, oas_work_t *work)
{
    if (token->expected->is_refreshed)
        return OAS_OK;
    if (!oas_text_equal(oas_json_string(token->jwt->claims, "nonce"), token->expected->nonce))
        return oas_fail(work, OAS_REFUSED, "id_token_nonce", "id_token is not of this login: its nonce is %s",
                        oas_json_member(token->jwt->claims, "nonce") != NULL ? "another one" : "missing");
    return OAS_OK;
}

/* §2: sub is REQUIRED. The name is used as it is, so control characters have no place in it. */
static oas_status_t check_subject(const candidate_t *token, oas_work_t *work)
{
    const char *subject = oas_json_string(token->jwt->claims, "sub");
    size_t length = subject != NULL ? strlen(subject) : 0;

    if (length == 0 || length > SUBJECT_LONGEST)
        return oas_fail(work, OAS_REFUSED, "id_token_subject", "id_token has no sub of 1 to %d bytes", SUBJECT_LONGEST);
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)subject[i] < 0x20 || subject[i] == 0x7f)
            return oas_fail(work, OAS_REFUSED, "id_token_subject", "id_token: sub has a control character");
    return OAS_OK;
}

/* §3.1.3.6, §3.3.2.11: base64url of the left-most half of the hash of an access token or of a code. */
static bool is_half_of(const char *said, const unsigned char *digest, size_t length, apr_pool_t *pool)
{
    return oas_text_equal(said, oas_base64url_encode(pool, oas_bytes(digest, length / 2)));
}

static oas_status_t is_half_hash(bool *fits, const char *said, oas_hash_t hash, const char *hashed, oas_work_t *work)
{
    unsigned char digest[OAS_HASH_LONGEST];
    oas_status_t status = oas_digest(digest, hash, oas_bytes_of(hashed), work);

    *fits = status == OAS_OK && is_half_of(said, digest, oas_hash_length(hash), work->pool);
    return status;
}

/* RFC 8032 §5.2: Ed448 has SHAKE256 inside, of 114 bytes. */
static oas_status_t is_half_shake(bool *fits, const char *said, const char *hashed, oas_work_t *work)
{
    unsigned char digest[ED448_HASH];
    oas_status_t status = oas_shake256(digest, sizeof(digest), oas_bytes_of(hashed), work);

    *fits = status == OAS_OK && is_half_of(said, digest, sizeof(digest), work->pool);
    return status;
}

/* The hash is the one of the signature's algorithm, which for EdDSA nobody names: most take what the curve has inside, SHA-512
 * or SHAKE256, some (glewlwyd) SHA-256. Each is as good a proof, so each is right there. */
static oas_status_t is_hash_of(bool *fits, const char *said, const oas_algorithm_t *algorithm, const char *hashed,
                               oas_work_t *work)
{
    oas_status_t status = is_half_hash(fits, said, algorithm->hash, hashed, work);

    if (status == OAS_OK && !*fits && algorithm->scheme == OAS_SIGN_EDDSA)
        status = is_half_hash(fits, said, OAS_SHA256, hashed, work);
    if (status == OAS_OK && !*fits && algorithm->scheme == OAS_SIGN_EDDSA)
        status = is_half_shake(fits, said, hashed, work);
    return status;
}

/* What an ID token was issued together with, and the claim that ties the two. */
typedef struct {
    const char *claim;
    const char *reason;
    const char *failure;
    const char *hashed; /* NULL: it is not there */
} companion_t;

static oas_status_t check_hash(const candidate_t *token, const companion_t *companion, oas_work_t *work)
{
    const char *said = oas_json_string(token->jwt->claims, companion->claim);
    bool fits = false;
    oas_status_t status = OAS_OK;

    if (said != NULL && companion->hashed != NULL)
        status = is_hash_of(&fits, said, token->jwt->algorithm, companion->hashed, work);
    if (status != OAS_OK || fits)
        return status;
    return oas_fail(work, OAS_REFUSED, companion->reason, "%s", companion->failure);
}

/* §3.1.3.8: an at_hash that is there must fit the access token. §3.2.2.9: through the browser it has to be there. */
static oas_status_t check_access_token(const candidate_t *token, oas_work_t *work)
{
    const companion_t companion = {"at_hash", "id_token_at_hash",
                                   "id_token belongs to another access token: at_hash differs, or is missing",
                                   token->expected->access_token};

    if (oas_json_member(token->jwt->claims, companion.claim) == NULL
        && (!token->expected->is_front_channel || companion.hashed == NULL))
        return OAS_OK;
    return check_hash(token, &companion, work);
}

/* §3.3.2.10: the same for a code and c_hash. */
static oas_status_t check_code(const candidate_t *token, oas_work_t *work)
{
    const companion_t companion = {"c_hash", "id_token_c_hash",
                                   "id_token belongs to another code: c_hash differs, or is missing", token->expected->code};

    if (companion.hashed == NULL
        || (oas_json_member(token->jwt->claims, companion.claim) == NULL && !token->expected->is_front_channel))
        return OAS_OK;
    return check_hash(token, &companion, work);
}

/* A time claim in microseconds; *there is false when it is absent. */
static oas_status_t read_time(apr_time_t *time, bool *there, const candidate_t *token, const char *name,
                              oas_work_t *work)
{
    int64_t seconds = 0;

    *there = oas_json_member(token->jwt->claims, name) != NULL;
    if (*there && !oas_json_integer(&seconds, token->jwt->claims, name, 0, OAS_JWT_LAST_SECOND))
        return oas_fail(work, OAS_REFUSED, "id_token_time", "id_token: %s is not a number of seconds", name);
    *time = apr_time_from_sec(seconds);
    return OAS_OK;
}

/* §3.1.3.7 (13): If the auth_time Claim was requested by using the max_age parameter, the Client SHOULD check it.
 * Asking again is the user's to decide: a provider that does not care for max_age would be asked for ever. */
static oas_status_t check_authentication(const candidate_t *token, oas_work_t *work)
{
    apr_time_t since = token->expected->authenticated_since;
    apr_time_t authenticated;
    bool there;
    oas_status_t status;

    if (since == 0)
        return OAS_OK;
    if ((status = read_time(&authenticated, &there, token, "auth_time", work)) != OAS_OK)
        return status;
    if (!there)
        return oas_fail(work, OAS_REFUSED, "id_token_auth_time", "id_token has no auth_time, which max_age asks for");
    if (authenticated < since - token->expected->leeway)
        return oas_fail(work, OAS_REFUSED, "id_token_auth_time",
                        "the provider asked the user %" APR_TIME_T_FMT " s earlier than max_age allows",
                        apr_time_sec(since - authenticated));
    return OAS_OK;
}

/* §3.1.3.7 (9): The current time MUST be before the time represented by the exp Claim. (10): The iat Claim can be used
 * to reject tokens that were issued too far away from the current time. §2: both are REQUIRED. RFC 7519 §4.1.5 for nbf.
 * Checked last, so that OAS_EXPIRED means that nothing else is wrong. */
static oas_status_t check_times(const candidate_t *token, oas_work_t *work)
{
    apr_interval_time_t leeway = token->expected->leeway;
    apr_time_t expires, issued, not_before;
    bool has_expires, has_issued, has_not_before;
    oas_status_t status;

    if ((status = read_time(&expires, &has_expires, token, "exp", work)) != OAS_OK
        || (status = read_time(&issued, &has_issued, token, "iat", work)) != OAS_OK
        || (status = read_time(&not_before, &has_not_before, token, "nbf", work)) != OAS_OK)
        return status;
    if (!has_expires || !has_issued)
        return oas_fail(work, OAS_REFUSED, "id_token_time", "id_token has no %s", has_expires ? "iat" : "exp");
    if (expires <= work->now - leeway)
        return oas_fail(work, OAS_EXPIRED, "id_token_expired", "id_token expired %" APR_TIME_T_FMT " s ago",
                        apr_time_sec(work->now - expires));
    if (issued > work->now + leeway || not_before > work->now + leeway)
        return oas_fail(work, OAS_EXPIRED, "id_token_early",
                        "id_token is of a time to come, %" APR_TIME_T_FMT " s from now: compare the clocks",
                        apr_time_sec((issued > not_before ? issued : not_before) - work->now));
    if (issued < work->now - oldest - leeway)
        return oas_fail(work, OAS_EXPIRED, "id_token_old", "id_token was issued %" APR_TIME_T_FMT " s ago",
                        apr_time_sec(work->now - issued));
    return OAS_OK;
}

/* §3.1.3.7 (6, 7): the signature, under an algorithm that was agreed on and a key of the issuer. (8): with a MAC the
 * key is the client secret, and never one of the provider's keys, which everybody knows. */
static oas_status_t check_signature(const candidate_t *token, const oas_jwk_set_t *keys, oas_work_t *work)
{
    const char *secret = token->expected->client_secret;
    oas_status_t status;

    if (token->jwt->algorithm->scheme == OAS_SIGN_HMAC) {
        if (secret == NULL)
            return oas_fail(work, OAS_REFUSED, "id_token_algorithm", "id_token is signed with %s, without a secret",
                            token->jwt->algorithm->name);
        if ((status = oas_jwk_set_of_secret(&keys, oas_bytes_of(secret), work)) != OAS_OK)
            return status;
    }
    return oas_jwt_check_signature(token->jwt, keys, work);
}

oas_status_t oas_id_token_verify(oas_jwt_t **verified, const char *compact, const oas_jwk_set_t *keys,
                                 const oas_id_token_expectation_t *expected, oas_work_t *work)
{
    candidate_t token = {.expected = expected};
    oas_jwt_t *jwt;
    oas_status_t status;

    *verified = NULL;
    if ((status = oas_jwt_parse(&jwt, compact, expected->algorithms, work)) != OAS_OK)
        return status;
    token.jwt = jwt;
    if ((status = check_signature(&token, keys, work)) != OAS_OK || (status = check_type(&token, work)) != OAS_OK
        || (status = check_issuer(&token, work)) != OAS_OK || (status = oas_issuer_check_key(jwt, keys, work)) != OAS_OK
        || (status = check_audience(&token, work)) != OAS_OK
        || (status = check_authorized_party(&token, work)) != OAS_OK || (status = check_nonce(&token, work)) != OAS_OK
        || (status = check_subject(&token, work)) != OAS_OK || (status = check_access_token(&token, work)) != OAS_OK
        || (status = check_code(&token, work)) != OAS_OK || (status = check_authentication(&token, work)) != OAS_OK
        || (status = oas_requested_claims_judge(expected->requested_claims, jwt->claims, work)) != OAS_OK
        || (status = check_times(&token, work)) != OAS_OK)
        return status;
    *verified = jwt;
    return OAS_OK;
}
