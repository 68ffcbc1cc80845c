/* SPDX-License-Identifier: Apache-2.0 */
/* Requests as browsers send them, as plain values. */
#ifndef OAS_TESTS_FLOW_BROWSER_H
#define OAS_TESTS_FLOW_BROWSER_H

#include <strings.h>

#include "flow/message.h"

static inline const char *browser_header(const oas_request_t *request, const char *name)
{
    const oas_pair_t *header = request->context;

    for (; header != NULL && header->name != NULL; header++)
        if (strcasecmp(header->name, name) == 0)
            return header->value;
    return NULL;
}

/* headers ends with a pair without a name and lives as long as the request. Endpoints are in a place that names provider "one". */
static inline oas_request_t browser_request(const char *method, const char *target, const oas_pair_t *headers)
{
    const char *question = strchr(target, '?');

    return (oas_request_t){.method = method,
                           .target = target,
                           .query = question != NULL ? question + 1 : NULL,
                           .origin = "https://site.test",
                           .provider = "one",
                           .address = "192.0.2.7",
                           .header = browser_header,
                           .context = headers};
}

static const oas_pair_t browser_navigation[] = {
    {"Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"},
    {"Sec-Fetch-Mode", "navigate"},
    {"Sec-Fetch-Dest", "document"},
    {"Sec-Fetch-Site", "none"},
    {"User-Agent", "test"},
    {NULL, NULL},
};

/* A person opens a page. */
static inline oas_request_t browser_opens(const char *target)
{
    return browser_request("GET", target, browser_navigation);
}

#endif
