/* SPDX-License-Identifier: Apache-2.0 */
/* What the provider tells of a user for an access token: OpenID Connect Core 1.0 §5.3, or the profile URL of a plain
 * OAuth 2.0 provider. */
#ifndef OAS_OIDC_USERINFO_H
#define OAS_OIDC_USERINFO_H

#include "oidc/signer.h"

enum { OAS_USERINFO_LARGEST = 64 * 1024 }; /* bytes */

typedef struct {
    const char *url;
    const char *access_token;
    const char *subject;  /* of the ID token; NULL: a plain profile, which need not have one */
    bool *is_refused;     /* set when it answers, and says neither whose claims they are nor that it is in trouble; NULL: not wanted */
    bool *is_final;       /* set when the answer is about the token or the person, and not about trouble; NULL: not wanted */
    oas_signer_t signer;  /* whose signature the answer may have; its registration says how to ask */
} oas_userinfo_question_t;

/* Ask for the user's claims. *claims is a JSON object in work->pool; NULL unless OAS_OK. The media type of the answer says
 * whether it is JSON or a token: signed, encrypted to a key of ours, or both (§5.3.2). "sub" must be the subject that is expected, byte for byte; signed claims have to
 * be of our issuer and for us, too. OAS_REFUSED: another subject, no JSON object, a wrong signature, a refusal.
 * OAS_UNAVAILABLE: it or the keys could not be asked for, or the answer was 5xx, 429 or 408. */
OAS_MUST_CHECK oas_status_t oas_userinfo_fetch(const oas_json_t **claims, const oas_userinfo_question_t *question,
                                               oas_work_t *work);

#endif
