/* SPDX-License-Identifier: Apache-2.0 */
/* HMAC under any key (digest.h) and under the derived keys of a ring (keyring.h). */
#include <openssl/core_names.h>
#include <openssl/err.h>

#include "crypto/context.h"

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

/* Make the thread's context of this purpose ready for this key: by a start from the key it has, or by a new one. */
static bool start(oas_keyed_mac_t *keyed, const oas_key_t *key, oas_purpose_t purpose, oas_hash_t hash)
{
    if (keyed->serial == oas_key_serial(key) && keyed->hash == hash)
        return EVP_MAC_init(keyed->mac, NULL, 0, NULL) == 1;
    keyed->serial = 0;
    if (!set_key(keyed->mac, hash, oas_key_for(key, purpose)))
        return false;
    keyed->serial = oas_key_serial(key);
    keyed->hash = hash;
    return true;
}

static oas_status_t mac_with(unsigned char *out, oas_hash_t hash, const oas_key_t *key, oas_purpose_t purpose,
                             oas_bytes_t bytes, oas_work_t *work)
{
    oas_context_t *mine;
    oas_keyed_mac_t *keyed;
    bool done;

    if (oas_context_mine(&mine, work) != OAS_OK)
        return OAS_BROKEN;
    keyed = &mine->keyed[purpose];
    done = start(keyed, key, purpose, hash) && finish(out, keyed->mac, hash, bytes);
    if (done)
        return OAS_OK;
    ERR_clear_error(); /* marks around each call would cost more than the rest of it but the hash */
    keyed->serial = 0; /* nobody knows what state it is in */
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
