/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/tokens.h"

#include <strings.h>

#include <apr_strings.h>

#include "http/form.h"
#include "oidc/answer.h"

static const int64_t longest_life = 10 * 366 * 86400LL; /* seconds: a lifetime beyond ten years is nonsense */

/* Whose tokens they are, and who gave them. */
typedef struct {
    const oas_registration_t *registration;
    const oas_provider_t *provider;
} parties_t;

/* A token response in either of the two forms it may have: json, or a form where json is NULL. */
typedef struct {
    const oas_json_t *json;
    oas_pairs_t form;
} response_t;

/* NULL when the member is absent or no text. */
static const char *text_of(const response_t *response, const char *name)
{
    return response->json != NULL ? oas_json_string(response->json, name) : oas_pairs_get(response->form, name);
}

/* *value is NULL when the member is absent, null or empty: some providers write those for "none". */
static oas_status_t read_text(const char **value, const response_t *response, const char *name, oas_work_t *work)
{
    const oas_json_t *member = oas_json_member(response->json, name);

    *value = text_of(response, name);
    if (*value == NULL && member != NULL && !oas_json_is_null(member))
        return oas_fail(work, OAS_REFUSED, "token_response_type", "token response: %s is not a string", name);
    if (*value != NULL && (*value)[0] == '\0')
        *value = NULL;
    return OAS_OK;
}

/* RFC 6749 §3.3: words with spaces between. Twitch has an array of them. */
static oas_status_t read_scope(const char **scope, const response_t *response, oas_work_t *work)
{
    const oas_json_t *member = oas_json_member(response->json, "scope");
    oas_buffer_t words = oas_buffer(work->pool, OAS_TOKENS_LARGEST);

    if (!oas_json_is_array(member))
        return read_text(scope, response, "scope", work);
    for (const oas_json_t *item = oas_json_first(member); item != NULL; item = oas_json_next(item)) {
        if (!oas_json_is_string(item))
            return oas_fail(work, OAS_REFUSED, "token_response_type", "token response: scope has what is no string");
        oas_buffer_add_text(&words, words.length != 0 ? " " : "");
        oas_buffer_add_text(&words, oas_json_text(item, work->pool));
    }
    *scope = words.length != 0 ? oas_buffer_text(&words) : NULL;
    return OAS_OK;
}

/* As read_text, copied to be wiped with the pool. */
static oas_status_t read_secret(const char **value, const response_t *response, const char *name, oas_work_t *work)
{
    oas_status_t status = read_text(value, response, name, work);
    char *copy;

    if (status != OAS_OK || *value == NULL)
        return status;
    copy = apr_pstrdup(work->pool, *value);
    oas_wipe_with(work->pool, copy, strlen(copy));
    *value = copy;
    return OAS_OK;
}

/* RFC 6749 appendix A.12: access-token = 1*VSCHAR. It becomes part of a header. */
static oas_status_t check_access_token(const char *token, oas_work_t *work)
{
    if (token == NULL)
        return oas_fail(work, OAS_REFUSED, "token_response_access_token", "token response has no access_token");
    for (; *token != '\0'; token++)
        if (*token < 0x20 || *token > 0x7e)
            return oas_fail(work, OAS_REFUSED, "token_response_access_token",
                            "token response: access_token has characters that no token may have");
    return OAS_OK;
}

static const char *type_wanted(const oas_registration_t *registration)
{
    return registration->dpop != NULL ? "DPoP" : "Bearer";
}

/* RFC 6749 §5.1: token_type is required and compared without regard to case; §7.1: a client must not use a token of a
 * type it does not understand. Only plain OAuth providers, many of them older than the standard, are forgiven to leave
 * it out; RFC 9449 §5: not where the token was to be bound. */
static oas_status_t check_token_type(const char *type, const parties_t *parties, oas_work_t *work)
{
    const char *wanted = type_wanted(parties->registration);

    if (type == NULL && parties->provider->issuer == NULL && parties->registration->dpop == NULL)
        return OAS_OK;
    if (type == NULL)
        return oas_fail(work, OAS_REFUSED, "token_response_token_type", "token response has no token_type");
    if (strcasecmp(type, wanted) != 0)
        return oas_fail(work, OAS_REFUSED, "token_response_token_type",
                        "token response: token_type is %.64s instead of %s", oas_json_quote(work->pool, type), wanted);
    return OAS_OK;
}

/* RFC 6749 §5.1: seconds. A number, or the digits of one (as several providers and every form have it); anything else
 * is as if it was not said, for it is only a hint. */
static apr_time_t read_expiry(const response_t *response, apr_time_t now)
{
    const char *digits = text_of(response, "expires_in");
    int64_t seconds;

    if (digits != NULL) {
        if (digits[0] == '\0' || strlen(digits) > 9 || strspn(digits, "0123456789") != strlen(digits))
            return 0;
        seconds = apr_atoi64(digits);
        return seconds <= longest_life ? now + apr_time_from_sec(seconds) : 0;
    }
    if (!oas_json_integer(&seconds, response->json, "expires_in", 0, longest_life))
        return 0;
    return now + apr_time_from_sec(seconds);
}

/* RFC 6749 §5.2, RFC 9449 §5 and §8: the error codes of a token endpoint, and how GitHub says invalid_grant of a refresh
 * token. What others there are is never repeated as it came. */
static const char *known_error(const char *error)
{
    static const char *const known[] = {"invalid_request",     "invalid_client",         "invalid_grant",
                                        "unauthorized_client", "unsupported_grant_type", "invalid_scope",
                                        "invalid_dpop_proof",  "use_dpop_nonce",         "bad_refresh_token"};

    for (size_t i = 0; error != NULL && i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(error, known[i]) == 0)
            return known[i];
    return "no error code of the standard";
}

static oas_status_t refuse_error(int http_status, const response_t *response, oas_work_t *work)
{
    const char *description = text_of(response, "error_description");
    const char *error = known_error(text_of(response, "error"));
    bool is_over = strcmp(error, "invalid_grant") == 0 || strcmp(error, "bad_refresh_token") == 0;

    return oas_fail(work, is_over ? OAS_EXPIRED : OAS_REFUSED, "token_refused",
                    "the token endpoint refused with status %d, %s, description %.256s", http_status, error,
                    description != NULL ? oas_json_quote(work->pool, description) : "none");
}

/* Only JSON, RFC 6749 §5.1; a form as well for plain OAuth 2.0, where GitHub and others answer with one. */
static oas_status_t read_response(response_t *response, const oas_http_answer_t *answer, const oas_provider_t *provider,
                                  oas_work_t *work)
{
    *response = (response_t){.json = NULL};
    if (oas_answer_is_json(answer))
        return oas_json_parse_object(&response->json, answer->body, OAS_TOKENS_LARGEST, "token response", work);
    if (provider->issuer == NULL && strcmp(answer->content_type, "application/x-www-form-urlencoded") == 0)
        return oas_form_parse(&response->form, answer->body, work);
    return oas_fail(work, OAS_REFUSED, "token_response_content_type",
                    "token request was answered with status %d and \"%.64s\" instead of JSON", answer->status,
                    answer->content_type);
}

static oas_status_t read_tokens(oas_tokens_t *tokens, const response_t *response, const parties_t *parties,
                                oas_work_t *work)
{
    const char *type;
    oas_status_t status;

    if ((status = read_secret(&tokens->access_token, response, "access_token", work)) != OAS_OK
        || (status = check_access_token(tokens->access_token, work)) != OAS_OK
        || (status = read_text(&type, response, "token_type", work)) != OAS_OK
        || (status = check_token_type(type, parties, work)) != OAS_OK
        || (status = read_secret(&tokens->id_token, response, "id_token", work)) != OAS_OK
        || (status = read_secret(&tokens->refresh_token, response, "refresh_token", work)) != OAS_OK
        || (status = read_scope(&tokens->scope, response, work)) != OAS_OK)
        return status;
    tokens->token_type = type_wanted(parties->registration);
    tokens->expires = read_expiry(response, work->now);
    return OAS_OK;
}

/* some providers say 200 and put the error into the body: GitHub for one */
static bool is_error(const oas_http_answer_t *answer, const response_t *response)
{
    return answer->status != 200 || oas_json_member(response->json, "error") != NULL
           || oas_pairs_get(response->form, "error") != NULL;
}

oas_status_t oas_tokens_read(oas_tokens_t **tokens, const oas_http_answer_t *answer,
                             const oas_registration_t *registration, const oas_provider_t *provider, oas_work_t *work)
{
    const parties_t parties = {registration, provider};
    oas_tokens_t *got = apr_pcalloc(work->pool, sizeof(*got));
    response_t response;
    oas_status_t status;

    *tokens = NULL;
    if (oas_answer_is_unavailable(answer))
        return oas_fail(work, OAS_UNAVAILABLE, "token_unavailable", "the token endpoint answered with status %d",
                        answer->status);
    if ((status = read_response(&response, answer, provider, work)) != OAS_OK && answer->status == 200)
        return status;
    if (is_error(answer, &response)) {
        oas_forgive(work);
        return refuse_error(answer->status, &response, work);
    }
    if ((status = read_tokens(got, &response, &parties, work)) == OAS_OK)
        *tokens = got;
    return status;
}

oas_status_t oas_tokens_take(oas_tokens_t **tokens, oas_pairs_t answer, const oas_provider_t *provider, oas_work_t *work)
{
    static const oas_registration_t unbound = {.dpop = NULL}; /* what comes by the browser is bound to nothing */
    const parties_t parties = {.registration = &unbound, .provider = provider};
    const response_t response = {.form = answer};
    oas_tokens_t *got = apr_pcalloc(work->pool, sizeof(*got));
    oas_status_t status;

    *tokens = NULL;
    if (oas_pairs_get(answer, "access_token") != NULL)
        status = read_tokens(got, &response, &parties, work);
    else
        status = read_secret(&got->id_token, &response, "id_token", work);
    if (status == OAS_OK)
        *tokens = got;
    return status;
}
