/* SPDX-License-Identifier: Apache-2.0 */
/* Who we are to a provider and what we ask of it: one <OAuthProvider> of the configuration as values. Const after start.
 */
#ifndef OAS_OIDC_REGISTRATION_H
#define OAS_OIDC_REGISTRATION_H

#include "base/pairs.h"
#include "http/client.h"
#include "jose/jwk.h"
#include "oidc/claim_map.h"
#include "oidc/dpop.h"
#include "oidc/provider.h"
#include "oidc/registration_store.h"
#include "oidc/response.h"

typedef enum {
    OAS_CLIENT_AUTH_UNSET, /* what the metadata offers for the secret, else for the certificate; none without both */
    OAS_CLIENT_SECRET_BASIC,
    OAS_CLIENT_SECRET_BASIC_RAW, /* the same without the form encoding; only when configured */
    OAS_CLIENT_SECRET_POST,
    OAS_CLIENT_SECRET_JWT,
    OAS_PRIVATE_KEY_JWT,             /* with a key of own_keys; only when configured */
    OAS_TLS_CLIENT_AUTH,             /* RFC 8705 §2.1 */
    OAS_SELF_SIGNED_TLS_CLIENT_AUTH, /* §2.2: the same for us */
    OAS_CLIENT_AUTH_NONE
} oas_client_auth_t;

typedef enum {
    OAS_PUSHED_AUTO, /* where the provider takes no other requests */
    OAS_PUSHED_ON,
    OAS_PUSHED_OFF
} oas_pushed_t;

/* How authorization requests travel as a signed object (RFC 9101). */
typedef enum {
    OAS_REQUEST_OBJECT_AUTO,     /* by value where the provider takes no others, else not */
    OAS_REQUEST_OBJECT_OFF,
    OAS_REQUEST_OBJECT_VALUE,    /* in the URL, or in what is pushed */
    OAS_REQUEST_OBJECT_REFERENCE /* the provider fetches it from us; by value when requests are pushed */
} oas_request_object_way_t;

typedef struct {
    oas_request_object_way_t way;
    const char *const *algorithms; /* one of these signs; NULL: one that the metadata offers; "none": nothing signs */
    const char *key_encryption;    /* "alg" of the JWE around it; NULL: it is not encrypted */
    const char *content_encryption;
} oas_request_object_form_t;

/* What a token for us has to be encrypted with. */
typedef struct {
    const char *algorithm; /* "alg"; NULL: nothing was agreed on */
    const char *content;   /* "enc" */
} oas_token_encryption_t;

/* How we register with a provider by ourselves: RFC 7591. */
typedef struct {
    const char *initial_access_token; /* that lets us; NULL: none is needed */
    oas_pairs_t metadata;             /* what else is said of this client: name and JSON */
    oas_registration_store_t *store;  /* keeps what the provider gave */
} oas_dynamic_t;

typedef struct {
    const char *name; /* in the configuration, in the callback's path and in sessions */
    const char *display_name; /* what people know it by; NULL: its name */
    const oas_dynamic_t *dynamic; /* NULL: client_id is configured; else it and client_secret are NULL until we are registered */
    const char *client_id;
    const char *client_secret; /* NULL: a public client */
    const oas_jwk_t *secret_key; /* signs secrets, its kid in them (oidc/signed_secret.h); NULL: client_secret is one */
    const char *secret_issuer;   /* whose they are then */
    oas_client_auth_t client_auth;
    bool assertion_for_endpoint; /* a client assertion is for the endpoint called, and not for the issuer */
    const oas_dpop_t *dpop;      /* tokens are bound to this key; NULL: they are not */
    oas_response_type_t response_type;
    oas_response_mode_t response_mode;
    const oas_tls_identity_t *tls_identity; /* shown where the provider knows us by it; NULL: none */
    const oas_jwk_set_t *trusted_keys;      /* of the provider, given by hand; NULL: they are fetched */
    const oas_jwk_set_t *jwks_signers;      /* keys its key set has to be signed with; NULL: it is not signed */
    const char *jwks_signers_name;          /* tells these keys from any others */
    const oas_jwk_set_t *own_keys;          /* private keys of ours (oidc/own_keys.h); NULL: none */
    bool without_pkce;                     /* neither challenge nor verifier is sent: a few providers refuse them */
    const char *scope;                     /* "openid profile email"; NULL: "openid" where there is an issuer */
    oas_pairs_t authorization_parameters;  /* sent with each authorization request; never one of ours */
    const char *const *passed_parameters;  /* names a link to the login endpoint may set; NULL-terminated; NULL: none */
    oas_pushed_t pushed;                   /* authorization requests go to the provider first (RFC 9126) */
    oas_request_object_form_t request_object;
    const char *const *resources;          /* RFC 8707: what the access token is for; NULL-terminated; NULL: not said */
    oas_pairs_t token_parameters;          /* sent with each token request; never one of ours */
    const char *const *signing_algorithms; /* accepted for ID tokens; NULL: oas_algorithms_default */
    oas_token_encryption_t token_encryption;    /* of ID tokens */
    oas_token_encryption_t userinfo_encryption; /* of user info; none: it may be plain, and where it is encrypted, as ID tokens */
    const char *const *userinfo_signing;   /* user info has to be signed with one of these; NULL: it may be plain */
    apr_interval_time_t leeway;            /* for the times in tokens; 10 s */
    const char *metadata_url;              /* NULL: where OpenID Connect Discovery 1.0 §4 says for the issuer */
    const char *metadata_issuer;           /* whose metadata it has to be where by_hand has no issuer */
    apr_interval_time_t metadata_refresh;  /* how old metadata may become; 0: an hour. Keys: the same, an hour at most */
    bool discover;                         /* metadata is fetched from the issuer for what is not set by hand */
    oas_provider_t by_hand;                /* members that were not set are NULL */
    bool is_oauth1;                        /* the provider speaks OAuth 1.0a: lib/oidc/oauth1.h */
    const char *request_token_endpoint;    /* OAuth 1.0a alone */
    const char *profile_url;               /* plain OAuth 2.0: where the user's profile is, read like user info */
    bool userinfo_by_post;                 /* the access token goes into a form, not into a header (RFC 6750 §2.2) */
    const char *const *claims_endpoints;   /* where claims of others may be fetched from; NULL-terminated; NULL: nowhere */
    const char *emails_url;                /* plain OAuth 2.0: where all e-mail addresses are; "", NULL: nowhere */
    oas_pairs_t memberships;               /* URLs of lists, paths of names in them: oas_memberships_fetch() */
    const char *const *groups;             /* names of memberships that count, NULL-terminated; NULL: all */
    oas_pairs_t admitted;                  /* claims and values that users have to have: oas_admission_check() */
    bool frontchannel_logout;              /* pages of the provider may end sessions here */
    bool logout_at_provider;               /* who signs out here is sent there to be signed out, too */
    bool fresh_logout_hint;                /* with a newer ID token, where that of the login has expired */
    oas_pairs_t logout_parameters;         /* sent with the request for that; never one of ours */
    const char *logout_call;               /* whom we tell that a person signed out (oidc/logout_call.h); NULL: nobody */
    bool session_management;               /* its frame is asked whether people are still signed in there */
    bool revoke_tokens;                    /* the tokens of who signs out are revoked (RFC 7009) */
    bool revoke_ended_tokens;              /* so is one of a session whose time has passed: it is kept for that */
    oas_pairs_t claim_map;                 /* claim's new name, path of the provider's member: {"sub", "id"} */
    const char *const *kept_claims;        /* oidc/kept_claims.h; NULL: all are kept */
    const oas_claim_rule_t *claim_rules;   /* what becomes of the values of some of these (oidc/claim_map.h); NULL: nothing */
} oas_registration_t;

/* How claims are read of this provider. */
static inline oas_claim_map_t oas_registration_claim_map(const oas_registration_t *registration)
{
    return (oas_claim_map_t){.paths = registration->claim_map, .rules = registration->claim_rules};
}

/* Names that authorization_parameters and token_parameters may not have: they are ours to set. */
bool oas_registration_owns_parameter(const char *name);

/* What ID tokens may be signed with, NULL-terminated, in pool: what is configured, else what is accepted by default and
 * announced in the metadata (which may be nothing). */
const char *const *oas_registration_algorithms(const oas_registration_t *registration, const oas_provider_t *provider,
                                               apr_pool_t *pool);

/* What signed user info may be signed with, likewise; where it has to be signed, what was agreed on for it. */
const char *const *oas_registration_userinfo_algorithms(const oas_registration_t *registration,
                                                        const oas_provider_t *provider, apr_pool_t *pool);

/* Since when a user who was asked for at this time must have been authenticated: max_age among the authorization
 * parameters says it (OpenID Connect Core 1.0 §3.1.2.1). 0: it does not. */
apr_time_t oas_registration_authenticated_since(const oas_registration_t *registration, apr_time_t asked);

#endif
