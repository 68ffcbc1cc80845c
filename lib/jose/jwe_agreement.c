/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/jwe_agreement.h"

#include <openssl/err.h>

#include "base/buffer.h"
#include "jose/curve.h"
#include "jose/jwe_content.h"

enum { ROUNDS_MOST = 2, INFO_LARGEST = 8 * 1024 };

/* OpenSSL checks that both are of one curve, that the point is on it, and that the secret is not zero (RFC 8037 §5). */
static bool derive(unsigned char *secret, size_t *length, const oas_jwk_t *ours, const oas_jwk_t *theirs)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, ours->key, NULL);
    bool done = context != NULL && EVP_PKEY_derive_init(context) == 1
                && EVP_PKEY_derive_set_peer(context, theirs->key) == 1 && EVP_PKEY_derive(context, secret, length) == 1;

    EVP_PKEY_CTX_free(context);
    return done;
}

static void add_with_length(oas_buffer_t *buffer, oas_bytes_t bytes)
{
    oas_buffer_add_u32(buffer, (uint32_t)bytes.length);
    oas_buffer_add(buffer, bytes);
}

/* RFC 7518 §4.6.2: each round is SHA-256 of its number, the secret, and what the key is for. */
static oas_status_t spread(unsigned char *out, const oas_agreement_t *wanted, oas_bytes_t secret, oas_work_t *work)
{
    unsigned char rounds[ROUNDS_MOST * 32];
    oas_status_t status = OAS_OK;

    for (uint32_t round = 0; status == OAS_OK && round < ROUNDS_MOST; round++) {
        oas_buffer_t text = oas_buffer(work->pool, INFO_LARGEST);

        oas_buffer_add_u32(&text, round + 1);
        oas_buffer_add(&text, secret);
        add_with_length(&text, oas_bytes_of(wanted->name));
        add_with_length(&text, wanted->apu);
        add_with_length(&text, wanted->apv);
        oas_buffer_add_u32(&text, (uint32_t)wanted->length * 8);
        status = text.overflowed ? oas_jwe_refuse(work)
                                 : oas_digest(rounds + 32 * round, OAS_SHA256, oas_buffer_bytes(&text), work);
        oas_wipe(text.data, text.length);
    }
    if (status == OAS_OK)
        memcpy(out, rounds, wanted->length);
    oas_wipe(rounds, sizeof(rounds));
    return status;
}

oas_status_t oas_jwe_agree(unsigned char *out, const oas_agreement_t *wanted, const oas_jwk_t *ours,
                           const oas_jwk_t *theirs, oas_work_t *work)
{
    unsigned char secret[OAS_COORDINATE_LONGEST];
    size_t length = sizeof(secret);
    oas_status_t status;
    bool derived;

    ERR_set_mark();
    derived = derive(secret, &length, ours, theirs);
    ERR_pop_to_mark();
    status = derived ? spread(out, wanted, oas_bytes(secret, length), work) : oas_jwe_refuse(work);
    oas_wipe(secret, sizeof(secret));
    return status;
}
