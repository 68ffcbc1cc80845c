/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/session_page.h"

#include <http_protocol.h>
#include <apr_strings.h>

#include "flow/session_words.h"
#include "page/html.h"

typedef struct {
    request_rec *r;
    const oas_page_t *page;
    const oas_session_view_t *view;
} shown_t;

static const char *escaped(const shown_t *shown, const char *text)
{
    return oas_html_escape(text, shown->r->pool);
}

static const char *say(const shown_t *shown, const char *english)
{
    return oas_page_say(shown->r, english);
}

static const char *say_with(const shown_t *shown, oas_sentence_t sentence)
{
    return oas_page_say_with(shown->r, sentence.english, sentence.values);
}

static const char *agent_of(const shown_t *shown, const oas_listed_session_t *listed)
{
    return say_with(shown, oas_agent_in_words(listed->agent, shown->r->pool));
}

static const char *link_to(const shown_t *shown, const oas_list_filter_t *filter, const char *place)
{
    return escaped(shown, oas_session_view_link(shown->view, filter, place, shown->r->pool));
}

/* A form with one button; fields are hidden ones besides the token, attributes those of the button, text is HTML. */
static void put_button(const shown_t *shown, const char *fields, const char *attributes, const char *text)
{
    ap_rprintf(shown->r,
               "<form method=\"post\" action=\"%s\"><input type=\"hidden\" name=\"token\" value=\"%s\">%s"
               "<button %s>%s</button></form>\n",
               escaped(shown, shown->page->action), escaped(shown, shown->page->form_token), fields, attributes, text);
}

static const char *hidden(const shown_t *shown, const char *name, const char *value)
{
    if (value == NULL)
        return "";
    return apr_psprintf(shown->r->pool, "<input type=\"hidden\" name=\"%s\" value=\"%s\">", name, escaped(shown, value));
}

static const char *time_element(const shown_t *shown, apr_time_t time)
{
    apr_pool_t *pool = shown->r->pool;
    char exact[APR_RFC822_DATE_LEN];

    apr_rfc822_date(exact, time);
    return apr_pstrcat(pool, "<time title=\"", exact, "\">", say_with(shown, oas_time_in_words(time, shown->view->now, pool)),
                       "</time>", NULL);
}

/* --- one session --- */

/* In a list of everybody's the user comes first, and leads to all of his. */
static void put_heading(const shown_t *shown, const oas_listed_session_t *listed)
{
    const oas_list_filter_t his = {.user = listed->user, .provider = listed->provider};
    const char *agent = agent_of(shown, listed);

    if (shown->view->of_everybody)
        ap_rprintf(shown->r, "<b><a href=\"%s\">%s</a></b>", link_to(shown, &his, NULL), escaped(shown, listed->user));
    else
        ap_rprintf(shown->r, "<b title=\"%s\">%s</b>", escaped(shown, listed->agent), agent);
    if (strcmp(listed->name, shown->view->here) == 0)
        ap_rvputs(shown->r, " <em>", say(shown, "this browser"), "</em>", NULL);
    if (shown->view->of_everybody)
        ap_rprintf(shown->r, "<span title=\"%s\">%s</span>", escaped(shown, listed->agent), agent);
}

/* A hundred buttons named "End" are of no use to who hears them. */
static const char *end_attributes(const shown_t *shown, const oas_listed_session_t *listed)
{
    const oas_pair_t values[] = {{"agent", agent_of(shown, listed)}, {"address", escaped(shown, listed->address)}};

    return apr_pstrcat(shown->r->pool, "class=\"small\" aria-label=\"",
                       oas_page_say_html(shown->r, "End the session of {agent} at {address}", (oas_pairs_t){values, 2}), "\"", NULL);
}

static void put_particulars(const shown_t *shown, const oas_listed_session_t *listed)
{
    const oas_pair_t origin[] = {{"address", listed->address}, {"provider", listed->provider}};
    const oas_pair_t times[] = {{"first", time_element(shown, listed->created)}, {"last", time_element(shown, listed->last_used)}};

    ap_rvputs(shown->r, "<span>",
              oas_page_say_with(shown->r, "{address}, signed in with {provider}", (oas_pairs_t){origin, 2}), "</span><span>",
              oas_page_say_html(shown->r, "First seen {first}, last seen {last}", (oas_pairs_t){times, 2}), "</span>", NULL);
}

static void put_session(const shown_t *shown, const oas_listed_session_t *listed)
{
    bool is_here = strcmp(listed->name, shown->view->here) == 0;

    ap_rputs("<li><div>", shown->r);
    put_heading(shown, listed);
    put_particulars(shown, listed);
    ap_rputs("</div>\n", shown->r);
    if (is_here && !shown->view->of_everybody)
        ap_rvputs(shown->r, "<a class=\"small\" href=\"", escaped(shown, shown->view->logout), "\">", say(shown, "Sign out"), "</a>",
                  NULL);
    else
        put_button(shown, hidden(shown, "end", listed->name), end_attributes(shown, listed), say(shown, "End"));
    ap_rputs("</li>\n", shown->r);
}

/* --- what stands around the list --- */

/* A text for one, or one for several with {count} in it. */
static const char *say_count(const shown_t *shown, const char *of_one, const char *of_many)
{
    apr_size_t count = shown->view->page.total;

    if (count == 1)
        return say(shown, of_one);
    return say_with(shown, oas_sentence_with(of_many, "count", apr_psprintf(shown->r->pool, "%" APR_SIZE_T_FMT, count),
                                             shown->r->pool));
}

static void put_search_field(const shown_t *shown, const char *name, const char *label, const char *value)
{
    ap_rprintf(shown->r, "<label>%s<input name=\"%s\" value=\"%s\" autocapitalize=\"off\"></label>\n", say(shown, label), name,
               value != NULL ? escaped(shown, value) : "");
}

static void put_search(const shown_t *shown)
{
    const oas_list_filter_t *filter = &shown->view->filter;

    ap_rprintf(shown->r, "<form class=\"search\" action=\"%s\">\n", escaped(shown, shown->view->path));
    put_search_field(shown, "user", "User", filter->user);
    put_search_field(shown, "provider", "Provider", filter->provider);
    put_search_field(shown, "address", "Address", filter->address);
    ap_rvputs(shown->r, "<button class=\"small\">", say(shown, "Show"), "</button></form>\n", NULL);
}

static bool is_filtered(const oas_list_filter_t *filter)
{
    return filter->user != NULL || filter->provider != NULL || filter->address != NULL;
}

static void put_introduction(const shown_t *shown)
{
    if (!shown->view->of_everybody) {
        ap_rvputs(shown->r, "<p>", say(shown, "You are signed in to this site here. End what you do not know: that browser has to "
                                              "sign in again."), "</p>\n", NULL);
        return;
    }
    put_search(shown);
    if (is_filtered(&shown->view->filter))
        ap_rvputs(shown->r, "<p>", say_count(shown, "1 session of that kind.", "{count} sessions of that kind."), " <a href=\"",
                  escaped(shown, shown->view->path), "\">", say(shown, "Show all"), "</a></p>\n", NULL);
    else
        ap_rvputs(shown->r, "<p>", say_count(shown, "1 session in all.", "{count} sessions in all."), "</p>\n", NULL);
}

static void put_links(const shown_t *shown)
{
    const oas_session_view_t *view = shown->view;

    if (view->page.next != NULL)
        ap_rvputs(shown->r, "<p><a href=\"", link_to(shown, &view->filter, view->page.next), "\">", say(shown, "Older sessions"),
                  "</a></p>\n", NULL);
}

/* The button names how many it ends; what begins meanwhile and is of that kind ends, too. */
static void put_end_listed(const shown_t *shown)
{
    const oas_session_view_t *view = shown->view;
    apr_pool_t *pool = shown->r->pool;
    const char *fields = apr_pstrcat(pool, hidden(shown, "all", "yes"), hidden(shown, "user", view->filter.user),
                                     hidden(shown, "provider", view->filter.provider),
                                     hidden(shown, "address", view->filter.address), NULL);

    put_button(shown, fields, "class=\"way\"", say_count(shown, "End 1 session", "End all {count} sessions"));
}

/* Everybody's are not ended by one slip of a finger. */
static void put_end_all(const shown_t *shown)
{
    const oas_session_view_t *view = shown->view;

    if (view->page.total < (view->of_everybody ? 1 : 2))
        return;
    if (!view->of_everybody) {
        put_button(shown, hidden(shown, "others", "yes"), "class=\"way\"", say(shown, "End all others"));
    } else if (is_filtered(&view->filter)) {
        put_end_listed(shown);
    } else {
        ap_rvputs(shown->r, "<details><summary>", say(shown, "End everybody's"), "</summary>\n<p>",
                  say(shown, "All have to sign in again, and you, too, if you came by one of these sessions."), "</p>\n", NULL);
        put_end_listed(shown);
        ap_rputs("</details>\n", shown->r);
    }
}

static void put_list(const shown_t *shown)
{
    if (shown->view->page.count == 0)
        return;
    ap_rputs("<ul class=\"list\" role=\"list\">\n", shown->r);
    for (size_t i = 0; i < shown->view->page.count; i++)
        put_session(shown, &shown->view->page.items[i]);
    ap_rputs("</ul>\n", shown->r);
}

/* Its forms say where they come from, by Origin, in browsers without Fetch Metadata, too: no-referrer would forbid that. */
void oas_session_page_send(request_rec *r, const oas_page_t *page)
{
    const shown_t shown = {.r = r, .page = page, .view = page->sessions};
    const char *title = shown.view->of_everybody ? "Sessions of this site" : "Where you are signed in";

    apr_table_setn(r->err_headers_out, "Referrer-Policy", "same-origin");
    oas_page_begin(r, page, title);
    put_introduction(&shown);
    put_list(&shown);
    put_links(&shown);
    put_end_all(&shown);
    oas_page_end(r, page, title);
}
