/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base64url.h"

#include <stdint.h>

#include <arpa/inet.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* Value of each character, and a mark that it has one: it is in the alphabet. */
enum { MARK = 0x80 };
static const uint32_t marked_value[256] = {
    ['A'] = 128, ['B'] = 129, ['C'] = 130, ['D'] = 131, ['E'] = 132, ['F'] = 133, ['G'] = 134, ['H'] = 135,
    ['I'] = 136,  ['J'] = 137, ['K'] = 138, ['L'] = 139, ['M'] = 140, ['N'] = 141, ['O'] = 142, ['P'] = 143,
    ['Q'] = 144, ['R'] = 145, ['S'] = 146, ['T'] = 147, ['U'] = 148, ['V'] = 149, ['W'] = 150, ['X'] = 151,
    ['Y'] = 152, ['Z'] = 153, ['a'] = 154, ['b'] = 155, ['c'] = 156, ['d'] = 157, ['e'] = 158, ['f'] = 159,
    ['g'] = 160, ['h'] = 161, ['i'] = 162, ['j'] = 163, ['k'] = 164, ['l'] = 165, ['m'] = 166, ['n'] = 167,
    ['o'] = 168, ['p'] = 169, ['q'] = 170, ['r'] = 171, ['s'] = 172, ['t'] = 173, ['u'] = 174, ['v'] = 175,
    ['w'] = 176, ['x'] = 177, ['y'] = 178, ['z'] = 179, ['0'] = 180, ['1'] = 181, ['2'] = 182, ['3'] = 183,
    ['4'] = 184, ['5'] = 185, ['6'] = 186, ['7'] = 187, ['8'] = 188, ['9'] = 189, ['-'] = 190, ['_'] = 191,
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

/* Four characters are three bytes, the higher ones of four. What is returned has the mark if all four are in the alphabet. */
static inline unsigned decode_group(unsigned char out[4], const unsigned char *text)
{
    const unsigned a = marked_value[text[0]], b = marked_value[text[1]];
    const unsigned c = marked_value[text[2]], d = marked_value[text[3]];
    /* The marks overlap the values beside them: all of them are taken off at once. */
    const uint32_t bits = htonl(((((((a << 6) + b) << 6) + c) << 6) + d - MARK * 0x41041u) << 8);

    memcpy(out, &bits, sizeof(bits));
    return a & b & c & d;
}

bool oas_base64url_decode_to(void *bytes, size_t length, oas_bytes_t text)
{
    /* A group writes a byte too many, so the last one, of one to three bytes, is decoded apart, filled up with zeros. */
    const size_t groups = length != 0 ? (length - 1) / 3 : 0, rest = length - 3 * groups;
    unsigned char last[4] = {'A', 'A', 'A', 'A'}, decoded[4];
    unsigned char *out = bytes;
    unsigned marks = MARK;

    if (text.length != OAS_BASE64URL_LENGTH(length))
        return false;
    if (length == 0)
        return true;
    for (size_t i = 0; i < groups; i++)
        marks &= decode_group(out + 3 * i, text.data + 4 * i);
    memcpy(last, text.data + 4 * groups, rest + 1);
    marks &= decode_group(decoded, last);
    memcpy(out + 3 * groups, decoded, rest);
    /* RFC 4648 §3.5: bits that stand for nothing must be zero, or one value would have several texts. */
    return marks != 0 && decoded[rest] == 0;
}
