/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/jwe_key.h"

#include <apr_strings.h>

#include "base/base64url.h"
#include "crypto/random.h"
#include "jose/aes.h"
#include "jose/curve.h"
#include "jose/jwe_agreement.h"
#include "jose/jwe_content.h"
#include "jose/jwe_rsa.h"
#include "jose/private_key.h"
#include "jose/thumbprint.h"

enum { WRAPPING_KEY_LONGEST = OAS_CONTENT_KEY_LONGEST };

oas_status_t oas_jwe_shared_key(unsigned char *key, size_t length, const oas_jwk_t *jwk, oas_work_t *work)
{
    unsigned char digest[OAS_HASH_LONGEST];
    oas_hash_t hash = length <= 32 ? OAS_SHA256 : length <= 48 ? OAS_SHA384 : OAS_SHA512;
    oas_status_t status;

    if (!jwk->is_client_secret) {
        memcpy(key, jwk->secret.data, length); /* oas_jwk_fits_wrap: it has that length */
        return OAS_OK;
    }
    status = oas_digest(digest, hash, jwk->secret, work);
    if (status == OAS_OK)
        memcpy(key, digest, length);
    oas_wipe(digest, sizeof(digest));
    return status;
}

/* --- opening --- */

/* A member of the header in base64url; empty when it is not there. */
static oas_status_t read_member(oas_bytes_t *value, const oas_json_t *header, const char *name, oas_work_t *work)
{
    *value = oas_bytes(NULL, 0);
    if (oas_json_member(header, name) == NULL)
        return OAS_OK;
    if (oas_json_string(header, name) == NULL
        || !oas_base64url_decode(value, oas_bytes_of(oas_json_string(header, name)), work->pool))
        return oas_fail(work, OAS_REFUSED, "jwe_header", "\"%s\" in the token's header is not base64url", name);
    return OAS_OK;
}

/* RFC 7518 §4.5 and §4.6: what is not wrapped has no encrypted key beside it. */
static oas_status_t check_empty(const oas_sealed_key_t *sealed, oas_work_t *work)
{
    return sealed->encrypted_key.length == 0 ? OAS_OK : oas_jwe_refuse(work);
}

static oas_status_t unwrap(unsigned char *key, const oas_sealed_key_t *sealed, const unsigned char *wrapping,
                           oas_work_t *work)
{
    if (sealed->encrypted_key.length != sealed->content->key_length + OAS_AES_KW_MORE
        || !oas_aes_kw_unwrap(key, oas_bytes(wrapping, sealed->algorithm->key_length), sealed->encrypted_key))
        return oas_jwe_refuse(work);
    return OAS_OK;
}

static oas_status_t read_agreement(oas_agreement_t *wanted, const oas_jwk_t **ephemeral, const oas_sealed_key_t *sealed,
                                   oas_work_t *work)
{
    bool direct = sealed->algorithm->key_length == 0;
    oas_status_t status;

    wanted->name = direct ? sealed->content->name : sealed->algorithm->name;
    wanted->length = direct ? sealed->content->key_length : sealed->algorithm->key_length;
    if ((status = read_member(&wanted->apu, sealed->header, "apu", work)) != OAS_OK
        || (status = read_member(&wanted->apv, sealed->header, "apv", work)) != OAS_OK)
        return status;
    return oas_jwk_parse(ephemeral, oas_json_member(sealed->header, "epk"), OAS_USE_ENCRYPTION, work);
}

static oas_status_t open_agreed(unsigned char *key, const oas_sealed_key_t *sealed, const oas_jwk_t *ours,
                                oas_work_t *work)
{
    unsigned char wrapping[WRAPPING_KEY_LONGEST];
    const oas_jwk_t *ephemeral;
    oas_agreement_t wanted;
    oas_status_t status;

    if ((status = read_agreement(&wanted, &ephemeral, sealed, work)) != OAS_OK)
        return status;
    if (!oas_text_equal(ephemeral->curve, ours->curve))
        return oas_jwe_refuse(work);
    if (sealed->algorithm->key_length == 0) {
        status = check_empty(sealed, work);
        return status == OAS_OK ? oas_jwe_agree(key, &wanted, ours, ephemeral, work) : status;
    }
    if ((status = oas_jwe_agree(wrapping, &wanted, ours, ephemeral, work)) == OAS_OK)
        status = unwrap(key, sealed, wrapping, work);
    oas_wipe(wrapping, sizeof(wrapping));
    return status;
}

static oas_status_t open_wrapped(unsigned char *key, const oas_sealed_key_t *sealed, const oas_jwk_t *ours,
                                 oas_work_t *work)
{
    unsigned char wrapping[WRAPPING_KEY_LONGEST];
    oas_status_t status = oas_jwe_shared_key(wrapping, sealed->algorithm->key_length, ours, work);

    if (status == OAS_OK)
        status = unwrap(key, sealed, wrapping, work);
    oas_wipe(wrapping, sizeof(wrapping));
    return status;
}

/* RFC 7518 §4.7: iv and tag stand in the header. */
static oas_status_t open_gcm(unsigned char *key, const oas_sealed_key_t *sealed, const oas_jwk_t *ours,
                             oas_work_t *work)
{
    unsigned char wrapping[WRAPPING_KEY_LONGEST];
    oas_bytes_t iv, tag;
    oas_status_t status;

    if ((status = read_member(&iv, sealed->header, "iv", work)) != OAS_OK
        || (status = read_member(&tag, sealed->header, "tag", work)) != OAS_OK
        || (status = oas_jwe_shared_key(wrapping, sealed->algorithm->key_length, ours, work)) != OAS_OK)
        return status;
    if (sealed->encrypted_key.length != sealed->content->key_length
        || !oas_aes_gcm_open(key, tag, oas_bytes(wrapping, sealed->algorithm->key_length), iv, oas_bytes(NULL, 0),
                             sealed->encrypted_key))
        status = oas_jwe_refuse(work);
    oas_wipe(wrapping, sizeof(wrapping));
    return status;
}

static oas_status_t open_direct(unsigned char *key, const oas_sealed_key_t *sealed, const oas_jwk_t *ours,
                                oas_work_t *work)
{
    oas_status_t status = check_empty(sealed, work);

    return status == OAS_OK ? oas_jwe_shared_key(key, sealed->content->key_length, ours, work) : status;
}

oas_status_t oas_jwe_key_open(unsigned char *key, const oas_sealed_key_t *sealed, const oas_jwk_t *ours,
                              oas_work_t *work)
{
    switch (sealed->algorithm->wrap) {
    case OAS_WRAP_RSA_OAEP:
        return oas_jwe_rsa_open(key, sealed->content->key_length, sealed->algorithm, ours, sealed->encrypted_key, work);
    case OAS_WRAP_ECDH: return open_agreed(key, sealed, ours, work);
    case OAS_WRAP_AES_KW: return open_wrapped(key, sealed, ours, work);
    case OAS_WRAP_AES_GCM: return open_gcm(key, sealed, ours, work);
    case OAS_WRAP_DIRECT: return open_direct(key, sealed, ours, work);
    }
    return oas_jwe_refuse(work);
}

/* --- sealing --- */

static oas_status_t fail_to_seal(const oas_sealed_key_t *sealed, oas_work_t *work)
{
    return oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL can not seal a key with %s", sealed->algorithm->name);
}

static oas_status_t wrap(oas_sealed_key_t *sealed, const unsigned char *wrapping, const unsigned char *key,
                         oas_work_t *work)
{
    size_t length = sealed->content->key_length;
    unsigned char *out = apr_palloc(work->pool, length + OAS_AES_KW_MORE);

    if (!oas_aes_kw_wrap(out, oas_bytes(wrapping, sealed->algorithm->key_length), oas_bytes(key, length)))
        return fail_to_seal(sealed, work);
    sealed->encrypted_key = oas_bytes(out, length + OAS_AES_KW_MORE);
    return OAS_OK;
}

static oas_status_t seal_agreed(unsigned char *key, oas_sealed_key_t *sealed, const oas_jwk_t *theirs, oas_work_t *work)
{
    unsigned char wrapping[WRAPPING_KEY_LONGEST];
    bool direct = sealed->algorithm->key_length == 0;
    const oas_agreement_t wanted = {direct ? sealed->content->name : sealed->algorithm->name,
                                    direct ? sealed->content->key_length : sealed->algorithm->key_length,
                                    {NULL, 0},
                                    {NULL, 0}};
    const oas_jwk_t *ephemeral;
    const char *epk;
    oas_status_t status;

    if ((status = oas_private_key_generate(&ephemeral, theirs->curve, work)) != OAS_OK
        || (status = oas_jwk_public(&epk, ephemeral, work)) != OAS_OK)
        return status;
    sealed->members = apr_pstrcat(work->pool, ",\"epk\":", epk, NULL);
    status = oas_jwe_agree(direct ? key : wrapping, &wanted, ephemeral, theirs, work);
    if (status == OAS_OK && !direct)
        status = wrap(sealed, wrapping, key, work);
    oas_wipe(wrapping, sizeof(wrapping));
    return status;
}

static oas_status_t seal_wrapped(const unsigned char *key, oas_sealed_key_t *sealed, const oas_jwk_t *theirs,
                                 oas_work_t *work)
{
    unsigned char wrapping[WRAPPING_KEY_LONGEST];
    oas_status_t status = oas_jwe_shared_key(wrapping, sealed->algorithm->key_length, theirs, work);

    if (status == OAS_OK)
        status = wrap(sealed, wrapping, key, work);
    oas_wipe(wrapping, sizeof(wrapping));
    return status;
}

static oas_status_t seal_gcm(const unsigned char *key, oas_sealed_key_t *sealed, const oas_jwk_t *theirs,
                             oas_work_t *work)
{
    unsigned char wrapping[WRAPPING_KEY_LONGEST], iv[OAS_GCM_IV], tag[OAS_GCM_TAG];
    size_t length = sealed->content->key_length;
    unsigned char *out = apr_palloc(work->pool, length);
    oas_status_t status;

    if ((status = oas_random(iv, sizeof(iv), work)) != OAS_OK
        || (status = oas_jwe_shared_key(wrapping, sealed->algorithm->key_length, theirs, work)) != OAS_OK)
        return status;
    if (!oas_aes_gcm_seal(out, tag, oas_bytes(wrapping, sealed->algorithm->key_length), oas_bytes(iv, sizeof(iv)),
                          oas_bytes(NULL, 0), oas_bytes(key, length)))
        status = fail_to_seal(sealed, work);
    oas_wipe(wrapping, sizeof(wrapping));
    sealed->encrypted_key = oas_bytes(out, length);
    sealed->members =
        apr_pstrcat(work->pool, ",\"iv\":\"", oas_base64url_encode(work->pool, oas_bytes(iv, sizeof(iv))),
                    "\",\"tag\":\"", oas_base64url_encode(work->pool, oas_bytes(tag, sizeof(tag))), "\"", NULL);
    return status;
}

oas_status_t oas_jwe_key_seal(unsigned char *key, oas_sealed_key_t *sealed, const oas_jwk_t *theirs, oas_work_t *work)
{
    size_t length = sealed->content->key_length;
    oas_status_t status = oas_random(key, length, work);

    sealed->members = "";
    sealed->encrypted_key = oas_bytes(NULL, 0);
    if (status != OAS_OK)
        return status;
    switch (sealed->algorithm->wrap) {
    case OAS_WRAP_RSA_OAEP:
        return oas_jwe_rsa_seal(&sealed->encrypted_key, sealed->algorithm, theirs, oas_bytes(key, length), work);
    case OAS_WRAP_ECDH: return seal_agreed(key, sealed, theirs, work);
    case OAS_WRAP_AES_KW: return seal_wrapped(key, sealed, theirs, work);
    case OAS_WRAP_AES_GCM: return seal_gcm(key, sealed, theirs, work);
    case OAS_WRAP_DIRECT: return oas_jwe_shared_key(key, length, theirs, work);
    }
    return fail_to_seal(sealed, work);
}
