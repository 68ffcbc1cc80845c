/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/own_keys.h"

#include <strings.h>

#include <apr_strings.h>

#include "httpd/secret.h"
#include "jose/jwe_algorithm.h"
#include "jose/private_key.h"
#include "oidc/client_auth.h"
#include "oidc/oauth1_signature.h"
#include "oidc/own_keys.h"

/* One line of the configuration. */
typedef struct {
    const char *path;
    oas_use_t use; /* OAS_USE_ANY: what the key itself says */
} own_key_t;

static const char *read_use(oas_use_t *use, const char *word, apr_pool_t *pool)
{
    *use = OAS_USE_ANY;
    if (word == NULL)
        return NULL;
    if (strcasecmp(word, "sig") == 0)
        *use = OAS_USE_SIGNATURE;
    else if (strcasecmp(word, "enc") == 0)
        *use = OAS_USE_ENCRYPTION;
    else
        return apr_psprintf(pool, "OAuthPrivateKey: \"%s\" is not sig or enc", word);
    return NULL;
}

const char *oas_own_keys_add(cmd_parms *cmd, void *directory, const char *file, const char *use)
{
    oas_server_config_t *server = oas_server_config(cmd->server);
    const char *error = ap_check_cmd_context(cmd, GLOBAL_ONLY);
    own_key_t key = {.path = ap_server_root_relative(cmd->pool, file)};

    (void)directory;
    if (error != NULL || (error = read_use(&key.use, use, cmd->pool)) != NULL)
        return error;
    if (server->open_provider != NULL)
        return "OAuthPrivateKey does not belong into <OAuthProvider>";
    if (key.path == NULL)
        return apr_psprintf(cmd->pool, "OAuthPrivateKey: \"%s\" is not the path of a file", file);
    if (server->private_keys == NULL)
        server->private_keys = apr_array_make(cmd->pool, 2, sizeof(own_key_t));
    if (server->private_keys->nelts == OAS_OWN_KEYS_MOST)
        return apr_psprintf(cmd->pool, "OAuthPrivateKey: more than %d keys", (int)OAS_OWN_KEYS_MOST);
    APR_ARRAY_PUSH(server->private_keys, own_key_t) = key;
    return NULL;
}

static const char *read_key(oas_jwk_t *read, const own_key_t *key, oas_work_t *work)
{
    char *text;
    const char *error = oas_secret_read_file(&text, key->path, OAS_PRIVATE_KEY_LARGEST, work->pool);
    const oas_jwk_t *jwk;
    oas_status_t status;

    if (error != NULL)
        return apr_pstrcat(work->pool, "OAuthPrivateKey: ", error, NULL);
    status = oas_private_key_parse(&jwk, oas_bytes_of(text), NULL, work);
    oas_wipe(text, strlen(text));
    if (status != OAS_OK)
        return apr_pstrcat(work->pool, "OAuthPrivateKey: ", key->path, ": ", work->failure, NULL);
    *read = *jwk;
    if (key->use != OAS_USE_ANY)
        read->use = key->use;
    return NULL;
}

/* A provider would verify with one key what was signed with the other. */
static bool is_repeated(const oas_jwk_t *keys, int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(keys[i].kid, keys[count].kid) == 0)
            return true;
    return false;
}

static const char *read_keys(const oas_jwk_set_t **keys, const apr_array_header_t *lines, oas_work_t *work)
{
    oas_jwk_set_t *set = apr_pcalloc(work->pool, sizeof(*set));
    oas_jwk_t *read = apr_pcalloc(work->pool, (size_t)lines->nelts * sizeof(*read));

    for (int i = 0; i < lines->nelts; i++) {
        const own_key_t *line = &APR_ARRAY_IDX(lines, i, own_key_t);
        const char *error = read_key(&read[i], line, work);

        if (error != NULL)
            return error;
        if (is_repeated(read, i))
            return apr_psprintf(work->pool, "OAuthPrivateKey: %s has the key id %.64s, which stands there before", line->path,
                                read[i].kid);
    }
    *set = (oas_jwk_set_t){.keys = read, .count = (size_t)lines->nelts};
    *keys = set;
    return NULL;
}

static bool takes_private_key(const char *key_algorithm)
{
    return key_algorithm != NULL && !oas_key_algorithm_is_symmetric(key_algorithm);
}

/* What this provider would have to sign or to decrypt with and can not; NULL: nothing. */
static const char *what_is_missing(const oas_registration_t *registration, const oas_jwk_set_t *keys)
{
    if (keys == NULL && oas_client_auth_proof(registration->client_auth) == OAS_PROOF_KEY)
        return "OAuthPrivateKey is missing, which OAuthClientAuth asks for";
    if (keys == NULL && takes_private_key(registration->token_encryption.algorithm))
        return "OAuthPrivateKey is missing, which OAuthTokenEncryption asks for";
    if (keys == NULL && takes_private_key(registration->userinfo_encryption.algorithm))
        return "OAuthPrivateKey is missing, which OAuthUserinfoEncryption asks for";
    if (registration->is_oauth1 && registration->client_secret == NULL && oas_oauth1_key(keys) == NULL)
        return "OAuthVersion 1.0a needs OAuthClientSecret, or an RSA key of OAuthPrivateKey, to sign with";
    return NULL;
}

static const char *check_providers(const server_rec *server, const oas_jwk_set_t *keys, apr_pool_t *pool)
{
    const apr_array_header_t *providers = oas_server_config(server)->providers;

    for (int i = 0; i < providers->nelts; i++) {
        const oas_registration_t *registration = &APR_ARRAY_IDX(providers, i, oas_provider_config_t *)->registration;
        const char *missing = what_is_missing(registration, keys);

        if (missing != NULL)
            return apr_psprintf(pool, "<OAuthProvider %s>: %s", registration->name, missing);
    }
    return NULL;
}

/* Applications are to be told by what one of the keys has signed. */
static const char *check_signing(const server_rec *server, const oas_jwk_set_t *keys, oas_work_t *work)
{
    const oas_algorithm_t *algorithm;
    const oas_jwk_t *key;

    if (!oas_server_config(server)->wants_signing_key
        || oas_own_keys_choose(&key, &algorithm, keys, NULL, "OAuthPassClaims jwt", work) == OAS_OK)
        return NULL;
    return "OAuthPrivateKey is missing, or none is for signing, which OAuthPassClaims jwt asks for";
}

const char *oas_own_keys_read(const oas_jwk_set_t **keys, server_rec *servers, oas_work_t *work)
{
    const apr_array_header_t *lines = oas_server_config(servers)->private_keys;
    const char *error = NULL;

    *keys = NULL;
    if (lines != NULL)
        error = read_keys(keys, lines, work);
    for (const server_rec *server = servers; server != NULL && error == NULL; server = server->next)
        if ((error = check_providers(server, *keys, work->pool)) == NULL)
            error = check_signing(server, *keys, work);
    return error;
}

void oas_own_keys_give(server_rec *servers, const oas_jwk_set_t *keys)
{
    for (server_rec *server = servers; server != NULL; server = server->next) {
        const apr_array_header_t *providers = oas_server_config(server)->providers;

        for (int i = 0; i < providers->nelts; i++)
            APR_ARRAY_IDX(providers, i, oas_provider_config_t *)->registration.own_keys = keys;
    }
}
