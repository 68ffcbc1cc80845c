/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/credentials.h"

#include <apr_strings.h>

#include "httpd/config.h"
#include "httpd/secret.h"
#include "jose/private_key.h"

enum { FILE_LARGEST = 64 * 1024 }; /* bytes: a certificate with a long chain and a large key have 20 kB */

static const char *read_file(char **text, const char *name, bool is_secret, apr_pool_t *pool)
{
    const char *path = ap_server_root_relative(pool, name);

    if (path == NULL)
        return apr_psprintf(pool, "\"%s\" is not the path of a file", name);
    return is_secret ? oas_secret_read_file(text, path, FILE_LARGEST, pool)
                     : oas_secret_read_public_file(text, path, FILE_LARGEST, pool);
}

static const char *read_identity(const oas_tls_identity_t **identity, const char *file, const char *key_file,
                                 apr_pool_t *pool)
{
    oas_work_t work = oas_work(pool, 0);
    char *certificate, *key;
    const char *error;
    oas_status_t status;

    if ((error = read_file(&certificate, file, key_file == NULL, pool)) != NULL)
        return error;
    key = certificate;
    if (key_file != NULL && (error = read_file(&key, key_file, true, pool)) != NULL)
        return error;
    status = oas_tls_identity_read(identity, oas_bytes_of(certificate), oas_bytes_of(key), &work);
    oas_wipe(key, strlen(key));
    if (status == OAS_OK)
        return NULL;
    return apr_psprintf(pool, "%s%s%s: %s", file, key_file != NULL ? " " : "", key_file != NULL ? key_file : "",
                        work.failure);
}

const char *oas_credentials_set_certificate(cmd_parms *cmd, void *directory, const char *file, const char *key_file)
{
    oas_provider_config_t *provider = oas_server_config(cmd->server)->open_provider;
    const char *error;

    (void)directory;
    if (provider == NULL)
        return "OAuthClientCertificate belongs into <OAuthProvider NAME>";
    error = read_identity(&provider->registration.tls_identity, file, key_file, cmd->pool);
    return error != NULL ? apr_pstrcat(cmd->pool, "OAuthClientCertificate: ", error, NULL) : NULL;
}

/* NULL, or what is wrong. */
static const char *read_secret_key(const oas_jwk_t **key, const char *key_id, const char *file, apr_pool_t *pool)
{
    oas_work_t work = oas_work(pool, 0);
    const char *error;
    oas_status_t status;
    char *text;

    if ((error = read_file(&text, file, true, pool)) != NULL)
        return error;
    status = oas_private_key_parse(key, oas_bytes_of(text), key_id, &work);
    oas_wipe(text, strlen(text));
    if (status != OAS_OK)
        return apr_pstrcat(pool, file, ": ", work.failure, NULL);
    return oas_jwk_fits(*key, oas_algorithm_find("ES256")) ? NULL
                                                           : apr_pstrcat(pool, file, ": the key is not one on P-256", NULL);
}

const char *oas_credentials_set_secret_key(cmd_parms *cmd, void *directory, const char *team, const char *key_id,
                                           const char *file)
{
    oas_provider_config_t *provider = oas_server_config(cmd->server)->open_provider;
    const char *error;

    (void)directory;
    if (provider == NULL)
        return "OAuthSignedSecret belongs into <OAuthProvider NAME>";
    if ((error = read_secret_key(&provider->registration.secret_key, key_id, file, cmd->pool)) != NULL)
        return apr_pstrcat(cmd->pool, "OAuthSignedSecret: ", error, NULL);
    provider->registration.secret_issuer = team;
    return NULL;
}
