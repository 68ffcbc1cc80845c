/* SPDX-License-Identifier: Apache-2.0 */
/* What a browser makes of a redirect target, written a second time and without looking at lib/http: the WHATWG URL
 * standard's reading of a relative reference on an https page. Tests and fuzz targets hold the two against each other.
 */
#ifndef OAS_TESTS_HTTP_BROWSER_H
#define OAS_TESTS_HTTP_BROWSER_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* target as the URL parser sees it: controls and spaces cut off at both ends, tab, CR and LF gone from everywhere, and
 * a backslash is a slash. */
static inline char *browser_clean(const char *target)
{
    size_t length = strlen(target);
    char *clean = malloc(length + 1);
    size_t kept = 0;

    while (length > 0 && (unsigned char)target[0] <= 0x20)
        target++, length--;
    while (length > 0 && (unsigned char)target[length - 1] <= 0x20)
        length--;
    for (size_t i = 0; i < length; i++)
        if (strchr("\t\r\n", target[i]) == NULL)
            clean[kept++] = target[i] == '\\' ? '/' : target[i];
    clean[kept] = '\0';
    return clean;
}

/* How long the dot segment at this place is; -1 when there is none. escapes: "%2e" is a dot, too. */
static inline int browser_dot_segment(const char *at, bool escapes)
{
    int length = 0;

    for (int dots = 0; dots < 3; dots++) {
        if (dots > 0 && strchr("/?#", at[length]) != NULL) /* the NUL, too */
            return length;
        if (at[length] == '.')
            length += 1;
        else if (escapes && (strncmp(at + length, "%2e", 3) == 0 || strncmp(at + length, "%2E", 3) == 0))
            length += 3;
        else
            return -1;
    }
    return -1;
}

/* The escapes in text replaced once, as a program would that decodes too often. Broken ones stay, and so does "%00". */
static inline char *browser_decode(const char *text)
{
    char *decoded = malloc(strlen(text) + 1);
    char *end = decoded;

    while (*text != '\0') {
        char digits[3] = {text[0] == '%' ? text[1] : '\0', text[0] == '%' && text[1] != '\0' ? text[2] : '\0', '\0'};
        bool is_escape = strspn(digits, "0123456789abcdefABCDEF") == 2 && strcmp(digits, "00") != 0;

        *end++ = is_escape ? (char)strtol(digits, NULL, 16) : *text;
        text += is_escape ? 3 : 1;
    }
    *end = '\0';
    return decoded;
}

/* The target leads to the page's own origin, as a reference and as a path whose dot segments someone has taken out. */
static inline bool browser_stays_at(const char *target, bool escapes)
{
    char *clean = browser_clean(target);
    const char *at = clean;
    bool stays = at[0] == '/' && at[1] != '/';
    int dots;

    while (stays && (dots = browser_dot_segment(at + 1, escapes)) >= 0) {
        at += 1 + dots;
        if (at[0] != '/')
            break;
        stays = at[1] != '/';
    }
    free(clean);
    return stays;
}

static inline bool browser_stays(const char *target)
{
    return browser_stays_at(target, true);
}

/* The same of a target that somebody decodes once too often. */
static inline bool browser_stays_decoded(const char *target)
{
    char *decoded = browser_decode(target);
    bool stays = browser_stays_at(decoded, false);

    free(decoded);
    return stays;
}

#endif
