/* SPDX-License-Identifier: Apache-2.0 */
#include "page/language.h"

#include <string.h>
#include <strings.h>

#include <apr_lib.h>

enum {
    RANGES_MOST = 32, /* of a header; people have a handful */
    SUBTAG_LONGEST = 8,
    TAG_LONGEST = 35, /* RFC 5646 §4.4.1 */
    WHOLE = 1000      /* a quality of 1 */
};

typedef struct {
    const char *text; /* borrowed of the header */
    size_t length;
    int quality; /* in thousandths */
} range_t;

typedef struct {
    range_t items[RANGES_MOST];
    size_t count;
} ranges_t;

/* --- the header --- */

/* Letters and digits in parts of one to eight, the first of letters alone. */
static bool is_tag(const char *text, size_t length)
{
    size_t part = 0;
    bool first = true;

    for (size_t i = 0; i < length; i++) {
        if (text[i] == '-') {
            if (part == 0)
                return false;
            part = 0;
            first = false;
        } else if (++part > SUBTAG_LONGEST || !(first ? apr_isalpha(text[i]) : apr_isalnum(text[i]))) {
            return false;
        }
    }
    return part != 0;
}

bool oas_language_is_tag(const char *text)
{
    size_t length = strlen(text);

    return length <= TAG_LONGEST && is_tag(text, length);
}

/* "0.8", with three decimals at most; -1: it is none. */
static int parse_quality(const char *text, size_t length)
{
    int quality, worth = WHOLE;

    if (length == 0 || length > 5 || (text[0] != '0' && text[0] != '1') || (length > 1 && text[1] != '.'))
        return -1;
    quality = (text[0] - '0') * WHOLE;
    for (size_t i = 2; i < length; i++) {
        if (!apr_isdigit(text[i]))
            return -1;
        worth /= 10;
        quality += (text[i] - '0') * worth;
    }
    return quality <= WHOLE ? quality : -1;
}

static const char *skip_blanks(const char *text, const char *end)
{
    while (text < end && (*text == ' ' || *text == '\t'))
        text++;
    return text;
}

static size_t length_without_blanks(const char *text, const char *end)
{
    while (end > text && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    return (size_t)(end - text);
}

/* What stands behind the semicolon; nothing there is a quality of 1. */
static int read_weight(const char *text, const char *end)
{
    if (text == end)
        return WHOLE;
    text = skip_blanks(text + 1, end);
    if (end - text < 2 || (*text != 'q' && *text != 'Q') || text[1] != '=')
        return -1;
    return parse_quality(text + 2, length_without_blanks(text + 2, end));
}

static void add_range(ranges_t *ranges, const char *text, const char *end)
{
    const char *semicolon;
    range_t range;

    text = skip_blanks(text, end);
    semicolon = memchr(text, ';', (size_t)(end - text));
    range.text = text;
    range.length = length_without_blanks(text, semicolon != NULL ? semicolon : end);
    range.quality = read_weight(semicolon != NULL ? semicolon : end, end);
    if (range.quality < 0 || !(is_tag(text, range.length) || (range.length == 1 && *text == '*')))
        return;
    ranges->items[ranges->count++] = range;
}

static void read_header(ranges_t *ranges, const char *accept)
{
    ranges->count = 0;
    while (*accept != '\0' && ranges->count < RANGES_MOST) {
        size_t length = strcspn(accept, ",");

        add_range(ranges, accept, accept + length);
        accept += length;
        accept += *accept == ',';
    }
}

/* --- what is offered --- */

static bool is_any(const range_t *range)
{
    return *range->text == '*';
}

/* The tag is what the first length bytes of the range say, or, begins, something more special of that kind. */
static bool fits(const range_t *range, size_t length, const char *tag, bool begins)
{
    return strncasecmp(range->text, tag, length) == 0 && (tag[length] == '\0' || (begins && tag[length] == '-'));
}

/* The most special range that the tag falls under says no. */
static bool is_refused(const ranges_t *ranges, const char *tag)
{
    const range_t *closest = NULL;

    for (size_t i = 0; i < ranges->count; i++) {
        const range_t *range = &ranges->items[i];

        if (!is_any(range) && !fits(range, range->length, tag, true))
            continue;
        if (closest == NULL || is_any(closest) || (!is_any(range) && range->length > closest->length))
            closest = range;
    }
    return closest != NULL && closest->quality == 0;
}

/* RFC 4647 §3.4: "de-CH-1996" is looked for as it is, then as "de-CH", then as "de"; a single letter goes with what it
 * introduces. */
static size_t shorten(const range_t *range, size_t length)
{
    while (length > 0 && range->text[length - 1] != '-')
        length--;
    if (length > 0)
        length--;
    if (length > 2 && range->text[length - 2] == '-')
        length -= 2;
    return length;
}

static size_t find_fitting(const ranges_t *ranges, const range_t *range, size_t length, const char *const *offered,
                           size_t count, bool begins)
{
    size_t i = 0;

    while (i < count && !((is_any(range) || fits(range, length, offered[i], begins)) && !is_refused(ranges, offered[i])))
        i++;
    return i;
}

/* count: there is none. */
static size_t find(const ranges_t *ranges, const range_t *range, const char *const *offered, size_t count)
{
    for (size_t length = range->length; length > 0; length = shorten(range, length)) {
        size_t found = find_fitting(ranges, range, length, offered, count, false);

        if (found < count)
            return found;
    }
    return find_fitting(ranges, range, range->length, offered, count, true);
}

/* The range that is wanted most of those not taken yet; of equals the first. NULL: none is left. */
static range_t *take_best(ranges_t *wanted)
{
    range_t *best = NULL;

    for (size_t i = 0; i < wanted->count; i++)
        if (wanted->items[i].quality > 0 && (best == NULL || wanted->items[i].quality > best->quality))
            best = &wanted->items[i];
    return best;
}

size_t oas_language_choose(const char *accept, const char *const *offered, size_t count)
{
    static const range_t any = {.text = "*", .length = 1, .quality = WHOLE};
    ranges_t ranges, wanted;
    range_t *range;
    size_t found;

    if (accept == NULL)
        return 0;
    read_header(&ranges, accept);
    wanted = ranges;
    while ((range = take_best(&wanted)) != NULL) {
        if ((found = find(&ranges, range, offered, count)) < count)
            return found;
        range->quality = 0;
    }
    found = find(&ranges, &any, offered, count);
    return found < count ? found : 0;
}
