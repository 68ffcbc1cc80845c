/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/userinfo.h"

#include <apr_strings.h>

#include "http/form.h"
#include "oidc/answer.h"
#include "oidc/decryption.h"
#include "oidc/signed_claims.h"

enum { FORM_LARGEST = 32 * 1024 }; /* bytes: a token, escaped */

static const char purpose[] = "user info request";

/* RFC 6750 §2.1, RFC 9449 §7.1 */
static void put_into_header(oas_http_call_t *call, const char *scheme, const char *access_token, oas_work_t *work)
{
    char *authorization = apr_pstrcat(work->pool, scheme, " ", access_token, NULL);

    oas_wipe_with(work->pool, authorization, strlen(authorization));
    call->authorization = authorization;
}

/* RFC 6750 §2.2 */
static oas_status_t put_into_body(oas_http_call_t *call, const char *access_token, oas_work_t *work)
{
    oas_buffer_t form = oas_buffer(work->pool, FORM_LARGEST);

    oas_form_add(&form, "access_token", access_token);
    if (form.overflowed)
        return oas_fail(work, OAS_REFUSED, "userinfo_request_length", "the access token is longer than %d bytes",
                        FORM_LARGEST);
    oas_wipe_with(work->pool, form.data, form.length);
    call->form = oas_buffer_bytes(&form);
    return OAS_OK;
}

static oas_status_t put_token(oas_http_call_t *call, const oas_userinfo_question_t *question, const char *nonce,
                              oas_work_t *work)
{
    const oas_registration_t *registration = question->signer.registration;

    if (registration->dpop != NULL) {
        put_into_header(call, "DPoP", question->access_token, work);
        return oas_dpop_prove(call, registration->dpop, question->access_token, nonce, work);
    }
    if (registration->userinfo_by_post)
        return put_into_body(call, question->access_token, work);
    put_into_header(call, "Bearer", question->access_token, work);
    return OAS_OK;
}

static oas_status_t ask(oas_http_answer_t **answer, const oas_userinfo_question_t *question, const char *nonce,
                        oas_work_t *work)
{
    oas_http_client_t *client = question->signer.client;
    oas_http_call_t call = {.url = question->url,
                            .purpose = purpose,
                            .accept = "application/json, application/jwt",
                            .identity = question->signer.registration->tls_identity, /* RFC 8705 §3 */
                            .largest_answer = OAS_USERINFO_LARGEST};
    oas_status_t status = put_token(&call, question, nonce, work);

    return status == OAS_OK ? client->call(client, answer, &call, work) : status;
}

/* RFC 9449 §9: it may want to see a nonce. That is heard once. */
static oas_status_t ask_with_nonce(oas_http_answer_t **answer, const oas_userinfo_question_t *question, oas_work_t *work)
{
    oas_status_t status = ask(answer, question, NULL, work);
    const char *nonce;

    if (status != OAS_OK || question->signer.registration->dpop == NULL)
        return status;
    nonce = oas_dpop_nonce_asked(*answer, work);
    return nonce != NULL ? ask(answer, question, nonce, work) : OAS_OK;
}

/* §5.3.2: if the UserInfo Response is signed and/or encrypted, then the content-type MUST be application/jwt. */
static bool is_token(const oas_http_answer_t *answer)
{
    return answer->status == 200 && strcmp(answer->content_type, "application/jwt") == 0;
}

static void note_final(const oas_userinfo_question_t *question)
{
    if (question->is_final != NULL)
        *question->is_final = true;
}

static oas_status_t note_refusal(oas_status_t status, const oas_userinfo_question_t *question)
{
    if (question->is_refused != NULL && status == OAS_REFUSED)
        *question->is_refused = true;
    return status;
}

/* Claims that nobody signed. Where a signature was agreed on, their lack is what an attacker would want. */
static oas_status_t read_unsigned(const oas_json_t **claims, oas_bytes_t text, const oas_userinfo_question_t *question,
                                  oas_work_t *work)
{
    if (question->signer.registration->userinfo_signing != NULL)
        return oas_fail(work, OAS_REFUSED, "userinfo_unsigned", "user info is not signed, though that was agreed on");
    return note_refusal(oas_json_parse_object(claims, text, OAS_USERINFO_LARGEST, "user info", work), question);
}

/* §5.3.2: the response MAY be encrypted without also being signed. Then it is what plain JSON would be: it came from the same
 * endpoint. Else it is signed first, and then encrypted. */
static oas_status_t read_encrypted(const oas_json_t **claims, const char *text, const oas_userinfo_question_t *question,
                                   oas_work_t *work)
{
    oas_decryption_t decryption;
    const oas_jwe_t *jwe;
    oas_status_t status;

    if ((status = oas_decryption_of_userinfo(&decryption, question->signer.registration, work)) != OAS_OK
        || (status = oas_jwe_decrypt(&jwe, text, decryption.keys, &decryption.allowed, work)) != OAS_OK)
        return status;
    if (jwe->plaintext.length != 0 && jwe->plaintext.data[0] == '{')
        return read_unsigned(claims, jwe->plaintext, question, work);
    return oas_signed_claims_read(claims, oas_bytes_text(work->pool, jwe->plaintext), &question->signer,
                                  OAS_AUDIENCE_REQUIRED, work);
}

/* Likewise, what anybody on the way could have read. */
static oas_status_t allow_unencrypted(const oas_userinfo_question_t *question, oas_work_t *work)
{
    if (question->signer.registration->userinfo_encryption.algorithm != NULL)
        return oas_fail(work, OAS_REFUSED, "userinfo_unencrypted", "user info is not encrypted, though that was agreed on");
    return OAS_OK;
}

/* RFC 7516 §9: five parts, where a signed token has three. */
static bool is_encrypted(const char *text)
{
    int dots = 0;

    for (; *text != '\0'; text++)
        dots += *text == '.';
    return dots == 4;
}

static oas_status_t read_token(const oas_json_t **claims, const char *text, const oas_userinfo_question_t *question,
                               oas_work_t *work)
{
    oas_status_t status;

    if (is_encrypted(text))
        return read_encrypted(claims, text, question, work);
    if ((status = allow_unencrypted(question, work)) != OAS_OK)
        return status;
    return oas_signed_claims_read(claims, text, &question->signer, OAS_AUDIENCE_REQUIRED, work);
}

/* RFC 6750 §3.1: how a token is refused. The error belongs into a header, with 401, and comes in the body, with another status, from
 * some. */
static bool refuses_token(const oas_http_answer_t *answer, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    const oas_json_t *told;

    if (answer->status == 401)
        return true;
    return answer->status >= 400 && !oas_answer_is_unavailable(answer) && oas_answer_is_json(answer)
           && oas_json_parse_object(&told, answer->body, OAS_USERINFO_LARGEST, purpose, &look) == OAS_OK
           && oas_text_equal(oas_json_string(told, "error"), "invalid_token");
}

static oas_status_t read_claims(const oas_json_t **claims, const oas_http_answer_t *answer,
                                const oas_userinfo_question_t *question, oas_work_t *work)
{
    oas_status_t status;

    if (is_token(answer))
        return read_token(claims, oas_bytes_text(work->pool, answer->body), question, work);
    if (refuses_token(answer, work))
        note_final(question);
    if ((status = note_refusal(oas_answer_expect_json(answer, purpose, work), question)) != OAS_OK
        || (status = allow_unencrypted(question, work)) != OAS_OK)
        return status;
    return read_unsigned(claims, answer->body, question, work);
}

/* §5.3.2: the sub Claim in the UserInfo Response MUST be verified to exactly match the sub Claim in the ID Token; if they
 * do not match, the UserInfo Response values MUST NOT be used. */
static oas_status_t check_subject(const oas_json_t *claims, const oas_userinfo_question_t *question, oas_work_t *work)
{
    const char *said = oas_json_string(claims, "sub");

    if (said == NULL)
        return note_refusal(oas_fail(work, OAS_REFUSED, "userinfo_subject", "user info has no sub that is a string"), question);
    if (strcmp(said, question->subject) == 0)
        return OAS_OK;
    note_final(question);
    return oas_fail(work, OAS_REFUSED, "userinfo_subject", "user info is of another subject than the ID token");
}

oas_status_t oas_userinfo_fetch(const oas_json_t **claims, const oas_userinfo_question_t *question, oas_work_t *work)
{
    const oas_json_t *got;
    oas_http_answer_t *answer;
    oas_status_t status;

    *claims = NULL;
    if ((status = ask_with_nonce(&answer, question, work)) != OAS_OK
        || (status = read_claims(&got, answer, question, work)) != OAS_OK)
        return status;
    if (question->subject != NULL && (status = check_subject(got, question, work)) != OAS_OK)
        return status;
    *claims = got;
    return OAS_OK;
}
