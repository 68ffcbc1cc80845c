/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/context.h"

#include <pthread.h>
#include <stdlib.h>

#include <openssl/err.h>

/* Written by oas_crypto_begin and its end only, when there is one thread. */
static struct {
    unsigned begun; /* pools that hold it */
    pthread_key_t contexts;
    EVP_MD *hashes[OAS_SHA512 + 1];
    EVP_MAC *hmac;
    EVP_CIPHER *aes_256_gcm, *aes_256_ecb;
} shared;

static const char *const hash_names[] = {[OAS_SHA256] = "SHA256", [OAS_SHA384] = "SHA384", [OAS_SHA512] = "SHA512"};

static void free_context(void *given)
{
    oas_context_t *context = given;

    if (context == NULL)
        return;
    EVP_MD_CTX_free(context->digest);
    EVP_MAC_CTX_free(context->mac);
    EVP_CIPHER_CTX_free(context->gcm);
    EVP_CIPHER_CTX_free(context->prf.sum);
    EVP_CIPHER_CTX_free(context->prf.out);
    for (int purpose = 0; purpose < OAS_PURPOSE_COUNT; purpose++) {
        EVP_MD_CTX_free(context->keyed[purpose].inner);
        EVP_MD_CTX_free(context->keyed[purpose].outer);
    }
    free(context);
}

static void free_algorithms(void)
{
    for (oas_hash_t hash = OAS_SHA256; hash <= OAS_SHA512; hash++)
        EVP_MD_free(shared.hashes[hash]);
    EVP_MAC_free(shared.hmac);
    EVP_CIPHER_free(shared.aes_256_gcm);
    EVP_CIPHER_free(shared.aes_256_ecb);
    memset(&shared, 0, sizeof(shared));
}

static bool fetch_algorithms(void)
{
    for (oas_hash_t hash = OAS_SHA256; hash <= OAS_SHA512; hash++)
        if ((shared.hashes[hash] = EVP_MD_fetch(NULL, hash_names[hash], NULL)) == NULL)
            return false;
    shared.hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    shared.aes_256_gcm = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
    shared.aes_256_ecb = EVP_CIPHER_fetch(NULL, "AES-256-ECB", NULL);
    return shared.hmac != NULL && shared.aes_256_gcm != NULL && shared.aes_256_ecb != NULL;
}

/* httpd unloads the module at each restart: a destructor that libc still knew would then point into nothing. */
static apr_status_t end_now(void *unused)
{
    (void)unused;
    if (--shared.begun != 0)
        return APR_SUCCESS;
    free_context(pthread_getspecific(shared.contexts));
    pthread_key_delete(shared.contexts);
    free_algorithms();
    return APR_SUCCESS;
}

oas_status_t oas_crypto_begin(apr_pool_t *pool, oas_work_t *work)
{
    bool fetched;

    if (shared.begun == 0) {
        ERR_set_mark();
        fetched = fetch_algorithms();
        ERR_pop_to_mark();
        if (!fetched || pthread_key_create(&shared.contexts, free_context) != 0) {
            free_algorithms();
            return oas_fail(work, OAS_BROKEN, "crypto_missing", "OpenSSL has no SHA-2, HMAC or AES-256");
        }
    }
    shared.begun++;
    apr_pool_cleanup_register(pool, NULL, end_now, apr_pool_cleanup_null);
    return OAS_OK;
}

/* A context that is given its key later. false: there is no memory, here and below. */
static bool new_cipher(EVP_CIPHER_CTX **cipher, const EVP_CIPHER *algorithm)
{
    *cipher = EVP_CIPHER_CTX_new();
    return *cipher != NULL && EVP_CipherInit_ex2(*cipher, algorithm, NULL, NULL, 1, NULL) == 1;
}

/* One for whole blocks. (Where there is no padding anyhow, to say so would make each key cost 400 instructions more.) */
static bool new_block_cipher(EVP_CIPHER_CTX **cipher)
{
    return new_cipher(cipher, shared.aes_256_ecb) && EVP_CIPHER_CTX_set_padding(*cipher, 0) == 1;
}

static bool fill_context(oas_context_t *context)
{
    context->digest = EVP_MD_CTX_new();
    context->mac = EVP_MAC_CTX_new(shared.hmac);
    for (int purpose = 0; purpose < OAS_PURPOSE_COUNT; purpose++)
        if ((context->keyed[purpose].inner = EVP_MD_CTX_new()) == NULL
            || (context->keyed[purpose].outer = EVP_MD_CTX_new()) == NULL)
            return false;
    return context->digest != NULL && context->mac != NULL && new_cipher(&context->gcm, shared.aes_256_gcm)
           && new_block_cipher(&context->prf.sum) && new_block_cipher(&context->prf.out);
}

static oas_context_t *new_context(void)
{
    oas_context_t *context = calloc(1, sizeof(*context));
    bool filled;

    ERR_set_mark();
    filled = context != NULL && fill_context(context) && pthread_setspecific(shared.contexts, context) == 0;
    ERR_pop_to_mark();
    if (filled)
        return context;
    free_context(context);
    return NULL;
}

oas_status_t oas_context_mine(oas_context_t **context, oas_work_t *work)
{
    *context = NULL;
    if (shared.begun == 0)
        return oas_fail(work, OAS_BROKEN, "crypto_not_begun", "oas_crypto_begin was not called");
    *context = pthread_getspecific(shared.contexts);
    if (*context == NULL)
        *context = new_context();
    if (*context == NULL)
        return oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL could not make its contexts");
    return OAS_OK;
}

const EVP_MD *oas_context_hash(oas_hash_t hash)
{
    return shared.hashes[hash];
}
