/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/membership_setting.h"

#include <strings.h>

#include <apr_strings.h>

#include "http/url.h"
#include "oidc/memberships.h"

static bool is_path(const char *path)
{
    return *path != '\0' && *path != '/' && path[strlen(path) - 1] != '/' && strstr(path, "//") == NULL;
}

const char *oas_membership_add(cmd_parms *cmd, void *directory, const char *url, const char *path)
{
    oas_provider_config_t *provider = oas_server_config(cmd->server)->open_provider;
    oas_work_t work = oas_work(cmd->pool, 0);
    oas_url_t *parsed;
    const char *error;

    (void)directory;
    if (provider == NULL)
        return "OAuthMemberships belongs into <OAuthProvider NAME>";
    if (path == NULL) {
        provider->wants_memberships = strcasecmp(url, "on") == 0;
        return provider->wants_memberships
                   ? NULL
                   : "OAuthMemberships takes on, or the URL of a list and the path of a name in it";
    }
    if (oas_url_parse_secure(&parsed, oas_memberships_url(url, "ada@example.org", cmd->pool), "the URL", &work) != OAS_OK)
        return apr_psprintf(cmd->pool, "OAuthMemberships: \"%s\" is not an https URL (http only to loopback): %s", url,
                            work.failure);
    if (!is_path(path))
        return apr_psprintf(cmd->pool,
                            "OAuthMemberships: \"%s\" is not a path, such as login or organization.login/slug", path);
    error = oas_setting_add(provider, cmd->info, url, path, cmd->pool);
    return error != NULL ? apr_psprintf(cmd->pool, "OAuthMemberships: %s", error) : NULL;
}

bool oas_is_group(const char *name)
{
    return *name != '\0';
}

/* The ID token's address would stand before the one of the list, and the list says nothing of it. */
const char *oas_membership_complete(const oas_provider_config_t *provider)
{
    const oas_registration_t *registration = &provider->registration;

    if (registration->by_hand.issuer != NULL && registration->emails_url != NULL && *registration->emails_url != '\0')
        return "OAuthEmailsURL is for providers without OAuthIssuer: others say themselves which address is verified; leave "
               "it out, or say off";
    return NULL;
}
