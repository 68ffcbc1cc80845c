/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/prf.h"

#include <openssl/err.h>

#include "crypto/context.h"

enum {
    BLOCK = 16, /* bytes, of AES */
    PART = BLOCK - 1, /* bytes of the text in a block: the first one counts the blocks */
    MOST_BLOCKS = (OAS_PRF_TEXT_LONGEST + 1) / PART,
    OUT_BLOCKS = OAS_PRF_LENGTH / BLOCK
};

_Static_assert(MOST_BLOCKS < 256, "the blocks are counted in a byte");

typedef struct {
    uint64_t halves[2];
} block_t;

_Static_assert(sizeof(block_t) == BLOCK, "nothing between and behind");

/* No two texts fill the same blocks: the 0x80 says where a text ends. */
static size_t fill(unsigned char *blocks, oas_bytes_t text)
{
    size_t whole = text.length / PART, rest = text.length % PART;
    unsigned char *last = blocks + whole * BLOCK;

    for (size_t i = 0; i < whole; i++) {
        blocks[i * BLOCK] = (unsigned char)(i + 1);
        memcpy(blocks + i * BLOCK + 1, text.data + i * PART, PART);
    }
    memset(last, 0, BLOCK);
    last[0] = (unsigned char)(whole + 1);
    if (rest != 0)
        memcpy(last + 1, text.data + whole * PART, rest);
    last[1 + rest] = 0x80;
    return whole + 1;
}

static bool encrypt(EVP_CIPHER_CTX *aes, void *blocks, size_t count)
{
    int length;

    return EVP_EncryptUpdate(aes, blocks, &length, blocks, (int)(count * BLOCK)) == 1;
}

static block_t sum_of(const unsigned char *blocks, size_t count)
{
    block_t sum = {{0, 0}}, block;

    for (size_t i = 0; i < count; i++) {
        memcpy(&block, blocks + i * BLOCK, BLOCK);
        sum.halves[0] ^= block.halves[0];
        sum.halves[1] ^= block.halves[1];
    }
    return sum;
}

static void spread(unsigned char *out, block_t sum)
{
    for (size_t i = 0; i < OUT_BLOCKS; i++) {
        memcpy(out + i * BLOCK, &sum, BLOCK);
        out[i * BLOCK + BLOCK - 1] ^= (unsigned char)i;
    }
}

static bool compute(unsigned char *out, const oas_keyed_prf_t *keyed, oas_bytes_t text)
{
    unsigned char blocks[MOST_BLOCKS * BLOCK];
    size_t count = fill(blocks, text);
    block_t sum;
    bool done = encrypt(keyed->sum, blocks, count);

    sum = sum_of(blocks, count);
    spread(out, sum);
    oas_wipe(blocks, count * BLOCK);
    oas_wipe(&sum, sizeof(sum));
    return done && encrypt(keyed->out, out, OUT_BLOCKS);
}

static bool set_key(EVP_CIPHER_CTX *aes, const oas_key_t *key, oas_purpose_t purpose)
{
    return EVP_CipherInit_ex2(aes, NULL, oas_key_for(key, purpose).data, NULL, 1, NULL) == 1;
}

/* Make the thread's contexts ready for this key, unless they are. */
static bool prepare(oas_keyed_prf_t *keyed, const oas_key_t *key)
{
    if (keyed->serial == oas_key_serial(key))
        return true;
    keyed->serial = 0;
    if (!set_key(keyed->sum, key, OAS_PURPOSE_TICKET_SUM) || !set_key(keyed->out, key, OAS_PURPOSE_TICKET_OUT))
        return false;
    keyed->serial = oas_key_serial(key);
    return true;
}

oas_status_t oas_prf(unsigned char out[OAS_PRF_LENGTH], const oas_key_t *key, oas_bytes_t text, oas_work_t *work)
{
    oas_context_t *mine;

    if (oas_context_mine(&mine, work) != OAS_OK)
        return OAS_BROKEN;
    if (text.length <= OAS_PRF_TEXT_LONGEST && prepare(&mine->prf, key) && compute(out, &mine->prf, text))
        return OAS_OK;
    oas_wipe(out, OAS_PRF_LENGTH); /* where the second encryption failed it holds the sum */
    ERR_clear_error(); /* as in hmac.c: a mark before would cost each request more than this saves */
    return oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL failed in AES-256");
}
