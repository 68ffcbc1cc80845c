/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/credentials.h"

#include <apr_strings.h>

#include "httpd/config.h"
#include "httpd/secret.h"

enum { FILE_LARGEST = 64 * 1024 }; /* bytes: a certificate with a long chain and a large key have 20 kB */

static const char *read_file(const char **text, const char *name, bool is_secret, apr_pool_t *pool)
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
    const char *certificate, *key, *error;

    if ((error = read_file(&certificate, file, key_file == NULL, pool)) != NULL)
        return error;
    key = certificate;
    if (key_file != NULL && (error = read_file(&key, key_file, true, pool)) != NULL)
        return error;
    if (oas_tls_identity_read(identity, oas_bytes_of(certificate), oas_bytes_of(key), &work) == OAS_OK)
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
