/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/page_layout.h"

#include <http_protocol.h>
#include <apr_strings.h>

#include "base/base64url.h"
#include "crypto/random.h"
#include "httpd/bridge.h"
#include "httpd/config.h"
#include "httpd/page_style.h"
#include "httpd/template_setting.h"
#include "page/html.h"

static const char *escaped(request_rec *r, const char *text)
{
    return oas_html_escape(text, r->pool);
}

/* --- words --- */

static const oas_words_t *words_of(request_rec *r)
{
    oas_exchange_t *exchange = oas_exchange(r);

    if (exchange->words == NULL)
        exchange->words = oas_words_choose(oas_templates(r)->words, apr_table_get(r->headers_in, "Accept-Language"));
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

/* --- policy --- */

static const char *new_nonce(request_rec *r)
{
    oas_work_t work = oas_work(r->pool, r->request_time);
    unsigned char random[16];

    return oas_random(random, sizeof(random), &work) == OAS_OK
               ? oas_base64url_encode(r->pool, oas_bytes(random, sizeof(random)))
               : "none"; /* then it is shown without its style */
}

/* Nothing but this page's own style element counts, and the script of a page that has one: no frame, no form to elsewhere,
 * but for where the answer to its form leads (browsers apply form-action to redirects, too). A site with templates of its own
 * may have pictures of its own in them. */
static void set_policy(request_rec *r, const oas_page_t *page, const char *nonce)
{
    bool has_script = page->kind == OAS_PAGE_FRAGMENT || page->kind == OAS_PAGE_KEEP_FRAGMENT;
    const char *script = has_script ? apr_psprintf(r->pool, "script-src 'nonce-%s'; ", nonce) : "";
    const char *pictures = oas_server_config(r->server)->templates != NULL ? "img-src 'self'; " : "";

    apr_table_setn(r->err_headers_out, "Content-Security-Policy",
                   apr_psprintf(r->pool,
                                "default-src 'none'; style-src 'nonce-%s'; %s%sform-action 'self' %s; base-uri 'none'; "
                                "frame-ancestors 'none'",
                                nonce, script, pictures, page->form_goes_on_to != NULL ? page->form_goes_on_to : ""));
}

/* --- layout --- */

/* A word for each kind of page, by which a style can tell them apart. */
static const char *name_of(const oas_page_t *page)
{
    switch (page->kind) {
    case OAS_PAGE_MESSAGE: return "message";
    case OAS_PAGE_ONWARD:
    case OAS_PAGE_KEEP_FRAGMENT:
    case OAS_PAGE_FRAGMENT: return "onward";
    case OAS_PAGE_SESSIONS: return "sessions";
    case OAS_PAGE_CHOOSER: return "chooser";
    case OAS_PAGE_SIGN_OUT: return "sign-out";
    case OAS_PAGE_SIGNED_OUT: return "signed-out";
    case OAS_PAGE_NONE:
    case OAS_PAGE_REQUEST_OBJECT:
    case OAS_PAGE_KEY_SET:
    case OAS_PAGE_PROBLEM_JSON:
    case OAS_PAGE_JSON:
    case OAS_PAGE_SESSION_FRAME: return "";
    }
    return "";
}

static const char *host_of(request_rec *r)
{
    oas_request_t request;

    oas_bridge_request(&request, r);
    return strstr(request.origin, "://") + 3;
}

static void put_head(request_rec *r, const oas_page_t *page, const char *nonce)
{
    ap_rputs("<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n", r);
    if (page->kind == OAS_PAGE_ONWARD)
        ap_rvputs(r, "<meta http-equiv=\"refresh\" content=\"0; url=", escaped(r, page->link), "\">\n", NULL);
    ap_rvputs(r, "<style nonce=\"", nonce, "\">", oas_page_style, oas_templates(r)->style, "</style>\n", NULL);
}

/* What stands in the slot, as HTML. */
static const char *text_in(request_rec *r, oas_slot_t slot, const oas_page_t *page, const char *title)
{
    switch (slot) {
    case OAS_SLOT_LANGUAGE: return escaped(r, words_of(r)->tag);
    case OAS_SLOT_TITLE: return oas_page_say(r, title);
    case OAS_SLOT_PAGE: return name_of(page);
    case OAS_SLOT_SITE: return escaped(r, host_of(r));
    case OAS_SLOT_HEAD:
    case OAS_SLOT_CONTENT:
    case OAS_SLOT_END: return "";
    }
    return "";
}

const char *oas_page_begin(request_rec *r, const oas_page_t *page, const char *title)
{
    const oas_layout_part_t *part = oas_templates(r)->layout;
    const char *nonce = new_nonce(r);

    set_policy(r, page, nonce);
    set_language(r);
    ap_set_content_type(r, "text/html; charset=utf-8");
    for (; part->slot != OAS_SLOT_CONTENT; part++) {
        ap_rvputs(r, part->html, text_in(r, part->slot, page, title), NULL);
        if (part->slot == OAS_SLOT_HEAD)
            put_head(r, page, nonce);
    }
    ap_rputs(part->html, r);
    return nonce;
}

void oas_page_end(request_rec *r, const oas_page_t *page, const char *title)
{
    const oas_layout_part_t *part = oas_templates(r)->layout;

    while (part->slot != OAS_SLOT_CONTENT)
        part++;
    do {
        part++;
        ap_rvputs(r, part->html, text_in(r, part->slot, page, title), NULL);
    } while (part->slot != OAS_SLOT_END);
}
