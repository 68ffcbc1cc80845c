/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/log_items.h"

#include <mod_log_config.h>

#include "httpd/bridge.h"
#include "httpd/config.h"
#include "httpd/realm.h"
#include "httpd/refusal.h"
#include "httpd/request_values.h"
#include "session/name.h"

static const char *say_user(request_rec *r)
{
    return oas_request_session(r) != NULL ? ap_escape_logitem(r->pool, r->user) : NULL;
}

static const char *say_provider(request_rec *r)
{
    const oas_session_t *session = oas_request_session(r);

    return session != NULL ? session->face.provider : NULL;
}

/* What lists of sessions call it: it points at one and opens none. */
static const char *say_session(request_rec *r)
{
    const oas_session_t *session = oas_request_session(r);
    oas_work_t work = oas_bridge_work(r);
    char *name = apr_palloc(r->pool, OAS_SESSION_NAME_LENGTH + 1);

    if (session == NULL
        || oas_session_name(name, &oas_site_of(r)->sessions, &session->head, &work) != OAS_OK)
        return NULL;
    return name;
}

static const char *say_reason(request_rec *r)
{
    return oas_exchange_of_client(r)->reason;
}

/* As the administrator wrote them. */
static const char *say_rule(request_rec *r)
{
    const char *text = oas_refusal_text(r);

    return text != NULL ? ap_escape_logitem(r->pool, text) : NULL;
}

static const struct {
    const char *name;
    const char *(*say)(request_rec *r);
} items[] = {{"user", say_user}, {"provider", say_provider}, {"session", say_session}, {"reason", say_reason},
             {"rule", say_rule}};

static const char *say_item(request_rec *r, char *name)
{
    for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++)
        if (strcmp(items[i].name, name) == 0)
            return items[i].say(r);
    return NULL;
}

int oas_log_items_register(apr_pool_t *pool, apr_pool_t *log_pool, apr_pool_t *temporary_pool)
{
    static char tag[] = "^OA";
    APR_OPTIONAL_FN_TYPE(ap_register_log_handler) *add = APR_RETRIEVE_OPTIONAL_FN(ap_register_log_handler);

    (void)log_pool;
    (void)temporary_pool;
    if (add != NULL)
        add(pool, tag, say_item, 0);
    return OK;
}
