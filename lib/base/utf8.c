/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"

/* The well-formed sequences of RFC 3629 §4. Where a lead byte narrows the second byte, longer forms, surrogates and
 * values above U+10FFFF are what is cut away; all bytes after the second are 80..BF. */
static const struct {
    unsigned char lead_first, lead_last;
    unsigned char second_first, second_last;
    size_t length;
} forms[] = {
    {0xc2, 0xdf, 0x80, 0xbf, 2},
    {0xe0, 0xe0, 0xa0, 0xbf, 3},
    {0xe1, 0xec, 0x80, 0xbf, 3},
    {0xed, 0xed, 0x80, 0x9f, 3},
    {0xee, 0xef, 0x80, 0xbf, 3},
    {0xf0, 0xf0, 0x90, 0xbf, 4},
    {0xf1, 0xf3, 0x80, 0xbf, 4},
    {0xf4, 0xf4, 0x80, 0x8f, 4},
};

static bool is_between(unsigned char byte, unsigned char first, unsigned char last)
{
    return byte >= first && byte <= last;
}

/* Bytes of the sequence that rest begins with; 0 when it begins with none. */
static size_t sequence_length(oas_bytes_t rest)
{
    size_t form = 0;
    size_t i;

    if (rest.data[0] < 0x80)
        return 1;
    while (form < sizeof(forms) / sizeof(forms[0])
           && !is_between(rest.data[0], forms[form].lead_first, forms[form].lead_last))
        form++;
    if (form == sizeof(forms) / sizeof(forms[0]) || forms[form].length > rest.length
        || !is_between(rest.data[1], forms[form].second_first, forms[form].second_last))
        return 0;
    for (i = 2; i < forms[form].length; i++)
        if (!is_between(rest.data[i], 0x80, 0xbf))
            return 0;
    return forms[form].length;
}

bool oas_utf8_is_valid(oas_bytes_t text)
{
    while (text.length != 0) {
        size_t length = sequence_length(text);

        if (length == 0)
            return false;
        text = oas_bytes(text.data + length, text.length - length);
    }
    return true;
}
