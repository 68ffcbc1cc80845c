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

static oas_sentence_t on_system(const char *browser, const char *system, apr_pool_t *pool)
{
    const oas_pair_t values[] = {{"browser", browser}, {"system", system}};

    return (oas_sentence_t){.english = "{browser} on {system}",
                            .values = {.items = apr_pmemdup(pool, values, sizeof(values)), .count = 2}};
}

oas_sentence_t oas_agent_in_words(const char *agent, apr_pool_t *pool)
{
    const char *browser = find(browsers, agent), *system = find(systems, agent);

    if (browser == NULL && strncmp(agent, "Mozilla/", 8) != 0)
        browser = apr_pstrmemdup(pool, agent, strcspn(agent, "/ ;("));
    if (browser == NULL || *browser == '\0')
        return system != NULL ? oas_sentence_with("An unknown browser on {system}", "system", system, pool)
                              : (oas_sentence_t){.english = "An unknown browser"};
    if (system == NULL)
        return oas_sentence_with("{browser}", "browser", browser, pool);
    return on_system(browser, system, pool);
}

static oas_sentence_t ago(const char *of_one, const char *of_many, apr_int64_t count, apr_pool_t *pool)
{
    return oas_sentence_with(count == 1 ? of_one : of_many, "count", apr_psprintf(pool, "%" APR_INT64_T_FMT, count), pool);
}

oas_sentence_t oas_time_in_words(apr_time_t time, apr_time_t now, apr_pool_t *pool)
{
    apr_int64_t minutes = apr_time_sec(now - time) / 60;

    if (minutes < 1)
        return (oas_sentence_t){.english = "just now"};
    if (minutes < 60)
        return ago("1 minute ago", "{count} minutes ago", minutes, pool);
    if (minutes < 48 * 60)
        return ago("1 hour ago", "{count} hours ago", minutes / 60, pool);
    return ago(NULL, "{count} days ago", minutes / (24 * 60), pool); /* two at least */
}
