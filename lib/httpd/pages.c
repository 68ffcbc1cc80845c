/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/pages.h"

#include <http_protocol.h>
#include <apr_strings.h>

#include "base/base64url.h"
#include "base/json.h"
#include "crypto/random.h"
#include "httpd/frame_page.h"

static const char style[] =
    ":root{color-scheme:light dark;--ink:#1d2733;--soft:#5b6875;--paper:#fff;--ground:#eef1f4;--accent:#0b5cad}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e8edf2;--soft:#a3b0bd;--paper:#1c242d;--ground:#10161c;--accent:#6cb2ff}}"
    "*{box-sizing:border-box}"
    "body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--ground);color:var(--ink);"
    "font:1rem/1.55 system-ui,sans-serif}"
    "main{background:var(--paper);max-width:32rem;margin:1rem;padding:2.2rem 2.4rem;border-radius:.8rem;"
    "box-shadow:0 1px 3px #0002,0 8px 30px #0001}"
    "h1{font-size:1.35rem;line-height:1.3;margin:0 0 .8rem}p{margin:0 0 1.4rem}"
    ".way{display:inline-block;font:inherit;font-weight:600;padding:.6rem 1.2rem;border:0;border-radius:.5rem;"
    "background:var(--accent);color:var(--paper);text-decoration:none;cursor:pointer}"
    ".other{margin-left:1rem;color:var(--accent)}"
    "small{display:block;margin-top:1.6rem;color:var(--soft)}";

/* Moves what the browser has behind "#" into the form and sends it: of the parameters that an answer can have, each as
 * often as it is there, so that the callback sees a repetition, too. The address loses it first: nothing of it stays in the
 * history, where Back would find it. */
static const char fragment_script[] =
    "var answer=new URLSearchParams(location.hash.slice(1)),form=document.forms[0];"
    "history.replaceState(null,'',location.pathname);"
    "['state','code','id_token','access_token','token_type','expires_in','scope','iss','session_state','error',"
    "'error_description'].forEach(function(name){answer.getAll(name).forEach(function(value){"
    "var field=document.createElement('input');field.type='hidden';field.name=name;field.value=value;"
    "form.appendChild(field)})});form.submit()";

static const char *escaped(request_rec *r, const char *text)
{
    return ap_escape_html(r->pool, text);
}

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

/* The nonce of the page. */
static const char *begin_html(request_rec *r, const oas_page_t *page, const char *title)
{
    const char *nonce, *refresh = "";

    set_policy(r, page, &nonce);
    if (page->kind == OAS_PAGE_ONWARD)
        refresh = apr_psprintf(r->pool, "<meta http-equiv=\"refresh\" content=\"0; url=%s\">\n", escaped(r, page->link));
    ap_set_content_type(r, "text/html; charset=utf-8");
    ap_rprintf(r,
               "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>%s</title>\n"
               "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n%s"
               "<style nonce=\"%s\">%s</style></head>\n<body><main>\n<h1>%s</h1>\n",
               escaped(r, title), refresh, nonce, style, escaped(r, title));
    return nonce;
}

static void end_html(request_rec *r)
{
    ap_rputs("</main></body></html>\n", r);
}

static void send_message(request_rec *r, const oas_page_t *page)
{
    begin_html(r, page, page->title);
    ap_rprintf(r, "<p>%s</p>\n", escaped(r, page->text));
    if (page->link != NULL)
        ap_rprintf(r, "<a class=\"way\" href=\"%s\">%s</a>\n", escaped(r, page->link), escaped(r, page->link_text));
    if (page->reason != NULL)
        ap_rprintf(r, "<small>Reason: <code>%s</code></small>\n", escaped(r, page->reason));
    end_html(r);
}

static void send_onward(request_rec *r, const oas_page_t *page)
{
    begin_html(r, page, "Signing you in");
    ap_rprintf(r, "<p>One moment, please.</p>\n<a class=\"way\" href=\"%s\">Continue</a>\n", escaped(r, page->link));
    end_html(r);
}

/* Its form says where it comes from, by Origin, in browsers without Fetch Metadata, too: no-referrer would forbid that. */
static void send_fragment(request_rec *r, const oas_page_t *page)
{
    const char *nonce;

    apr_table_setn(r->err_headers_out, "Referrer-Policy", "same-origin");
    nonce = begin_html(r, page, "Signing you in");
    ap_rprintf(r,
               "<p>One moment, please.</p>\n<noscript><p>The answer of the sign-in service is in a part of the address that "
               "only your browser sees, and a script of this page has to pass it on. Allow JavaScript for this site, and open "
               "the page you want to see once more.</p>\n<a class=\"way\" href=\"/\">To the start page</a></noscript>\n"
               "<form method=\"post\" action=\"%s\"></form>\n<script nonce=\"%s\">%s</script>\n",
               escaped(r, page->action), nonce, fragment_script);
    end_html(r);
}

static void send_sign_out(request_rec *r, const oas_page_t *page)
{
    begin_html(r, page, "Sign out?");
    ap_rprintf(r, "<p>You are signed in as <strong>%s</strong>.</p>\n", escaped(r, page->user));
    ap_rprintf(r,
               "<form method=\"post\" action=\"%s\"><input type=\"hidden\" name=\"token\" value=\"%s\">"
               "<button class=\"way\">Sign out</button> <a class=\"other\" href=\"%s\">Stay signed in</a></form>\n",
               escaped(r, page->action), escaped(r, page->form_token), escaped(r, page->link));
    end_html(r);
}

static void send_signed_out(request_rec *r, const oas_page_t *page)
{
    begin_html(r, page, "You are signed out");
    ap_rprintf(r, "<p>Your session on this site has ended.</p>\n<a class=\"way\" href=\"%s\">To the start page</a>\n",
               escaped(r, page->link));
    end_html(r);
}

static void add_member(request_rec *r, const char *name, const char *value)
{
    if (value != NULL)
        ap_rprintf(r, ",\"%s\":%s", name, oas_json_quote(r->pool, value));
}

/* RFC 9457: a problem in a form that programs read. */
static void send_problem(request_rec *r, const oas_reply_t *reply)
{
    const oas_page_t *page = &reply->page;

    ap_set_content_type(r, "application/problem+json");
    ap_rprintf(r, "{\"status\":%d", reply->status);
    add_member(r, "title", page->title);
    add_member(r, "detail", page->text);
    add_member(r, "reason", page->reason);
    add_member(r, "login_url", page->login_url);
    ap_rputs("}\n", r);
}

/* For an hour: a provider that finds a signature of an unknown key asks again, and one that uses an old key to encrypt gets
 * along as long as that is listed. */
static void send_key_set(request_rec *r, const oas_page_t *page)
{
    ap_set_content_type(r, "application/jwk-set+json");
    apr_table_setn(r->err_headers_out, "Cache-Control", "public, max-age=3600");
    ap_rputs(page->text, r);
}

/* RFC 9101 §10.2 */
static void send_request_object(request_rec *r, const oas_page_t *page)
{
    ap_set_content_type(r, "application/oauth-authz-req+jwt");
    ap_rputs(page->text, r);
}

static void send_json(request_rec *r, const oas_page_t *page)
{
    ap_set_content_type(r, "application/json");
    ap_rputs(page->text, r);
}

void oas_page_send(request_rec *r, const oas_reply_t *reply)
{
    switch (reply->page.kind) {
    case OAS_PAGE_NONE:
        ap_set_content_length(r, 0);
        /* an empty body has to be sent, too: this writes the headers */
        ap_rflush(r);
        return;
    case OAS_PAGE_REQUEST_OBJECT: send_request_object(r, &reply->page); return;
    case OAS_PAGE_KEY_SET:      send_key_set(r, &reply->page); return;
    case OAS_PAGE_PROBLEM_JSON: send_problem(r, reply); return;
    case OAS_PAGE_MESSAGE:      send_message(r, &reply->page); return;
    case OAS_PAGE_ONWARD:       send_onward(r, &reply->page); return;
    case OAS_PAGE_FRAGMENT:     send_fragment(r, &reply->page); return;
    case OAS_PAGE_JSON:         send_json(r, &reply->page); return;
    case OAS_PAGE_SIGN_OUT:     send_sign_out(r, &reply->page); return;
    case OAS_PAGE_SIGNED_OUT:   send_signed_out(r, &reply->page); return;
    case OAS_PAGE_SESSION_FRAME: oas_frame_page_send(r, &reply->page); return;
    }
}
