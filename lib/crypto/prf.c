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

/* In two halves, for which compilers need no call. */
static inline block_t block_of(unsigned char number, const unsigned char *part)
{
    unsigned char first[BLOCK / 2] = {number};
    block_t block;

    memcpy(first + 1, part, sizeof(first) - 1);
    memcpy(&block.halves[0], first, sizeof(first));
    memcpy(&block.halves[1], part + sizeof(first) - 1, sizeof(block.halves[1]));
    return block;
}

/* No two texts fill the same blocks: the 0x80 says where a text ends. */
static size_t fill(block_t *blocks, oas_prf_text_t *text)
{
    size_t count = text->length / PART + 1;

    text->bytes[text->length] = 0x80;
    memset(text->bytes + text->length + 1, 0, PART - 1);
    for (size_t i = 0; i < count; i++)
        blocks[i] = block_of((unsigned char)(i + 1), text->bytes + i * PART);
    return count;
}

static bool encrypt(EVP_CIPHER_CTX *aes, void *blocks, size_t count)
{
    int length;

    return EVP_EncryptUpdate(aes, blocks, &length, blocks, (int)(count * BLOCK)) == 1;
}

/* Into the first block. */
static void add_up(block_t *blocks, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        blocks[0].halves[0] ^= blocks[i].halves[0];
        blocks[0].halves[1] ^= blocks[i].halves[1];
    }
}

static void spread(unsigned char *out, const block_t *sum)
{
    for (size_t i = 0; i < OUT_BLOCKS; i++) {
        memcpy(out + i * BLOCK, sum, BLOCK);
        out[i * BLOCK + BLOCK - 1] ^= (unsigned char)i;
    }
}

static bool compute(unsigned char *out, const oas_keyed_prf_t *keyed, oas_prf_text_t *text)
{
    block_t blocks[MOST_BLOCKS];
    size_t count = fill(blocks, text);
    bool done = encrypt(keyed->sum, blocks, count);

    add_up(blocks, count);
    spread(out, blocks);
    oas_wipe(blocks, count * BLOCK);
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

oas_status_t oas_prf(unsigned char out[OAS_PRF_LENGTH], const oas_key_t *key, oas_prf_text_t *text, oas_work_t *work)
{
    oas_context_t *mine;

    if (oas_context_mine(&mine, work) != OAS_OK)
        return OAS_BROKEN;
    if (text->length <= OAS_PRF_TEXT_LONGEST && prepare(&mine->prf, key) && compute(out, &mine->prf, text))
        return OAS_OK;
    oas_wipe(out, OAS_PRF_LENGTH); /* where the second encryption failed it holds the sum */
    ERR_clear_error(); /* as in hmac.c: a mark before would cost each request more than this saves */
    return oas_fail(work, OAS_BROKEN, "crypto_failed", "OpenSSL failed in AES-256");
}
