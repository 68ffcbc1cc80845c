/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/aes.h"

#include <openssl/err.h>
#include <openssl/evp.h>

enum { GCM_IV = 12, GCM_TAG = 16, CBC_IV = 16, LARGEST = 1 << 20 /* bytes: far below what an int holds */ };
enum { DECRYPT, ENCRYPT };

typedef const EVP_CIPHER *cipher_t(void);

/* The cipher for a key of this length; NULL: there is none. */
static const EVP_CIPHER *choose(size_t key_length, cipher_t *aes_128, cipher_t *aes_192, cipher_t *aes_256)
{
    switch (key_length) {
    case 16: return aes_128();
    case 24: return aes_192();
    case 32: return aes_256();
    default: return NULL;
    }
}

/* All of in at once; *length is what was written. */
static bool run(EVP_CIPHER_CTX *context, unsigned char *out, size_t *length, oas_bytes_t in)
{
    int written = 0, last = 0;
    bool done = in.length <= LARGEST && EVP_CipherUpdate(context, out, &written, in.data, (int)in.length) == 1
                && EVP_CipherFinal_ex(context, out + written, &last) == 1;

    *length = done ? (size_t)(written + last) : 0;
    return done;
}

static bool begin_gcm(EVP_CIPHER_CTX *context, oas_bytes_t key, oas_bytes_t iv, oas_bytes_t aad, int direction)
{
    const EVP_CIPHER *cipher = choose(key.length, EVP_aes_128_gcm, EVP_aes_192_gcm, EVP_aes_256_gcm);
    int length;

    return context != NULL && cipher != NULL && iv.length == GCM_IV && aad.length <= LARGEST
           && EVP_CipherInit_ex(context, cipher, NULL, key.data, iv.data, direction) == 1
           && EVP_CipherUpdate(context, NULL, &length, aad.data, (int)aad.length) == 1;
}

bool oas_aes_gcm_seal(unsigned char *out, unsigned char tag[16], oas_bytes_t key, oas_bytes_t iv, oas_bytes_t aad,
                      oas_bytes_t in)
{
    EVP_CIPHER_CTX *context;
    size_t length;
    bool done;

    ERR_set_mark();
    context = EVP_CIPHER_CTX_new();
    done = begin_gcm(context, key, iv, aad, ENCRYPT) && run(context, out, &length, in)
           && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, GCM_TAG, tag) == 1;
    EVP_CIPHER_CTX_free(context);
    ERR_pop_to_mark();
    return done;
}

/* RFC 7518 §5.3: the tag has 128 bits. OpenSSL would take a shorter one, too. */
bool oas_aes_gcm_open(unsigned char *out, oas_bytes_t tag, oas_bytes_t key, oas_bytes_t iv, oas_bytes_t aad,
                      oas_bytes_t in)
{
    EVP_CIPHER_CTX *context;
    size_t length;
    bool done;

    if (tag.length != GCM_TAG)
        return false;
    ERR_set_mark();
    context = EVP_CIPHER_CTX_new();
    done = begin_gcm(context, key, iv, aad, DECRYPT)
           && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, GCM_TAG, (void *)tag.data) == 1
           && run(context, out, &length, in);
    EVP_CIPHER_CTX_free(context);
    ERR_pop_to_mark();
    return done;
}

static bool run_cbc(unsigned char *out, size_t *length, oas_bytes_t key, oas_bytes_t iv, oas_bytes_t in, int direction)
{
    const EVP_CIPHER *cipher = choose(key.length, EVP_aes_128_cbc, EVP_aes_192_cbc, EVP_aes_256_cbc);
    EVP_CIPHER_CTX *context;
    bool done;

    ERR_set_mark();
    context = EVP_CIPHER_CTX_new();
    done = context != NULL && cipher != NULL && iv.length == CBC_IV
           && EVP_CipherInit_ex(context, cipher, NULL, key.data, iv.data, direction) == 1
           && run(context, out, length, in);
    EVP_CIPHER_CTX_free(context);
    ERR_pop_to_mark();
    return done;
}

bool oas_aes_cbc_encrypt(unsigned char *out, size_t *length, oas_bytes_t key, oas_bytes_t iv, oas_bytes_t in)
{
    return run_cbc(out, length, key, iv, in, ENCRYPT);
}

bool oas_aes_cbc_decrypt(unsigned char *out, size_t *length, oas_bytes_t key, oas_bytes_t iv, oas_bytes_t in)
{
    return run_cbc(out, length, key, iv, in, DECRYPT);
}

static bool run_kw(unsigned char *out, oas_bytes_t key, oas_bytes_t in, int direction)
{
    const EVP_CIPHER *cipher = choose(key.length, EVP_aes_128_wrap, EVP_aes_192_wrap, EVP_aes_256_wrap);
    EVP_CIPHER_CTX *context;
    size_t length;
    bool done;

    ERR_set_mark();
    context = EVP_CIPHER_CTX_new();
    if (context != NULL)
        EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    done = context != NULL && cipher != NULL && EVP_CipherInit_ex(context, cipher, NULL, key.data, NULL, direction) == 1
           && run(context, out, &length, in);
    EVP_CIPHER_CTX_free(context);
    ERR_pop_to_mark();
    return done;
}

bool oas_aes_kw_wrap(unsigned char *out, oas_bytes_t key, oas_bytes_t in)
{
    return run_kw(out, key, in, ENCRYPT);
}

bool oas_aes_kw_unwrap(unsigned char *out, oas_bytes_t key, oas_bytes_t in)
{
    return run_kw(out, key, in, DECRYPT);
}
