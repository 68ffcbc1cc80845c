/* SPDX-License-Identifier: Apache-2.0 */
/* One realm of a virtual host, wired: who may sign people in here, where sessions are kept, under which keys. Const after start. */
#ifndef OAS_FLOW_SITE_H
#define OAS_FLOW_SITE_H

#include "flow/freeze.h"
#include "oidc/provider_cache.h"
#include "oidc/user_form.h"
#include "session/lifecycle.h"

typedef struct {
    const oas_registration_t *registration;
    oas_provider_cache_t *cache;
    oas_http_client_t *client; /* that does not call it while it is down; NULL: the site's */
    const char *user_claim; /* whose value is REMOTE_USER; NULL: sub */
    oas_user_form_t user_form; /* what becomes of it */
} oas_site_provider_t;

/* The cookies of a site. With TLS their names begin with __Host- (or __Secure- where the path is not "/"), so that no
 * neighbour can set them. */
typedef struct {
    const char *session;
    const char *guest;     /* of who is not signed in */
    const char *browser;   /* binds login attempts to the browser that began them */
    const char *temporary; /* credentials of OAuth 1.0a, on the way to the provider and back */
    const char *target;  /* a return target too long for state */
    const char *rounds;  /* how many logins there were a moment ago */
    const char *user;    /* who was signed in last (flow/known_user.h) */
    const char *form;    /* that is kept until somebody is signed in again (flow/kept_form.h) */
    const char *logout;  /* recognises who comes back from signing out at the provider */
    bool secure;
} oas_cookie_names_t;

typedef struct oas_site_t oas_site_t;

struct oas_site_t {
    const char *path;          /* of the endpoints: "/oauth" */
    const char *const *webfinger_origins; /* hosts that accounts are looked up at; NULL-terminated; NULL: none */
    const char *chooser;       /* local target of a page that lets people choose a provider (flow/chooser.h); NULL: ours */
    const char *logout_target; /* local target after sign-out; NULL: a page of ours */
    const char *const *logout_origins; /* other sites that links may lead to then; NULL-terminated; NULL: none */
    const char *const *cleared_data; /* what browsers forget at a sign-out (flow/clear_site_data.h), NULL-terminated; NULL: nothing */
    const char *key_set;       /* public keys of ours, JSON; NULL: there are none */
    const oas_site_provider_t *providers;
    size_t provider_count;
    oas_sessions_t sessions;
    oas_sessions_t guests; /* of who is not signed in, in a table and a realm of their own; store NULL: there are none */
    oas_sessions_t forms;  /* that wait for a sign-in (flow/kept_form.h), in the sessions' table; store NULL: no place keeps any */
    oas_freeze_t *freeze;  /* that may stop sign-ins (flow/freeze.h); NULL: nothing does */
    int cookie_max_age; /* of the session cookie, seconds; 0: it ends with the browser */
    oas_http_client_t *client;
    const oas_waiting_t *waiting; /* how one request waits for what another one asks a provider for; NULL: it does not */
    const char *realm;                 /* its name (flow/realm.h); NULL: the host's own */
    const oas_cookie_names_t *cookies; /* of the realm: without TLS, with it; NULL: the usual ones */
    oas_site_t *next;                  /* realm of the host, whose own is the first; NULL: that was the last */
};

/* The provider of this name; name NULL: the site's first. NULL when there is none. */
const oas_site_provider_t *oas_site_provider(const oas_site_t *site, const char *name);

/* The client that all calls to this provider are made with. */
oas_http_client_t *oas_site_client(const oas_site_t *site, const oas_site_provider_t *provider);

/* Path of an endpoint ("login") of this realm, in pool: "/oauth/login", "/oauth/realms/staff/login". */
const char *oas_site_path(const oas_site_t *site, const char *endpoint, apr_pool_t *pool);

/* Path of an endpoint ("jwks") that is one for all realms of the host, since providers know it, in pool. */
const char *oas_site_shared_path(const oas_site_t *site, const char *endpoint, apr_pool_t *pool);

/* Where this provider sends browsers back to, in pool. A path of its own for each provider, so that an answer of one can
 * not be taken for another's (RFC 9700 §4.4.2). */
const char *oas_site_callback_path(const oas_site_t *site, const char *provider, apr_pool_t *pool);

enum { OAS_TARGET_WITH_FRAGMENT_LONGEST = 2048 }; /* characters in front of the fragment */

/* The target is fit to be gone to after a login: local, and none of our own endpoints but the list of
 * sessions. A fragment may follow, which changes nothing about where it leads. */
bool oas_site_may_return_to(const oas_site_t *site, const char *target);

/* The names of its cookies. */
const oas_cookie_names_t *oas_site_cookies(const oas_site_t *site, bool secure);

/* Those of a host's own realm. Where only a login is on its way there, they are all realms'. Constant. */
const oas_cookie_names_t *oas_cookie_names(bool secure);

#endif
