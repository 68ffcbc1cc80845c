/* SPDX-License-Identifier: Apache-2.0 */
#include "http/cookie.h"

#include <apr_strings.h>

/* A Cookie header is "name=value; name=value". A cookie begins at the start or behind a ";" and nowhere else: not in
 * quotes, not behind a comma. Some programs read more into it, and that lets a site next door plant a "__Host-" cookie
 * inside the value of one of its own. */

static const char *skip_blanks(const char *at)
{
    while (*at == ' ' || *at == '\t')
        at++;
    return at;
}

/* The cookie at this place up to the next ";", or to the end of the header. */
static oas_bytes_t cookie_at(const char *at)
{
    return oas_bytes(at, (size_t)(strchrnul(at, ';') - at));
}

/* It has exactly this name (browsers, not we, take prefixes in any case), and a value. Ours begin alike, but end differently. */
static bool is_named(oas_bytes_t cookie, const char *name, size_t length)
{
    return cookie.length > length && cookie.data[length] == '=' && cookie.data[length - 1] == (unsigned char)name[length - 1]
           && memcmp(cookie.data, name, length) == 0;
}

oas_bytes_t oas_cookie_next(const char **position, const char *header, const char *name)
{
    const char *at = *position != NULL ? *position : header;
    size_t length = strlen(name);

    while (at != NULL && *at != '\0') {
        const char *begin = skip_blanks(at);
        oas_bytes_t cookie = cookie_at(begin);

        at = begin + cookie.length;
        if (*at == ';')
            at++;
        *position = at;
        if (is_named(cookie, name, length))
            return oas_bytes(cookie.data + length + 1, cookie.length - length - 1);
    }
    return oas_bytes(NULL, 0);
}

static bool fits(oas_bytes_t cookie, const char *name)
{
    size_t length = strlen(name);

    if (name[length - 1] != '-')
        return is_named(cookie, name, length);
    return cookie.length >= length && memcmp(cookie.data, name, length) == 0;
}

static bool is_one_of(oas_bytes_t cookie, const char *const *names)
{
    for (; *names != NULL; names++)
        if (*cookie.data == (unsigned char)**names && fits(cookie, *names))
            return true;
    return false;
}

/* Copy what stays to kept, which has room for all of it. False: all of it stays. */
static bool copy_others(char *kept, const char *header, const char *const *names)
{
    bool took_out = false;
    char *end = kept;

    while (*header != '\0') {
        const char *begin = skip_blanks(header);
        oas_bytes_t cookie = cookie_at(begin);
        const char *next = begin + cookie.length;

        if (is_one_of(cookie, names)) {
            took_out = true;
        } else if (cookie.length != 0) {
            const char *from = end == kept ? begin : header;

            if (end != kept)
                *end++ = ';';
            memcpy(end, from, (size_t)(next - from));
            end += next - from;
        }
        header = *next == ';' ? next + 1 : next;
    }
    *end = '\0';
    return took_out;
}

const char *oas_cookie_without(apr_pool_t *pool, const char *header, const char *const *names)
{
    char *kept;

    if (header == NULL)
        return NULL;
    kept = apr_palloc(pool, strlen(header) + 1);
    if (!copy_others(kept, header, names))
        return header;
    return *kept != '\0' ? kept : NULL;
}

const char *oas_cookie_compose(apr_pool_t *pool, const oas_cookie_t *cookie)
{
    const char *age = "";

    /* RFC 6265 §5.3: only the same name, path and domain replace what the browser has. */
    if (cookie->value == NULL)
        age = "; Max-Age=0";
    else if (cookie->max_age > 0)
        age = apr_psprintf(pool, "; Max-Age=%d", cookie->max_age);
    return apr_pstrcat(pool, cookie->name, "=", cookie->value != NULL ? cookie->value : "", "; Path=", cookie->path,
                       age, cookie->secure ? "; Secure" : "",
                       "; HttpOnly; SameSite=", cookie->cross_site ? "None" : "Lax", NULL);
}
