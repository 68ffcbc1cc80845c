/* SPDX-License-Identifier: Apache-2.0 */
#include "http/url.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <strings.h>

#include <apr_strings.h>

#include "http/percent.h"

enum {
    LONGEST_URL = 2048, /* what the oldest browsers still take */
    LONGEST_HOST = 253, /* RFC 1035 §2.3.4, as text */
    LONGEST_PORT = 5,
};

/* Every step below answers with the flaw it found, as the end of a sentence, or NULL when it is content. */

/* RFC 3986 §2.2 and §2.3 without "#"; brackets have their place in the host alone. */
static const char *check_characters(const char *text)
{
    if (strlen(text) > LONGEST_URL)
        return "is longer than 2048 characters";
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '#')
            return "has a fragment";
        if (*at == '%' && oas_percent_decode(at) < 0)
            return "has a broken percent escape";
        if (!oas_is_unreserved(*at) && strchr("!$&'()*+,;=:@/?[]%", *at) == NULL)
            return "has a character that no URL has";
    }
    return NULL;
}

/* The text behind "https://" or "http://"; NULL when it begins with neither. */
static const char *read_scheme(oas_url_t *url, const char *text)
{
    url->is_https = strncasecmp(text, "https://", 8) == 0;
    if (url->is_https)
        return text + 8;
    return strncasecmp(text, "http://", 7) == 0 ? text + 7 : NULL;
}

/* The WHATWG URL standard takes a host whose last label is a number for an IPv4 address, in any base and length. */
static bool ends_in_a_number(const char *host)
{
    const char *dot = strrchr(host, '.');
    const char *last = dot != NULL ? dot + 1 : host;

    if (last[0] == '0' && last[1] == 'x')
        return last[2 + strspn(last + 2, "0123456789abcdef")] == '\0';
    return last[strspn(last, "0123456789")] == '\0';
}

static const char *read_name(oas_url_t *url)
{
    struct in_addr address;

    if (url->host[strspn(url->host, "abcdefghijklmnopqrstuvwxyz0123456789-_.")] != '\0')
        return "has a host with a character that no name has";
    if (url->host[0] == '\0')
        return "has no host";
    if (url->host[0] == '.' || url->host[strlen(url->host) - 1] == '.' || strstr(url->host, "..") != NULL)
        return "has a host with an empty label";
    if (inet_pton(AF_INET, url->host, &address) == 1)
        url->is_loopback = (ntohl(address.s_addr) >> 24) == 127;
    else if (ends_in_a_number(url->host))
        return "has a host that only some programs read as an address";
    else
        url->is_loopback = strcmp(url->host, "localhost") == 0;
    return NULL;
}

static const char *read_ipv6(oas_url_t *url)
{
    struct in6_addr address;

    if (inet_pton(AF_INET6, url->host, &address) != 1)
        return "has brackets around what is no IPv6 address";
    url->is_loopback = strcmp(url->host, "::1") == 0;
    return NULL;
}

/* text is ":port", or empty: the scheme's own. */
static const char *read_port(oas_url_t *url, const char *text)
{
    size_t digits;

    url->port = url->is_https ? 443 : 80;
    if (*text == '\0')
        return NULL;
    digits = strspn(text + 1, "0123456789");
    if (text[0] != ':' || digits == 0 || digits > LONGEST_PORT || text[1 + digits] != '\0' || text[1] == '0')
        return "has a port that is no number";
    url->port = (int)strtol(text + 1, NULL, 10);
    return url->port <= 65535 ? NULL : "has a port above 65535";
}

static void compose_origin(oas_url_t *url, bool brackets, apr_pool_t *pool)
{
    const char *scheme = url->is_https ? "https://" : "http://";
    const char *host = brackets ? apr_pstrcat(pool, "[", url->host, "]", NULL) : url->host;

    if (url->port == (url->is_https ? 443 : 80))
        url->origin = apr_pstrcat(pool, scheme, host, NULL);
    else
        url->origin = apr_psprintf(pool, "%s%s:%d", scheme, host, url->port);
}

static const char *read_authority(oas_url_t *url, char *authority, apr_pool_t *pool)
{
    bool brackets = authority[0] == '[';
    char *host = brackets ? authority + 1 : authority;
    size_t length = strcspn(host, brackets ? "]" : ":");
    const char *behind = host + length;
    const char *flaw;

    /* RFC 3986 §3.2.1: what stands before "@" is read as a host by people and some programs. */
    if (strchr(authority, '@') != NULL)
        return "carries user information";
    if (length > LONGEST_HOST)
        return "has a host that is too long";
    if (brackets && *behind++ != ']')
        return "has a bracket that is not closed";
    if ((flaw = read_port(url, behind)) != NULL)
        return flaw;
    host[length] = '\0';
    for (char *at = host; *at != '\0'; at++)
        *at = oas_ascii_lower(*at);
    url->host = host;
    if ((flaw = brackets ? read_ipv6(url) : read_name(url)) != NULL)
        return flaw;
    compose_origin(url, brackets, pool);
    return NULL;
}

static const char *read_path(oas_url_t *url, const char *text, apr_pool_t *pool)
{
    size_t length = strcspn(text, "?");

    if (strpbrk(text, "[]") != NULL)
        return "has a bracket behind its host";
    url->path = length != 0 ? apr_pstrmemdup(pool, text, length) : "/";
    url->query = text[length] == '?' ? apr_pstrdup(pool, text + length + 1) : NULL;
    return NULL;
}

static const char *read_url(oas_url_t *url, const char *text, apr_pool_t *pool)
{
    const char *authority;
    const char *flaw;
    size_t length;

    if (text == NULL || *text == '\0')
        return "is empty";
    if ((flaw = check_characters(text)) != NULL)
        return flaw;
    authority = read_scheme(url, text);
    if (authority == NULL)
        return "begins with neither https:// nor http://";
    length = strcspn(authority, "/?");
    if ((flaw = read_authority(url, apr_pstrmemdup(pool, authority, length), pool)) != NULL)
        return flaw;
    return read_path(url, authority + length, pool);
}

oas_status_t oas_url_parse(oas_url_t **url, const char *text, const char *what, oas_work_t *work)
{
    oas_url_t *parsed = apr_pcalloc(work->pool, sizeof(*parsed));
    const char *flaw = read_url(parsed, text, work->pool);

    *url = NULL;
    if (flaw != NULL)
        return oas_fail(work, OAS_REFUSED, "url_malformed", "%s: the URL %s", what, flaw);
    *url = parsed;
    return OAS_OK;
}

oas_status_t oas_url_parse_secure(oas_url_t **url, const char *text, const char *what, oas_work_t *work)
{
    oas_url_t *parsed;
    oas_status_t status = oas_url_parse(&parsed, text, what, work);

    *url = NULL;
    if (status != OAS_OK)
        return status;
    if (!parsed->is_https && !parsed->is_loopback)
        return oas_fail(work, OAS_REFUSED, "url_not_secure", "%s: %s is neither https nor on this machine", what,
                        parsed->origin);
    *url = parsed;
    return OAS_OK;
}

const char *oas_url_escape(apr_pool_t *pool, const char *text)
{
    char *escaped = apr_palloc(pool, 3 * strlen(text) + 1);
    char *end = escaped;

    for (; *text != '\0'; text++) {
        if (oas_is_unreserved(*text))
            *end++ = *text;
        else
            end = oas_percent_encode(end, *text);
    }
    *end = '\0';
    return escaped;
}

const char *oas_url_with_parameters(apr_pool_t *pool, const char *url, const char *encoded_parameters)
{
    size_t length = strlen(url);
    const char *separator = strchr(url, '?') == NULL ? "?" : "&";

    if (*encoded_parameters == '\0')
        return url;
    if (length != 0 && strchr("?&", url[length - 1]) != NULL)
        separator = "";
    return apr_pstrcat(pool, url, separator, encoded_parameters, NULL);
}
