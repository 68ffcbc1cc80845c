/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base64url.h"

#include <stdint.h>

#include <arpa/inet.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* Value of each character. NO has all bits set: wherever it is moved in a word, some are above those of four values. */
enum { NO = -1, BITS_OF_FOUR = 24 };
static const uint32_t values[256] = {
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, 62, NO, NO,
    52, 53, 54, 55, 56, 57, 58, 59, 60, 61, NO, NO, NO, NO, NO, NO,
    NO,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14,
    15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, NO, NO, NO, NO, 63,
    NO, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
    41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
};

const char *oas_base64url_encode(apr_pool_t *pool, oas_bytes_t bytes)
{
    size_t length = OAS_BASE64URL_LENGTH(bytes.length);
    char *text = apr_palloc(pool, length + 1);

    oas_base64url_encode_to(text, bytes);
    text[length] = '\0';
    return text;
}

void oas_base64url_encode_to(char *text, oas_bytes_t bytes)
{
    uint32_t bits = 0; /* read and not yet written: the lowest `open` bits */
    unsigned open = 0;

    for (size_t i = 0; i < bytes.length; i++) {
        bits = bits << 8 | bytes.data[i];
        for (open += 8; open >= 6; open -= 6)
            *text++ = alphabet[bits >> (open - 6) & 63];
    }
    if (open != 0)
        *text = alphabet[bits << (6 - open) & 63];
}

bool oas_base64url_decode(oas_bytes_t *bytes, oas_bytes_t text, apr_pool_t *pool)
{
    size_t length = text.length / 4 * 3 + text.length % 4 * 3 / 4;
    unsigned char *data = apr_palloc(pool, length + 1);

    *bytes = oas_bytes(NULL, 0);
    if (!oas_base64url_decode_to(data, length, text))
        return false;
    data[length] = '\0';
    *bytes = oas_bytes(data, length);
    return true;
}

/* Four characters are three bytes, the higher ones of four. What is returned has more than BITS_OF_FOUR unless all four are in
 * the alphabet. */
static inline uint32_t decode_group(unsigned char out[4], const unsigned char *text)
{
    const uint32_t bits = values[text[0]] << 18 | values[text[1]] << 12 | values[text[2]] << 6 | values[text[3]];
    const uint32_t in_order = htonl(bits << 8);

    memcpy(out, &in_order, sizeof(in_order));
    return bits;
}

bool oas_base64url_decode_to(void *bytes, size_t length, oas_bytes_t text)
{
    /* A group writes a byte too many, so the last one, of one to three bytes, is decoded apart, filled up with zeros. */
    const size_t groups = length != 0 ? (length - 1) / 3 : 0, rest = length - 3 * groups;
    unsigned char last[4] = {'A', 'A', 'A', 'A'}, decoded[4];
    unsigned char *out = bytes;
    uint32_t bits = 0; /* of all groups */

    if (text.length != OAS_BASE64URL_LENGTH(length))
        return false;
    if (length == 0)
        return true;
    for (size_t i = 0; i < groups; i++)
        bits |= decode_group(out + 3 * i, text.data + 4 * i);
    memcpy(last, text.data + 4 * groups, rest + 1);
    bits |= decode_group(decoded, last);
    memcpy(out + 3 * groups, decoded, rest);
    /* RFC 4648 §3.5: bits that stand for nothing must be zero, or one value would have several texts. */
    return bits >> BITS_OF_FOUR == 0 && decoded[rest] == 0;
}
