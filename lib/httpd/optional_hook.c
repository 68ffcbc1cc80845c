/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/optional_hook.h"

#include <apr_hooks.h>
#include <apr_optional_hooks.h>

#include "httpd/bridge.h"
#include "httpd/config.h"
#include "httpd/passed_tokens.h"
#include "httpd/user_name.h"
#include "mod_oauth_session.h"

/* Gives apr's list its type. */
APR_DECLARE_EXTERNAL_HOOK(oauth, AP, void, session_tokens_renewed, (request_rec *r, const oauth_session_renewal_t *renewal))

/* httpd has not named him yet, or, where no Location asks for a user, never will. */
static oauth_session_user_t describe_user(request_rec *r, const oas_session_t *session)
{
    oas_work_t work = oas_bridge_work(r);
    oauth_session_user_t user = {
        .provider = session->face.provider, .began = session->head.created, .ends = oas_session_ends(session)};

    if (oas_user_name(&user.user, session, oas_directory_config(r), &work) != OAS_OK)
        user.user = NULL;
    return user;
}

/* Who may not ask for the token in this place is not told it. */
static oauth_session_renewal_t describe(request_rec *r, const oas_token_change_t *change, const oauth_session_user_t *user)
{
    oauth_session_renewal_t renewal = {.user = user, .former_ends = change->former_expires, .ends = change->current_expires};

    if (!oas_passes_token(oas_directory_config(r), OAS_TOKENS_ACCESS))
        return renewal;
    renewal.former_access_token = change->former;
    renewal.access_token = change->current;
    return renewal;
}

void oas_optional_hook_run(request_rec *r, const oas_token_change_t *change)
{
    const apr_array_header_t *listeners = change != NULL ? apr_optional_hook_get("session_tokens_renewed") : NULL;
    oauth_session_user_t user;
    oauth_session_renewal_t renewal;

    if (listeners == NULL)
        return;
    user = describe_user(r, change->session);
    renewal = describe(r, change, &user);
    for (int i = 0; i < listeners->nelts; i++)
        APR_ARRAY_IDX(listeners, i, oauth_LINK_session_tokens_renewed_t).pFunc(r, &renewal);
}
