/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/seal.h"

#include <limits.h>

#include <openssl/core_names.h>
#include <openssl/err.h>

#include "base/buffer.h"
#include "base/reader.h"
#include "crypto/context.h"
#include "crypto/random.h"

/* A box:                 A sealed value:
 *
 *   12  nonce              4  key id, highest byte first
 *    n  ciphertext           box of:
 *   16  tag                  8  end of validity, microseconds since 1970, highest byte first
 *                            n  the value
 *
 * The key id needs no protection of its own: another one leads to another key. */
enum { NONCE_LENGTH = 12, TAG_LENGTH = 16, KEY_ID_LENGTH = 4, EXPIRES_LENGTH = 8 };

_Static_assert(OAS_BOX_OVERHEAD == NONCE_LENGTH + TAG_LENGTH, "the overhead that callers count with");
_Static_assert(OAS_SEAL_OVERHEAD == KEY_ID_LENGTH + EXPIRES_LENGTH + OAS_BOX_OVERHEAD, "the same");

static oas_status_t fail(oas_work_t *work)
{
    return oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL failed in AES-256-GCM");
}

/* EVP counts in int. */
static bool is_too_long(oas_bytes_t bytes)
{
    return bytes.length > INT_MAX - OAS_SEAL_OVERHEAD;
}

/* Give a context key, nonce and associated bytes: the same for both directions. */
static bool start(EVP_CIPHER_CTX *gcm, int encrypt, oas_bytes_t key, const unsigned char *nonce, oas_bytes_t associated)
{
    int length;

    return key.length == OAS_KEY_LENGTH && EVP_CipherInit_ex2(gcm, NULL, key.data, nonce, encrypt, NULL) == 1
           && (associated.length == 0
               || EVP_CipherUpdate(gcm, NULL, &length, associated.data, (int)associated.length) == 1);
}

/* Turn bytes into as many at out. */
static bool run(EVP_CIPHER_CTX *gcm, unsigned char *out, oas_bytes_t bytes)
{
    int length;

    return bytes.length == 0 || EVP_CipherUpdate(gcm, out, &length, bytes.data, (int)bytes.length) == 1;
}

/* In the direction that the context was started with: tell the tag, or check the one that was expected. */
static bool finish(EVP_CIPHER_CTX *gcm)
{
    unsigned char nothing[1];
    int length;

    return EVP_CipherFinal_ex(gcm, nothing, &length) == 1;
}

static bool tell_tag(EVP_CIPHER_CTX *gcm, unsigned char *tag)
{
    return EVP_CIPHER_CTX_ctrl(gcm, EVP_CTRL_AEAD_GET_TAG, TAG_LENGTH, tag) == 1;
}

/* EVP_CIPHER_CTX_ctrl would make the same parameter of it, in 190 instructions more. */
static bool expect_tag(EVP_CIPHER_CTX *gcm, const unsigned char *tag)
{
    OSSL_PARAM parameters[] = {
        {OSSL_CIPHER_PARAM_AEAD_TAG, OSSL_PARAM_OCTET_STRING, (void *)tag, TAG_LENGTH, OSSL_PARAM_UNMODIFIED},
        {0},
    };

    return EVP_CIPHER_CTX_set_params(gcm, parameters) == 1;
}

/* Write a box of plain to out: plain.length + OAS_BOX_OVERHEAD bytes. */
static oas_status_t close_to(unsigned char *out, oas_bytes_t key, oas_bytes_t associated, oas_bytes_t plain,
                             oas_work_t *work)
{
    oas_context_t *mine;
    oas_status_t status;
    bool done;

    if (is_too_long(plain) || is_too_long(associated))
        return fail(work);
    if ((status = oas_context_mine(&mine, work)) != OAS_OK
        || (status = oas_random(out, NONCE_LENGTH, work)) != OAS_OK)
        return status;
    ERR_set_mark();
    done = start(mine->gcm, 1, key, out, associated) && run(mine->gcm, out + NONCE_LENGTH, plain)
           && finish(mine->gcm) && tell_tag(mine->gcm, out + NONCE_LENGTH + plain.length);
    ERR_pop_to_mark();
    return done ? OAS_OK : fail(work);
}

oas_status_t oas_box_close(oas_bytes_t *box, oas_bytes_t key, oas_bytes_t associated, oas_bytes_t plain,
                           oas_work_t *work)
{
    size_t length = plain.length + OAS_BOX_OVERHEAD;
    unsigned char *out = apr_palloc(work->pool, length);
    oas_status_t status = close_to(out, key, associated, plain, work);

    *box = status == OAS_OK ? oas_bytes(out, length) : oas_bytes(NULL, 0);
    return status;
}

/* Write what a box hides to out: box.length - OAS_BOX_OVERHEAD bytes, which nobody may see unless true. OpenSSL says nothing
 * in its queue of a tag that is wrong, and only want of memory leads to the rest: a mark there would cost each request 360
 * instructions. */
static bool open_to(unsigned char *out, EVP_CIPHER_CTX *gcm, oas_bytes_t key, oas_bytes_t associated, oas_bytes_t box)
{
    oas_reader_t reader = oas_reader(box);
    oas_bytes_t nonce = oas_read_bytes(&reader, NONCE_LENGTH);
    oas_bytes_t hidden = oas_read_bytes(&reader, box.length - OAS_BOX_OVERHEAD);
    oas_bytes_t tag = reader.rest;

    if (start(gcm, 0, key, nonce.data, associated) && run(gcm, out, hidden) && expect_tag(gcm, tag.data))
        return finish(gcm);
    ERR_clear_error();
    return false;
}

static oas_status_t refuse(oas_work_t *work)
{
    return oas_fail(work, OAS_REFUSED, "seal_broken", "a sealed value was changed or is not ours");
}

oas_status_t oas_box_open_to(unsigned char *out, oas_bytes_t key, oas_bytes_t associated, oas_bytes_t box, oas_work_t *work)
{
    oas_context_t *mine;

    if (box.length < OAS_BOX_OVERHEAD || is_too_long(box) || is_too_long(associated))
        return refuse(work);
    if (oas_context_mine(&mine, work) != OAS_OK)
        return OAS_BROKEN;
    if (open_to(out, mine->gcm, key, associated, box))
        return OAS_OK;
    oas_wipe(out, box.length - OAS_BOX_OVERHEAD); /* GCM lets it out before it knows the tag is wrong */
    return refuse(work);
}

oas_status_t oas_box_open(oas_bytes_t *plain, oas_bytes_t key, oas_bytes_t associated, oas_bytes_t box,
                          oas_work_t *work)
{
    size_t length = box.length > OAS_BOX_OVERHEAD ? box.length - OAS_BOX_OVERHEAD : 0;
    unsigned char *out = apr_palloc(work->pool, length + 1);
    oas_status_t status = oas_box_open_to(out, key, associated, box, work);

    *plain = oas_bytes(NULL, 0);
    if (status != OAS_OK)
        return status;
    oas_wipe_with(work->pool, out, length);
    out[length] = '\0';
    *plain = oas_bytes(out, length);
    return OAS_OK;
}

oas_status_t oas_seal(oas_bytes_t *sealed, const oas_keyring_t *ring, oas_purpose_t purpose, oas_bytes_t associated,
                      oas_bytes_t plain, apr_time_t expires, oas_work_t *work)
{
    const oas_key_t *key = oas_keyring_current(ring);
    oas_buffer_t inner = oas_buffer(work->pool, EXPIRES_LENGTH + plain.length);
    oas_buffer_t outer = oas_buffer(work->pool, OAS_SEAL_OVERHEAD + plain.length);
    oas_status_t status;
    oas_bytes_t box;

    *sealed = oas_bytes(NULL, 0);
    oas_buffer_add_u64(&inner, (uint64_t)expires);
    oas_buffer_add(&inner, plain);
    status = oas_box_close(&box, oas_key_for(key, purpose), associated, oas_buffer_bytes(&inner), work);
    oas_wipe(inner.data, inner.length);
    if (status != OAS_OK)
        return status;
    oas_buffer_add_u32(&outer, oas_key_id(key));
    oas_buffer_add(&outer, box);
    *sealed = oas_buffer_bytes(&outer);
    return OAS_OK;
}

oas_status_t oas_unseal(oas_bytes_t *plain, const oas_keyring_t *ring, oas_purpose_t purpose, oas_bytes_t associated,
                        oas_bytes_t sealed, oas_work_t *work)
{
    oas_reader_t outer = oas_reader(sealed);
    oas_reader_t inner;
    const oas_key_t *key;
    oas_status_t status;
    oas_bytes_t value;
    apr_time_t expires;

    *plain = oas_bytes(NULL, 0);
    if (sealed.length < OAS_SEAL_OVERHEAD)
        return refuse(work);
    key = oas_keyring_find(ring, oas_read_u32(&outer));
    if (key == NULL)
        return oas_fail(work, OAS_NOT_FOUND, "seal_key_unknown", "a sealed value is under a key that is not listed");
    status = oas_box_open(&value, oas_key_for(key, purpose), associated, outer.rest, work);
    if (status != OAS_OK)
        return status;
    inner = oas_reader(value);
    expires = (apr_time_t)oas_read_u64(&inner);
    *plain = inner.rest;
    if (work->now >= expires)
        return oas_fail(work, OAS_EXPIRED, "seal_expired", "a sealed value expired %" APR_TIME_T_FMT " s ago",
                        apr_time_sec(work->now - expires));
    return OAS_OK;
}
