/* SPDX-License-Identifier: Apache-2.0 */
/* URLs as RFC 3986 has them, read so strictly that every browser and library sees the same thing in them. */
#ifndef OAS_HTTP_URL_H
#define OAS_HTTP_URL_H

#include "base/bytes.h"
#include "base/work.h"

typedef struct {
    bool is_https;      /* else http */
    bool is_loopback;   /* localhost, 127.0.0.0/8 or [::1], written as such */
    const char *origin; /* "https://host:8443": lower case, the default port left out */
    const char *host;   /* without brackets, lower case */
    int port;
    const char *path;  /* "/" at least */
    const char *query; /* without the question mark; NULL when there is none */
} oas_url_t;

/* An absolute http or https URL. *url lives in work->pool; NULL unless OAS_OK. OAS_REFUSED: another scheme, user
 * information, a fragment, a character that RFC 3986 does not have, a broken percent escape, a port out of range, more
 * than 2,048 characters, or a host that is no name of letters, digits, "-", "_" and single dots, no dotted quad and no
 * IPv6 address ("0x7f.1" and "127.1" are addresses to some programs only). what names the URL in the failure. */
OAS_MUST_CHECK oas_status_t oas_url_parse(oas_url_t **url, const char *text, const char *what, oas_work_t *work);

/* As oas_url_parse, and only https, or http to loopback (OAS_REFUSED else): what we call and send people to. */
OAS_MUST_CHECK oas_status_t oas_url_parse_secure(oas_url_t **url, const char *text, const char *what, oas_work_t *work);

/* The target is a path of our own site: begins with one slash, and no browser reads a host in it, nor anything that
 * would split a header (R-RD-01 to R-RD-04). A query may follow, a fragment may not. Refused are also dot segments
 * and escaped control characters in the path, which browsers never ask for, and double quotes and angle brackets, which
 * they always escape. Any length. */
bool oas_url_is_local_target(const char *target);

/* Everything but unreserved characters (RFC 3986 §2.3) percent-encoded, in pool. */
const char *oas_url_escape(apr_pool_t *pool, const char *text);

/* url with parameters behind its query, in pool: "name=value" with "&" between, already escaped. url has no fragment.
 */
const char *oas_url_with_parameters(apr_pool_t *pool, const char *url, const char *encoded_parameters);

#endif
