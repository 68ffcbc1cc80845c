/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/directives.h"

#include <ctype.h>

#include <apr_strings.h>

#include "httpd/admission_setting.h"
#include "httpd/audit_log.h"
#include "httpd/authorization_setting.h"
#include "httpd/claim_setting.h"
#include "httpd/config.h"
#include "httpd/oauth1_setting.h"
#include "httpd/url_setting.h"
#include "httpd/credentials.h"
#include "httpd/dpop_setting.h"
#include "httpd/encryption_setting.h"
#include "flow/kept_form.h"
#include "httpd/form_keeping.h"
#include "httpd/guest_setting.h"
#include "httpd/metadata_setting.h"
#include "httpd/own_keys.h"
#include "httpd/passed_tokens.h"
#include "httpd/passing_setting.h"
#include "httpd/membership_setting.h"
#include "httpd/preset.h"
#include "httpd/profile_setting.h"
#include "httpd/realm.h"
#include "httpd/registration_setting.h"
#include "httpd/response_setting.h"
#include "httpd/session_data_setting.h"
#include "httpd/session_idle_setting.h"
#include "httpd/session_limit_setting.h"
#include "httpd/session_provider.h"
#include "httpd/sign_out_setting.h"
#include "httpd/signing_setting.h"
#include "httpd/template_setting.h"
#include "httpd/unauthorized_setting.h"
#include "oidc/client_auth.h"
#include "oidc/end_session.h"
#include "oidc/passed_parameters.h"

enum { PROVIDER_NAME_LONGEST = 32 };

/* The structure that a setting's directive, met here, writes to. NULL: it may not stand here, and *error says why. */
static void *place_of(const char **error, const cmd_parms *cmd, const oas_setting_t *setting, void *directory)
{
    oas_server_config_t *server = oas_server_config(cmd->server);

    if (setting->is_global && (*error = ap_check_cmd_context((cmd_parms *)cmd, GLOBAL_ONLY)) != NULL)
        return NULL;
    switch (setting->place) {
    case OAS_PLACE_SERVER:
        if (server->open_provider == NULL)
            return server;
        *error = apr_psprintf(cmd->pool, "%s does not belong into <OAuthProvider>", cmd->cmd->name);
        return NULL;
    case OAS_PLACE_PROVIDER:
        if (server->open_provider != NULL)
            return server->open_provider;
        *error = apr_psprintf(cmd->pool, "%s belongs into <OAuthProvider NAME>", cmd->cmd->name);
        return NULL;
    case OAS_PLACE_DIRECTORY:
    case OAS_PLACE_PASSING:
        if (server->open_provider == NULL)
            return setting->place == OAS_PLACE_PASSING ? (void *)oas_passing_of(directory, cmd->pool) : directory;
        *error = apr_psprintf(cmd->pool, "%s does not belong into <OAuthProvider>", cmd->cmd->name);
        return NULL;
    }
    return NULL;
}

static const char *with_name(const cmd_parms *cmd, const char *error)
{
    return error != NULL ? apr_psprintf(cmd->pool, "%s: %s", cmd->cmd->name, error) : NULL;
}

static const char *set_value(cmd_parms *cmd, void *directory, const char *value)
{
    const oas_setting_t *setting = cmd->info;
    const char *error;
    void *place = place_of(&error, cmd, setting, directory);

    return place != NULL ? with_name(cmd, oas_setting_set(place, setting, value, cmd->pool)) : error;
}

static const char *add_pair(cmd_parms *cmd, void *directory, const char *name, const char *value)
{
    const oas_setting_t *setting = cmd->info;
    const char *error;
    void *place = place_of(&error, cmd, setting, directory);

    return place != NULL ? with_name(cmd, oas_setting_add(place, setting, name, value, cmd->pool)) : error;
}

/* A parameter of a request that the module does not set itself: state, nonce and their like are not to be had. */
static const char *add_parameter(cmd_parms *cmd, void *directory, const char *name, const char *value)
{
    if (oas_registration_owns_parameter(name))
        return apr_psprintf(cmd->pool, "%s: \"%s\" is set by the module itself; give any other parameter", cmd->cmd->name,
                            name);
    return add_pair(cmd, directory, name, value);
}

/* As add_parameter, where a value is known that the provider would refuse each time. */
static const char *add_authorization_parameter(cmd_parms *cmd, void *directory, const char *name, const char *value)
{
    oas_work_t work = oas_work(cmd->pool, 0);

    if (oas_parameter_check(name, value, &work) != OAS_OK)
        return apr_psprintf(cmd->pool, "%s: \"%s\" is not right for %s: %s", cmd->cmd->name, value, name, work.failure);
    return add_parameter(cmd, directory, name, value);
}

/* A parameter of a logout request: who leaves and where he comes back to is not to be had. */
static const char *add_logout_parameter(cmd_parms *cmd, void *directory, const char *name, const char *value)
{
    if (oas_end_session_owns_parameter(name))
        return apr_psprintf(cmd->pool, "%s: \"%s\" is set by the module itself; give any other parameter", cmd->cmd->name,
                            name);
    return add_pair(cmd, directory, name, value);
}

/* Scopes may be written as one quoted text, as several words, or line by line. */
static const char *add_scope(cmd_parms *cmd, void *directory, const char *value)
{
    const oas_provider_config_t *provider = oas_server_config(cmd->server)->open_provider;
    const char *so_far = provider != NULL ? provider->registration.scope : NULL;

    return set_value(cmd, directory, so_far != NULL ? apr_pstrcat(cmd->pool, so_far, " ", value, NULL) : value);
}

/* Several words, quoted or not, in any order. */
static const char *set_response_type(cmd_parms *cmd, void *directory, const char *arguments)
{
    return set_value(cmd, directory, oas_response_type_in_order(arguments, cmd->pool));
}

static const char *set_session_idle(cmd_parms *cmd, void *directory, const char *value)
{
    const char *error = set_value(cmd, directory, value);

    if (error == NULL)
        oas_session_idle_note(oas_server_config(cmd->server), ((oas_directory_config_t *)directory)->limits.idle_timeout);
    return error;
}

/* "none" stands alone. */
static const char *add_cleared_data(cmd_parms *cmd, void *directory, const char *value)
{
    const char *const *so_far = oas_server_config(cmd->server)->cleared_data;

    if (so_far != NULL && (strcasecmp(value, "none") == 0 || strcmp(*so_far, "none") == 0))
        return apr_psprintf(cmd->pool, "%s: beside \"none\" nothing else may stand", cmd->cmd->name);
    return set_value(cmd, directory, value);
}

/* OAuthProvider NAME in a Location: whether there is such a provider is known when all is read. */
static const char *set_provider(cmd_parms *cmd, void *directory, const char *value)
{
    oas_reference_t *reference = apr_array_push(oas_server_config(cmd->server)->references);

    *reference = (oas_reference_t){
        .name = value, .file = cmd->directive->filename, .line = cmd->directive->line_num};
    return set_value(cmd, directory, value);
}

/* --- <OAuthProvider NAME> --- */

/* The name stands in the callback's path and in sessions, so it is kept simple. */
static bool is_provider_name(const char *name)
{
    size_t length = strlen(name);

    for (const char *c = name; *c != '\0'; c++)
        if (!isalnum((unsigned char)*c) && *c != '-' && *c != '_')
            return false;
    return length > 0 && length <= PROVIDER_NAME_LONGEST;
}

static bool has_word(const char *words, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = words; (at = strstr(at, word)) != NULL; at += length)
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

/* What the configured client authentication can not do without: NULL when it is there. */
static const char *what_proof_is_missing(const oas_registration_t *registration)
{
    switch (oas_client_auth_proof(registration->client_auth)) {
    case OAS_PROOF_NOTHING:
    case OAS_PROOF_KEY:     return NULL; /* keys belong to the server, whose part may follow */
    case OAS_PROOF_SECRET:
        return registration->client_secret == NULL && registration->secret_key == NULL && registration->dynamic == NULL
                   ? "OAuthClientSecret is missing, or OAuthSignedSecret, which OAuthClientAuth asks for"
                   : NULL;
    case OAS_PROOF_CERTIFICATE:
        return registration->tls_identity == NULL ? "OAuthClientCertificate is missing, which OAuthClientAuth asks for"
                                                  : NULL;
    }
    return NULL;
}

/* What a provider can not do without: NULL when it is complete. */
static const char *what_is_missing(const oas_provider_config_t *provider)
{
    const oas_registration_t *registration = &provider->registration;
    const oas_provider_t *by_hand = &registration->by_hand;
    const char *flaw;

    if (registration->client_id == NULL && registration->dynamic == NULL)
        return "OAuthClientID is missing: the id under which the provider knows this site";
    if (by_hand->issuer == NULL && registration->metadata_url == NULL
        && (by_hand->authorization_endpoint == NULL || by_hand->token_endpoint == NULL))
        return "OAuthIssuer is missing, or, for a provider without discovery, OAuthAuthorizationEndpoint and "
               "OAuthTokenEndpoint";
    if (by_hand->issuer == NULL && registration->profile_url == NULL
        && (by_hand->userinfo_endpoint == NULL || *by_hand->userinfo_endpoint == '\0'))
        return "without OAuthIssuer there is no ID token: OAuthProfileURL must say where the user's profile is";
    if (by_hand->issuer != NULL && registration->scope != NULL && !has_word(registration->scope, "openid"))
        return "OAuthScope lacks openid, without which a provider with an issuer gives no ID token";
    if ((flaw = oas_admission_flaw(registration)) != NULL)
        return flaw;
    return what_proof_is_missing(registration);
}

/* Draw the conclusions from what was written. */
static void complete_provider(oas_provider_config_t *provider, apr_pool_t *pool)
{
    oas_registration_t *registration = &provider->registration;

    oas_settings_default(provider, OAS_PLACE_PROVIDER, pool);
    registration->client_auth = (oas_client_auth_t)provider->client_auth;
    if (registration->secret_key != NULL)
        registration->client_auth = OAS_CLIENT_SECRET_POST;
    registration->assertion_for_endpoint = provider->assertion_audience != 0;
    registration->userinfo_by_post = provider->userinfo_method != 0;
    registration->without_pkce = provider->pkce == 1;
}

/* Only directives of ours may stand in the section: others would silently count for the whole server. */
static const char *foreign_directive(const cmd_parms *cmd)
{
    for (const ap_directive_t *child = cmd->directive->first_child; child != NULL; child = child->next)
        if (strncasecmp(child->directive, "OAuth", 5) != 0)
            return apr_psprintf(cmd->pool, "%s (line %d) does not belong into <OAuthProvider>", child->directive,
                                child->line_num);
    return NULL;
}

static const char *read_section(cmd_parms *cmd, oas_server_config_t *server, const char *name)
{
    const ap_directive_t *section = cmd->directive; /* walking leaves cmd at the last one in it */
    oas_provider_config_t *provider = apr_pcalloc(cmd->pool, sizeof(*provider));
    const char *error;

    oas_settings_clear(provider, OAS_PLACE_PROVIDER);
    provider->registration.name = name;
    server->open_provider = provider;
    error = ap_walk_config(cmd->directive->first_child, cmd, cmd->context);
    server->open_provider = NULL;
    if (error != NULL || (error = oas_preset_apply(cmd, provider)) != NULL)
        return error;
    oas_profile_apply(provider);
    complete_provider(provider, cmd->pool);
    if ((error = what_is_missing(provider)) != NULL || (error = oas_oauth1_complete(provider, section, cmd->pool)) != NULL
        || (error = oas_metadata_complete(provider, cmd->pool)) != NULL
        || (error = oas_registration_complete(provider)) != NULL || (error = oas_response_complete(provider)) != NULL
        || (error = oas_signing_complete(provider, cmd->pool)) != NULL
        || (error = oas_encryption_complete(provider, cmd->pool)) != NULL || (error = oas_membership_complete(provider)) != NULL
        || (error = oas_dpop_complete(provider)) != NULL
        || (error = oas_authorization_complete(provider, cmd->pool)) != NULL || (error = oas_sign_out_complete(provider)) != NULL
        || (error = oas_profile_check(provider)) != NULL)
        return apr_psprintf(cmd->pool, "<OAuthProvider %s>: %s", name, error);
    APR_ARRAY_PUSH(server->providers, oas_provider_config_t *) = provider;
    return NULL;
}

static const char *open_section(cmd_parms *cmd, void *directory, const char *arguments)
{
    oas_server_config_t *server = oas_server_config(cmd->server);
    const char *end = ap_strrchr_c(arguments, '>');
    const char *error = ap_check_cmd_context(cmd, NOT_IN_DIRECTORY | NOT_IN_LOCATION | NOT_IN_FILES | NOT_IN_HTACCESS | NOT_IN_LIMIT);
    const char *name;

    (void)directory;
    if (error != NULL)
        return error;
    if (end == NULL)
        return "<OAuthProvider: the closing \">\" is missing";
    name = apr_pstrndup(cmd->pool, arguments, end - arguments);
    name = ap_getword_conf(cmd->pool, &name);
    if (!is_provider_name(name))
        return apr_psprintf(cmd->pool, "<OAuthProvider>: \"%s\" is not a name of up to %d letters, digits, - and _", name,
                            PROVIDER_NAME_LONGEST);
    if (oas_server_config_provider(server, name) != NULL)
        return apr_psprintf(cmd->pool, "<OAuthProvider %s> stands here twice", name);
    if ((error = foreign_directive(cmd)) != NULL)
        return error;
    return read_section(cmd, server, name);
}

/* --- the table --- */

#define SERVER(member)    .place = OAS_PLACE_SERVER, .offset = offsetof(oas_server_config_t, member)
#define PROVIDER(member)  .place = OAS_PLACE_PROVIDER, .offset = offsetof(oas_provider_config_t, member)
#define DIRECTORY(member) .place = OAS_PLACE_DIRECTORY, .offset = offsetof(oas_directory_config_t, member)
#define PASSING(member)   .place = OAS_PLACE_PASSING, .offset = offsetof(oas_passing_t, member)

static const char url_right[] = "an https URL (http only to loopback)";
static const char secret_right[] = "a secret, file:PATH, env:NAME or exec:COMMAND";
static const char claim_right[] = "the name of a claim, such as preferred_username";
static const char pair_right[] = "a name and a value";

static const char *const client_auth_words[] = {"auto", "client_secret_basic", "client_secret_basic_raw",
                                                "client_secret_post", "client_secret_jwt", "private_key_jwt",
                                                "tls_client_auth", "self_signed_tls_client_auth", "none", NULL};
static const char *const assertion_audience_words[] = {"issuer", "endpoint", NULL};
static const char *const userinfo_method_words[] = {"header", "post", NULL};
static const char *const session_cookie_words[] = {"session", "persistent", NULL};
static const char *const switch_words[] = {"on", "off", NULL};
static const char *const unauthenticated_words[] = {"login", "401", "403", "pass", NULL};

enum { DAY = 86400 };

const command_rec oas_directives[] = {
    AP_INIT_RAW_ARGS("<OAuthProvider", open_section, NULL, RSRC_CONF, "NAME> opens the section of a provider"),

    /* of a provider */
    AP_INIT_TAKE12("OAuthPreset", oas_preset_choose,
                   &((oas_setting_t){OAS_SETTING_TEXT, PROVIDER(preset.word), "the name of a preset, such as github"}),
                   RSRC_CONF, "what is known of this provider"),
    AP_INIT_TAKE1("OAuthIssuer", set_value,
                  &((oas_setting_t){OAS_SETTING_ISSUER, PROVIDER(registration.by_hand.issuer), url_right}), RSRC_CONF,
                  "the provider's issuer identifier"),
    AP_INIT_TAKE1("OAuthDisplayName", set_value,
                  &((oas_setting_t){OAS_SETTING_TEXT, PROVIDER(registration.display_name), "a name, such as \"Example Corp\""}),
                  RSRC_CONF, "what people know the provider by"),
    AP_INIT_TAKE1("OAuthClientID", set_value,
                  &((oas_setting_t){OAS_SETTING_TEXT, PROVIDER(registration.client_id), "a client id"}), RSRC_CONF,
                  "the id under which the provider knows this site"),
    AP_INIT_TAKE1("OAuthClientSecret", set_value,
                  &((oas_setting_t){OAS_SETTING_SECRET, PROVIDER(registration.client_secret), secret_right}), RSRC_CONF,
                  "the secret that goes with it: itself, file:PATH, env:NAME or exec:COMMAND"),
    AP_INIT_TAKE1("OAuthClientAuth", set_value,
                  &((oas_setting_t){OAS_SETTING_CHOICE, PROVIDER(client_auth),
                                    "auto, client_secret_basic, client_secret_basic_raw, client_secret_post, "
                                    "client_secret_jwt, private_key_jwt, tls_client_auth, self_signed_tls_client_auth or none", "auto",
                                    .words = client_auth_words}),
                  RSRC_CONF, "how this site proves who it is at the token endpoint"),
    AP_INIT_TAKE3("OAuthSignedSecret", oas_credentials_set_secret_key,
                  &((oas_setting_t){OAS_SETTING_TEXT, PROVIDER(registration.secret_issuer), "a team, a key id and a file"}),
                  RSRC_CONF, "the key that signs the client secrets that Apple wants"),
    AP_INIT_RAW_ARGS("OAuthResponseType", set_response_type,
                     &((oas_setting_t){OAS_SETTING_CHOICE, PROVIDER(response_type),
                                       "code, id_token, code id_token, code token, code id_token token or id_token token",
                                       "code", .words = oas_response_type_words}),
                     RSRC_CONF, "what the provider is asked to answer with"),
    AP_INIT_TAKE1("OAuthResponseMode", set_value,
                  &((oas_setting_t){OAS_SETTING_CHOICE, PROVIDER(response_mode), "query or form_post",
                                    .words = oas_response_mode_words}),
                  RSRC_CONF, "how the answer comes back"),
    AP_INIT_TAKE1("OAuthClientAssertionAudience", set_value,
                  &((oas_setting_t){OAS_SETTING_CHOICE, PROVIDER(assertion_audience), "issuer or endpoint", "issuer",
                                    .words = assertion_audience_words}),
                  RSRC_CONF, "whom a signed proof of who this site is is meant for"),
    AP_INIT_TAKE12("OAuthClientRegistration", oas_registration_set,
                   &((oas_setting_t){OAS_SETTING_FILE, PROVIDER(registration_file), "the path of a file"}), RSRC_CONF,
                   "the file of what the provider gives when this site registers by itself"),
    AP_INIT_TAKE2("OAuthClientMetadata", oas_registration_add_metadata,
                  &((oas_setting_t){OAS_SETTING_PAIR, PROVIDER(dynamic.metadata), pair_right}), RSRC_CONF,
                  "what else the provider is told when this site registers"),
    AP_INIT_TAKE12("OAuthClientCertificate", oas_credentials_set_certificate,
                   &((oas_setting_t){OAS_SETTING_FILE, PROVIDER(registration.tls_identity), "the path of a file"}), RSRC_CONF,
                   "the certificate that this site shows to the provider, and its key"),
    AP_INIT_ITERATE("OAuthScope", add_scope,
                    &((oas_setting_t){OAS_SETTING_TEXT, PROVIDER(registration.scope),
                                      "a scope, such as openid"}),
                    RSRC_CONF, "what is asked for"),
    AP_INIT_TAKE1("OAuthAuthorizationEndpoint", set_value,
                  &((oas_setting_t){OAS_SETTING_URL, PROVIDER(registration.by_hand.authorization_endpoint), url_right}),
                  RSRC_CONF, "where browsers are sent to sign in"),
    AP_INIT_TAKE1("OAuthTokenEndpoint", set_value,
                  &((oas_setting_t){OAS_SETTING_URL, PROVIDER(registration.by_hand.token_endpoint), url_right}), RSRC_CONF,
                  "where codes are exchanged for tokens"),
    AP_INIT_TAKE1("OAuthUserinfoEndpoint", set_value,
                  &((oas_setting_t){OAS_SETTING_URL_OR_OFF, PROVIDER(registration.by_hand.userinfo_endpoint),
                                    "an https URL (http only to loopback), or off"}),
                  RSRC_CONF, "where the user's claims are asked for; off: nowhere"),
    AP_INIT_TAKE1("OAuthUserinfoMethod", set_value,
                  &((oas_setting_t){OAS_SETTING_CHOICE, PROVIDER(userinfo_method), "header or post", "header",
                                    .words = userinfo_method_words}),
                  RSRC_CONF, "whether user info is asked for with the access token in a header or in a form"),
    AP_INIT_ITERATE("OAuthClaimsEndpoint", set_value,
                    &((oas_setting_t){OAS_SETTING_LIST, PROVIDER(registration.claims_endpoints), url_right,
                                      .is_right = oas_is_secure_url}),
                    RSRC_CONF, "where claims of other issuers may be fetched from"),
    AP_INIT_TAKE1("OAuthJwksURI", set_value,
                  &((oas_setting_t){OAS_SETTING_URL, PROVIDER(registration.by_hand.jwks_uri), url_right}), RSRC_CONF,
                  "where the provider's keys are"),
    AP_INIT_TAKE1("OAuthProviderKeys", set_value,
                  &((oas_setting_t){OAS_SETTING_FILE, PROVIDER(keys_file), "the path of a file"}), RSRC_CONF,
                  "the file of the provider's public keys, which are then not fetched"),
    AP_INIT_TAKE1("OAuthJwksSignedBy", set_value,
                  &((oas_setting_t){OAS_SETTING_FILE, PROVIDER(jwks_signers_file), "the path of a file"}), RSRC_CONF,
                  "the file of the public keys that the provider's key set is signed with"),
    AP_INIT_TAKE1("OAuthMetadataURL", set_value,
                  &((oas_setting_t){OAS_SETTING_URL, PROVIDER(registration.metadata_url), url_right}), RSRC_CONF,
                  "where the provider's metadata is"),
    AP_INIT_TAKE1("OAuthMetadataRefresh", set_value,
                  &((oas_setting_t){OAS_SETTING_DURATION, PROVIDER(registration.metadata_refresh),
                                    "a time from 5s to 24h, such as 1h", "1h", 5, DAY}),
                  RSRC_CONF, "how old the provider's metadata and keys may become"),
    AP_INIT_TAKE1("OAuthVersion", set_value,
                  &((oas_setting_t){OAS_SETTING_CHOICE, PROVIDER(oauth_version), "2.0 or 1.0a", "2.0",
                                    .words = oas_oauth_version_words}),
                  RSRC_CONF, "which OAuth the provider speaks"),
    AP_INIT_TAKE1("OAuthRequestTokenEndpoint", set_value,
                  &((oas_setting_t){OAS_SETTING_URL, PROVIDER(registration.request_token_endpoint), url_right}), RSRC_CONF,
                  "where a login at a provider of OAuth 1.0a begins"),
    AP_INIT_TAKE1("OAuthProfileURL", set_value,
                  &((oas_setting_t){OAS_SETTING_URL, PROVIDER(registration.profile_url), url_right}), RSRC_CONF,
                  "where a provider without ID tokens has the user's profile"),
    AP_INIT_TAKE1("OAuthPKCE", set_value,
                  &((oas_setting_t){OAS_SETTING_CHOICE, PROVIDER(pkce), "on or off", "on", .words = switch_words}),
                  RSRC_CONF, "whether codes are bound to the login they were asked for"),
    AP_INIT_TAKE1("OAuthEmailsURL", set_value,
                  &((oas_setting_t){OAS_SETTING_URL_OR_OFF, PROVIDER(registration.emails_url),
                                    "an https URL (http only to loopback), or off"}),
                  RSRC_CONF, "where a provider without ID tokens lists the user's e-mail addresses; off: nowhere"),
    AP_INIT_TAKE12("OAuthMemberships", oas_membership_add,
                   &((oas_setting_t){OAS_SETTING_PAIR, PROVIDER(registration.memberships), "on, or a URL and a path"}),
                   RSRC_CONF, "where the provider lists what the user is a member of"),
    AP_INIT_ITERATE("OAuthGroups", set_value,
                    &((oas_setting_t){OAS_SETTING_LIST, PROVIDER(registration.groups), "the name of a group",
                                      .is_right = oas_is_group}),
                    RSRC_CONF, "the memberships that count"),
    AP_INIT_TAKE1("OAuthDPoP", set_value,
                  &((oas_setting_t){OAS_SETTING_CHOICE, PROVIDER(dpop), "on or off", "off", .words = switch_words}),
                  RSRC_CONF, "whether tokens are bound to a key of this server (RFC 9449)"),
    AP_INIT_TAKE1("OAuthProfile", set_value,
                  &((oas_setting_t){OAS_SETTING_CHOICE, PROVIDER(profile), "none or fapi2", "none", .words = oas_profile_words}),
                  RSRC_CONF, "a rule book: fapi2, the FAPI 2.0 Security Profile"),
    AP_INIT_ITERATE2("OAuthAdmit", add_pair,
                     &((oas_setting_t){OAS_SETTING_VALUES, PROVIDER(registration.admitted), "a claim and its values"}),
                     RSRC_CONF, "a claim, and the values with which people may sign in"),
    AP_INIT_TAKE1("OAuthLogoutAtProvider", set_value,
                  &((oas_setting_t){OAS_SETTING_CHOICE, PROVIDER(logout_at_provider), "on, off or fresh", "off",
                                    .words = oas_logout_at_provider_words}),
                  RSRC_CONF, "whether who signs out here is signed out at the provider, too"),
    AP_INIT_TAKE1("OAuthFrontChannelLogout", set_value,
                  &((oas_setting_t){OAS_SETTING_CHOICE, PROVIDER(frontchannel_logout), "on or off", "off",
                                    .words = switch_words}),
                  RSRC_CONF, "whether pages of the provider may sign people out here"),
    AP_INIT_TAKE2("OAuthLogoutParameter", add_logout_parameter,
                  &((oas_setting_t){OAS_SETTING_PAIR, PROVIDER(registration.logout_parameters), pair_right}), RSRC_CONF,
                  "a further parameter of the requests that sign people out at the provider"),
    AP_INIT_TAKE1("OAuthLogoutCall", oas_logout_call_set,
                  &((oas_setting_t){OAS_SETTING_TEXT, PROVIDER(registration.logout_call), "a URL"}), RSRC_CONF,
                  "what is called when somebody has signed out"),
    AP_INIT_TAKE1("OAuthSessionManagement", set_value,
                  &((oas_setting_t){OAS_SETTING_CHOICE, PROVIDER(session_management), "on or off", "off",
                                    .words = switch_words}),
                  RSRC_CONF, "whether the provider's frame is asked if people are still signed in there"),
    AP_INIT_TAKE1("OAuthRevokeTokens", set_value,
                  &((oas_setting_t){OAS_SETTING_CHOICE, PROVIDER(revoke_tokens), "on, off or expiry", "off",
                                    .words = oas_revoke_tokens_words}),
                  RSRC_CONF, "whether tokens are revoked at the provider (RFC 7009) at sign-out, or at the end of a session's time, too"),
    AP_INIT_TAKE1("OAuthRevocationEndpoint", set_value,
                  &((oas_setting_t){OAS_SETTING_URL, PROVIDER(registration.by_hand.revocation_endpoint), url_right}),
                  RSRC_CONF, "where the provider is told which tokens are of no more use"),
    AP_INIT_TAKE1("OAuthIntrospectionEndpoint", set_value,
                  &((oas_setting_t){OAS_SETTING_URL, PROVIDER(registration.by_hand.introspection_endpoint), url_right}),
                  RSRC_CONF, "where the provider is asked whether a token still counts"),
    AP_INIT_TAKE1("OAuthEndSessionEndpoint", set_value,
                  &((oas_setting_t){OAS_SETTING_URL, PROVIDER(registration.by_hand.end_session_endpoint), url_right}),
                  RSRC_CONF, "where the provider signs people out"),
    AP_INIT_TAKE_ARGV("OAuthMapClaim", oas_claim_map_add,
                      &((oas_setting_t){OAS_SETTING_PAIR, PROVIDER(registration.claim_map),
                                        "a claim's name and the path of the provider's member, such as sub id"}),
                      RSRC_CONF, "a claim, the member of the provider's answer that it is read from, and what becomes of it"),
    AP_INIT_ITERATE("OAuthKeepClaims", set_value,
                    &((oas_setting_t){OAS_SETTING_LIST, PROVIDER(registration.kept_claims),
                                      "the name of a claim, such as email or !address, and not !sub", .is_right = oas_may_be_kept}),
                    RSRC_CONF, "the claims that are kept of a person"),
    AP_INIT_TAKE2("OAuthAuthorizationParameter", add_authorization_parameter,
                  &((oas_setting_t){OAS_SETTING_PAIR, PROVIDER(registration.authorization_parameters), pair_right}),
                  RSRC_CONF, "a further parameter of authorization requests"),
    AP_INIT_ITERATE("OAuthPassParameters", set_value,
                    &((oas_setting_t){OAS_SETTING_LIST, PROVIDER(registration.passed_parameters),
                                      "a parameter that a link may set, such as login_hint",
                                      .is_right = oas_parameter_may_be_passed}),
                    RSRC_CONF, "the parameters of authorization requests that links to the login page may set"),
    AP_INIT_TAKE1("OAuthPushedAuthorization", set_value,
                  &((oas_setting_t){OAS_SETTING_CHOICE, PROVIDER(pushed), "auto, on or off", "auto",
                                    .words = oas_pushed_words}),
                  RSRC_CONF, "whether authorization requests go to the provider first, by RFC 9126"),
    AP_INIT_TAKE1("OAuthPushedAuthorizationEndpoint", set_value,
                  &((oas_setting_t){OAS_SETTING_URL, PROVIDER(registration.by_hand.pushed_endpoint), url_right}), RSRC_CONF,
                  "where they go then"),
    AP_INIT_TAKE1("OAuthRequestObject", set_value,
                  &((oas_setting_t){OAS_SETTING_CHOICE, PROVIDER(request_object), "auto, off, value or reference", "auto",
                                    .words = oas_request_object_words}),
                  RSRC_CONF, "whether authorization requests are signed, by RFC 9101, and how they travel"),
    AP_INIT_ITERATE("OAuthRequestObjectSigning", set_value,
                    &((oas_setting_t){OAS_SETTING_LIST, PROVIDER(registration.request_object.algorithms),
                                      "an algorithm such as RS256 or ES256, or none",
                                      .is_right = oas_is_request_object_signing}),
                    RSRC_CONF, "what they are signed with"),
    AP_INIT_TAKE12("OAuthRequestObjectEncryption", oas_request_object_set_encryption,
                   &((oas_setting_t){OAS_SETTING_TEXT, PROVIDER(registration.request_object.key_encryption), "an algorithm"}),
                   RSRC_CONF, "what they are encrypted with"),
    AP_INIT_ITERATE("OAuthResource", set_value,
                    &((oas_setting_t){OAS_SETTING_LIST, PROVIDER(registration.resources),
                                      "an absolute URI without a fragment, such as https://api.example.org/",
                                      .is_right = oas_is_resource}),
                    RSRC_CONF, "what the access token is for, by RFC 8707"),
    AP_INIT_TAKE1("OAuthRequireIss", set_value,
                  &((oas_setting_t){OAS_SETTING_CHOICE, PROVIDER(require_iss), "on or off", "off", .words = switch_words}),
                  RSRC_CONF, "whether answers have to say who sends them, by RFC 9207, though the provider does not announce it"),
    AP_INIT_TAKE2("OAuthTokenParameter", add_parameter,
                  &((oas_setting_t){OAS_SETTING_PAIR, PROVIDER(registration.token_parameters), pair_right}), RSRC_CONF,
                  "a further parameter of token requests"),
    AP_INIT_ITERATE("OAuthSigningAlgorithms", set_value,
                    &((oas_setting_t){OAS_SETTING_WORDS, PROVIDER(registration.signing_algorithms),
                                      oas_signing_right, .words = oas_signing_words}),
                    RSRC_CONF, "the algorithms accepted for ID tokens"),
    AP_INIT_TAKE12("OAuthTokenEncryption", oas_encryption_set,
                   &((oas_setting_t){OAS_SETTING_TEXT, PROVIDER(registration.token_encryption.algorithm), "an algorithm"}),
                   RSRC_CONF, "what ID tokens have to be encrypted with"),
    AP_INIT_ITERATE("OAuthUserinfoSigning", set_value,
                    &((oas_setting_t){OAS_SETTING_WORDS, PROVIDER(registration.userinfo_signing), oas_signing_right,
                                      .words = oas_signing_words}),
                    RSRC_CONF, "the algorithms that user info has to be signed with"),
    AP_INIT_TAKE12("OAuthUserinfoEncryption", oas_encryption_set,
                   &((oas_setting_t){OAS_SETTING_TEXT, PROVIDER(registration.userinfo_encryption.algorithm), "an algorithm"}),
                   RSRC_CONF, "what user info has to be encrypted with"),
    AP_INIT_TAKE1("OAuthLeeway", set_value,
                  &((oas_setting_t){OAS_SETTING_DURATION, PROVIDER(registration.leeway), "a time from 0s to 60s", "10s", 0, 60}),
                  RSRC_CONF, "how much the provider's clock may differ from ours"),

    /* of a provider's section, a Location or a Directory */
    AP_INIT_TAKE123("OAuthUserClaim", oas_user_claim_set,
                    &((oas_setting_t){OAS_SETTING_TEXT, DIRECTORY(user_claim), claim_right}), RSRC_CONF | ACCESS_CONF,
                  "the claim whose value is REMOTE_USER"),

    /* of a Location or a Directory */
    AP_INIT_TAKE1("OAuthProvider", set_provider,
                  &((oas_setting_t){OAS_SETTING_TEXT, DIRECTORY(provider), "the name of an <OAuthProvider>"}),
                  RSRC_CONF | ACCESS_CONF, "the provider whose users may come here"),
    AP_INIT_TAKE1("OAuthRealm", oas_realm_set,
                  &((oas_setting_t){OAS_SETTING_TEXT, DIRECTORY(realm), "a name of up to 32 letters, digits, - and _"}),
                  RSRC_CONF | ACCESS_CONF, "which of the sessions side by side in one browser counts here"),
    AP_INIT_TAKE1("OAuthUnauthenticated", set_value,
                  &((oas_setting_t){OAS_SETTING_CHOICE, DIRECTORY(unauthenticated), "login, 401, 403 or pass", "login",
                                    .words = unauthenticated_words}),
                  RSRC_CONF | ACCESS_CONF, "what becomes of who is not signed in"),
    AP_INIT_TAKE1("OAuthUnauthorized", oas_unauthorized_set,
                  &((oas_setting_t){OAS_SETTING_TEXT, DIRECTORY(unauthorized), "403, 401, login, a path of this site or a URL"}),
                  RSRC_CONF | ACCESS_CONF, "what becomes of who is signed in and may not pass"),
    AP_INIT_TAKE_ARGV("OAuthPassClaims", oas_passing_set_claims,
                      &((oas_setting_t){OAS_SETTING_CHOICE, DIRECTORY(pass_claims),
                                        "auto, environment, headers, both, none, jwt or json", .words = oas_pass_words}),
                      RSRC_CONF | ACCESS_CONF, "how the application is told who the user is, and which claims"),
    AP_INIT_TAKE1("OAuthClaimPrefix", oas_passing_set_prefix,
                  &((oas_setting_t){OAS_SETTING_TEXT, PASSING(prefix), "the start of names, such as X-Remote-"}),
                  RSRC_CONF | ACCESS_CONF, "what the names of claims begin with"),
    AP_INIT_TAKE1("OAuthClaimEncoding", set_value,
                  &((oas_setting_t){OAS_SETTING_CHOICE, PASSING(encoding), "utf-8, latin1, base64url or percent",
                                    .words = oas_encoding_words}),
                  RSRC_CONF | ACCESS_CONF, "how values of claims are written"),
    AP_INIT_TAKE1("OAuthClaimDelimiter", oas_passing_set_delimiter,
                  &((oas_setting_t){OAS_SETTING_TEXT, PASSING(delimiter), "json, or a character"}), RSRC_CONF | ACCESS_CONF,
                  "what stands between the items of a list"),
    AP_INIT_TAKE1("OAuthUserHeader", oas_passing_set_user_header,
                  &((oas_setting_t){OAS_SETTING_TEXT, PASSING(user_header), "the name of a header, such as X-Forwarded-User"}),
                  RSRC_CONF | ACCESS_CONF, "a request header that has the user's name"),
    AP_INIT_TAKE_ARGV("OAuthPassTokens", oas_passed_tokens_set,
                      &((oas_setting_t){OAS_SETTING_CHOICE, DIRECTORY(pass_tokens), "none, access, id, id-claims or refresh",
                                        .words = oas_token_words}),
                      RSRC_CONF | ACCESS_CONF, "which of the provider's tokens the application is given"),
    AP_INIT_TAKE1("OAuthRelay", set_value,
                  &((oas_setting_t){OAS_SETTING_CHOICE, DIRECTORY(relay), "on or off", "off", .words = switch_words}),
                  RSRC_CONF | ACCESS_CONF, "whether requests to proxied applications bear the user's access token"),
    AP_INIT_TAKE1("OAuthRefreshBefore", set_value,
                  &((oas_setting_t){OAS_SETTING_DURATION, DIRECTORY(refresh_before), "a time from 0s to 1h, such as 60s", NULL, 0,
                                    3600}),
                  RSRC_CONF | ACCESS_CONF, "how long before its end the access token is renewed"),
    AP_INIT_TAKE1("OAuthRefreshUserinfo", set_value,
                  &((oas_setting_t){OAS_SETTING_DURATION, DIRECTORY(claims_age), "a time from 1s to 30d, such as 10m", NULL, 1,
                                    30 * DAY}),
                  RSRC_CONF | ACCESS_CONF, "how old the user's claims may become"),
    AP_INIT_TAKE1("OAuthRevalidate", set_value,
                  &((oas_setting_t){OAS_SETTING_DURATION, DIRECTORY(confirmed_age), "a time from 1s to 30d, such as 10m", NULL, 1,
                                    30 * DAY}),
                  RSRC_CONF | ACCESS_CONF, "how long ago the provider may last have confirmed the user"),
    AP_INIT_TAKE1("OAuthSessionIdle", set_session_idle,
                  &((oas_setting_t){OAS_SETTING_DURATION, DIRECTORY(limits.idle_timeout),
                                    "a time from 1s to 30d, such as 30m", "30m", 1, 30 * DAY}),
                  RSRC_CONF | ACCESS_CONF, "how long a session lasts that nobody uses"),
    AP_INIT_TAKE1("OAuthSessionLifetime", set_value,
                  &((oas_setting_t){OAS_SETTING_DURATION, DIRECTORY(limits.lifetime), "a time from 1s to 30d, such as 8h",
                                    "8h", 1, 30 * DAY}),
                  RSRC_CONF | ACCESS_CONF, "how long a session lasts at most"),
    AP_INIT_TAKE1("OAuthSessionTouch", set_value,
                  &((oas_setting_t){OAS_SETTING_CHOICE, DIRECTORY(touch), "on or off", "on", .words = switch_words}),
                  RSRC_CONF | ACCESS_CONF, "whether requests prolong the session"),
    AP_INIT_TAKE1("OAuthSessionExpiresHeader", set_value,
                  &((oas_setting_t){OAS_SETTING_CHOICE, DIRECTORY(tell_expiry), "on or off", "off", .words = switch_words}),
                  RSRC_CONF | ACCESS_CONF, "whether answers say when the session ends"),
    AP_INIT_TAKE12("OAuthSessionData", oas_session_data_set,
                   &((oas_setting_t){OAS_SETTING_CHOICE, DIRECTORY(session_data), "off, on, form or json", "off",
                                     .words = oas_session_data_words}),
                   RSRC_CONF | ACCESS_CONF, "whether applications keep values of their own in the session"),
    AP_INIT_TAKE1("OAuthSessionProvider", oas_session_provider_set,
                  &((oas_setting_t){OAS_SETTING_CHOICE, DIRECTORY(session_provider), "on or off", "off", .words = switch_words}),
                  RSRC_CONF | ACCESS_CONF, "whether mod_session keeps its pairs in the store of the sessions"),

    AP_INIT_TAKE1("OAuthCloseStreams", set_value,
                  &((oas_setting_t){OAS_SETTING_CHOICE, DIRECTORY(close_streams), "on or off", "off", .words = switch_words}),
                  RSRC_CONF | ACCESS_CONF, "whether web sockets and event streams end with the session"),
    AP_INIT_TAKE1("OAuthKeepFragment", set_value,
                  &((oas_setting_t){OAS_SETTING_CHOICE, DIRECTORY(keep_fragment), "on or off", "off", .words = switch_words}),
                  RSRC_CONF | ACCESS_CONF, "whether what stands behind # in the address outlives the sign-in"),
    AP_INIT_TAKE1("OAuthPreservePost", oas_form_keeping_set,
                  &((oas_setting_t){OAS_SETTING_SIZE, DIRECTORY(preserve_post), "off, or a size from 1 to 512k, such as 64k", "off",
                                    1, OAS_KEPT_FORM_LARGEST}),
                  RSRC_CONF | ACCESS_CONF, "how large a form may be that is kept until its sender has signed in again"),

    AP_INIT_TAKE1("OAuthGuestSession", oas_guest_set,
                  &((oas_setting_t){OAS_SETTING_CHOICE, DIRECTORY(guests), "on or off", "off", .words = switch_words}),
                  RSRC_CONF | ACCESS_CONF, "whether applications keep values of who is not signed in, too"),

    /* of a server */
    AP_INIT_TAKE1("OAuthPath", set_value,
                  &((oas_setting_t){OAS_SETTING_PATH, SERVER(path), "a path without a slash at its end, such as /oauth",
                                    "/oauth"}),
                  RSRC_CONF, "the path under which the module's own pages are"),
    AP_INIT_TAKE1("OAuthPublicURL", set_value,
                  &((oas_setting_t){OAS_SETTING_ORIGIN, SERVER(public_url),
                                    "scheme, host and port of this site, such as https://www.example.org"}),
                  RSRC_CONF, "this site as browsers see it"),
    AP_INIT_TAKE1("OAuthKeyFile", set_value,
                  &((oas_setting_t){OAS_SETTING_FILE, SERVER(key_file), "the path of a file"}), RSRC_CONF,
                  "the file of the server's keys"),
    AP_INIT_TAKE12("OAuthPrivateKey", oas_own_keys_add,
                   &((oas_setting_t){OAS_SETTING_FILE, SERVER(private_keys), "the path of a file", .is_global = true}), RSRC_CONF,
                   "a private key of this site, which providers know the public part of"),
    AP_INIT_TAKE1("OAuthSessionStore", set_value,
                  &((oas_setting_t){OAS_SETTING_STORE, SERVER(store_size), "shm(SIZE) of 128k to 64g, such as shm(32m)",
                                    "shm(32m)", 128 * 1024, 64L * 1024 * 1024 * 1024, .is_global = true}),
                  RSRC_CONF, "where sessions are kept"),
    AP_INIT_TAKE1("OAuthGuestStore", set_value,
                  &((oas_setting_t){OAS_SETTING_STORE, SERVER(guest_store_size), "shm(SIZE) of 128k to 64g, such as shm(4m)",
                                    "shm(4m)", 128 * 1024, 64L * 1024 * 1024 * 1024, .is_global = true}),
                  RSRC_CONF, "where values of who is not signed in are kept"),
    AP_INIT_TAKE1("OAuthSessionSnapshot", set_value,
                  &((oas_setting_t){OAS_SETTING_FILE, SERVER(snapshot), "the path of a file", .is_global = true}), RSRC_CONF,
                  "the file that sessions are in while the server is stopped"),
    AP_INIT_TAKE1("OAuthSessionCookie", set_value,
                  &((oas_setting_t){OAS_SETTING_CHOICE, SERVER(session_cookie), "session or persistent", "session",
                                    .words = session_cookie_words}),
                  RSRC_CONF, "whether the session's cookie outlives the browser"),
    AP_INIT_TAKE12("OAuthSessionsPerUser", oas_session_limit_set,
                   &((oas_setting_t){OAS_SETTING_NUMBER, SERVER(sessions_per_user),
                                     "a number from 0 (any number) to 1000000", "32", 0, 1000000}),
                   RSRC_CONF, "how many sessions one user may have, and what becomes of the next"),
    AP_INIT_ITERATE("OAuthWebFinger", set_value,
                    &((oas_setting_t){OAS_SETTING_LIST, SERVER(webfinger_origins),
                                      "scheme, host and port of a server, such as https://example.org",
                                      .is_right = oas_is_secure_origin}),
                    RSRC_CONF, "the servers that are asked where an account signs in"),
    AP_INIT_TAKE1("OAuthTemplates", oas_templates_set,
                  &((oas_setting_t){OAS_SETTING_FILE, SERVER(templates_folder), "the path of a folder"}), RSRC_CONF,
                  "the folder of this site's own looks and words for the module's pages"),
    AP_INIT_TAKE1("OAuthChooser", set_value,
                  &((oas_setting_t){OAS_SETTING_TARGET, SERVER(chooser), "a path of this site, such as /choose.html"}),
                  RSRC_CONF, "the page where people choose one of several providers"),
    AP_INIT_TAKE1("OAuthLogoutTarget", set_value,
                  &((oas_setting_t){OAS_SETTING_TARGET, SERVER(logout_target), "a path of this site, such as /signed-out.html"}),
                  RSRC_CONF, "where people are sent to after signing out"),
    AP_INIT_ITERATE("OAuthLogoutOrigins", set_value,
                    &((oas_setting_t){OAS_SETTING_LIST, SERVER(logout_origins),
                                      "scheme, host and port of a site, such as https://www.example.org",
                                      .is_right = oas_is_secure_origin}),
                    RSRC_CONF, "the other sites that a link may have people sent to after signing out"),
    AP_INIT_ITERATE("OAuthClearSiteData", add_cleared_data,
                    &((oas_setting_t){OAS_SETTING_WORDS, SERVER(cleared_data),
                                      "none, cache, cookies, storage, executionContexts, clientHints, prefetchCache or "
                                      "prerenderCache",
                                      "cache", .words = oas_cleared_data_words}),
                    RSRC_CONF, "what browsers forget of this site at a sign-out"),
    AP_INIT_TAKE1("OAuthMaxCalls", set_value,
                  &((oas_setting_t){OAS_SETTING_NUMBER, SERVER(max_calls), "a number from 1 to 10000", NULL, 1, 10000,
                                    .is_global = true}),
                  RSRC_CONF, "how many calls to providers may be under way in the whole server"),
    AP_INIT_TAKE1("OAuthCallDeadline", set_value,
                  &((oas_setting_t){OAS_SETTING_DURATION, SERVER(call_deadline), "a time from 1s to 60s, such as 5s", "5s", 1,
                                    60, .is_global = true}),
                  RSRC_CONF, "how long a call to a provider may take"),
    AP_INIT_TAKE1("OAuthFreeze", set_value, &((oas_setting_t){OAS_SETTING_FILE, SERVER(freeze), "the path of a file"}), RSRC_CONF,
                  "a file that stops sign-ins while it is there, and ends all sessions where it says end-all"),
    AP_INIT_TAKE12("OAuthAuditLog", oas_audit_log_set,
                   &((oas_setting_t){OAS_SETTING_TEXT, SERVER(audit_log), "the path of a file, or | and a program"}), RSRC_CONF,
                   "where it is kept on record who signed in, was refused and signed out"),
    AP_INIT_TAKE1("OAuthCAFile", set_value,
                  &((oas_setting_t){OAS_SETTING_FILE, SERVER(ca_file), "the path of a file", .is_global = true}), RSRC_CONF,
                  "the certificates that providers' certificates are verified with"),
    {.name = NULL}};

/* The settings of each place, in the order of the table, NULL behind them: sections are merged with each request, and most rows
 * are of other places. */
static const oas_setting_t *settings[OAS_PLACE_PASSING + 1][sizeof(oas_directives) / sizeof(oas_directives[0])];

void oas_settings_register(void)
{
    size_t counts[OAS_PLACE_PASSING + 1] = {0};

    memset(settings, 0, sizeof(settings));
    for (const command_rec *row = oas_directives; row->name != NULL; row++) {
        const oas_setting_t *setting = row->cmd_data;

        if (setting != NULL) /* a section has none */
            settings[setting->place][counts[setting->place]++] = setting;
    }
}

void oas_settings_clear(void *config, oas_setting_place_t place)
{
    for (const oas_setting_t *const *setting = settings[place]; *setting != NULL; setting++)
        oas_setting_clear(config, *setting);
}

void oas_settings_inherit(void *config, const void *base, oas_setting_place_t place, apr_pool_t *pool)
{
    for (const oas_setting_t *const *setting = settings[place]; *setting != NULL; setting++)
        oas_setting_inherit(config, base, *setting, pool);
}

void oas_settings_default(void *config, oas_setting_place_t place, apr_pool_t *pool)
{
    for (const oas_setting_t *const *setting = settings[place]; *setting != NULL; setting++)
        oas_setting_default(config, *setting, pool);
}
