/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/session_words.h"

#include <string.h>

#include <apr_strings.h>

typedef struct {
    const char *token; /* of the header */
    const char *name;
} known_t;

/* The first that is there counts: browsers name those they descend from, too. */
static const known_t browsers[] = {
    {"Edg/", "Edge"},         {"EdgA/", "Edge"},       {"EdgiOS/", "Edge"},     {"OPR/", "Opera"},
    {"Vivaldi/", "Vivaldi"},  {"SamsungBrowser/", "Samsung Internet"},          {"FxiOS/", "Firefox"},
    {"Firefox/", "Firefox"},  {"CriOS/", "Chrome"},    {"HeadlessChrome/", "Chrome"}, {"Chrome/", "Chrome"},
    {"Safari/", "Safari"},    {NULL, NULL},
};
static const known_t systems[] = {
    {"Windows", "Windows"}, {"iPhone", "iPhone"}, {"iPad", "iPad"},       {"Android", "Android"},
    {"CrOS", "ChromeOS"},   {"Mac OS X", "Mac"},  {"Linux", "Linux"},     {NULL, NULL},
};

static const char *find(const known_t *known, const char *agent)
{
    while (known->token != NULL && strstr(agent, known->token) == NULL)
        known++;
    return known->name;
}

const char *oas_agent_in_words(const char *agent, apr_pool_t *pool)
{
    const char *browser = find(browsers, agent), *system = find(systems, agent);

    if (browser == NULL && strncmp(agent, "Mozilla/", 8) != 0)
        browser = apr_pstrmemdup(pool, agent, strcspn(agent, "/ ;("));
    if (browser == NULL || *browser == '\0')
        browser = "An unknown browser";
    return system != NULL ? apr_pstrcat(pool, browser, " on ", system, NULL) : browser;
}

static const char *ago(apr_int64_t count, const char *unit, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%" APR_INT64_T_FMT " %s%s ago", count, unit, count == 1 ? "" : "s");
}

const char *oas_time_in_words(apr_time_t time, apr_time_t now, apr_pool_t *pool)
{
    apr_int64_t minutes = apr_time_sec(now - time) / 60;

    if (minutes < 1)
        return "just now";
    if (minutes < 60)
        return ago(minutes, "minute", pool);
    if (minutes < 48 * 60)
        return ago(minutes / 60, "hour", pool);
    return ago(minutes / (24 * 60), "day", pool);
}
