/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/authorization.h"

#include "base/json.h"
#include "oidc/issuer.h"

enum { CODE_LONGEST = 4096 }; /* characters */

/* RFC 9207 §2.4: a wrong issuer ends it, even when state fits, and for errors as well as for codes: the answer may be
 * one provider's, played to us as another's (mix-up). An ID token in the answer says whose it is as well, and signed:
 * oidc-provider announces iss and leaves it out then. Without an issuer to compare with, each provider's own callback path
 * has to do. */
static oas_status_t check_issuer(oas_pairs_t answer, const oas_provider_t *provider, oas_work_t *work)
{
    const char *iss = oas_pairs_get(answer, "iss");

    if (provider->issuer == NULL)
        return OAS_OK;
    if (iss == NULL && provider->announces_iss && oas_pairs_get(answer, "id_token") == NULL)
        return oas_fail(work, OAS_REFUSED, "answer_issuer", "the answer has no iss, which %s announces",
                        provider->issuer);
    if (iss != NULL && !oas_issuer_fits(provider->issuer, iss))
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
        /* Unmet Authentication Requirements 1.0 §2 */
        "unmet_authentication_requirements",
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

/* What was asked for has to be there, and nothing else that could sign somebody in: who can add to an answer shall not
 * choose how it is read. A refresh token never comes this way (RFC 6749 §4.2.2). */
static oas_status_t check_parts(oas_pairs_t answer, const oas_response_parts_t *asked, oas_work_t *work)
{
    const struct {
        const char *name;
        bool is_asked;
        const char *reason; /* when it is missing */
    } parts[] = {{"code", asked->has_code, .reason = "answer_code"},
                 {"id_token", asked->has_id_token, .reason = "answer_token"},
                 {"access_token", asked->has_token, .reason = "answer_token"},
                 {"refresh_token", false, NULL}};

    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        bool is_there = oas_pairs_get(answer, parts[i].name) != NULL;

        if (is_there && !parts[i].is_asked)
            return oas_fail(work, OAS_REFUSED, "answer_unasked", "the answer has %s, which %s does not ask for", parts[i].name,
                            asked->name);
        if (!is_there && parts[i].is_asked)
            return oas_fail(work, OAS_REFUSED, parts[i].reason, "the answer has neither an error nor %s, which %s asks for",
                            parts[i].name, asked->name);
    }
    return OAS_OK;
}

/* Something that could sign somebody in, where an error says that nobody is. */
static bool has_credentials(oas_pairs_t answer)
{
    return oas_pairs_get(answer, "code") != NULL || oas_pairs_get(answer, "id_token") != NULL
           || oas_pairs_get(answer, "access_token") != NULL;
}

oas_status_t oas_authorization_judge(const char **code, const char **error, oas_pairs_t answer,
                                     oas_response_type_t type, const oas_provider_t *provider, oas_work_t *work)
{
    const oas_response_parts_t *asked = oas_response_parts(type);
    const char *given_error = oas_pairs_get(answer, "error");
    oas_status_t status;

    *code = NULL;
    if (error != NULL)
        *error = NULL;
    if ((status = check_issuer(answer, provider, work)) != OAS_OK)
        return status;
    if (given_error != NULL && has_credentials(answer))
        return oas_fail(work, OAS_REFUSED, "answer_contradiction", "the answer has an error, and a code or a token");
    if (given_error != NULL) {
        if (error != NULL)
            *error = known_error(given_error);
        return refuse_error(answer, work);
    }
    if ((status = check_parts(answer, asked, work)) != OAS_OK)
        return status;
    if (asked->has_code && !is_code(oas_pairs_get(answer, "code")))
        return oas_fail(work, OAS_REFUSED, "answer_code", "the answer's code is empty, longer than %d or not ASCII",
                        CODE_LONGEST);
    *code = oas_pairs_get(answer, "code");
    return OAS_OK;
}
