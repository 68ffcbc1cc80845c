/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/page_layout.h"

#include <http_protocol.h>
#include <apr_strings.h>

#include "base/base64url.h"
#include "crypto/random.h"
#include "httpd/bridge.h"

static const char style[] =
    ":root{color-scheme:light dark;--ink:#1d2733;--soft:#5b6875;--paper:#fff;--ground:#eef1f4;--accent:#0b5cad;--line:#d8dee4}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e8edf2;--soft:#a3b0bd;--paper:#1c242d;--ground:#10161c;--accent:#6cb2ff;--line:#36424e}}"
    "*{box-sizing:border-box}"
    "body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--ground);color:var(--ink);"
    "font:1rem/1.55 system-ui,sans-serif}"
    "main{background:var(--paper);max-width:32rem;margin:1rem;padding:2.2rem 2.4rem;border-radius:.8rem;"
    "box-shadow:0 1px 3px #0002,0 8px 30px #0001}"
    "h1{font-size:1.35rem;line-height:1.3;margin:0 0 .8rem}p{margin:0 0 1.4rem}"
    "h2{font-size:.95rem;margin:0 0 .3rem}code{overflow-wrap:anywhere}.rules{margin:0 0 1.4rem;padding-left:1.2rem}"
    ".way{display:inline-block;font:inherit;font-weight:600;padding:.6rem 1.2rem;border:0;border-radius:.5rem;"
    "background:var(--accent);color:var(--paper);text-decoration:none;cursor:pointer}"
    ".other{margin-left:1rem;color:var(--accent)}"
    "small{display:block;margin-top:1.6rem;color:var(--soft)}";

/* Of the pages that show lists. */
static const char list_style[] =
    "main{width:calc(100% - 2rem);max-width:46rem}main a{color:var(--accent)}"
    ".list{list-style:none;margin:0 0 1.4rem;padding:0}"
    ".list li{display:flex;gap:1rem;align-items:center;justify-content:space-between;padding:.9rem 0;"
    "border-top:1px solid var(--line)}"
    ".list div{min-width:0}.list b{overflow-wrap:anywhere}"
    ".list span{display:block;font-size:.9rem;color:var(--soft);overflow-wrap:anywhere}"
    ".list em{font-style:normal;font-size:.8rem;padding:.1rem .5rem;border-radius:1rem;background:var(--ground);"
    "white-space:nowrap}"
    ".small{font:inherit;font-size:.9rem;padding:.35rem .9rem;border:1px solid var(--accent);border-radius:.5rem;"
    "background:none;color:var(--accent);text-decoration:none;white-space:nowrap;cursor:pointer}"
    ".search{display:flex;flex-wrap:wrap;gap:.8rem;align-items:end;margin:0 0 1.4rem}"
    ".search label{flex:1 1 9rem;font-size:.9rem;color:var(--soft)}"
    ".search input{display:block;width:100%;font:inherit;padding:.35rem .6rem;border:1px solid var(--soft);"
    "border-radius:.5rem;background:var(--paper);color:var(--ink)}"
    "summary{color:var(--accent);cursor:pointer}details p{margin:.8rem 0}"
    "@media(max-width:30rem){main{padding:1.6rem 1.3rem}}";

static const char *escaped(request_rec *r, const char *text)
{
    return ap_escape_html(r->pool, text);
}

/* --- words --- */

static const oas_words_t *words_of(request_rec *r)
{
    oas_exchange_t *exchange = oas_exchange(r);

    if (exchange->words == NULL)
        exchange->words = oas_words_choose(oas_words_known, apr_table_get(r->headers_in, "Accept-Language"));
    return exchange->words;
}

const char *oas_page_say(request_rec *r, const char *english)
{
    return escaped(r, oas_words_say(words_of(r), english));
}

const char *oas_page_say_html(request_rec *r, const char *english, oas_pairs_t values)
{
    return oas_sentence_fill(oas_page_say(r, english), values, r->pool);
}

const char *oas_page_say_with(request_rec *r, const char *english, oas_pairs_t values)
{
    return escaped(r, oas_sentence_fill(oas_words_say(words_of(r), english), values, r->pool));
}

/* A cache that kept pages would have one for each language. */
static void set_language(request_rec *r)
{
    apr_table_setn(r->err_headers_out, "Content-Language", words_of(r)->tag);
    apr_table_mergen(r->err_headers_out, "Vary", "Accept-Language");
}

/* --- head and foot --- */

/* Nothing but this page's own style element counts, and the script of a page that has one: no frame, no form to elsewhere,
 * but for where the answer to its form leads (browsers apply form-action to redirects, too). *nonce marks them. */
static void set_policy(request_rec *r, const oas_page_t *page, const char **nonce)
{
    oas_work_t work = oas_work(r->pool, r->request_time);
    unsigned char random[16];
    const char *script = "";

    *nonce = oas_random(random, sizeof(random), &work) == OAS_OK
                 ? oas_base64url_encode(r->pool, oas_bytes(random, sizeof(random)))
                 : "none"; /* then it is shown without its style */
    if (page->kind == OAS_PAGE_FRAGMENT)
        script = apr_psprintf(r->pool, "script-src 'nonce-%s'; ", *nonce);
    apr_table_setn(r->err_headers_out, "Content-Security-Policy",
                   apr_psprintf(r->pool,
                                "default-src 'none'; style-src 'nonce-%s'; %sform-action 'self' %s; base-uri 'none'; "
                                "frame-ancestors 'none'",
                                *nonce, script, page->form_goes_on_to != NULL ? page->form_goes_on_to : ""));
}

const char *oas_page_begin(request_rec *r, const oas_page_t *page, const char *title)
{
    const char *nonce, *refresh = "";

    set_policy(r, page, &nonce);
    set_language(r);
    title = oas_page_say(r, title);
    if (page->kind == OAS_PAGE_ONWARD)
        refresh = apr_psprintf(r->pool, "<meta http-equiv=\"refresh\" content=\"0; url=%s\">\n", escaped(r, page->link));
    ap_set_content_type(r, "text/html; charset=utf-8");
    ap_rprintf(r,
               "<!doctype html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"><title>%s</title>\n"
               "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n%s"
               "<style nonce=\"%s\">%s%s</style></head>\n<body><main>\n<h1>%s</h1>\n",
               words_of(r)->tag, title, refresh, nonce, style, page->kind == OAS_PAGE_SESSIONS ? list_style : "", title);
    return nonce;
}

void oas_page_end(request_rec *r)
{
    ap_rputs("</main></body></html>\n", r);
}
