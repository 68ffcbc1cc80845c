/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base64url.h"

#include <stdint.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* Value of each character plus one; 0 for those that are not in the alphabet. */
static const unsigned char value_plus_one[256] = {
    ['A'] = 1,  ['B'] = 2,  ['C'] = 3,  ['D'] = 4,  ['E'] = 5,  ['F'] = 6,  ['G'] = 7,  ['H'] = 8,
    ['I'] = 9,  ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16,
    ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
    ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32,
    ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40,
    ['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
    ['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56,
    ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['-'] = 63, ['_'] = 64,
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

/* Four characters are three bytes; false when one of the four is not in the alphabet. */
static inline bool decode_group(unsigned char *out, const unsigned char *text)
{
    const uint32_t a = value_plus_one[text[0]], b = value_plus_one[text[1]];
    const uint32_t c = value_plus_one[text[2]], d = value_plus_one[text[3]];
    const uint32_t bits = (a - 1) << 18 | (b - 1) << 12 | (c - 1) << 6 | (d - 1);

    out[0] = (unsigned char)(bits >> 16);
    out[1] = (unsigned char)(bits >> 8);
    out[2] = (unsigned char)bits;
    return bits >> 24 == 0; /* 0 - 1 sets all bits above them */
}

bool oas_base64url_decode_to(void *bytes, size_t length, oas_bytes_t text)
{
    /* The one or two bytes at the end become a group of their own, filled up with zeros. */
    const size_t groups = length / 3, rest = length % 3;
    unsigned char last[4] = {'A', 'A', 'A', 'A'}, decoded[3] = {0};
    unsigned char *out = bytes;

    if (text.length != OAS_BASE64URL_LENGTH(length))
        return false;
    for (size_t i = 0; i < groups; i++)
        if (!decode_group(out + 3 * i, text.data + 4 * i))
            return false;
    if (rest == 0)
        return true;
    memcpy(last, text.data + 4 * groups, rest + 1);
    if (!decode_group(decoded, last))
        return false;
    memcpy(out + 3 * groups, decoded, rest);
    /* RFC 4648 §3.5: bits that stand for nothing must be zero, or one value would have several texts. */
    return decoded[rest] == 0;
}
