/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/denial_page.h"

#include <http_protocol.h>

#include "base/json.h"
#include "httpd/page_layout.h"
#include "page/html.h"

static void send_heading(request_rec *r, const char *english)
{
    ap_rvputs(r, "<h2>", oas_page_say(r, english), "</h2>\n", NULL);
}

static void send_rules(request_rec *r, const char *const *rules)
{
    if (*rules == NULL)
        return;
    send_heading(r, "What is required and not fulfilled");
    ap_rputs("<ul class=\"rules\">", r);
    for (; *rules != NULL; rules++)
        ap_rvputs(r, "<li><code>", oas_html_escape(*rules, r->pool), "</code></li>\n", NULL);
    ap_rputs("</ul>\n", r);
}

static void send_names(request_rec *r, const char *const *names)
{
    if (*names == NULL)
        return;
    send_heading(r, "What the sign-in service told this site about you");
    ap_rputs("<p>", r);
    for (const char *const *name = names; *name != NULL; name++)
        ap_rvputs(r, name != names ? ", " : "", "<code>", oas_html_escape(*name, r->pool), "</code>", NULL);
    ap_rputs("</p>\n", r);
}

static void send_elsewhere(request_rec *r, const char *claim)
{
    const oas_pair_t value = {"claim", claim};

    if (claim != NULL)
        ap_rvputs(r, "<p>", oas_page_say_with(r, "The sign-in service has too much to say of {claim}, and did not send it. Please tell the "
                                                 "people who run this site.", (oas_pairs_t){&value, 1}), "</p>\n", NULL);
}

void oas_denial_send(request_rec *r, const oas_denial_t *denial)
{
    send_rules(r, denial->rules);
    send_names(r, denial->claims);
    send_elsewhere(r, denial->elsewhere);
}

static void send_array(request_rec *r, const char *name, const char *const *texts)
{
    ap_rprintf(r, ",\"%s\":[", name);
    for (const char *const *text = texts; *text != NULL; text++)
        ap_rprintf(r, "%s%s", text != texts ? "," : "", oas_json_quote(r->pool, *text));
    ap_rputs("]", r);
}

void oas_denial_send_members(request_rec *r, const oas_denial_t *denial)
{
    send_array(r, "rules", denial->rules);
    send_array(r, "claims", denial->claims);
    if (denial->elsewhere != NULL)
        ap_rprintf(r, ",\"claim_elsewhere\":%s", oas_json_quote(r->pool, denial->elsewhere));
}
