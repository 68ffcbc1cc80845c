/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/authorization_setting.h"

#include <apr_lib.h>
#include <apr_strings.h>

#include "jose/jwe_algorithm.h"

const char *const oas_pushed_words[] = {"auto", "on", "off", NULL};
const char *const oas_request_object_words[] = {"auto", "off", "value", "reference", NULL};

bool oas_is_request_object_signing(const char *name)
{
    return strcmp(name, "none") == 0 || oas_algorithm_find(name) != NULL;
}

/* What must be known by us for it to be right, and in which words that is said. */
static const char *check_encryption(const char *key, const char *content, apr_pool_t *pool)
{
    if (oas_key_algorithm_find(key) == NULL || !oas_algorithm_is_allowed(key, oas_key_algorithms_default))
        return apr_psprintf(pool, "\"%s\" is not an algorithm that encrypts to a public key, such as RSA-OAEP-256 or ECDH-ES",
                            key);
    if (oas_content_algorithm_find(content) == NULL)
        return apr_psprintf(pool, "\"%s\" is not an algorithm that encrypts content, such as A256GCM", content);
    return NULL;
}

const char *oas_request_object_set_encryption(cmd_parms *cmd, void *directory, const char *key, const char *content)
{
    oas_provider_config_t *provider = oas_server_config(cmd->server)->open_provider;
    const char *error;

    (void)directory;
    if (provider == NULL)
        return apr_pstrcat(cmd->pool, cmd->cmd->name, " belongs into <OAuthProvider NAME>", NULL);
    if (content == NULL)
        content = "A128CBC-HS256"; /* OpenID Connect Registration 1.0 §2: what is meant when nothing is said */
    if ((error = check_encryption(key, content, cmd->pool)) != NULL)
        return apr_pstrcat(cmd->pool, cmd->cmd->name, ": ", error, NULL);
    provider->registration.request_object.key_encryption = key;
    provider->registration.request_object.content_encryption = content;
    return NULL;
}

bool oas_is_resource(const char *text)
{
    const char *colon = strchr(text, ':');

    if (colon == NULL || colon[1] == '\0' || !apr_isalpha(*text))
        return false;
    for (const char *c = text; c < colon; c++)
        if (!apr_isalnum(*c) && strchr("+-.", *c) == NULL)
            return false;
    for (const char *c = text; *c != '\0'; c++)
        if (!apr_isgraph(*c) || *c == '#')
            return false;
    return true;
}

/* A parameter is either fixed or passed on: nobody should have to ask which of the two wins. NULL: so it is. */
static const char *fixed_and_passed(const oas_registration_t *registration, apr_pool_t *pool)
{
    for (const char *const *name = registration->passed_parameters; name != NULL && *name != NULL; name++)
        if (oas_pairs_get(registration->authorization_parameters, *name) != NULL)
            return apr_psprintf(pool, "%s is fixed by OAuthAuthorizationParameter and in OAuthPassParameters, too", *name);
    return NULL;
}

static const char *complete_pushed(oas_provider_config_t *provider)
{
    oas_registration_t *registration = &provider->registration;

    registration->pushed = (oas_pushed_t)provider->pushed;
    if (registration->pushed == OAS_PUSHED_ON && !registration->discover && registration->by_hand.pushed_endpoint == NULL)
        return "OAuthPushedAuthorization on needs OAuthPushedAuthorizationEndpoint: the metadata, which could name it, is not "
               "fetched";
    return NULL;
}

/* on is the first of its words */
static const char *complete_iss(oas_provider_config_t *provider)
{
    oas_provider_t *by_hand = &provider->registration.by_hand;

    by_hand->announces_iss = provider->require_iss == 0;
    if (by_hand->announces_iss && by_hand->issuer == NULL)
        return "OAuthRequireIss on needs OAuthIssuer: there is nothing else to compare iss with";
    return NULL;
}

/* One kind of proof: a fallback to no signature would be what an attacker asks for. */
static bool mixes_none(const char *const *algorithms)
{
    return algorithms != NULL && algorithms[1] != NULL && oas_algorithm_is_allowed("none", algorithms);
}

static const char *complete_request_object(oas_provider_config_t *provider)
{
    oas_registration_t *registration = &provider->registration;
    oas_request_object_form_t *form = &registration->request_object;

    form->way = (oas_request_object_way_t)provider->request_object;
    if ((form->way == OAS_REQUEST_OBJECT_VALUE || form->way == OAS_REQUEST_OBJECT_REFERENCE)
        && registration->by_hand.issuer == NULL)
        return "OAuthRequestObject needs OAuthIssuer: a request object says for whom it is";
    if (mixes_none(form->algorithms))
        return "OAuthRequestObjectSigning: none stands alone or not at all";
    return NULL;
}

const char *oas_authorization_complete(oas_provider_config_t *provider, apr_pool_t *pool)
{
    const char *error;

    if ((error = complete_pushed(provider)) != NULL || (error = complete_iss(provider)) != NULL
        || (error = complete_request_object(provider)) != NULL)
        return error;
    return fixed_and_passed(&provider->registration, pool);
}
