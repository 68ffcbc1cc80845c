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

static const char *end_of_cookie(const char *at)
{
    const char *end = strchr(at, ';');

    return end != NULL ? end : at + strlen(at);
}

/* The cookie at this place has exactly this name (browsers, not we, take prefixes in any case), and a value. */
static bool is_named(const char *cookie, const char *name, size_t length)
{
    return strncmp(cookie, name, length) == 0 && cookie[length] == '=';
}

oas_bytes_t oas_cookie_next(const char **position, const char *header, const char *name)
{
    const char *at = *position != NULL ? *position : header;
    size_t length = strlen(name);

    while (at != NULL && *at != '\0') {
        const char *cookie = skip_blanks(at);
        const char *end = end_of_cookie(cookie);

        at = *position = *end == ';' ? end + 1 : end;
        if (is_named(cookie, name, length))
            return oas_bytes(cookie + length + 1, (size_t)(end - cookie) - length - 1);
    }
    return oas_bytes(NULL, 0);
}

static bool is_one_of(const char *cookie, const char *const *names)
{
    for (; *names != NULL; names++)
        if (*cookie == **names && is_named(cookie, *names, strlen(*names)))
            return true;
    return false;
}

/* Copy what stays to kept, which has room for all of header. False: all of it stays. */
static bool copy_others(char *kept, const char *header, const char *const *names)
{
    bool took_out = false;
    char *end = kept;

    while (*header != '\0') {
        const char *cookie = skip_blanks(header);
        const char *next = end_of_cookie(cookie);

        if (is_one_of(cookie, names)) {
            took_out = true;
        } else if (cookie != next) {
            const char *from = end == kept ? cookie : header;

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
