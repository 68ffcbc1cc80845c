/* SPDX-License-Identifier: Apache-2.0 */
/* What the administrator wrote: one structure for each place where a directive may stand. */
#ifndef OAS_HTTPD_CONFIG_H
#define OAS_HTTPD_CONFIG_H

#include <httpd.h>
#include <http_config.h>
#include <apr_tables.h>

#include "flow/site.h"
#include "httpd/setting.h"
#include "session/limits.h"

extern module AP_MODULE_DECLARE_DATA oauth_session_module;

/* OAuthPreset WORD ARGUMENT. */
typedef struct {
    const char *word; /* NULL: there is none */
    const char *argument;
    const ap_directive_t *place;
} oas_chosen_preset_t;

/* One <OAuthProvider NAME>. */
typedef struct {
    oas_registration_t registration;
    oas_chosen_preset_t preset;
    bool wants_memberships; /* the preset's lists of them */
    const char *user_claim;
    oas_user_form_t user_form;
    const char *keys_file;         /* NULL: keys come from the provider */
    const char *jwks_signers_file; /* NULL: its key set is not signed */
    int userinfo_method; /* as chosen: header, post */
    int oauth_version;   /* likewise: 2.0, 1.0a */
    int client_auth; /* as chosen; OAuthClientAuth's words stand in the order of oas_client_auth_t */
    int pushed;
    int request_object;
    int require_iss;
    const char *registration_file; /* of OAuthClientRegistration; NULL: client_id is configured */
    oas_dynamic_t dynamic;
    int assertion_audience; /* place of the word of OAuthClientAssertionAudience */
    int response_type;
    int response_mode; /* -1: not set */
    int pkce;          /* 0: on, 1: off */
    int logout_at_provider; /* likewise */
    int frontchannel_logout;
    int revoke_tokens;
    int session_management;
    int dpop;               /* likewise */
    int profile;            /* place of the word of OAuthProfile */
} oas_provider_config_t;

/* One virtual host. */
typedef struct {
    const char *path;
    const char *public_url; /* origin as browsers see it; NULL: from the request and ServerName */
    const char *key_file;
    apr_array_header_t *private_keys; /* of lines of OAuthPrivateKey; NULL: none; the main server's count */
    const char *const *webfinger_origins; /* NULL-terminated */
    const char *chooser;
    const char *logout_target;
    const char *const *logout_origins; /* NULL-terminated */
    const char *const *cleared_data; /* OAuthClearSiteData, NULL-terminated */
    const char *ca_file;
    const char *templates_folder; /* OAuthTemplates */
    const struct oas_templates_t *templates; /* of that folder (template_setting.h); NULL: none of its own */
    apr_size_t store_size; /* bytes */
    apr_size_t guest_store_size;
    apr_array_header_t *guest_places; /* of oas_guest_place_t: who wants guests */
    bool keeps_forms;                 /* some place of it does */
    const char *snapshot;  /* file; NULL: none */
    const char *freeze;    /* OAuthFreeze: a file; NULL: none */
    const char *audit_log; /* OAuthAuditLog: a file, or "|" and a program; NULL: none */
    bool audit_names_users; /* counts where audit_log is set */
    apr_file_t *audit_file; /* open for all processes; NULL: none */
    int session_cookie;    /* oas_session_cookie_t; -1: not set */
    apr_interval_time_t shortest_idle; /* of all OAuthSessionIdle of this server and its places; 0: there is none */
    int sessions_per_user; /* 0: any number; -1: not set */
    bool refuse_more_sessions; /* counts where sessions_per_user is set */
    apr_interval_time_t call_deadline;
    int max_calls; /* -1: a quarter of the workers */
    bool wants_signing_key; /* of OAuthPrivateKey, for what applications are told */

    apr_array_header_t *providers;        /* of oas_provider_config_t *, in the order they were written */
    oas_provider_config_t *open_provider; /* the one whose section is being read; NULL outside */
    apr_array_header_t *references;       /* of oas_reference_t */
    apr_array_header_t *realms;           /* of const char *: what OAuthRealm names here, but the host's own */
    oas_site_t *site;                     /* wired in each child; NULL: no provider here */
} oas_server_config_t;

/* A provider that a Location names, to be found when all is read. */
typedef struct {
    const char *name;
    const char *file;
    int line;
} oas_reference_t;

typedef struct oas_guest_place_t oas_guest_place_t; /* httpd/guest_setting.h */
typedef struct oas_passing_t oas_passing_t;         /* httpd/passing_setting.h */
typedef struct oas_passed_form_t oas_passed_form_t; /* likewise */

typedef enum { OAS_STREAMS_CLOSED, OAS_STREAMS_LEFT } oas_close_streams_t;
typedef enum { OAS_RELAY_ON, OAS_RELAY_OFF } oas_relay_t;
typedef enum { OAS_FRAGMENT_KEPT, OAS_FRAGMENT_LOST } oas_keep_fragment_t;
typedef enum { OAS_GUESTS_ON, OAS_GUESTS_OFF } oas_guests_t;
typedef enum {
    OAS_PASS_AUTO,
    OAS_PASS_ENVIRONMENT,
    OAS_PASS_HEADERS,
    OAS_PASS_BOTH,
    OAS_PASS_NONE,
    OAS_PASS_JWT, /* here and below as auto, in one value */
    OAS_PASS_JSON
} oas_pass_t;
typedef enum {
    OAS_TOKENS_NONE,
    OAS_TOKENS_ACCESS = 1,
    OAS_TOKENS_ID = 2,
    OAS_TOKENS_ID_CLAIMS = 4,
    OAS_TOKENS_REFRESH = 8
} oas_pass_tokens_t;
typedef enum { OAS_COOKIE_OF_BROWSER, OAS_COOKIE_PERSISTENT } oas_session_cookie_t;
typedef enum { OAS_EXPIRY_TOLD, OAS_EXPIRY_UNTOLD } oas_tell_expiry_t;
typedef enum { OAS_TOUCH_ON, OAS_TOUCH_OFF } oas_touch_t;
typedef enum { OAS_UNAUTHENTICATED_LOGIN, OAS_UNAUTHENTICATED_401, OAS_UNAUTHENTICATED_403, OAS_UNAUTHENTICATED_PASS } oas_unauthenticated_t;
typedef enum { OAS_PROVIDER_ON, OAS_PROVIDER_OFF } oas_session_provider_t;
typedef enum { OAS_DATA_OFF, OAS_DATA_ON, OAS_DATA_FORM, OAS_DATA_JSON } oas_session_data_t;

/* One Location or Directory. */
typedef struct {
    const char *provider;   /* NULL: any session counts, and of several people choose one */
    const char *realm;      /* whose sessions count here; NULL: the host's own */
    const char *user_claim; /* NULL: as the provider says */
    const oas_text_rule_t *user_rule; /* what becomes of it; NULL: it stays */
    int unauthenticated;    /* oas_unauthenticated_t: what becomes of who is not signed in; -1: not set */
    const char *unauthorized; /* what becomes of who may not pass: "403", "401", "login", or where he is sent to; NULL: 403 */
    int pass_claims;        /* oas_pass_t; -1: not set */
    const oas_passed_form_t *passed_form; /* what that line says besides; NULL: nothing */
    const oas_passing_t *passing;         /* names and encodings of its own; NULL: none */
    int pass_tokens;        /* some of oas_pass_tokens_t; -1: not set */
    int relay;              /* oas_relay_t: of the access token to proxied applications; -1: not set */
    apr_interval_time_t refresh_before; /* the end of the access token, it is renewed; -1: not set */
    apr_interval_time_t claims_age;     /* at which they are read anew; -1: not set */
    apr_interval_time_t confirmed_age;  /* at which the provider is asked for the user; -1: not set */
    oas_limits_t limits;    /* its sessions begin with those of the whole server */
    int tell_expiry;        /* oas_tell_expiry_t: by a header Session-Expires; -1: not set */
    int touch;              /* oas_touch_t: whether requests prolong the session; -1: not set */
    int session_data;       /* oas_session_data_t: applications' own values; -1: not set */
    const char *session_space; /* of these values, where session_data is set */
    int session_provider;   /* oas_session_provider_t: of mod_session's pairs; -1: not set */
    int preserve_post;      /* bytes of the largest form that is kept; 0: none is; -1: not set */
    int close_streams;      /* oas_close_streams_t: those of sessions that are over; -1: not set */
    int keep_fragment;      /* oas_keep_fragment_t: of the address that a login begins at; -1: not set */
    int guests;             /* oas_guests_t: whether who is not signed in may have values, too; -1: not set */
} oas_directory_config_t;

oas_server_config_t *oas_server_config(const server_rec *server);
oas_directory_config_t *oas_directory_config(const request_rec *r);

/* What counts in a server outside of any Location or Directory. */
oas_directory_config_t *oas_server_directory_config(const server_rec *server);

/* Who would have to sign in first is told so, and not sent anywhere. */
static inline bool oas_never_redirects(const oas_directory_config_t *directory)
{
    return directory->unauthenticated == OAS_UNAUTHENTICATED_401 || directory->unauthenticated == OAS_UNAUTHENTICATED_403;
}

/* Who is not signed in may have values here. */
static inline bool oas_guests_are_on(const oas_directory_config_t *directory)
{
    return directory->guests == OAS_GUESTS_ON && directory->unauthenticated == OAS_UNAUTHENTICATED_PASS
           && directory->session_data > OAS_DATA_OFF;
}

/* As httpd's module record wants them. */
void *oas_server_config_create(apr_pool_t *pool, server_rec *server);
void *oas_server_config_merge(apr_pool_t *pool, void *base, void *more);
void *oas_directory_config_create(apr_pool_t *pool, char *directory);
void *oas_directory_config_merge(apr_pool_t *pool, void *base, void *more);

/* The provider of this name; NULL when there is none. */
oas_provider_config_t *oas_server_config_provider(const oas_server_config_t *config, const char *name);

#endif
