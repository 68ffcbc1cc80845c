/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/navigation.h"

#include <strings.h>

static bool has_word(const char *text, const char *word)
{
    return text != NULL && strcasestr(text, word) != NULL;
}

/* A prefetch, a prerender or a small preview is nobody looking at anything yet. */
static bool is_ahead_of_time(const oas_request_t *request)
{
    const char *purpose = oas_request_header(request, "Purpose");

    return has_word(oas_request_header(request, "Sec-Purpose"), "prefetch") || has_word(purpose, "prefetch")
           || has_word(purpose, "preview") || has_word(oas_request_header(request, "X-Purpose"), "preview")
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

/* destination: of Fetch Metadata. Of a script's own requests it is "empty". */
static bool is_part_of_a_page(const char *destination)
{
    static const char *const of_persons[] = {"document", "empty", "iframe", "frame", "fencedframe", NULL};

    for (const char *const *one = of_persons; *one != NULL; one++)
        if (strcmp(destination, *one) == 0)
            return false;
    return true;
}

/* What browsers without Fetch Metadata accept for the parts of a page; for scripts they accept anything, as everybody does. */
static bool accepts_a_part(const char *accept)
{
    static const char *const parts[] = {"image/", "text/css", "font/", "application/font", "audio/", "video/", NULL};

    for (const char *const *part = parts; *part != NULL; part++)
        if (strncasecmp(accept, *part, strlen(*part)) == 0)
            return true;
    return false;
}

/* An event source or a web socket, which browsers and scripts open again and again. */
static bool waits_for_news(const oas_request_t *request)
{
    return has_word(oas_request_header(request, "Accept"), "text/event-stream")
           || has_word(oas_request_header(request, "Upgrade"), "websocket");
}

bool oas_is_by_itself(const oas_request_t *request)
{
    const char *destination = oas_request_header(request, "Sec-Fetch-Dest");
    const char *accept = oas_request_header(request, "Accept");

    if (is_ahead_of_time(request) || waits_for_news(request))
        return true;
    if (destination != NULL)
        return is_part_of_a_page(destination);
    return accept != NULL && accepts_a_part(accept);
}

bool oas_is_same_origin(const oas_request_t *request)
{
    const char *site = oas_request_header(request, "Sec-Fetch-Site");
    const char *origin = oas_request_header(request, "Origin");

    if (site != NULL)
        return strcmp(site, "same-origin") == 0;
    return origin != NULL && strcasecmp(origin, request->origin) == 0;
}
