/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/config.h"

#include <apr_strings.h>

#include "httpd/audit_log.h"
#include "httpd/claim_setting.h"
#include "httpd/directives.h"
#include "httpd/guest_setting.h"
#include "httpd/passing_setting.h"
#include "httpd/realm.h"
#include "httpd/session_data_setting.h"
#include "httpd/session_idle_setting.h"
#include "httpd/session_limit_setting.h"

oas_server_config_t *oas_server_config(const server_rec *server)
{
    return ap_get_module_config(server->module_config, &oauth_session_module);
}

oas_directory_config_t *oas_directory_config(const request_rec *r)
{
    return ap_get_module_config(r->per_dir_config, &oauth_session_module);
}

oas_directory_config_t *oas_server_directory_config(const server_rec *server)
{
    return ap_get_module_config(server->lookup_defaults, &oauth_session_module);
}

void *oas_server_config_create(apr_pool_t *pool, server_rec *server)
{
    oas_server_config_t *config = apr_pcalloc(pool, sizeof(*config));

    (void)server;
    oas_settings_clear(config, OAS_PLACE_SERVER);
    config->providers = apr_array_make(pool, 2, sizeof(oas_provider_config_t *));
    config->references = apr_array_make(pool, 2, sizeof(oas_reference_t));
    config->realms = apr_array_make(pool, 1, sizeof(const char *));
    config->guest_places = apr_array_make(pool, 1, sizeof(oas_guest_place_t));
    return config;
}

/* The virtual host's own providers, then the main server's that have other names. */
static apr_array_header_t *merge_providers(apr_pool_t *pool, const oas_server_config_t *base,
                                           const oas_server_config_t *more)
{
    apr_array_header_t *merged = apr_array_copy(pool, more->providers);

    for (int i = 0; i < base->providers->nelts; i++) {
        oas_provider_config_t *provider = APR_ARRAY_IDX(base->providers, i, oas_provider_config_t *);

        if (oas_server_config_provider(more, provider->registration.name) == NULL)
            APR_ARRAY_PUSH(merged, oas_provider_config_t *) = provider;
    }
    return merged;
}

void *oas_server_config_merge(apr_pool_t *pool, void *given_base, void *given_more)
{
    const oas_server_config_t *base = given_base, *more = given_more;
    oas_server_config_t *config = apr_pmemdup(pool, more, sizeof(*more));

    oas_audit_log_inherit(config, base);
    oas_session_limit_inherit(config, base);
    oas_settings_inherit(config, base, OAS_PLACE_SERVER, pool);
    config->providers = merge_providers(pool, base, more);
    if (config->templates == NULL)
        config->templates = base->templates;
    config->keeps_forms = more->keeps_forms || base->keeps_forms;
    oas_realms_inherit(config, base, pool);
    oas_session_idle_inherit(config, base);
    return config;
}

void *oas_directory_config_create(apr_pool_t *pool, char *directory)
{
    oas_directory_config_t *config = apr_pcalloc(pool, sizeof(*config));

    (void)directory;
    oas_settings_clear(config, OAS_PLACE_DIRECTORY);
    return config;
}

void *oas_directory_config_merge(apr_pool_t *pool, void *given_base, void *given_more)
{
    const oas_directory_config_t *base = given_base, *more = given_more;
    oas_directory_config_t *config = apr_pmemdup(pool, more, sizeof(*more));

    oas_session_data_inherit(config, base);
    oas_user_claim_inherit(config, base);
    oas_passing_inherit(config, base, pool);
    oas_settings_inherit(config, base, OAS_PLACE_DIRECTORY, pool);
    return config;
}

oas_provider_config_t *oas_server_config_provider(const oas_server_config_t *config, const char *name)
{
    for (int i = 0; i < config->providers->nelts; i++) {
        oas_provider_config_t *provider = APR_ARRAY_IDX(config->providers, i, oas_provider_config_t *);

        if (strcmp(provider->registration.name, name) == 0)
            return provider;
    }
    return NULL;
}
