/* SPDX-License-Identifier: Apache-2.0 */
/* What other modules of httpd may ask mod_oauth_session: who is signed in, and the values that applications keep in his session.
 * They are optional functions, so that a module which calls them can be loaded without mod_oauth_session, too:
 *
 *     static APR_OPTIONAL_FN_TYPE(oauth_session_get) *session_get;
 *
 *     static void retrieve(void)                               // ap_hook_optional_fn_retrieve(retrieve, ...)
 *     {
 *         session_get = APR_RETRIEVE_OPTIONAL_FN(oauth_session_get);    // NULL: mod_oauth_session is not there
 *     }
 *
 * r is the request at hand: that of the client, a subrequest or an internal redirect. Its own Location says who counts as signed in
 * and which values there are. Ask from hooks of fixups on that name "mod_oauth_session.c" among their predecessors: handlers,
 * filters, loggers. Earlier, nobody may be known yet. No call sends anything to the network or begins a login.
 *
 * What is handed out lives as long as the request of the client, whichever part of it asked, and is wiped with it. */
#ifndef MOD_OAUTH_SESSION_H
#define MOD_OAUTH_SESSION_H

#include <httpd.h>
#include <apr_optional.h>
#include <apr_optional_hooks.h>

/* How a call ended. There may be more of them one day, and each of those means that nothing was read or changed. */
typedef enum {
    OAUTH_SESSION_OK = 0,
    OAUTH_SESSION_UNSET,      /* there is no value of this name */
    OAUTH_SESSION_NOBODY,     /* nobody is signed in here, or no more; and the Location has no guests */
    OAUTH_SESSION_OFF,        /* OAuthSessionData is off in this Location */
    OAUTH_SESSION_CHANGED,    /* somebody was faster: the version is another one; read and try again */
    OAUTH_SESSION_BAD_NAME,   /* a name has 1 to 128 bytes of UTF-8 without control characters */
    OAUTH_SESSION_TOO_MUCH,   /* more than 64 values, 16 kB of names and values, or 16 spaces; the log says which */
    OAUTH_SESSION_UNAVAILABLE /* the store can not say, or has no room; the log says why, and later it may do */
} oauth_session_status_t;

/* --- who is signed in --- */

/* May become longer at its end. */
typedef struct {
    const char *user;     /* as REMOTE_USER, in the way of this Location */
    const char *provider; /* name of the <OAuthProvider>; users of two providers may have the same name */
    apr_time_t began;     /* the session, with the login */
    apr_time_t ends;      /* unless it is used */
    int is_new_login;     /* not 0: the first request after the login, which is so for one request */
} oauth_session_user_t;

/* NULL: nobody is. */
APR_DECLARE_OPTIONAL_FN(const oauth_session_user_t *, oauth_session_user, (request_rec *r));

/* A claim by the provider's name for it ("email_verified"), as applications are told it: UTF-8 without control characters, what is
 * no text as compact JSON. NULL: nobody is signed in, or there is no such claim. */
APR_DECLARE_OPTIONAL_FN(const char *, oauth_session_claim, (request_rec *r, const char *name));

/* The access token, where OAuthPassTokens says that applications get it, renewed in time. NULL: there is none. Keep it no
 * longer than for this request. */
APR_DECLARE_OPTIONAL_FN(const char *, oauth_session_access_token, (request_rec *r));

/* --- when his tokens change --- */

/* May become longer at its end. The tokens are NULL where OAuthPassTokens does not give them to the Location of the request; ends
 * are 0 where the provider does not tell them. Refresh tokens are told to nobody. */
typedef struct {
    const oauth_session_user_t *user; /* its user is NULL where the Location wants a claim for it that he does not have */
    const char *former_access_token, *access_token;
    apr_time_t former_ends, ends;
} oauth_session_renewal_t;

/* An access token was renewed. Hook functions are called once for it, by the request that asked the provider and in its thread, when
 * all requests have the new token, and nothing is locked; who waited for that request calls none. What is told lives for the
 * call. A login is no renewal; nor is one that failed, or that ended the session.
 *
 *     APR_OPTIONAL_HOOK(oauth, session_tokens_renewed, note_tokens, NULL, NULL, APR_HOOK_MIDDLE);     // in register_hooks
 *
 * r is ahead of its authorization, or in the handler of /oauth/refresh: what is asked by the functions here may be nobody's yet. */
typedef void oauth_HOOK_session_tokens_renewed_t(request_rec *r, const oauth_session_renewal_t *renewal);

/* --- values --- */

/* Values belong to the space that OAuthSessionData gives the Location, and are those that its other applications are told in
 * headers and environment: see docs/applications.md. A space has a version, which is 0 at first and grows with each change.
 *
 * Where OAuthGuestSession is on, who is not signed in has values, too: none at first, and a cookie with the first one that is set.
 * So set it before the head of the answer goes out.
 *
 * All that one request of a client reads is of one moment: others' changes show when it changes something itself, or
 * tried to in vain. A value whose name begins with "!" is read by one request alone, as the page says. */

/* Any bytes; a NUL follows them that does not count. */
typedef struct {
    const char *data;
    apr_size_t length;
} oauth_session_value_t;

/* *value is empty ("", 0) unless OAUTH_SESSION_OK. A value that is set can be empty, too. */
APR_DECLARE_OPTIONAL_FN(oauth_session_status_t, oauth_session_get,
                        (oauth_session_value_t *value, request_rec *r, const char *name));

/* *version is 0 unless OAUTH_SESSION_OK. */
APR_DECLARE_OPTIONAL_FN(oauth_session_status_t, oauth_session_version, (apr_uint64_t *version, request_rec *r));

/* Changes are saved before a call returns, so that its answer is the truth and every process sees them; whatever becomes of the
 * request afterwards, they stay. Each call is one change of the store: several values are best changed by one
 * oauth_session_change. Programs that mod_oauth_session told the values of this request before, in its fixups, do not hear of it. */
APR_DECLARE_OPTIONAL_FN(oauth_session_status_t, oauth_session_set,
                        (request_rec *r, const char *name, const void *data, apr_size_t length));

/* OAUTH_SESSION_OK also when there was none. */
APR_DECLARE_OPTIONAL_FN(oauth_session_status_t, oauth_session_unset, (request_rec *r, const char *name));

/* All values of this space. */
APR_DECLARE_OPTIONAL_FN(oauth_session_status_t, oauth_session_clear, (request_rec *r));

/* One step of a change. */
typedef struct {
    const char *name; /* NULL: all that were there are unset */
    const void *data; /* NULL: this one is unset */
    apr_size_t length;
} oauth_session_edit_t;

/* All steps in this order, or none of them. if_version: only if this is the version still, else OAUTH_SESSION_CHANGED; NULL:
 * whatever it is. */
APR_DECLARE_OPTIONAL_FN(oauth_session_status_t, oauth_session_change,
                        (request_rec *r, const oauth_session_edit_t *edits, apr_size_t count,
                         const apr_uint64_t *if_version));

#endif
