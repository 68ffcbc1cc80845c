/* SPDX-License-Identifier: Apache-2.0 */
/* What a session holds, in three boxes that are opened at different times, and the byte form of each. */
#ifndef OAS_SESSION_CONTENT_H
#define OAS_SESSION_CONTENT_H

#include "base/pairs.h"
#include "base/work.h"
#include "base/bytes.h"

/* What a claim's name follows in the environment of an application. */
#define OAS_VARIABLE_PREFIX "OAUTH_CLAIM_"

/* What each request needs: taken apart without copying, no JSON in it. */
typedef struct {
    const char *user;             /* REMOTE_USER */
    const char *provider;         /* its name in the configuration */
    oas_pairs_t claims;           /* as the application will see them, UTF-8 */
    oas_bytes_t members;          /* of claims that are lists or objects (base/members.h): for whoever looks for a value */
    const char *scope;            /* what the provider granted, words with a space between; NULL: not known */
    bool has_plain_names;         /* those of claims: letters, digits and "_" alone, as environments have them */
    const char *const *variables; /* prefix and name of each claim, if a face with plain names was parsed; else NULL */
} oas_face_t;

/* What is needed now and then. Any text may be NULL. */
typedef struct {
    const char *subject;
    const char *issuer;
    const char *provider_session; /* "sid" */
    const char *access_token;
    const char *token_type;
    apr_time_t access_token_expires; /* 0: not known */
    const char *refresh_token;
    const char *id_token;
    const char *scope;
    const char *session_state; /* what the provider's frame knows the session there by */
    const char *step_up; /* what a page had asked of the login beyond the usual; NULL: none did */
    const char *claims_json; /* all claims as the provider gave them */
    const char *refreshed_claims;      /* of the last ID token that came with a refresh, JSON; NULL: none did */
    apr_time_t access_token_received;  /* here and below 0 stands for the login */
    apr_time_t claims_read;            /* when the provider was last asked for them */
    apr_time_t confirmed;              /* when the provider last took a token of his for good */
    apr_time_t refresh_failed;         /* when something was last to be renewed in vain */
    apr_time_t refused_first;          /* since he was confirmed: when the provider would not say who he is; 0: never */
    apr_time_t refused_last;
} oas_vault_t;

/* What a list of sessions shows; and a token, for whoever revokes it when the session's time has passed, and for no list. */
typedef struct {
    const char *user;
    const char *provider;
    const char *address;
    const char *agent;
    const char *token;         /* NULL: none is kept here */
    bool token_is_for_refresh; /* else it is an access token */
} oas_label_t;

/* *bytes lives in work->pool. OAS_REFUSED: larger than a session may be (OAS_CONTENT_LARGEST). */
enum { OAS_CONTENT_LARGEST = 1024 * 1024 };
OAS_MUST_CHECK oas_status_t oas_face_compose(oas_bytes_t *bytes, const oas_face_t *face, oas_work_t *work);
OAS_MUST_CHECK oas_status_t oas_vault_compose(oas_bytes_t *bytes, const oas_vault_t *vault, oas_work_t *work);
OAS_MUST_CHECK oas_status_t oas_label_compose(oas_bytes_t *bytes, const oas_label_t *label, oas_work_t *work);

/* What the bytes hold; texts are borrowed from bytes, lists are in work->pool. OAS_BROKEN: not a form of ours (they were
 * sealed by us, so another version wrote them). */
OAS_MUST_CHECK oas_status_t oas_face_parse(oas_face_t *face, oas_bytes_t bytes, oas_work_t *work);
OAS_MUST_CHECK oas_status_t oas_vault_parse(oas_vault_t *vault, oas_bytes_t bytes, oas_work_t *work);
OAS_MUST_CHECK oas_status_t oas_label_parse(oas_label_t *label, oas_bytes_t bytes, oas_work_t *work);

#endif
