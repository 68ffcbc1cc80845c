/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/frame_page.h"

#include <http_protocol.h>
#include <apr_strings.h>

#include "base/base64url.h"
#include "crypto/random.h"
#include "page/html.h"

/* OpenID Connect Session Management 1.0 §3.1: asks when the page comes, when its tab is turned to, and every few seconds.
 * Only what the provider's own frame says counts. A browser that keeps cookies apart lets that frame say "changed" always: so
 * "changed" counts only after "unchanged" was heard for the same session, once for all tabs, or this would never end. */
static const char script[] =
    "const told=document.body.dataset,frame=document.querySelector('iframe'),name='oauth-session-seen';let timer;"
    "const ask=()=>{if(!document.hidden)frame.contentWindow.postMessage(told.message,told.origin)};"
    "addEventListener('message',event=>{"
    "if(event.origin!==told.origin||event.source!==frame.contentWindow)return;"
    "if(event.data==='unchanged'){localStorage.setItem(name,told.message);return}"
    "clearInterval(timer);"
    "if(event.data!=='changed'||localStorage.getItem(name)!==told.message)return;"
    "localStorage.removeItem(name);"
    "top.location.assign(told.check+encodeURIComponent(top.location.pathname+top.location.search))});"
    "frame.addEventListener('load',()=>{ask();clearInterval(timer);timer=setInterval(ask,5000)});"
    "document.addEventListener('visibilitychange',ask)";

static const char *escaped(request_rec *r, const char *text)
{
    return oas_html_escape(text, r->pool);
}

static const char *new_nonce(request_rec *r)
{
    oas_work_t work = oas_work(r->pool, r->request_time);
    unsigned char random[16];

    return oas_random(random, sizeof(random), &work) == OAS_OK
               ? oas_base64url_encode(r->pool, oas_bytes(random, sizeof(random)))
               : "none"; /* then nothing is asked */
}

/* Pages of this site alone may frame it, and it may frame that one site: the address of the whole page is this site's then. */
static void set_policy(request_rec *r, const oas_page_t *page, const char *nonce)
{
    apr_table_setn(r->err_headers_out, "Content-Security-Policy",
                   apr_psprintf(r->pool,
                                "default-src 'none'; script-src 'nonce-%s'; frame-src %s; form-action 'none'; "
                                "base-uri 'none'; frame-ancestors 'self'",
                                nonce, page->frame_origin));
}

void oas_frame_page_send(request_rec *r, const oas_page_t *page)
{
    const char *nonce = new_nonce(r);

    set_policy(r, page, nonce);
    ap_set_content_type(r, "text/html; charset=utf-8");
    ap_rprintf(r,
               "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Session</title></head>\n"
               "<body data-origin=\"%s\" data-message=\"%s\" data-check=\"%s\">\n"
               "<iframe src=\"%s\" title=\"Session\" hidden></iframe>\n<script nonce=\"%s\">%s</script></body></html>\n",
               escaped(r, page->frame_origin), escaped(r, page->frame_message), escaped(r, page->link),
               escaped(r, page->frame), nonce, script);
}
