/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/provider_keys.h"

#include <apr_strings.h>

#include "httpd/secret.h"
#include "jose/thumbprint.h"
#include "jose/trusted_keys.h"

/* path NULL: no keys. */
static const char *read_file(const oas_jwk_set_t **keys, const char *path, oas_work_t *work)
{
    char *text;
    const char *error;

    *keys = NULL;
    if (path == NULL)
        return NULL;
    if ((error = oas_secret_read_public_file(&text, path, OAS_JWK_SET_LARGEST, work->pool)) != NULL)
        return error;
    if (oas_trusted_keys_parse(keys, oas_bytes_of(text), work) != OAS_OK)
        return apr_pstrcat(work->pool, path, ": ", work->failure, NULL);
    return NULL;
}

/* The thumbprints: a set that others have signed is none any more when the file is changed. */
static const char *name_signers(oas_registration_t *registration, oas_work_t *work)
{
    const oas_jwk_set_t *signers = registration->jwks_signers;
    const char *thumbprint;

    registration->jwks_signers_name = NULL;
    for (size_t i = 0; signers != NULL && i < signers->count; i++) {
        if (oas_jwk_thumbprint(&thumbprint, &signers->keys[i], work) != OAS_OK)
            return work->failure;
        registration->jwks_signers_name = apr_pstrcat(work->pool, thumbprint, registration->jwks_signers_name, NULL);
    }
    return NULL;
}

static const char *read_keys(oas_provider_config_t *provider, oas_work_t *work)
{
    const char *directive = "OAuthProviderKeys";
    const char *error = read_file(&provider->registration.trusted_keys, provider->keys_file, work);

    if (error == NULL) {
        directive = "OAuthJwksSignedBy";
        error = read_file(&provider->registration.jwks_signers, provider->jwks_signers_file, work);
    }
    if (error == NULL)
        error = name_signers(&provider->registration, work);
    if (error == NULL)
        return NULL;
    return apr_psprintf(work->pool, "<OAuthProvider %s>: %s: %s", provider->registration.name, directive, error);
}

const char *oas_provider_keys_read(server_rec *servers, oas_work_t *work)
{
    const char *error;

    for (server_rec *server = servers; server != NULL; server = server->next) {
        const apr_array_header_t *providers = oas_server_config(server)->providers;

        for (int i = 0; i < providers->nelts; i++)
            if ((error = read_keys(APR_ARRAY_IDX(providers, i, oas_provider_config_t *), work)) != NULL)
                return error;
    }
    return NULL;
}
