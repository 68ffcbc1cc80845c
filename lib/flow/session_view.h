/* SPDX-License-Identifier: Apache-2.0 */
/* A list of sessions as a person or a program gets it: the page of it, the links of its pages, and what its buttons send. */
#ifndef OAS_FLOW_SESSION_VIEW_H
#define OAS_FLOW_SESSION_VIEW_H

#include "flow/message.h"
#include "session/list.h"

typedef struct oas_session_view_t {
    oas_session_page_t page;
    oas_list_filter_t filter; /* of an administrator's list */
    bool of_everybody;        /* an administrator's list, and not a person's own */
    char here[OAS_SESSION_NAME_LENGTH + 1]; /* the session of this browser; "": none */
    const char *path;         /* of the list */
    const char *logout;       /* of this browser's session, in a person's own list */
    apr_time_t now;
} oas_session_view_t;

/* The address of a page of the list: its path, the filter, and the place where the page begins (NULL: the first page); in
 * pool. */
const char *oas_session_view_link(const oas_session_view_t *view, const oas_list_filter_t *filter, const char *place,
                                  apr_pool_t *pool);

/* Put the view into a reply: for a person a page with form_token in its forms, for a program JSON. The view must live as
 * long as the reply. */
void oas_session_view_show(oas_reply_t *reply, const oas_session_view_t *view, const oas_request_t *request,
                           const char *form_token, apr_pool_t *pool);

/* So many were ended: a person is sent back to the list he came from, a program gets the number. */
void oas_session_view_say_ended(oas_reply_t *reply, unsigned ended, const oas_request_t *request, apr_pool_t *pool);

#endif
