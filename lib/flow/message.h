/* SPDX-License-Identifier: Apache-2.0 */
/* What the browser sent and what we answer, as plain values: a flow is a function from one to the other, and is tested
 * without a server. */
#ifndef OAS_FLOW_MESSAGE_H
#define OAS_FLOW_MESSAGE_H

#include <apr_tables.h>

#include "base/bytes.h"
#include "base/pairs.h"
#include "page/sentence.h"

typedef struct oas_request_t oas_request_t;
struct oas_request_t {
    const char *method;  /* "GET", as it came */
    const char *target;  /* path and query as the browser sent them: "/reports?year=2026" */
    const char *query;   /* of the target, without the question mark; NULL when there is none */
    const char *origin;  /* of this site as browsers see it: "https://www.example.org" */
    const char *cookies; /* the Cookie header as it came; NULL: none */
    const char *address; /* the client's */
    const char *provider; /* of an endpoint of ours: what OAuthProvider names for its place; NULL: none */
    bool is_in_clear;    /* the connection that it came by has no TLS; a proxy's may have */
    oas_bytes_t form;    /* body of a POST of application/x-www-form-urlencoded to an endpoint of ours; else empty */

    /* The value of a request header, NULL when it is absent. */
    const char *(*header)(const oas_request_t *request, const char *name);
    const void *context; /* of header() */
};

/* A request header's value or NULL. */
const char *oas_request_header(const oas_request_t *request, const char *name);

/* The browser reaches this site through TLS. */
bool oas_request_is_secure(const oas_request_t *request);

typedef enum {
    OAS_PAGE_NONE,         /* the reply is its status and headers */
    OAS_PAGE_REQUEST_OBJECT, /* text is a request object, for the provider, once */
    OAS_PAGE_KEY_SET,      /* text is a JWK set, for everybody and for a while */
    OAS_PAGE_PROBLEM_JSON, /* RFC 9457, for who is no navigating browser */
    OAS_PAGE_MESSAGE,      /* something did not work: what, and a way on */
    OAS_PAGE_ONWARD,       /* sends the browser on to link by itself */
    OAS_PAGE_FRAGMENT,     /* posts what stands behind "#" in the address to action */
    OAS_PAGE_KEEP_FRAGMENT, /* goes on to link, whose last parameter is an address, with what stands behind "#" added to that */
    OAS_PAGE_JSON,         /* text is JSON, for programs */
    OAS_PAGE_SESSIONS,     /* a list of sessions, with buttons that post form_token to action */
    OAS_PAGE_CHOOSER,      /* lists choices as links */
    OAS_PAGE_SIGN_OUT,     /* asks whether to sign out, with a button that posts form_token */
    OAS_PAGE_SIGNED_OUT,
    OAS_PAGE_SESSION_FRAME /* asks the provider's page frame with frame_message, and goes to link when that is of no more use */
} oas_page_kind_t;

/* Plain texts: pages escape them, and put title, texts and link_text into the reader's language: page/words_de.c and its like have
 * a row for each of them. */
typedef struct {
    oas_page_kind_t kind;
    const char *title;
    const char *text;
    oas_pairs_t values;     /* of {names} in the text */
    const apr_array_header_t *more; /* of oas_sentence_t: sentences behind the text; NULL: none */
    const char *reason;     /* the reason code that stands in the log, too */
    const char *link;       /* a way on, a local target; NULL: none */
    const char *link_text;
    const char *other_link; /* another one; NULL: none */
    const char *other_link_text;
    const struct oas_denial_t *denial; /* flow/denial.h; NULL: nobody was denied anything */
    const char *login_url;  /* problem+json: where a person may sign in; NULL: nowhere */
    const char *switch_url; /* likewise, and as somebody else */
    oas_pairs_t challenge;  /* with 401: what the sign-in has to be like (RFC 9470 §3); values fit into quotes */
    const char *action;     /* where the page's form is posted to */
    const char *form_goes_on_to; /* origins of other sites that its answer sends the browser to, spaces between; NULL: none */
    const char *form_target;     /* where to go when all is done, as it was asked for; NULL: nothing was */
    const char *form_token; /* proves that the form came from our page */
    const char *user;       /* who is signed in, as people call him */
    const char *frame;      /* URL of another site's page */
    const char *frame_origin;
    const char *frame_message;
    oas_pairs_t choices;    /* names of links, as the site gives them, and local targets */
    const struct oas_session_view_t *sessions; /* flow/session_view.h */
} oas_page_t;

enum { OAS_REPLY_MOST_COOKIES = 8 };

typedef struct {
    int status;                                      /* HTTP */
    const char *location;                            /* NULL: none */
    const char *set_cookies[OAS_REPLY_MOST_COOKIES]; /* values of Set-Cookie headers */
    int set_cookie_count;
    int retry_after;   /* seconds; 0: none */
    const char *allow; /* methods, with 405 */
    const char *clear_site_data; /* value of that header: what the browser forgets of this site; NULL: nothing */
    const struct oas_token_change_t *token_change; /* that came of it (flow/refresh.h), for modules that listen; NULL: none */
    oas_page_t page;
} oas_reply_t;

/* All that the page's texts say, in English, in pool. */
const char *oas_page_in_english(const oas_page_t *page, apr_pool_t *pool);

/* Adds a Set-Cookie header, in the place of one for the same cookie; there is room for what one flow sets. */
void oas_reply_set_cookie(oas_reply_t *reply, const char *set_cookie);

/* Send the browser on: 302 to a provider, 303 to a page of ours (never 307 or 308, which would repeat a body). */
void oas_reply_redirect(oas_reply_t *reply, int status, const char *location);

#endif
