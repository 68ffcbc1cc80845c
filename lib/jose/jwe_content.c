/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/jwe_content.h"

#include "base/buffer.h"
#include "crypto/random.h"
#include "jose/aes.h"

enum { CBC_PADDING = 16 }; /* bytes at most, and the length of its iv */

oas_status_t oas_jwe_refuse(oas_work_t *work)
{
    return oas_fail(work, OAS_REFUSED, "jwe_decrypt", "token can not be decrypted with a key of ours");
}

/* RFC 7518 §5.2.2.1 (5): HMAC of AAD, IV, ciphertext and the bits of the AAD as 64 bits, cut to its first half. */
static oas_status_t compute_tag(unsigned char tag[static OAS_HASH_LONGEST], const oas_content_algorithm_t *content,
                                oas_bytes_t mac_key, const oas_sealed_content_t *sealed, oas_work_t *work)
{
    size_t length = sealed->aad.length + sealed->iv.length + sealed->ciphertext.length + 8;
    oas_buffer_t text = oas_buffer(work->pool, length);

    oas_buffer_add(&text, sealed->aad);
    oas_buffer_add(&text, sealed->iv);
    oas_buffer_add(&text, sealed->ciphertext);
    oas_buffer_add_u64(&text, (uint64_t)sealed->aad.length * 8);
    return oas_hmac(tag, content->hash, mac_key, oas_buffer_bytes(&text), work);
}

/* The first half of the key is for the HMAC, the second for AES. */
static oas_bytes_t half_of(const oas_content_algorithm_t *content, const unsigned char *key, int half)
{
    return oas_bytes(key + (size_t)half * content->key_length / 2, content->key_length / 2);
}

static bool open_cbc(unsigned char *out, size_t *length, const oas_content_algorithm_t *content,
                     const unsigned char *key, const oas_sealed_content_t *sealed, oas_work_t *work)
{
    unsigned char tag[OAS_HASH_LONGEST];

    if (compute_tag(tag, content, half_of(content, key, 0), sealed, work) != OAS_OK
        || !oas_bytes_equal(sealed->tag, oas_bytes(tag, content->tag_length)))
        return false;
    return oas_aes_cbc_decrypt(out, length, half_of(content, key, 1), sealed->iv, sealed->ciphertext);
}

static bool open_gcm(unsigned char *out, size_t *length, const oas_content_algorithm_t *content,
                     const unsigned char *key, const oas_sealed_content_t *sealed)
{
    *length = sealed->ciphertext.length;
    return oas_aes_gcm_open(out, sealed->tag, oas_bytes(key, content->key_length), sealed->iv, sealed->aad,
                            sealed->ciphertext);
}

oas_status_t oas_jwe_content_open(oas_bytes_t *plaintext, const oas_content_algorithm_t *content,
                                  const unsigned char *key, const oas_sealed_content_t *sealed, oas_work_t *work)
{
    size_t room = sealed->ciphertext.length + CBC_PADDING, length = 0;
    unsigned char *out = apr_palloc(work->pool, room + 1);
    bool opened;

    *plaintext = oas_bytes(NULL, 0);
    oas_wipe_with(work->pool, out, room);
    if (content->gcm)
        opened = open_gcm(out, &length, content, key, sealed);
    else
        opened = open_cbc(out, &length, content, key, sealed, work);
    if (!opened)
        return oas_jwe_refuse(work);
    out[length] = '\0';
    *plaintext = oas_bytes(out, length);
    return OAS_OK;
}

static bool seal_gcm(oas_sealed_content_t *sealed, const oas_content_algorithm_t *content, const unsigned char *key,
                     unsigned char *out, oas_bytes_t plaintext)
{
    sealed->ciphertext = oas_bytes(out, plaintext.length);
    return oas_aes_gcm_seal(out, (unsigned char *)sealed->tag.data, oas_bytes(key, content->key_length), sealed->iv,
                            sealed->aad, plaintext);
}

static bool seal_cbc(oas_sealed_content_t *sealed, const oas_content_algorithm_t *content, const unsigned char *key,
                     unsigned char *out, oas_bytes_t plaintext, oas_work_t *work)
{
    size_t length;

    if (!oas_aes_cbc_encrypt(out, &length, half_of(content, key, 1), sealed->iv, plaintext))
        return false;
    sealed->ciphertext = oas_bytes(out, length);
    return compute_tag((unsigned char *)sealed->tag.data, content, half_of(content, key, 0), sealed, work) == OAS_OK;
}

oas_status_t oas_jwe_content_seal(oas_sealed_content_t *sealed, const oas_content_algorithm_t *content,
                                  const unsigned char *key, oas_bytes_t plaintext, oas_work_t *work)
{
    unsigned char *iv = apr_palloc(work->pool, content->iv_length);
    unsigned char *out = apr_palloc(work->pool, plaintext.length + CBC_PADDING);
    oas_status_t status = oas_random(iv, content->iv_length, work);
    bool done;

    if (status != OAS_OK)
        return status;
    sealed->iv = oas_bytes(iv, content->iv_length);
    sealed->tag = oas_bytes(apr_palloc(work->pool, OAS_HASH_LONGEST), content->tag_length);
    if (content->gcm)
        done = seal_gcm(sealed, content, key, out, plaintext);
    else
        done = seal_cbc(sealed, content, key, out, plaintext, work);
    return done ? OAS_OK
                : oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL can not encrypt with %s", content->name);
}
