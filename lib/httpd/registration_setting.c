/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/registration_setting.h"

#include <apr_strings.h>

#include "base/json.h"
#include "base/utf8.h"
#include "httpd/registration_file.h"
#include "httpd/secret.h"
#include "oidc/client_registration.h"

enum { VALUE_LARGEST = 8 * 1024 }; /* bytes */

static oas_provider_config_t *open_provider(const cmd_parms *cmd)
{
    return oas_server_config(cmd->server)->open_provider;
}

const char *oas_registration_set(cmd_parms *cmd, void *directory, const char *file, const char *token)
{
    oas_provider_config_t *provider = open_provider(cmd);
    const char *error;

    (void)directory;
    if (provider == NULL)
        return "OAuthClientRegistration belongs into <OAuthProvider NAME>";
    provider->registration_file = ap_server_root_relative(cmd->pool, file);
    if (provider->registration_file == NULL)
        return apr_psprintf(cmd->pool, "OAuthClientRegistration: \"%s\" is not the path of a file", file);
    provider->dynamic.store = oas_registration_file(provider->registration_file, cmd->pool);
    provider->registration.dynamic = &provider->dynamic;
    if (token == NULL)
        return NULL;
    error = oas_secret_read(&provider->dynamic.initial_access_token, token, cmd->pool);
    return error != NULL ? apr_pstrcat(cmd->pool, "OAuthClientRegistration: ", error, NULL) : NULL;
}

/* Lists, objects, numbers, true and false are JSON already, everything else is a text. NULL: it is neither. */
static const char *json_of(const char *value, apr_pool_t *pool)
{
    oas_work_t work = oas_work(pool, 0);
    const oas_json_t *json;

    if (oas_json_parse(&json, oas_bytes_of(value), VALUE_LARGEST, "value", &work) == OAS_OK && !oas_json_is_string(json))
        return value;
    if (*value == '[' || *value == '{' || !oas_utf8_is_valid(oas_bytes_of(value)))
        return NULL;
    return oas_json_quote(pool, value);
}

const char *oas_registration_add_metadata(cmd_parms *cmd, void *directory, const char *name, const char *value)
{
    oas_provider_config_t *provider = open_provider(cmd);
    const char *json = json_of(value, cmd->pool);
    const char *error;

    (void)directory;
    if (provider == NULL)
        return "OAuthClientMetadata belongs into <OAuthProvider NAME>";
    if (oas_client_registration_owns(name))
        return apr_psprintf(cmd->pool, "OAuthClientMetadata: \"%s\" is set by the module itself; give any other member", name);
    if (json == NULL)
        return apr_psprintf(cmd->pool, "OAuthClientMetadata: \"%s\" is neither JSON nor a text in UTF-8", value);
    error = oas_setting_add(provider, cmd->info, name, json, cmd->pool);
    return error != NULL ? apr_pstrcat(cmd->pool, "OAuthClientMetadata: ", error, NULL) : NULL;
}

const char *oas_registration_complete(const oas_provider_config_t *provider)
{
    const oas_registration_t *registration = &provider->registration;

    if (registration->dynamic == NULL)
        return provider->dynamic.metadata.count != 0 ? "OAuthClientMetadata needs OAuthClientRegistration" : NULL;
    if (registration->client_id != NULL || registration->client_secret != NULL)
        return "OAuthClientRegistration is for who has no OAuthClientID and OAuthClientSecret";
    if (registration->by_hand.issuer == NULL || !registration->discover)
        return "OAuthClientRegistration needs OAuthIssuer, and metadata that is fetched: it says where to register";
    return NULL;
}

/* --- all of them --- */

typedef struct {
    server_rec *server;
    const oas_provider_config_t *provider;
} use_t;

/* Each provider that registers, once for each server that has it. */
static apr_array_header_t *uses_of(server_rec *servers, apr_pool_t *pool)
{
    apr_array_header_t *uses = apr_array_make(pool, 2, sizeof(use_t));

    for (server_rec *server = servers; server != NULL; server = server->next) {
        const apr_array_header_t *providers = oas_server_config(server)->providers;

        for (int i = 0; i < providers->nelts; i++) {
            const oas_provider_config_t *provider = APR_ARRAY_IDX(providers, i, oas_provider_config_t *);

            if (provider->registration_file != NULL)
                APR_ARRAY_PUSH(uses, use_t) = (use_t){.server = server, .provider = provider};
        }
    }
    return uses;
}

/* One client has one address to come back to. Two that share a file would take it from each other. */
static const char *compare(const use_t *one, const use_t *other, apr_pool_t *pool)
{
    const char *name = other->provider->registration.name;

    if (one->provider == other->provider
        && strcmp(oas_server_config(one->server)->public_url, oas_server_config(other->server)->public_url) != 0)
        return apr_psprintf(pool, "<OAuthProvider %s>: OAuthClientRegistration is for one OAuthPublicURL: give each virtual "
                                  "host a section of its own", name);
    if (one->provider != other->provider
        && strcmp(one->provider->registration_file, other->provider->registration_file) == 0)
        return apr_psprintf(pool, "<OAuthProvider %s>: OAuthClientRegistration: %s is that of another provider", name,
                            other->provider->registration_file);
    return NULL;
}

const char *oas_registration_check(server_rec *servers, apr_pool_t *pool)
{
    const apr_array_header_t *uses = uses_of(servers, pool);
    const char *error;

    for (int i = 0; i < uses->nelts; i++) {
        const use_t *use = &APR_ARRAY_IDX(uses, i, use_t);

        if (oas_server_config(use->server)->public_url == NULL)
            return apr_psprintf(pool, "<OAuthProvider %s>: OAuthClientRegistration needs OAuthPublicURL in this server: the "
                                      "address that the provider is told", use->provider->registration.name);
        for (int before = 0; before < i; before++)
            if ((error = compare(&APR_ARRAY_IDX(uses, before, use_t), use, pool)) != NULL)
                return error;
    }
    return NULL;
}

const char *oas_registration_prepare(server_rec *servers, const oas_waiting_t *waiting, apr_pool_t *pool)
{
    const apr_array_header_t *uses = uses_of(servers, pool);
    const char *error;

    for (int i = 0; i < uses->nelts; i++) {
        oas_registration_store_t *store = APR_ARRAY_IDX(uses, i, use_t).provider->dynamic.store;

        if ((error = oas_registration_file_prepare(store, waiting, pool)) != NULL)
            return apr_pstrcat(pool, "OAuthClientRegistration: ", error, NULL);
    }
    return NULL;
}
