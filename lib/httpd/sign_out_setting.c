/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/sign_out_setting.h"

#include <apr_strings.h>

#include "http/url.h"
#include "oidc/logout_call.h"

enum { REVOKE, DO_NOT_REVOKE };
const char *const oas_revoke_tokens_words[] = {"on", "off", "expiry", NULL};

enum { AT_PROVIDER, NOT_AT_PROVIDER, FRESH_AT_PROVIDER };
const char *const oas_logout_at_provider_words[] = {"on", "off", "fresh", NULL};

const char *const oas_cleared_data_words[] = {"none",        "cache",         "cookies",        "storage", "executionContexts",
                                              "clientHints", "prefetchCache", "prerenderCache", NULL};

/* Browsers would forget the cookies of all realms at once. */
static const char *const *without_cookies(const char *const *words, apr_pool_t *pool)
{
    apr_array_header_t *kept = apr_array_make(pool, 8, sizeof(const char *));

    for (; *words != NULL; words++)
        if (strcmp(*words, "cookies") != 0)
            APR_ARRAY_PUSH(kept, const char *) = *words;
    APR_ARRAY_PUSH(kept, const char *) = NULL;
    return (const char *const *)kept->elts;
}

const char *const *oas_cleared_data(const char *const *words, bool has_realms, apr_pool_t *pool)
{
    if (strcmp(*words, "none") == 0)
        return words + 1;
    return has_realms ? without_cookies(words, pool) : words;
}

/* Where the call goes to when this is the token; NULL: the URL is none, and work says why. */
static const char *origin_called(const char *url, const char *id_token, oas_work_t *work)
{
    oas_url_t *parsed;

    return oas_url_parse_secure(&parsed, oas_logout_call_url(url, id_token, work->pool), "the URL", work) == OAS_OK
               ? parsed->origin
               : NULL;
}

/* No token may choose the host. */
const char *oas_logout_call_set(cmd_parms *cmd, void *directory, const char *url)
{
    oas_provider_config_t *provider = oas_server_config(cmd->server)->open_provider;
    oas_work_t work = oas_work(cmd->pool, 0);
    const char *one, *other;

    (void)directory;
    if (provider == NULL)
        return "OAuthLogoutCall belongs into <OAuthProvider NAME>";
    one = origin_called(url, "one", &work);
    other = one != NULL ? origin_called(url, "other", &work) : NULL;
    if (other == NULL || strcmp(one, other) != 0)
        return apr_psprintf(cmd->pool, "OAuthLogoutCall: \"%s\" is not an https URL (http only to loopback), in whose path or query "
                                       OAS_LOGOUT_CALL_PLACE " may stand%s%s",
                            url, other == NULL ? ": " : "", other == NULL ? work.failure : "");
    provider->registration.logout_call = url;
    return NULL;
}

/* Only an ID token says who has left. */
static const char *logout_call_flaw(const oas_registration_t *registration)
{
    return registration->logout_call != NULL && registration->by_hand.issuer == NULL
               ? "OAuthLogoutCall tells of a person by his ID token, and needs OAuthIssuer"
               : NULL;
}

/* Metadata may say where; a provider that has none has to be told of. */
static const char *revocation_flaw(const oas_registration_t *registration)
{
    if (!registration->revoke_tokens)
        return NULL;
    if (registration->is_oauth1)
        return "OAuthVersion 1.0a has no revocation of tokens: leave OAuthRevokeTokens out, or say off";
    if (!registration->discover && registration->by_hand.revocation_endpoint == NULL)
        return "OAuthRevocationEndpoint is missing: without metadata nothing else says where OAuthRevokeTokens on revokes them";
    return NULL;
}

/* Its question goes the way of a login, with prompt=none, and needs the cookie on the way back. */
static const char *session_management_flaw(const oas_registration_t *registration)
{
    if (!registration->session_management)
        return NULL;
    if (registration->by_hand.issuer == NULL || !registration->discover)
        return "OAuthSessionManagement needs OAuthIssuer and the metadata of a provider that has a frame for it";
    if (registration->response_mode == OAS_MODE_FORM_POST)
        return "OAuthSessionManagement can not be with OAuthResponseMode form_post: no cookie comes back with a form";
    if (registration->request_object.way == OAS_REQUEST_OBJECT_REFERENCE)
        return "OAuthSessionManagement can not be with OAuthRequestObject reference: say value";
    if (oas_pairs_get(registration->authorization_parameters, "prompt") != NULL)
        return "OAuthSessionManagement can not be with OAuthAuthorizationParameter prompt: it asks with prompt=none";
    return NULL;
}

const char *oas_sign_out_complete(oas_provider_config_t *provider)
{
    oas_registration_t *registration = &provider->registration;
    const char *error;

    registration->logout_at_provider = provider->logout_at_provider != NOT_AT_PROVIDER;
    registration->fresh_logout_hint = provider->logout_at_provider == FRESH_AT_PROVIDER;
    registration->frontchannel_logout = provider->frontchannel_logout == 0;
    registration->revoke_tokens = provider->revoke_tokens != DO_NOT_REVOKE;
    registration->revoke_ended_tokens = registration->revoke_tokens && provider->revoke_tokens != REVOKE;
    registration->session_management = provider->session_management == 0;
    if ((error = session_management_flaw(registration)) == NULL)
        error = revocation_flaw(registration);
    return error != NULL ? error : logout_call_flaw(registration);
}
