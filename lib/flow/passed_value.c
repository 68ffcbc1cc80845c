/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/passed_value.h"

#include "base/base64url.h"
#include "base/buffer.h"
#include "base/members.h"
#include "http/percent.h"

/* --- encodings --- */

/* U+00A0 to U+00FF are two bytes of UTF-8, C2 or C3 first. */
static const char *in_latin1(const char *text, apr_pool_t *pool)
{
    char *encoded = apr_palloc(pool, strlen(text) + 1), *end = encoded;

    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        unsigned character = *c;

        if (character >= 0x80) {
            if ((character != 0xc2 && character != 0xc3) || (c[1] & 0xc0) != 0x80)
                return NULL;
            character = ((character & 3) << 6) | (*++c & 0x3f);
            if (character < 0xa0)
                return NULL;
        }
        *end++ = (char)character;
    }
    *end = '\0';
    return encoded;
}

static const char *in_percents(const char *text, apr_pool_t *pool)
{
    char *encoded = apr_palloc(pool, 3 * strlen(text) + 1), *end = encoded;

    for (; *text != '\0'; text++) {
        if (oas_is_unreserved(*text))
            *end++ = *text;
        else
            end = oas_percent_encode(end, *text);
    }
    *end = '\0';
    return encoded;
}

const char *oas_encoded(oas_encoding_t encoding, const char *text, apr_pool_t *pool)
{
    switch (encoding) {
    case OAS_ENCODING_UTF8:      return text;
    case OAS_ENCODING_LATIN1:    return in_latin1(text, pool);
    case OAS_ENCODING_BASE64URL: return oas_base64url_encode(pool, oas_bytes_of(text));
    case OAS_ENCODING_PERCENT:   return in_percents(text, pool);
    }
    return NULL;
}

/* --- lists --- */

typedef struct {
    oas_buffer_t text;
    char delimiter;
    size_t count;
    bool has_control;
} listing_t;

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

/* In JSON an item's control characters are escaped; as it is, one could split a header. */
static bool add_item(void *data, const char *item)
{
    listing_t *listing = data;

    if (listing->count++ != 0)
        oas_buffer_add(&listing->text, oas_bytes(&listing->delimiter, 1));
    for (; *item != '\0'; item++) {
        listing->has_control |= is_control(*item);
        if (*item == listing->delimiter || *item == '\\')
            oas_buffer_add_text(&listing->text, "\\");
        oas_buffer_add(&listing->text, oas_bytes(item, 1));
    }
    return false;
}

bool oas_listed(const char **text, const oas_face_t *face, const oas_pair_t *claim, char delimiter, apr_pool_t *pool)
{
    listing_t listing = {.text = oas_buffer(pool, SIZE_MAX), .delimiter = delimiter};

    *text = claim->value;
    if (oas_members_list(face->members, claim->name, add_item, &listing))
        *text = listing.count != 0 ? oas_buffer_text(&listing.text) : NULL;
    return !listing.has_control;
}
