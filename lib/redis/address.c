/* SPDX-License-Identifier: Apache-2.0 */
#include "redis/address.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

enum { USUAL_PORT = 6379, HIGHEST_PORT = 65535, MOST_DIGITS = 5 };

static const char tcp[] = "redis://", unix_socket[] = "redis+unix:", digits[] = "0123456789";

static oas_status_t wrong(oas_work_t *work, const char *what)
{
    return oas_fail(work, OAS_MISCONFIGURED, "redis_address",
                    "%s: an address is redis://[user:password@]host[:port][/db] or redis+unix:/path[?db=N]", what);
}

static bool is_number(const char *text)
{
    const size_t length = strlen(text);

    return length > 0 && length <= MOST_DIGITS && strspn(text, digits) == length;
}

static int hex_digit(char c)
{
    const char *found = c != '\0' ? strchr("0123456789abcdef", c >= 'A' && c <= 'F' ? c + ('a' - 'A') : c) : NULL;

    return found != NULL ? (int)(found - "0123456789abcdef") : -1;
}

/* In place; false: a broken escape, or one of a NUL. */
static bool decode(char *text)
{
    char *end = text;

    for (; *text != '\0'; text++, end++) {
        *end = *text;
        if (*text == '%') {
            int high = hex_digit(text[1]), low = high >= 0 ? hex_digit(text[2]) : -1;

            if (low < 0 || high + low == 0)
                return false;
            *end = (char)(high * 16 + low);
            text += 2;
        }
    }
    *end = '\0';
    return true;
}

/* The part of text behind the first separator, which becomes its end; NULL: there is none. */
static char *split(char *text, char separator)
{
    char *found = strchr(text, separator);

    if (found != NULL)
        *found++ = '\0';
    return found;
}

static oas_status_t parse_credentials(oas_redis_address_t *address, char *text, oas_work_t *work)
{
    char *password = split(text, ':');

    if (password == NULL || !decode(text) || !decode(password) || password[0] == '\0')
        return wrong(work, "what is before the @ is no user:password, or a percent sign in it is not written %25");
    address->user = text[0] != '\0' ? text : NULL;
    address->password = password;
    return OAS_OK;
}

/* An IPv6 address stands in brackets, for it has colons itself. */
static oas_status_t parse_host(oas_redis_address_t *address, char *text, oas_work_t *work)
{
    char *behind = text[0] == '[' ? split(text, ']') : text, *port;

    if (behind == NULL)
        return wrong(work, "the bracket is not closed");
    address->host = text[0] == '[' ? text + 1 : text;
    port = split(behind, ':');
    if (address->host[0] == '\0' || (behind != text && behind[0] != '\0'))
        return wrong(work, "there is no host");
    address->port = USUAL_PORT;
    if (port != NULL)
        address->port = is_number(port) ? (int)strtol(port, NULL, 10) : 0;
    if (address->port == 0 || address->port > HIGHEST_PORT)
        return wrong(work, "the port is no number from 1 to 65535");
    address->title = apr_psprintf(work->pool, "Redis at %s port %d", address->host, address->port);
    return OAS_OK;
}

static oas_status_t parse_tcp(oas_redis_address_t *address, char *text, oas_work_t *work)
{
    char *at = strrchr(text, '@'), *place = at != NULL ? at + 1 : text, *database = split(place, '/');
    oas_status_t status = OAS_OK;

    if (at != NULL) {
        *at = '\0';
        status = parse_credentials(address, text, work);
    }
    if (database != NULL && database[0] != '\0')
        address->database = database;
    return status == OAS_OK ? parse_host(address, place, work) : status;
}

static oas_status_t parse_unix(oas_redis_address_t *address, char *text, oas_work_t *work)
{
    char *query = split(text, '?');

    if (text[0] != '/')
        return wrong(work, "the socket's path does not begin with a slash");
    if (query != NULL && strncmp(query, "db=", 3) != 0)
        return wrong(work, "behind the question mark may only stand db=N");
    address->path = text;
    address->title = apr_psprintf(work->pool, "Redis at %s", text);
    if (query != NULL)
        address->database = query + 3;
    return OAS_OK;
}

oas_status_t oas_redis_address_parse(oas_redis_address_t **address, const char *text, oas_work_t *work)
{
    oas_redis_address_t *parsed = apr_pcalloc(work->pool, sizeof(*parsed));
    oas_status_t status;

    *address = NULL;
    parsed->database = "0";
    if (strncmp(text, tcp, strlen(tcp)) == 0)
        status = parse_tcp(parsed, apr_pstrdup(work->pool, text + strlen(tcp)), work);
    else if (strncmp(text, unix_socket, strlen(unix_socket)) == 0)
        status = parse_unix(parsed, apr_pstrdup(work->pool, text + strlen(unix_socket)), work);
    else
        status = wrong(work, "this begins with neither redis:// nor redis+unix:");
    if (status == OAS_OK && !is_number(parsed->database))
        status = wrong(work, "the database is no number");
    if (status == OAS_OK)
        *address = parsed;
    return status;
}
