/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/passed_name.h"

#include <string.h>

#include <apr_strings.h>

#include "http/percent.h"

enum { PREFIX_SHORTEST = 3, NAME_LONGEST = 64 /* characters */ };

/* What means something of its own: to httpd and its modules, to a proxied server, or to the programs that a request starts.
 * Collapsed. */
static const char *const taken[] = {
    /* request headers: RFC 9110, RFC 9111, RFC 9112, RFC 6265, RFC 7239, and what proxies say */
    "accept", "acceptcharset", "acceptencoding", "acceptlanguage", "authorization", "cachecontrol", "connection", "cookie",
    "date", "depth", "destination", "dpop", "expect", "forwarded", "from", "host", "http2settings", "ifmatch", "ifmodifiedsince",
    "ifnonematch", "ifrange", "ifunmodifiedsince", "keepalive", "lasteventid", "locktoken", "maxforwards", "origin", "overwrite",
    "pragma", "prefer", "priority", "range", "referer", "te", "timeout", "trailer", "transferencoding", "upgrade", "useragent",
    "via", "warning", "xclientip", "xforwardedfor", "xforwardedhost", "xforwardedmethod", "xforwardedport", "xforwardedprefix",
    "xforwardedproto", "xforwardedscheme", "xforwardedserver", "xforwardedssl", "xforwardeduri", "xhttpmethod",
    "xhttpmethodoverride", "xmethodoverride", "xoriginalurl", "xoriginaluri", "xrealip", "xrequestedwith", "xrequestid", "xrewriteurl",
    /* ours */
    "xoauthuser", "oauthuser", "xsessiondata", "xsessionversion",
    /* variables: RFC 3875, httpd, shells, loaders, interpreters */
    "authtype", "bashenv", "documentroot", "env", "gatewayinterface", "home", "https", "ifs", "javatooloptions", "lang",
    "nodeoptions", "path", "pathinfo", "pathtranslated", "perl5lib", "perl5opt", "ps4", "pythonhome", "pythonpath",
    "querystring", "remoteaddr", "remotehost", "remoteident", "remoteport", "remoteuser", "requestmethod", "requestscheme",
    "requesturi", "rubylib", "rubyopt", "scriptfilename", "scriptname", "shell", "tmpdir", "tz", "uniqueid", "user"};

/* So begin families of such names. */
static const char *const taken_starts[] = {"oauth", "xoauth", "http", "content", "proxy", "sec", "accesscontrol",
                                           "ld",    "redirect", "server", "ssl", "php", "dyld", "xsession"};

/* A user's name may be in these, for that is what they are for; their names are taken as those of variables. */
static bool is_for_users(const char *collapsed)
{
    return strcmp(collapsed, "remoteuser") == 0 || strcmp(collapsed, "user") == 0;
}

/* What many servers read of a name: its letters and digits, case put aside. */
static const char *collapse(const char *name, apr_pool_t *pool)
{
    char *collapsed = apr_palloc(pool, strlen(name) + 1), *end = collapsed;

    for (; *name != '\0'; name++)
        if (oas_is_alphanumeric(*name))
            *end++ = oas_ascii_lower(*name);
    *end = '\0';
    return collapsed;
}

static bool begins_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static bool is_of_family(const char *collapsed)
{
    for (size_t i = 0; i < sizeof(taken_starts) / sizeof(taken_starts[0]); i++)
        if (begins_with(collapsed, taken_starts[i]))
            return true;
    return false;
}

static const char *spelling_flaw(const char *name)
{
    if (strlen(name) > NAME_LONGEST)
        return "is longer than 64 characters";
    for (const char *c = name; *c != '\0'; c++)
        if (!oas_is_alphanumeric(*c) && *c != '-' && *c != '_')
            return "has other characters than letters, digits, - and _";
    return oas_ascii_lower(name[0]) >= 'a' && oas_ascii_lower(name[0]) <= 'z' ? NULL : "does not begin with a letter";
}

const char *oas_prefix_flaw(const char *prefix, apr_pool_t *pool)
{
    const char *flaw = spelling_flaw(prefix), *collapsed;

    if (flaw != NULL)
        return flaw;
    collapsed = collapse(prefix, pool);
    if (strlen(collapsed) < PREFIX_SHORTEST)
        return "has less than 3 letters and digits, and a claim could take the name of anything else";
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
        if (begins_with(taken[i], collapsed))
            return "is the start of names that servers and programs use for other things";
    for (size_t i = 0; i < sizeof(taken_starts) / sizeof(taken_starts[0]); i++)
        if (begins_with(taken_starts[i], collapsed))
            return "is the start of names that servers and programs use for other things";
    return is_of_family(collapsed) ? "begins as names do that servers and programs use for other things" : NULL;
}

const char *oas_user_header_flaw(const char *name, apr_pool_t *pool)
{
    const char *flaw = spelling_flaw(name), *collapsed;

    if (flaw != NULL)
        return flaw;
    collapsed = collapse(name, pool);
    if (is_for_users(collapsed))
        return NULL;
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
        if (strcmp(taken[i], collapsed) == 0)
            return "is a header that servers use for other things";
    return is_of_family(collapsed) ? "begins as headers do that servers use for other things" : NULL;
}

bool oas_names_are_alike(const char *one, const char *other, apr_pool_t *pool)
{
    return strcmp(collapse(one, pool), collapse(other, pool)) == 0;
}

const char *oas_name_of_claim(const char *prefix, const char *claim, char filler, apr_pool_t *pool)
{
    char *name = apr_pstrcat(pool, prefix, claim, NULL);

    for (char *c = name; *c != '\0'; c++)
        if (!oas_is_alphanumeric(*c))
            *c = filler;
    return name;
}
