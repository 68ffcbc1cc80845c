/* SPDX-License-Identifier: Apache-2.0 */
/* HMAC under any key (digest.h), as OpenSSL has it, and under the derived keys of a ring (keyring.h): with both
 * hashes prepared it costs 600 instructions less. */
#include <openssl/core_names.h>
#include <openssl/err.h>

#include "crypto/context.h"

enum { LONGEST_BLOCK = 128 }; /* bytes, of SHA-384 and SHA-512 */

_Static_assert(OAS_KEY_LENGTH <= 64, "a derived key fits into the shortest block");

/* Give a context its key: costs many times what the hash blocks of a short text do. EVP takes no key at NULL, so even
 * one of no bytes needs an address. */
static bool set_key(EVP_MAC_CTX *mac, oas_hash_t hash, oas_bytes_t key)
{
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)EVP_MD_get0_name(oas_context_hash(hash)), 0),
        OSSL_PARAM_construct_end(),
    };

    return EVP_MAC_init(mac, key.length != 0 ? key.data : (const unsigned char *)"", key.length, parameters) == 1;
}

static bool finish(unsigned char *out, EVP_MAC_CTX *mac, oas_hash_t hash, oas_bytes_t bytes)
{
    return EVP_MAC_update(mac, bytes.data, bytes.length) == 1
           && EVP_MAC_final(mac, out, NULL, oas_hash_length(hash)) == 1;
}

static oas_status_t fail(oas_work_t *work)
{
    return oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL failed to compute an HMAC");
}

oas_status_t oas_hmac(unsigned char *out, oas_hash_t hash, oas_bytes_t key, oas_bytes_t bytes, oas_work_t *work)
{
    oas_context_t *mine;
    bool done;

    if (oas_context_mine(&mine, work) != OAS_OK)
        return OAS_BROKEN;
    ERR_set_mark();
    done = set_key(mine->mac, hash, key) && finish(out, mine->mac, hash, bytes);
    ERR_pop_to_mark();
    return done ? OAS_OK : fail(work);
}

/* Begin one of the two hashes of RFC 2104 §2: with a block that is the key, zeros behind it, each byte changed by pad. */
static bool take_in(EVP_MD_CTX *context, oas_hash_t hash, oas_bytes_t key, unsigned char pad)
{
    unsigned char block[LONGEST_BLOCK];
    size_t length = (size_t)EVP_MD_get_block_size(oas_context_hash(hash));
    bool done;

    memset(block, pad, length);
    for (size_t i = 0; i < key.length; i++)
        block[i] ^= key.data[i];
    done = EVP_DigestInit_ex2(context, oas_context_hash(hash), NULL) == 1
           && EVP_DigestUpdate(context, block, length) == 1;
    oas_wipe(block, sizeof(block));
    return done;
}

/* Make the thread's hashes of this purpose ready for this key, unless they are. */
static bool prepare(oas_keyed_mac_t *keyed, const oas_key_t *key, oas_purpose_t purpose, oas_hash_t hash)
{
    if (keyed->serial == oas_key_serial(key) && keyed->hash == hash)
        return true;
    keyed->serial = 0;
    if (!take_in(keyed->inner, hash, oas_key_for(key, purpose), 0x36)
        || !take_in(keyed->outer, hash, oas_key_for(key, purpose), 0x5c))
        return false;
    keyed->serial = oas_key_serial(key);
    keyed->hash = hash;
    return true;
}

/* The digest of what a hash has taken in and these bytes. */
static bool go_on(unsigned char *out, EVP_MD_CTX *copy, const EVP_MD_CTX *begun, oas_bytes_t bytes)
{
    return EVP_MD_CTX_copy_ex(copy, begun) == 1 && EVP_DigestUpdate(copy, bytes.data, bytes.length) == 1
           && EVP_DigestFinal_ex(copy, out, NULL) == 1;
}

static oas_status_t mac_with(unsigned char *out, oas_hash_t hash, const oas_key_t *key, oas_purpose_t purpose,
                             oas_bytes_t bytes, oas_work_t *work)
{
    unsigned char inner[OAS_HASH_LONGEST];
    oas_context_t *mine;
    oas_keyed_mac_t *keyed;
    bool done;

    if (oas_context_mine(&mine, work) != OAS_OK)
        return OAS_BROKEN;
    keyed = &mine->keyed[purpose];
    done = prepare(keyed, key, purpose, hash) && go_on(inner, mine->digest, keyed->inner, bytes)
           && go_on(out, mine->digest, keyed->outer, oas_bytes(inner, oas_hash_length(hash)));
    if (done)
        return OAS_OK;
    ERR_clear_error(); /* a mark before would cost each request 360 instructions, and only want of memory leads here */
    return fail(work);
}

oas_status_t oas_key_mac256(unsigned char *out, const oas_key_t *key, oas_purpose_t purpose, oas_bytes_t bytes,
                            oas_work_t *work)
{
    return mac_with(out, OAS_SHA256, key, purpose, bytes, work);
}

oas_status_t oas_key_mac512(unsigned char *out, const oas_key_t *key, oas_purpose_t purpose, oas_bytes_t bytes,
                            oas_work_t *work)
{
    return mac_with(out, OAS_SHA512, key, purpose, bytes, work);
}
