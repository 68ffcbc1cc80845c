/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/encryption_setting.h"

#include <apr_strings.h>

#include "httpd/setting.h"
#include "jose/jwe_algorithm.h"

const char *oas_encryption_set(cmd_parms *cmd, void *directory, const char *algorithm, const char *content)
{
    oas_provider_config_t *provider = oas_server_config(cmd->server)->open_provider;
    const oas_setting_t *setting = cmd->info;
    const char *name = cmd->cmd->name;

    (void)directory;
    if (provider == NULL)
        return apr_pstrcat(cmd->pool, name, " belongs into <OAuthProvider NAME>", NULL);
    if (content == NULL)
        content = "A128CBC-HS256"; /* OpenID Connect Registration 1.0 §2: what is meant when nothing is said */
    if (oas_key_algorithm_find(algorithm) == NULL)
        return apr_psprintf(cmd->pool, "%s: \"%s\" is not an algorithm for keys, such as RSA-OAEP-256, ECDH-ES, A128KW or dir",
                            name, algorithm);
    if (oas_content_algorithm_find(content) == NULL)
        return apr_psprintf(cmd->pool, "%s: \"%s\" is not an algorithm that encrypts content, such as A256GCM", name, content);
    *(oas_token_encryption_t *)((char *)provider + setting->offset) = (oas_token_encryption_t){algorithm, content};
    return NULL;
}

static bool lacks_secret(const char *algorithm, const oas_registration_t *registration)
{
    return oas_key_algorithm_is_symmetric(algorithm) && registration->client_secret == NULL && registration->dynamic == NULL;
}

static const char *check_secret(const char *directive, const char *algorithm, const oas_registration_t *registration,
                                apr_pool_t *pool)
{
    if (algorithm == NULL || !lacks_secret(algorithm, registration))
        return NULL;
    return apr_psprintf(pool, "%s %s: the key is made of OAuthClientSecret, which is missing", directive, algorithm);
}

const char *oas_encryption_complete(const oas_provider_config_t *provider, apr_pool_t *pool)
{
    const oas_registration_t *registration = &provider->registration;
    const char *of_id_tokens = registration->token_encryption.algorithm;
    const char *error;

    if (of_id_tokens != NULL && registration->by_hand.issuer == NULL)
        return "OAuthTokenEncryption needs OAuthIssuer: without one there are no ID tokens";
    if ((error = check_secret("OAuthTokenEncryption", of_id_tokens, registration, pool)) != NULL)
        return error;
    return check_secret("OAuthUserinfoEncryption", registration->userinfo_encryption.algorithm, registration, pool);
}
