/* SPDX-License-Identifier: Apache-2.0 */
/* Where a visitor may be sent inside our own site (R-RD-01 to R-RD-04). What is allowed is listed, nothing is looked
 * for: deny-lists of redirect targets have been patched round after round in every project that had one. */
#include "http/percent.h"
#include "http/url.h"

/* What a browser drops or reads as a slash when it looks for the host; httpd or the application may decode it. */
static bool hides_a_host(int c)
{
    return c == '/' || c == '\\' || c <= ' ';
}

/* The character behind the first slash decides whether a host follows: "//host", "/\host", and "/%09/host" or
 * "/%5chost" for whoever decodes once more. */
static bool begins_with_a_host(const char *target)
{
    if (target[1] == '%')
        return hides_a_host(oas_percent_decode(target + 1));
    return target[1] != '\0' && hides_a_host((unsigned char)target[1]);
}

/* Visible ASCII that a header, an attribute of a page and a JSON text can carry. No fragment: it is the browser's. */
static bool has_only_plain_characters(const char *target)
{
    for (; *target != '\0'; target++)
        if (*target <= ' ' || *target > '~' || strchr("\"#<>\\", *target) != NULL)
            return false;
    return true;
}

/* Step over one character of a path, escaped or not. */
static int next_character(const char **at)
{
    int c = **at == '%' ? oas_percent_decode(*at) : -1;

    if (c < 0)
        return (unsigned char)*(*at)++;
    *at += 3;
    return c;
}

static bool is_dots(size_t dots, size_t characters)
{
    return dots == characters && (dots == 1 || dots == 2);
}

/* "/.//host" and "/%2e%2e//host" lose their dots in every browser before they are sent: whoever still sends them is
 * none, and what is left of them may begin with two slashes. Nor do browsers escape a control character of their own
 * accord, and whoever decodes "/.%09//host" once more gets one that they drop. */
static bool is_plain_path(const char *path, size_t length)
{
    const char *end = path + length;
    size_t characters = 0;
    size_t dots = 0;

    while (path < end) {
        int c = next_character(&path);

        if (c < ' ' || c == 0x7f)
            return false;
        if (c == '/' || c == '\\') {
            if (is_dots(dots, characters))
                return false;
            characters = dots = 0;
        } else {
            characters++;
            dots += c == '.';
        }
    }
    return !is_dots(dots, characters);
}

bool oas_url_is_local_target(const char *target)
{
    return target != NULL && target[0] == '/' && !begins_with_a_host(target) && has_only_plain_characters(target)
           && is_plain_path(target, strcspn(target, "?"));
}
