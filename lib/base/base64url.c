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

bool oas_base64url_decode_to(void *bytes, size_t length, oas_bytes_t text)
{
    unsigned char *out = bytes;
    uint32_t bits = 0; /* read and not yet written: the lowest `open` bits */
    unsigned open = 0;

    if (text.length != OAS_BASE64URL_LENGTH(length))
        return false;
    for (size_t i = 0; i < text.length; i++) {
        unsigned value = value_plus_one[text.data[i]];

        if (value == 0)
            return false;
        bits = bits << 6 | (value - 1);
        open += 6;
        if (open >= 8) {
            open -= 8;
            *out++ = (unsigned char)(bits >> open);
        }
    }
    /* RFC 4648 §3.5: bits that stand for nothing must be zero, or one value would have several texts. */
    return (bits & ((1u << open) - 1)) == 0;
}
