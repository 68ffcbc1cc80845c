/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/pages.h"

#include <http_protocol.h>
#include <apr_strings.h>

#include "base/json.h"
#include "httpd/denial_page.h"
#include "httpd/frame_page.h"
#include "httpd/page_layout.h"
#include "httpd/session_page.h"
#include "page/html.h"

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

/* Goes on with what the browser has behind "#". A backslash is what browsers leave as it is, and no address of ours may have. */
static const char keep_fragment_script[] =
    "var hash=location.hash.replace(/\\\\/g,'%5C').replace(/`/g,'%60');"
    "location.replace(document.getElementById('on').href+(hash.length>1000?'':encodeURIComponent(hash)))";

static const char *escaped(request_rec *r, const char *text)
{
    return oas_html_escape(text, r->pool);
}

static void put_text(request_rec *r, const oas_page_t *page)
{
    ap_rvputs(r, "<p>", oas_page_say_with(r, page->text, page->values), NULL);
    for (int i = 0; page->more != NULL && i < page->more->nelts; i++) {
        const oas_sentence_t *sentence = &APR_ARRAY_IDX(page->more, i, oas_sentence_t);

        ap_rvputs(r, " ", oas_page_say_with(r, sentence->english, sentence->values), NULL);
    }
    ap_rputs("</p>\n", r);
}

static void put_way(request_rec *r, const char *link, const char *text)
{
    ap_rvputs(r, "<a class=\"way\" href=\"", escaped(r, link), "\">", oas_page_say(r, text), "</a>\n", NULL);
}

static void put_other_way(request_rec *r, const char *link, const char *text)
{
    ap_rvputs(r, "<a class=\"other\" href=\"", escaped(r, link), "\">", oas_page_say(r, text), "</a>\n", NULL);
}

static void put_ways(request_rec *r, const oas_page_t *page)
{
    if (page->link == NULL && page->other_link == NULL)
        return;
    ap_rputs("<div class=\"actions\">", r);
    if (page->link != NULL)
        put_way(r, page->link, page->link_text);
    if (page->other_link != NULL)
        put_other_way(r, page->other_link, page->other_link_text);
    ap_rputs("</div>\n", r);
}

/* What the people who run the site can look for in the log. */
static void put_reason(request_rec *r, const oas_page_t *page)
{
    if (page->reason == NULL)
        return;
    ap_rvputs(r, "<small>", oas_page_say(r, "Reason:"), " <code>", escaped(r, page->reason), "</code>", NULL);
    if (r->log_id != NULL)
        ap_rvputs(r, "<br>", oas_page_say(r, "Request:"), " <code>", escaped(r, r->log_id), "</code>", NULL);
    ap_rputs("</small>\n", r);
}

static void send_message(request_rec *r, const oas_page_t *page)
{
    oas_page_begin(r, page, page->title);
    put_text(r, page);
    if (page->denial != NULL)
        oas_denial_send(r, page->denial);
    put_ways(r, page);
    put_reason(r, page);
    oas_page_end(r, page, page->title);
}

static void send_onward(request_rec *r, const oas_page_t *page)
{
    oas_page_begin(r, page, "Signing you in");
    ap_rvputs(r, "<p>", oas_page_say(r, "One moment, please."), "</p>\n", NULL);
    put_way(r, page->link, "Continue");
    oas_page_end(r, page, "Signing you in");
}

/* Its form says where it comes from, by Origin, in browsers without Fetch Metadata, too: no-referrer would forbid that. */
static void send_fragment(request_rec *r, const oas_page_t *page)
{
    const char *nonce;

    apr_table_setn(r->err_headers_out, "Referrer-Policy", "same-origin");
    nonce = oas_page_begin(r, page, "Signing you in");
    ap_rvputs(r, "<p>", oas_page_say(r, "One moment, please."), "</p>\n<noscript><p>",
              oas_page_say(r, "The answer of the sign-in service is in a part of the address that only your browser sees, and a "
                              "script of this page has to pass it on. Allow JavaScript for this site, and open the page you want "
                              "to see once more."), "</p>\n", NULL);
    put_way(r, "/", "To the start page");
    ap_rvputs(r, "</noscript>\n<form method=\"post\" action=\"", escaped(r, page->action), "\"></form>\n<script nonce=\"", nonce,
              "\">", fragment_script, "</script>\n", NULL);
    oas_page_end(r, page, "Signing you in");
}

/* Where no script may run it goes on without. */
static void send_keep_fragment(request_rec *r, const oas_page_t *page)
{
    const char *link = escaped(r, page->link);
    const char *nonce = oas_page_begin(r, page, "Signing you in");

    ap_rvputs(r, "<p>", oas_page_say(r, "One moment, please."), "</p>\n<noscript><meta http-equiv=\"refresh\" content=\"0; url=", link,
              "\"></noscript>\n<a class=\"way\" id=\"on\" href=\"", link, "\">", oas_page_say(r, "Continue"),
              "</a>\n<script nonce=\"", nonce, "\">", keep_fragment_script, "</script>\n", NULL);
    oas_page_end(r, page, "Signing you in");
}

static void send_chooser(request_rec *r, const oas_page_t *page)
{
    oas_page_begin(r, page, "Choose where to sign in");
    ap_rvputs(r, "<p>", oas_page_say(r, "This site lets several services sign people in. Choose the one that knows you."),
              "</p>\n<ul class=\"choices\">\n", NULL);
    for (size_t i = 0; i < page->choices.count; i++)
        ap_rvputs(r, "<li><a class=\"small\" href=\"", escaped(r, page->choices.items[i].value), "\">",
                  escaped(r, page->choices.items[i].name), "</a></li>\n", NULL);
    ap_rputs("</ul>\n", r);
    oas_page_end(r, page, "Choose where to sign in");
}

static const char *hidden_target(request_rec *r, const oas_page_t *page)
{
    if (page->form_target == NULL)
        return "";
    return apr_psprintf(r->pool, "<input type=\"hidden\" name=\"to\" value=\"%s\">", escaped(r, page->form_target));
}

static void send_sign_out(request_rec *r, const oas_page_t *page)
{
    const oas_pair_t user = {"user", apr_pstrcat(r->pool, "<strong>", escaped(r, page->user), "</strong>", NULL)};

    oas_page_begin(r, page, "Sign out?");
    ap_rvputs(r, "<p>", oas_page_say_html(r, "You are signed in as {user}.", (oas_pairs_t){&user, 1}), "</p>\n", NULL);
    ap_rprintf(r,
               "<form class=\"actions\" method=\"post\" action=\"%s\"><input type=\"hidden\" name=\"token\" value=\"%s\">%s"
               "<button class=\"way\">%s</button> <a class=\"other\" href=\"%s\">%s</a></form>\n",
               escaped(r, page->action), escaped(r, page->form_token), hidden_target(r, page), oas_page_say(r, "Sign out"),
               escaped(r, page->link), oas_page_say(r, "Stay signed in"));
    oas_page_end(r, page, "Sign out?");
}

static void send_signed_out(request_rec *r, const oas_page_t *page)
{
    oas_page_begin(r, page, "You are signed out");
    ap_rvputs(r, "<p>", oas_page_say(r, "Your session on this site has ended."), "</p>\n", NULL);
    put_way(r, page->link, "To the start page");
    oas_page_end(r, page, "You are signed out");
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
    add_member(r, "detail", oas_page_in_english(page, r->pool));
    add_member(r, "reason", page->reason);
    add_member(r, "request", page->reason != NULL ? r->log_id : NULL);
    add_member(r, "login_url", page->login_url);
    add_member(r, "switch_url", page->switch_url);
    if (page->denial != NULL)
        oas_denial_send_members(r, page->denial);
    for (size_t i = 0; i < page->challenge.count; i++)
        add_member(r, page->challenge.items[i].name, page->challenge.items[i].value);
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
    case OAS_PAGE_SESSIONS:     oas_session_page_send(r, &reply->page); return;
    case OAS_PAGE_MESSAGE:      send_message(r, &reply->page); return;
    case OAS_PAGE_ONWARD:       send_onward(r, &reply->page); return;
    case OAS_PAGE_FRAGMENT:     send_fragment(r, &reply->page); return;
    case OAS_PAGE_KEEP_FRAGMENT: send_keep_fragment(r, &reply->page); return;
    case OAS_PAGE_JSON:         send_json(r, &reply->page); return;
    case OAS_PAGE_CHOOSER:      send_chooser(r, &reply->page); return;
    case OAS_PAGE_SIGN_OUT:     send_sign_out(r, &reply->page); return;
    case OAS_PAGE_SIGNED_OUT:   send_signed_out(r, &reply->page); return;
    case OAS_PAGE_SESSION_FRAME: oas_frame_page_send(r, &reply->page); return;
    }
}
