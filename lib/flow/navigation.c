/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/navigation.h"

#include <strings.h>

static bool has_word(const char *text, const char *word)
{
    return text != NULL && strcasestr(text, word) != NULL;
}

/* A prefetch or prerender is nobody looking at anything yet. */
static bool is_ahead_of_time(const oas_request_t *request)
{
    return has_word(oas_request_header(request, "Sec-Purpose"), "prefetch")
           || has_word(oas_request_header(request, "Purpose"), "prefetch")
           || has_word(oas_request_header(request, "X-Moz"), "prefetch");
}

static bool asks_for_a_page(const oas_request_t *request)
{
    const char *accept = oas_request_header(request, "Accept");

    return has_word(accept, "text/html") || has_word(accept, "application/xhtml+xml");
}

bool oas_is_navigation(const oas_request_t *request)
{
    if (strcmp(request->method, "GET") != 0 && strcmp(request->method, "HEAD") != 0)
        return false;
    return oas_is_looked_at(request);
}

bool oas_is_looked_at(const oas_request_t *request)
{
    const char *mode = oas_request_header(request, "Sec-Fetch-Mode");
    const char *destination = oas_request_header(request, "Sec-Fetch-Dest");

    if (is_ahead_of_time(request) || oas_request_header(request, "X-Requested-With") != NULL)
        return false;
    if (mode != NULL)
        return strcmp(mode, "navigate") == 0 && (destination == NULL || strcmp(destination, "document") == 0);
    return asks_for_a_page(request);
}

bool oas_is_same_origin(const oas_request_t *request)
{
    const char *site = oas_request_header(request, "Sec-Fetch-Site");
    const char *origin = oas_request_header(request, "Origin");

    if (site != NULL)
        return strcmp(site, "same-origin") == 0;
    return origin != NULL && strcasecmp(origin, request->origin) == 0;
}
