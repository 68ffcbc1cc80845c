/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/doctor_places.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>

#include "httpd/config_tree.h"

typedef struct {
    oas_report_t *report;
    int places;
} places_t;

static bool begins_so(const char *text, const char *start)
{
    return strncasecmp(text, start, strlen(start)) == 0;
}

/* "Require valid-user", or a group of such lines in brackets. */
static void add_rules(apr_array_header_t *rules, const ap_directive_t *lines, apr_pool_t *pool)
{
    for (const ap_directive_t *line = lines; line != NULL; line = line->next)
        if (begins_so(line->directive, "<Require")) {
            apr_array_header_t *inner = apr_array_make(pool, 4, sizeof(const char *));

            add_rules(inner, line->first_child, pool);
            APR_ARRAY_PUSH(rules, const char *) =
                apr_psprintf(pool, "%s (%s)", line->directive + 1, apr_array_pstrcat(pool, inner, ';'));
        } else if (strcasecmp(line->directive, "Require") == 0) {
            APR_ARRAY_PUSH(rules, const char *) = line->args;
        }
}

static bool is_of_module(const ap_directive_t *line)
{
    return begins_so(line->directive, "OAuth") || strcasecmp(line->directive, "Satisfy") == 0;
}

static void tell_place(places_t *places, const ap_directive_t *place, const ap_directive_t *lines)
{
    oas_report_t *report = places->report;
    apr_array_header_t *rules = apr_array_make(report->pool, 4, sizeof(const char *));
    const char *name = place == NULL ? "everything" : apr_psprintf(report->pool, "%s %s", place->directive, place->args);
    const ap_directive_t *type = oas_tree_find(lines, "AuthType");

    places->places++;
    add_rules(rules, lines, report->pool);
    oas_report_line(report, "Place", "%s (%s line %d)", name, type->filename, type->line_num);
    for (const ap_directive_t *line = lines; line != NULL; line = line->next)
        if (is_of_module(line) && line->first_child == NULL)
            oas_report_line(report, "", "%s %s", line->directive, line->args);
    if (rules->nelts != 0)
        oas_report_line(report, "", "Require %s", apr_array_pstrcat(report->pool, rules, ';'));
    else
        oas_report_warning(report, "no Require stands beside this AuthType: nobody has to sign in, unless another section or a "
                                   ".htaccess file has one");
}

static bool signs_in_here(const ap_directive_t *lines, apr_pool_t *pool)
{
    const ap_directive_t *type = oas_tree_find(lines, "AuthType");

    return type != NULL && strcasecmp(oas_tree_argument(type, pool), "OAuth") == 0;
}

static void tell_places(places_t *places, const ap_directive_t *place, const ap_directive_t *lines)
{
    if (signs_in_here(lines, places->report->pool))
        tell_place(places, place, lines);
    for (const ap_directive_t *line = lines; line != NULL; line = line->next)
        if (oas_tree_is_place(line))
            tell_places(places, line, line->first_child);
}

void oas_doctor_places(oas_report_t *report, const server_rec *server, const server_rec *main_server)
{
    places_t places = {.report = report};

    tell_places(&places, NULL, oas_tree_of(main_server, main_server));
    if (server != main_server)
        tell_places(&places, NULL, oas_tree_of(server, main_server));
    if (places.places == 0)
        oas_report_warning(report, "nobody has to sign in anywhere: there is no AuthType OAuth in this server's configuration");
}
