/* SPDX-License-Identifier: Apache-2.0 */
/* httpd says whether a place asks for a user, but not whether "Require all granted", which most places inherit, or "Require
 * ip" let somebody in who has no name. So those who decided are asked once more, about the same request from an address
 * that nobody has. */
#include "httpd/openness.h"

#include <http_core.h>
#include <http_log.h>
#include <http_request.h>
#include <apr_strings.h>

/* What the checks look at of whoever comes. */
typedef struct {
    apr_sockaddr_t *address;
    char *ip;
    char *host;
    const struct ap_logconf *log;
} visitor_t;

static visitor_t visitor_of(const request_rec *r)
{
    return (visitor_t){.address = r->useragent_addr, .ip = r->useragent_ip, .host = r->useragent_host, .log = r->log};
}

static void let_come(request_rec *r, const visitor_t *visitor)
{
    r->useragent_addr = visitor->address;
    r->useragent_ip = visitor->ip;
    r->useragent_host = visitor->host;
    r->log = visitor->log;
}

/* As httpd asks them: with "Satisfy any" the first OK is enough, and a Require that wants a name is not heard any more. */
static bool do_hooks_agree(request_rec *r)
{
    if (ap_satisfies(r) == SATISFY_ANY)
        return ap_run_access_checker(r) == OK || ap_run_access_checker_ex(r) == OK;
    return ap_run_access_checker(r) == OK && ap_run_access_checker_ex(r) == OK;
}

/* Addresses of documentation (RFC 5737, RFC 3849): no client has them. That such a stranger is kept out is nothing to log. */
static bool lets_in(request_rec *r, const char *address)
{
    static const struct ap_logconf silence = {.level = APLOG_EMERG};
    visitor_t stranger = {.ip = apr_pstrdup(r->pool, address), .host = apr_pstrdup(r->pool, ""), .log = &silence};
    const visitor_t visitor = visitor_of(r);
    bool lets_in;

    if (apr_sockaddr_info_get(&stranger.address, address, APR_UNSPEC, 0, 0, r->pool) != APR_SUCCESS)
        return false;
    let_come(r, &stranger);
    lets_in = do_hooks_agree(r);
    let_come(r, &visitor);
    return lets_in;
}

bool oas_is_open_to_everybody(request_rec *r)
{
    return r->user == NULL && (lets_in(r, "192.0.2.1") || lets_in(r, "2001:db8::1"));
}
