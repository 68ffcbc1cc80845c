/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/oauth1.h"

#include <apr_strings.h>

#include "base/base64url.h"
#include "crypto/random.h"
#include "http/form.h"
#include "http/url.h"
#include "oidc/answer.h"
#include "oidc/userinfo.h"

enum {
    NONCE_BYTES = 16,
    ANSWER_LARGEST = 16 * 1024, /* bytes */
    TOKEN_LONGEST = 1024        /* characters: the temporary ones have to fit into a cookie */
};

/* Sign the call and make it. */
static oas_status_t call(oas_http_answer_t **answer, oas_http_call_t *made, const oas_registration_t *registration,
                         oas_oauth1_request_t *request, oas_http_client_t *client, oas_work_t *work)
{
    unsigned char random[NONCE_BYTES];
    oas_status_t status;

    if ((status = oas_random(random, sizeof(random), work)) != OAS_OK)
        return status;
    request->nonce = oas_base64url_encode(work->pool, oas_bytes(random, sizeof(random)));
    request->timestamp = work->now;
    if ((status = oas_oauth1_sign(&made->authorization, registration, request, work)) != OAS_OK)
        return status;
    return client->call(client, answer, made, work);
}

/* §2.1, §2.3: a form with status 200, whatever the media type says: most say text/html. */
static oas_status_t expect_form(oas_pairs_t *form, const oas_http_answer_t *answer, const char *purpose, oas_work_t *work)
{
    if (oas_answer_is_unavailable(answer))
        return oas_fail(work, OAS_UNAVAILABLE, "provider_unavailable", "%s was answered with status %d", purpose,
                        answer->status);
    if (answer->status != 200)
        return oas_fail(work, OAS_REFUSED, "oauth1_refused", "%s was refused with status %d", purpose, answer->status);
    return oas_form_parse(form, answer->body, work);
}

/* Copied, to be wiped with the pool. */
static oas_status_t read_member(const char **value, oas_pairs_t form, const char *name, const char *purpose, oas_work_t *work)
{
    const char *given = oas_pairs_get(form, name);
    char *copy;

    if (given == NULL || strlen(given) > TOKEN_LONGEST || (*given == '\0' && strcmp(name, "oauth_token") == 0))
        return oas_fail(work, OAS_REFUSED, "oauth1_answer", "%s: the answer has no %s of up to %d characters", purpose, name,
                        (int)TOKEN_LONGEST);
    copy = apr_pstrdup(work->pool, given);
    oas_wipe_with(work->pool, copy, strlen(copy));
    *value = copy;
    return OAS_OK;
}

/* A POST without body that is answered with a token and its secret. */
static oas_status_t ask(oas_oauth1_token_t *token, oas_pairs_t *form, const char *purpose, oas_oauth1_request_t *request,
                        const oas_registration_t *registration, oas_http_client_t *client, oas_work_t *work)
{
    oas_http_call_t made = {.url = request->url,
                            .purpose = purpose,
                            .accept = "application/x-www-form-urlencoded",
                            .form = oas_bytes("", 0),
                            .largest_answer = ANSWER_LARGEST};
    oas_oauth1_token_t got;
    oas_http_answer_t *answer;
    oas_status_t status;

    *token = (oas_oauth1_token_t){NULL, NULL};
    request->method = "POST";
    if ((status = call(&answer, &made, registration, request, client, work)) != OAS_OK
        || (status = expect_form(form, answer, purpose, work)) != OAS_OK
        || (status = read_member(&got.token, *form, "oauth_token", purpose, work)) != OAS_OK
        || (status = read_member(&got.secret, *form, "oauth_token_secret", purpose, work)) != OAS_OK)
        return status;
    *token = got;
    return OAS_OK;
}

oas_status_t oas_oauth1_begin(oas_oauth1_token_t *token, const oas_registration_t *registration, const char *callback,
                              oas_http_client_t *client, oas_work_t *work)
{
    oas_oauth1_request_t request = {.url = registration->request_token_endpoint, .parameter = {"oauth_callback", callback}};
    oas_pairs_t form;
    oas_status_t status = ask(token, &form, "request for temporary credentials", &request, registration, client, work);

    /* §2.1: oauth_callback_confirmed MUST be present and set to "true": it differentiates from OAuth 1.0 */
    if (status == OAS_OK && !oas_text_equal(oas_pairs_get(form, "oauth_callback_confirmed"), "true")) {
        *token = (oas_oauth1_token_t){NULL, NULL};
        return oas_fail(work, OAS_REFUSED, "oauth1_not_confirmed", "provider %s does not confirm the callback: it has only "
                        "OAuth 1.0, which is not safe", registration->name);
    }
    return status;
}

const char *oas_oauth1_authorization_url(const oas_registration_t *registration, const oas_oauth1_token_t *token,
                                         apr_pool_t *pool)
{
    return oas_url_with_parameters(pool, registration->by_hand.authorization_endpoint,
                                   apr_pstrcat(pool, "oauth_token=", oas_url_escape(pool, token->token), NULL));
}

oas_status_t oas_oauth1_judge(const char **verifier, oas_pairs_t answer, const oas_oauth1_token_t *asked, oas_work_t *work)
{
    const char *given = oas_pairs_get(answer, "oauth_verifier");

    *verifier = NULL;
    /* no standard says how a no is told: these are what providers send */
    if (given == NULL && (oas_pairs_get(answer, "denied") != NULL || oas_pairs_get(answer, "oauth_problem") != NULL))
        return oas_fail(work, OAS_REFUSED, "access_denied", "the person, or the provider, did not agree to the sign-in");
    if (!oas_text_equal(oas_pairs_get(answer, "oauth_token"), asked->token))
        return oas_fail(work, OAS_REFUSED, "oauth1_token", "the answer belongs to another request: its oauth_token differs");
    if (given == NULL || *given == '\0' || strlen(given) > TOKEN_LONGEST)
        return oas_fail(work, OAS_REFUSED, "oauth1_verifier", "the answer has no oauth_verifier of up to %d characters",
                        (int)TOKEN_LONGEST);
    *verifier = given;
    return OAS_OK;
}

oas_status_t oas_oauth1_exchange(oas_oauth1_token_t *token, const oas_registration_t *registration,
                                 const oas_oauth1_token_t *temporary, const char *verifier, oas_http_client_t *client,
                                 oas_work_t *work)
{
    oas_oauth1_request_t request = {.url = registration->by_hand.token_endpoint,
                                    .parameter = {"oauth_verifier", verifier},
                                    .token = *temporary};
    oas_pairs_t form;

    return ask(token, &form, "request for an access token", &request, registration, client, work);
}

oas_status_t oas_oauth1_profile(const oas_json_t **profile, const oas_registration_t *registration,
                                const oas_oauth1_token_t *token, oas_http_client_t *client, oas_work_t *work)
{
    oas_oauth1_request_t request = {.method = "GET", .url = registration->profile_url, .token = *token};
    oas_http_call_t made = {
        .url = registration->profile_url, .purpose = "profile request", .largest_answer = OAS_USERINFO_LARGEST};
    oas_http_answer_t *answer;
    oas_status_t status;

    *profile = NULL;
    if ((status = call(&answer, &made, registration, &request, client, work)) != OAS_OK
        || (status = oas_answer_expect_json(answer, made.purpose, work)) != OAS_OK)
        return status;
    return oas_json_parse_object(profile, answer->body, OAS_USERINFO_LARGEST, "profile", work);
}
