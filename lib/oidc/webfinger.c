/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/webfinger.h"

#include <strings.h>

#include <apr_strings.h>

#include "base/json.h"
#include "http/form.h"
#include "http/percent.h"
#include "http/url.h"
#include "oidc/answer.h"

enum {
    ACCOUNT_LONGEST = 320,                  /* characters: a user of 64, a host of 253, and what is between */
    RESOURCE_LONGEST = 3 * ACCOUNT_LONGEST, /* with escapes */
    QUERY_LONGEST = 4 * RESOURCE_LONGEST,
    ANSWER_LARGEST = 64 * 1024
};

static const char purpose[] = "WebFinger request";
static const char issuer_relation[] = "http://openid.net/specs/connect/1.0/issuer";

/* The text behind prefix; NULL when it does not begin so. */
static const char *behind(const char *text, const char *prefix)
{
    return strncasecmp(text, prefix, strlen(prefix)) == 0 ? text + strlen(prefix) : NULL;
}

/* The characters that RFC 7565 §7 has in front of the host, and the "@" that has to be escaped there. */
static bool is_user(const char *text, const char *end)
{
    for (; text < end; text++)
        if (!oas_is_unreserved(*text) && (*text == '\0' || strchr("!$&'()*+,;=@", *text) == NULL))
            return false;
    return true;
}

/* "ada@example.org" becomes "acct:ada@example.org". The last "@" is the one before the host: what stands before it may be the
 * address of a mailbox elsewhere, with one of its own. */
static const char *account_resource(const char *typed, const char *at, apr_pool_t *pool)
{
    oas_buffer_t resource = oas_buffer(pool, RESOURCE_LONGEST);

    oas_buffer_add_text(&resource, "acct:");
    for (; typed < at; typed++)
        oas_buffer_add(&resource, *typed == '@' ? oas_bytes_of("%40") : oas_bytes(typed, 1));
    oas_buffer_add_text(&resource, at);
    return oas_buffer_text(&resource);
}

static oas_status_t refuse_form(oas_work_t *work)
{
    return oas_fail(work, OAS_REFUSED, "account_form", "the account is neither name@host nor a URL");
}

/* §2.1.2: what has an "@" and no path is an account; what has no scheme is a URL of https. */
static oas_status_t read_resource(const char **resource, const char **url, const char *typed, oas_work_t *work)
{
    const char *account = behind(typed, "acct:");
    const char *at;

    if (account == NULL && strpbrk(typed, "/?#") == NULL && strchr(typed, '@') != NULL)
        account = typed;
    if (account == NULL) {
        *url = *resource = strstr(typed, "://") != NULL ? typed : apr_pstrcat(work->pool, "https://", typed, NULL);
        return OAS_OK;
    }
    at = strrchr(account, '@');
    if (at == NULL || at == account || !is_user(account, at) || strpbrk(at, "/?#") != NULL)
        return refuse_form(work);
    *resource = account_resource(account, at, work->pool);
    *url = apr_pstrcat(work->pool, "https://", at + 1, NULL);
    return OAS_OK;
}

oas_status_t oas_account_read(const oas_account_t **account, const char *typed, oas_work_t *work)
{
    oas_account_t *read = apr_palloc(work->pool, sizeof(*read));
    const char *url = NULL;
    oas_url_t *parsed;
    oas_status_t status;

    *account = NULL;
    if (*typed == '\0' || strlen(typed) > ACCOUNT_LONGEST)
        return refuse_form(work);
    if ((status = read_resource(&read->resource, &url, typed, work)) != OAS_OK
        || (status = oas_url_parse_secure(&parsed, url, "the account", work)) != OAS_OK)
        return status;
    read->host = parsed->host;
    read->port = parsed->port;
    *account = read;
    return OAS_OK;
}

/* The allowed origin that is the account's host; NULL: none is. */
static const char *allowed_origin(const oas_account_t *account, const char *const *allowed, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    oas_url_t *url;

    for (; allowed != NULL && *allowed != NULL; allowed++)
        if (oas_url_parse_secure(&url, *allowed, "an allowed host", &look) == OAS_OK && url->port == account->port
            && strcmp(url->host, account->host) == 0)
            return url->origin;
    return NULL;
}

/* RFC 7033 §4.1 */
static const char *request_url(const char *origin, const oas_account_t *account, apr_pool_t *pool)
{
    oas_buffer_t query = oas_buffer(pool, QUERY_LONGEST);

    oas_form_add(&query, "resource", account->resource);
    oas_form_add(&query, "rel", issuer_relation);
    return apr_pstrcat(pool, origin, "/.well-known/webfinger?", oas_buffer_text(&query), NULL);
}

/* RFC 7033 §4.4: links of all kinds may be there, whatever was asked for. */
static oas_status_t find_issuer(const char **issuer, const oas_http_answer_t *answer, oas_work_t *work)
{
    const oas_json_t *found;
    oas_status_t status = oas_json_parse_object(&found, answer->body, ANSWER_LARGEST, "WebFinger answer", work);
    const oas_json_t *link;

    if (status != OAS_OK)
        return status;
    for (link = oas_json_first(oas_json_member(found, "links")); link != NULL; link = oas_json_next(link))
        if (oas_text_equal(oas_json_string(link, "rel"), issuer_relation) && oas_json_string(link, "href") != NULL) {
            *issuer = oas_json_string(link, "href");
            return OAS_OK;
        }
    return oas_fail(work, OAS_REFUSED, "account_issuer", "the account's host names no issuer for it");
}

oas_status_t oas_webfinger_ask(const char **issuer, const oas_account_t *account, const char *const *allowed,
                               oas_http_client_t *client, oas_work_t *work)
{
    oas_http_call_t call = {.purpose = purpose, .accept = "application/jrd+json", .largest_answer = ANSWER_LARGEST};
    const char *origin = allowed_origin(account, allowed, work);
    oas_http_answer_t *answer;
    oas_status_t status;

    *issuer = NULL;
    if (origin == NULL)
        return oas_fail(work, OAS_REFUSED, "account_host", "OAuthWebFinger does not allow the account's host %s port %d",
                        account->host, account->port);
    call.url = request_url(origin, account, work->pool);
    if ((status = oas_answer_fetch_json(&answer, &call, client, work)) != OAS_OK)
        return status;
    return find_issuer(issuer, answer, work);
}
