/* SPDX-License-Identifier: Apache-2.0 */
/* Percent escapes (RFC 3986 §2.1), and the few classes of ASCII that URLs and forms are made of: never the locale's. */
#ifndef OAS_HTTP_PERCENT_H
#define OAS_HTTP_PERCENT_H

#include <stdbool.h>

static inline bool oas_is_alphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* RFC 3986 §2.3: what never needs an escape. */
static inline bool oas_is_unreserved(char c)
{
    return oas_is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

static inline char oas_ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static inline int oas_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = oas_ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that the escape at this "%" stands for, 0 to 255; -1 when there are no two hexadecimal digits. */
static inline int oas_percent_decode(const char *escape)
{
    int high = oas_hex_digit(escape[1]);
    int low = high >= 0 ? oas_hex_digit(escape[2]) : -1;

    return low >= 0 ? high * 16 + low : -1;
}

/* Write the three characters of an escape, and no NUL; the end of them. */
static inline char *oas_percent_encode(char *end, char c)
{
    static const char digits[] = "0123456789ABCDEF";

    *end++ = '%';
    *end++ = digits[(unsigned char)c >> 4];
    *end++ = digits[(unsigned char)c & 15];
    return end;
}

#endif
