/* SPDX-License-Identifier: Apache-2.0 */
/* One way to the provider and back. All of it is sealed into state, so the server remembers nothing before somebody has
 * signed in; nonce and code verifier are derived from the attempt's id and never leave the server early. */
#ifndef OAS_OIDC_LOGIN_ATTEMPT_H
#define OAS_OIDC_LOGIN_ATTEMPT_H

#include "base/pairs.h"
#include "crypto/keyring.h"

enum {
    OAS_ATTEMPT_LIFETIME_SECONDS = 600,
    OAS_ATTEMPT_SECRET_LENGTH = 43, /* characters of nonce and code verifier */
    OAS_ATTEMPT_FORMER_LENGTH = 16,
    OAS_STATE_LONGEST = 480         /* characters: some providers refuse more than 500 */
};

typedef struct {
    unsigned char id[16];
    uint32_t key_id;           /* the key it was begun under */
    unsigned char browser[16]; /* hash of the binding cookie's value */
    const char *provider;      /* name in the configuration */
    const char *realm;
    const char *target; /* where to go afterwards; NULL: it was too long for state and is in a cookie */
    apr_time_t started;
    unsigned try_number; /* 1; 2 after the first try came back without its cookie; 0: no login (flow/session_check.h) */
    size_t state_longest; /* wanted: characters that state may have; 0, or more: OAS_STATE_LONGEST */
    apr_time_t authenticated_since; /* what the link asked by max_age; 0: it did not */
    const char *step_up; /* text of what a page asked for that wants a stronger sign-in (oidc/step_up.h); NULL: none did */
    const unsigned char *former; /* where the browser's session of before is kept; NULL: not known, or the names left no room */
} oas_login_attempt_t;

/* Begin an attempt of the browser whose binding cookie has this value. wanted names provider, realm, target, try
 * number, authenticated_since, step_up, former and state_longest; the rest is filled in. attempt->target is NULL when it does not
 * fit. *state and *attempt live in work->pool; NULL unless OAS_OK. OAS_MISCONFIGURED: the names and step_up alone are too long
 * for state. */
OAS_MUST_CHECK oas_status_t oas_login_attempt_begin(oas_login_attempt_t **attempt, const char **state,
                                                    const oas_keyring_t *keys, const oas_login_attempt_t *wanted,
                                                    const char *browser, oas_work_t *work);

/* Open state. *attempt lives in work->pool; NULL unless OAS_OK or OAS_EXPIRED (too late, but ours).
 * OAS_REFUSED: forged, changed, no state of ours, or sealed under a key that is no longer listed. Whether provider,
 * realm and browser are the ones of the callback is for the caller to compare. */
OAS_MUST_CHECK oas_status_t oas_login_attempt_open(oas_login_attempt_t **attempt, const char *state,
                                                   const oas_keyring_t *keys, oas_work_t *work);

/* This browser began the attempt: compares in constant time. browser is the binding cookie's value or NULL. */
bool oas_login_attempt_is_of(const oas_login_attempt_t *attempt, const oas_keyring_t *keys, const char *browser,
                             oas_work_t *work);

/* What the link that began it asked of the provider, as far as the attempt remembers it; in pool. */
oas_pairs_t oas_login_attempt_passed(const oas_login_attempt_t *attempt, apr_pool_t *pool);

/* The attempt's nonce (OpenID Connect Core §3.1.2.1) and PKCE code verifier (RFC 7636 §4.1), under the key that sealed
 * it first: 43 unreserved characters in work->pool, wiped with it. */
OAS_MUST_CHECK oas_status_t oas_login_attempt_nonce(const char **nonce, const oas_login_attempt_t *attempt,
                                                    const oas_keyring_t *keys, oas_work_t *work);
OAS_MUST_CHECK oas_status_t oas_login_attempt_verifier(const char **verifier, const oas_login_attempt_t *attempt,
                                                       const oas_keyring_t *keys, oas_work_t *work);

#endif
