/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/encryption_setting.h"

#include <apr_strings.h>

#include "jose/jwe_algorithm.h"

const char *oas_token_encryption_set(cmd_parms *cmd, void *directory, const char *algorithm, const char *content)
{
    oas_provider_config_t *provider = oas_server_config(cmd->server)->open_provider;

    (void)directory;
    if (provider == NULL)
        return "OAuthTokenEncryption belongs into <OAuthProvider NAME>";
    if (content == NULL)
        content = "A128CBC-HS256"; /* OpenID Connect Registration 1.0 §2: what is meant when nothing is said */
    if (oas_key_algorithm_find(algorithm) == NULL)
        return apr_psprintf(cmd->pool, "OAuthTokenEncryption: \"%s\" is not an algorithm for keys, such as RSA-OAEP-256, ECDH-ES, "
                                       "A128KW or dir", algorithm);
    if (oas_content_algorithm_find(content) == NULL)
        return apr_psprintf(cmd->pool, "OAuthTokenEncryption: \"%s\" is not an algorithm that encrypts content, such as A256GCM",
                            content);
    provider->registration.token_encryption = (oas_token_encryption_t){algorithm, content};
    return NULL;
}

const char *oas_token_encryption_complete(const oas_provider_config_t *provider)
{
    const oas_registration_t *registration = &provider->registration;

    if (registration->token_encryption.algorithm == NULL)
        return NULL;
    if (registration->by_hand.issuer == NULL)
        return "OAuthTokenEncryption needs OAuthIssuer: without one there are no ID tokens";
    if (oas_key_algorithm_is_symmetric(registration->token_encryption.algorithm) && registration->client_secret == NULL
        && registration->dynamic == NULL)
        return "OAuthTokenEncryption: with this algorithm the key is made of OAuthClientSecret, which is missing";
    return NULL;
}
