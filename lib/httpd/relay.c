/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/relay.h"

#include <strings.h>

#include <mod_proxy.h>
#include <apr_optional_hooks.h>
#include <apr_strings.h>

#include "httpd/bridge.h"
#include "httpd/our_user.h"
#include "httpd/passed_tokens.h"
#include "httpd/realm.h"

/* It is a Bearer's (RFC 6750 §2.1: b64token), and so no header but one comes of it. */
static bool is_bearer(const char *token, const char *type)
{
    if (type != NULL && strcasecmp(type, "Bearer") != 0)
        return false;
    for (const char *c = token; *c != '\0'; c++)
        if (*c <= 0x20 || *c > 0x7e)
            return false;
    return *token != '\0';
}

/* mod_proxy has a copy of the headers at hand, for the backend alone: logs and error documents read the other one. */
static int relay(request_rec *r)
{
    oas_exchange_t *exchange;
    const char *token;

    /* a backend's answer to TRACE is what it was sent */
    if (!oas_relay_is_on(oas_directory_config(r)) || r->proxyreq != PROXYREQ_REVERSE || r->method_number == M_TRACE)
        return DECLINED;
    exchange = oas_exchange(r);
    if (exchange->session != NULL && oas_has_our_user(r) && (token = oas_passed_access_token(r, exchange->session)) != NULL)
        apr_table_setn(r->headers_in, "Authorization", apr_pstrcat(r->pool, "Bearer ", token, NULL));
    return OK;
}

int oas_relay_join(apr_pool_t *pool, apr_pool_t *log_pool, apr_pool_t *temporary)
{
    (void)pool;
    (void)log_pool;
    (void)temporary;
    APR_OPTIONAL_HOOK(proxy, fixups, relay, NULL, NULL, APR_HOOK_LAST);
    return OK;
}

static oas_status_t check_token(request_rec *r, const oas_session_t *session, oas_work_t *work)
{
    const char *token = oas_passed_access_token(r, session), *provider = session->face.provider;
    const oas_vault_t *vault = oas_exchange(r)->vault;

    if (token == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "relay_no_token", "provider %s gave no access token to relay", provider);
    if (!is_bearer(token, vault != NULL ? vault->token_type : NULL))
        return oas_fail(work, OAS_MISCONFIGURED, "relay_token_type",
                        "the access token of provider %s is no bearer token, and can not be relayed", provider);
    return OAS_OK;
}

int oas_relay_prepare(request_rec *r, const oas_session_t *session)
{
    oas_work_t work = oas_bridge_work(r);
    oas_status_t status = check_token(r, session, &work);
    oas_request_t request;
    oas_reply_t reply = {0};

    apr_table_unset(r->headers_in, "Authorization");
    if (status == OAS_OK)
        return DECLINED;
    oas_bridge_request(&request, r);
    return oas_bridge_finish(r, &request, &reply, status, &work);
}
