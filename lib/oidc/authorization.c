/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/authorization.h"

#include <apr_strings.h>

#include "base/base64url.h"
#include "crypto/digest.h"
#include "http/form.h"
#include "http/url.h"

enum { PARAMETERS_LARGEST = 6 * 1024, CODE_LONGEST = 4096 }; /* bytes; servers take lines of 8 kB */

/* RFC 7636 §4.2: code_challenge = BASE64URL-ENCODE(SHA256(ASCII(code_verifier))) */
static oas_status_t challenge_of(const char **challenge, const char *verifier, oas_work_t *work)
{
    unsigned char digest[OAS_HASH_LONGEST];
    oas_status_t status = oas_digest(digest, OAS_SHA256, oas_bytes_of(verifier), work);

    if (status == OAS_OK)
        *challenge = oas_base64url_encode(work->pool, oas_bytes(digest, oas_hash_length(OAS_SHA256)));
    return status;
}

static bool has_word(const char *words, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = words; (at = strstr(at, word)) != NULL; at += length)
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

/* OpenID Connect Core 1.0 §3.1.2.1: requests MUST contain the openid scope value. NULL: plain OAuth asks for none. */
static const char *scope_of(const oas_registration_t *registration, const oas_provider_t *provider, apr_pool_t *pool)
{
    if (provider->issuer == NULL)
        return registration->scope;
    if (registration->scope == NULL)
        return "openid";
    if (has_word(registration->scope, "openid"))
        return registration->scope;
    return apr_pstrcat(pool, "openid ", registration->scope, NULL);
}

oas_status_t oas_authorization_url(const char **url, const oas_registration_t *registration,
                                   const oas_provider_t *provider, const oas_authorization_request_t *request,
                                   oas_work_t *work)
{
    oas_buffer_t parameters = oas_buffer(work->pool, PARAMETERS_LARGEST);
    oas_pairs_t others = registration->authorization_parameters;
    const char *challenge = NULL;
    oas_status_t status;

    *url = NULL;
    if ((status = oas_provider_check(provider, work)) != OAS_OK
        || (status = challenge_of(&challenge, request->verifier, work)) != OAS_OK)
        return status;
    oas_form_add(&parameters, "response_type", "code");
    oas_form_add(&parameters, "client_id", registration->client_id);
    oas_form_add(&parameters, "redirect_uri", request->redirect_uri);
    oas_form_add(&parameters, "scope", scope_of(registration, provider, work->pool));
    oas_form_add(&parameters, "state", request->state);
    oas_form_add(&parameters, "nonce", provider->issuer != NULL ? request->nonce : NULL);
    oas_form_add(&parameters, "code_challenge", challenge);
    oas_form_add(&parameters, "code_challenge_method", "S256");
    for (size_t i = 0; i < others.count; i++)
        oas_form_add(&parameters, others.items[i].name, others.items[i].value);
    if (parameters.overflowed)
        return oas_fail(work, OAS_MISCONFIGURED, "authorization_url_length",
                        "provider %s: the authorization request is longer than %d bytes", registration->name,
                        PARAMETERS_LARGEST);
    *url = oas_url_with_parameters(work->pool, provider->authorization_endpoint, oas_buffer_text(&parameters));
    return OAS_OK;
}

/* RFC 9207 §2.4: a wrong issuer ends it, even when state fits, and for errors as well as for codes: the answer may be
 * one provider's, played to us as another's (mix-up). Without an issuer to compare with, each provider's own callback
 * path has to do. */
static oas_status_t check_issuer(oas_pairs_t answer, const oas_provider_t *provider, oas_work_t *work)
{
    const char *iss = oas_pairs_get(answer, "iss");

    if (provider->issuer == NULL)
        return OAS_OK;
    if (iss == NULL && provider->announces_iss)
        return oas_fail(work, OAS_REFUSED, "answer_issuer", "the answer has no iss, which %s announces",
                        provider->issuer);
    if (iss != NULL && strcmp(iss, provider->issuer) != 0)
        return oas_fail(work, OAS_REFUSED, "answer_issuer", "the answer is of issuer %.256s instead of %s",
                        oas_json_quote(work->pool, iss), provider->issuer);
    return OAS_OK;
}

/* The code of an error if it is one of the standards', else "error": what others write is never shown. */
static const char *known_error(const char *error)
{
    static const char *const known[] = {
        /* RFC 6749 §4.1.2.1 */
        "invalid_request",
        "unauthorized_client",
        "access_denied",
        "unsupported_response_type",
        "invalid_scope",
        "server_error",
        "temporarily_unavailable",
        /* OpenID Connect Core 1.0 §3.1.2.6 */
        "interaction_required",
        "login_required",
        "account_selection_required",
        "consent_required",
        "invalid_request_uri",
        "invalid_request_object",
        "request_not_supported",
        "request_uri_not_supported",
        "registration_not_supported",
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(error, known[i]) == 0)
            return known[i];
    return "error";
}

static oas_status_t refuse_error(oas_pairs_t answer, oas_work_t *work)
{
    const char *description = oas_pairs_get(answer, "error_description");

    return oas_fail(work, OAS_REFUSED, "answer_error", "the provider answered with error %s, description %.256s",
                    known_error(oas_pairs_get(answer, "error")),
                    description != NULL ? oas_json_quote(work->pool, description) : "none");
}

/* RFC 6749 appendix A.11: code = 1*VSCHAR */
static bool is_code(const char *code)
{
    size_t length = strlen(code);

    if (length == 0 || length > CODE_LONGEST)
        return false;
    for (size_t i = 0; i < length; i++)
        if (code[i] < 0x20 || code[i] > 0x7e)
            return false;
    return true;
}

oas_status_t oas_authorization_judge(const char **code, const char **error, oas_pairs_t answer,
                                     const oas_provider_t *provider, oas_work_t *work)
{
    const char *given_code = oas_pairs_get(answer, "code");
    const char *given_error = oas_pairs_get(answer, "error");
    oas_status_t status;

    *code = NULL;
    if (error != NULL)
        *error = NULL;
    if ((status = check_issuer(answer, provider, work)) != OAS_OK)
        return status;
    if (given_code != NULL && given_error != NULL)
        return oas_fail(work, OAS_REFUSED, "answer_contradiction", "the answer has a code and an error");
    if (given_error != NULL) {
        if (error != NULL)
            *error = known_error(given_error);
        return refuse_error(answer, work);
    }
    if (given_code == NULL)
        return oas_fail(work, OAS_REFUSED, "answer_code", "the answer has neither code nor error");
    if (!is_code(given_code))
        return oas_fail(work, OAS_REFUSED, "answer_code", "the answer's code is empty, longer than %d or not ASCII",
                        CODE_LONGEST);
    *code = given_code;
    return OAS_OK;
}
