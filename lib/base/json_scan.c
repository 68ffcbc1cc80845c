/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_scan.h"

#include <stdint.h>

#include "base/utf8.h"

typedef struct {
    const unsigned char *at;
    const unsigned char *end;
    unsigned depth;      /* objects and arrays that are open here */
    unsigned values;     /* members and elements seen */
    const char *reason;  /* why the text is refused, as json_scan.h lists them */
    const char *problem; /* the same for a person, about what stands at `at` */
} scan_t;

static bool refuse(scan_t *scan, const char *reason, const char *problem)
{
    scan->reason = reason;
    scan->problem = problem;
    return false;
}

static bool take(scan_t *scan, char wanted)
{
    if (scan->at == scan->end || *scan->at != (unsigned char)wanted)
        return false;
    scan->at++;
    return true;
}

static bool take_word(scan_t *scan, const char *word)
{
    size_t length = strlen(word);

    if ((size_t)(scan->end - scan->at) < length || memcmp(scan->at, word, length) != 0)
        return refuse(scan, "json_syntax", "no value");
    scan->at += length;
    return true;
}

/* RFC 8259 §2: these four are white space, and nothing else is. */
static void skip_space(scan_t *scan)
{
    while (take(scan, ' ') || take(scan, '\t') || take(scan, '\n') || take(scan, '\r'))
        ;
}

static bool take_hex_digit(scan_t *scan, unsigned *value)
{
    unsigned char c = scan->at != scan->end ? *scan->at : '\0';

    if (c >= '0' && c <= '9')
        *value = *value << 4 | (unsigned)(c - '0');
    else if (c >= 'a' && c <= 'f')
        *value = *value << 4 | (unsigned)(c - 'a' + 10);
    else if (c >= 'A' && c <= 'F')
        *value = *value << 4 | (unsigned)(c - 'A' + 10);
    else
        return refuse(scan, "json_syntax", "no hexadecimal digit after \\u");
    scan->at++;
    return true;
}

static bool take_hex4(scan_t *scan, unsigned *value)
{
    *value = 0;
    return take_hex_digit(scan, value) && take_hex_digit(scan, value) && take_hex_digit(scan, value)
           && take_hex_digit(scan, value);
}

/* Behind \u: a character, or both halves of a surrogate pair (RFC 8259 §7, §8.2). */
static bool scan_unicode_escape(scan_t *scan)
{
    unsigned value, low;

    if (!take_hex4(scan, &value))
        return false;
    if (value == 0)
        return refuse(scan, "json_nul", "\\u0000");
    if (value >= 0xdc00 && value <= 0xdfff)
        return refuse(scan, "json_not_utf8", "second half of a surrogate pair without the first");
    if (value < 0xd800 || value > 0xdbff)
        return true;
    if (!take(scan, '\\') || !take(scan, 'u'))
        return refuse(scan, "json_not_utf8", "first half of a surrogate pair without the second");
    if (!take_hex4(scan, &low))
        return false;
    if (low < 0xdc00 || low > 0xdfff)
        return refuse(scan, "json_not_utf8", "first half of a surrogate pair without the second");
    return true;
}

static bool scan_escape(scan_t *scan)
{
    if (take(scan, 'u'))
        return scan_unicode_escape(scan);
    if (scan->at == scan->end || strchr("\"\\/bfnrt", *scan->at) == NULL) /* a NUL was refused before all else */
        return refuse(scan, "json_syntax", "unknown escape");
    scan->at++;
    return true;
}

static bool scan_string(scan_t *scan)
{
    if (!take(scan, '"'))
        return refuse(scan, "json_syntax", "no string");
    while (!take(scan, '"')) {
        if (scan->at == scan->end)
            return refuse(scan, "json_syntax", "string without end");
        if (*scan->at < 0x20)
            return refuse(scan, "json_syntax", "control character in a string");
        if (take(scan, '\\')) {
            if (!scan_escape(scan))
                return false;
        } else {
            scan->at++;
        }
    }
    return true;
}

static bool is_at_digit(const scan_t *scan)
{
    return scan->at != scan->end && *scan->at >= '0' && *scan->at <= '9';
}

static bool scan_digits(scan_t *scan)
{
    const unsigned char *first = scan->at;

    while (is_at_digit(scan))
        scan->at++;
    if (scan->at == first)
        return refuse(scan, "json_syntax", "no digit");
    return true;
}

/* What stands before point and exponent is held exactly by a double. */
static bool check_integer(scan_t *scan, const unsigned char *digit)
{
    uint64_t value = 0;

    for (; digit != scan->at; digit++) {
        value = value * 10 + (uint64_t)(*digit - '0');
        if (value > OAS_JSON_LARGEST_INTEGER)
            return refuse(scan, "json_number", "integer beyond 2^53 - 1");
    }
    return true;
}

static bool scan_integer(scan_t *scan)
{
    const unsigned char *digits;

    take(scan, '-');
    digits = scan->at;
    if (take(scan, '0'))
        return true; /* RFC 8259 §6: a digit behind a leading zero is no part of the number */
    return scan_digits(scan) && check_integer(scan, digits);
}

static bool scan_exponent(scan_t *scan)
{
    if (!take(scan, 'e') && !take(scan, 'E'))
        return true;
    if (!take(scan, '+'))
        take(scan, '-');
    return scan_digits(scan);
}

static bool scan_number(scan_t *scan)
{
    const unsigned char *first = scan->at;

    if (!scan_integer(scan))
        return false;
    if (take(scan, '.') && !scan_digits(scan))
        return false;
    if (!scan_exponent(scan))
        return false;
    if (scan->at - first > OAS_JSON_LONGEST_NUMBER)
        return refuse(scan, "json_number", "number too long");
    return true;
}

static bool scan_value(scan_t *scan);

/* A member's value or an element, with the white space around it. */
static bool scan_item(scan_t *scan)
{
    if (++scan->values > OAS_JSON_MOST_VALUES)
        return refuse(scan, "json_too_large", "too many values");
    skip_space(scan);
    if (!scan_value(scan))
        return false;
    skip_space(scan);
    return true;
}

static bool scan_member(scan_t *scan)
{
    skip_space(scan);
    if (!scan_string(scan))
        return false;
    skip_space(scan);
    if (!take(scan, ':'))
        return refuse(scan, "json_syntax", "no colon behind a member's name");
    return scan_item(scan);
}

/* What stands between the brackets of an object or array, which differ in their items alone. */
static bool scan_items(scan_t *scan, bool (*scan_one)(scan_t *scan), char closing)
{
    if (++scan->depth > OAS_JSON_DEEPEST)
        return refuse(scan, "json_too_deep", "too many objects and arrays within each other");
    skip_space(scan);
    if (!take(scan, closing)) {
        do {
            if (!scan_one(scan))
                return false;
        } while (take(scan, ','));
        if (!take(scan, closing))
            return refuse(scan, "json_syntax", "object or array without end");
    }
    scan->depth--;
    return true;
}

/* Calls itself through scan_items, never deeper than OAS_JSON_DEEPEST. */
static bool scan_value(scan_t *scan)
{
    if (take(scan, '{'))
        return scan_items(scan, scan_member, '}');
    if (take(scan, '['))
        return scan_items(scan, scan_item, ']');
    switch (scan->at != scan->end ? *scan->at : '\0') {
    case '"': return scan_string(scan);
    case 't': return take_word(scan, "true");
    case 'f': return take_word(scan, "false");
    case 'n': return take_word(scan, "null");
    case '-': return scan_number(scan);
    default:  return is_at_digit(scan) ? scan_number(scan) : refuse(scan, "json_syntax", "no value");
    }
}

/* One value and nothing else; a byte order mark is something else (RFC 8259 §8.1). */
static bool scan_text(scan_t *scan)
{
    skip_space(scan);
    if (!scan_value(scan))
        return false;
    skip_space(scan);
    return scan->at == scan->end || refuse(scan, "json_syntax", "something behind the end");
}

oas_status_t oas_json_scan(oas_bytes_t text, const char *what, oas_work_t *work)
{
    scan_t scan = {.at = text.data};

    if (text.length == 0)
        return oas_fail(work, OAS_REFUSED, "json_syntax", "%s: empty", what);
    if (memchr(text.data, '\0', text.length) != NULL)
        return oas_fail(work, OAS_REFUSED, "json_nul", "%s: a NUL byte", what);
    if (!oas_utf8_is_valid(text))
        return oas_fail(work, OAS_REFUSED, "json_not_utf8", "%s: not UTF-8", what);
    scan.end = text.data + text.length;
    if (!scan_text(&scan))
        return oas_fail(work, OAS_REFUSED, scan.reason, "%s: %s at byte %" APR_SIZE_T_FMT, what, scan.problem,
                        (apr_size_t)(scan.at - text.data));
    return OAS_OK;
}
