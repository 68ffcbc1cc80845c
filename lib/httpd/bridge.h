/* SPDX-License-Identifier: Apache-2.0 */
/* Between httpd and the flows: the request goes in as plain values, the reply comes out, and failures into the log. */
#ifndef OAS_HTTPD_BRIDGE_H
#define OAS_HTTPD_BRIDGE_H

#include <httpd.h>
#include <http_config.h>

#include "flow/message.h"
#include "flow/site.h"
#include "flow/step_up.h"
#include "page/words.h"

extern module AP_MODULE_DECLARE_DATA oauth_session_module;

typedef struct oas_opened_values_t oas_opened_values_t; /* httpd/request_values.c */
typedef struct oas_flash_taken_t oas_flash_taken_t;     /* httpd/flash_telling.c */

/* What we know of a request of a client, shared with its subrequests and internal redirects; those of another sign-in have one
 * apart. */
typedef struct {
    const char *cookies;                       /* the Cookie header as it came; applications do not see ours */
    bool brought_ours;                         /* one of ours was among them */
    bool has_parts_apart;                      /* this request, or part of it, has an exchange of its own */
    const struct oas_endpoint_t *endpoint; /* the endpoint of ours that was asked for; NULL: none */
    const char *endpoint_rest;                 /* of its path: NAME of callback/NAME */
    const oas_site_t *endpoint_site;           /* the realm that its path names; NULL: none */
    const oas_site_t *site;                    /* the realm that session and guest are of; NULL: nobody looked yet */
    oas_session_t *session;                    /* opened by authentication; NULL: not (yet) */
    oas_session_t *guest;                      /* what the browser is as a guest; NULL: not one (yet) */
    oas_vault_t *vault;                        /* the session's, where a Location needed it; NULL: none did (yet) */
    apr_time_t last_used;                      /* the session, when it was found: before this request */
    const char *reason;                        /* of the last line that was, or could have been, logged; NULL: there was none */
    bool is_new_login;                         /* no request used the session before */
    oas_opened_values_t *values;               /* the application's, where somebody asked for them; NULL: nobody did (yet) */
    bool was_told_flash;                       /* what is told once, if there was anything */
    oas_flash_taken_t *flash;                  /* that it took (flash_telling.h); NULL: none */
    bool keeps_values;                         /* an application on its way was told values of its own */
    struct oas_provided_pairs_t *pairs;        /* that mod_session keeps in our store (session_provider.h); NULL: none (yet) */
    const oas_words_t *words;                  /* of the language that the person reads; NULL: no page was written (yet) */
    struct oas_known_part_t *parts;            /* that were looked up, one of which may be served (succession.h); NULL: none (yet) */
    const request_rec *authorizing;            /* for which our check_authz hook is asking the others; NULL: for none */
    const struct oas_refusal_t *refusals; /* of the Require lines of ours that were asked last (httpd/rule.h); NULL: none */
    bool is_unmet;                /* a Require line about the sign-in was, in one part of the request or another */
    oas_step_up_demand_t *demand; /* the others are asked as if all of these lines were met, which are gathered here; else NULL */
} oas_exchange_t;

/* The exchange that this request is part of, made at the first call. Lives as long as the client's request. Each hook asks for it,
 * and a client's request has it at hand. */
oas_exchange_t *oas_exchange_found(request_rec *r);
static inline oas_exchange_t *oas_exchange(request_rec *r)
{
    oas_exchange_t *own = ap_get_module_config(r->request_config, &oauth_session_module);

    return own != NULL ? own : oas_exchange_found(r);
}

/* The one of the client's request itself, whatever part of it this is: for what is one for all of them, reason and pairs. */
oas_exchange_t *oas_exchange_of_client(request_rec *r);

/* From now on r and its parts have one of their own, in which nobody is signed in yet: what r belongs to goes on with the session
 * that it has. */
oas_exchange_t *oas_exchange_apart(request_rec *r);

/* Work for this request, at the time it came; its memory lives as long as the exchange. */
oas_work_t oas_bridge_work(request_rec *r);

/* Browsers reach this site through TLS, by OAuthPublicURL or by this connection. */
bool oas_bridge_is_secure(const request_rec *r);

/* The request as flows want it; lives in the request's pool. */
void oas_bridge_request(oas_request_t *request, request_rec *r);

/* Send the reply, and nothing behind it. What the caller gives back to httpd: DONE, or a status whose page the
 * administrator has chosen with ErrorDocument. */
int oas_bridge_reply(request_rec *r, oas_reply_t *reply);

/* Send the reply in the place of an answer to the client's own request whose head is not out yet. The caller sees to it that
 * nothing more of that answer goes out. */
void oas_bridge_reply_instead(request_rec *r, oas_reply_t *reply);

/* Send what a flow made of the request: its reply when it ended well, else the page that explains the failure; the failure
 * is logged in one line with its reason code, and so is news. As oas_bridge_reply. */
int oas_bridge_finish(request_rec *r, const oas_request_t *request, oas_reply_t *reply, oas_status_t status,
                      oas_work_t *work);

/* Log what happened that an administrator wants to know, though nothing failed, and settle its events. */
void oas_bridge_tell(request_rec *r, oas_work_t *work);

/* Log why work failed: one line, no secret in it (log.h). */
void oas_bridge_log(request_rec *r, oas_status_t status, const oas_work_t *work);

#endif
