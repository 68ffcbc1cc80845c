/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/optional_functions.h"

#include "httpd/bridge.h"
#include "httpd/config.h"
#include "httpd/passed_tokens.h"
#include "httpd/request_values.h"
#include "mod_oauth_session.h"

/* --- who is signed in --- */

static const oauth_session_user_t *oauth_session_user(request_rec *r)
{
    const oas_session_t *session = oas_request_session(r);
    oauth_session_user_t *user;

    if (session == NULL)
        return NULL;
    user = apr_palloc(oas_bridge_work(r).pool, sizeof(*user));
    *user = (oauth_session_user_t){.user = r->user,
                                   .provider = session->face.provider,
                                   .began = session->head.created,
                                   .ends = oas_session_ends(session),
                                   .is_new_login = oas_exchange(r)->is_new_login};
    return user;
}

static const char *oauth_session_claim(request_rec *r, const char *name)
{
    const oas_session_t *session = oas_request_session(r);

    return session != NULL ? oas_pairs_get(session->face.claims, name) : NULL;
}

static const char *oauth_session_access_token(request_rec *r)
{
    const oas_session_t *session = oas_request_session(r);

    if (session == NULL || !oas_passes_token(oas_directory_config(r), OAS_TOKENS_ACCESS))
        return NULL;
    return oas_passed_access_token(r, session);
}

/* --- values --- */

/* Who called is told; what only the administrator can mend is logged, too. */
static oauth_session_status_t status_for(request_rec *r, oas_status_t status, const oas_work_t *work)
{
    switch (status) {
    case OAS_OK:        return OAUTH_SESSION_OK;
    case OAS_EXPIRED:   return OAUTH_SESSION_CHANGED;
    case OAS_NOT_FOUND: return OAUTH_SESSION_NOBODY;
    case OAS_REFUSED:
    case OAS_UNAVAILABLE:
    case OAS_FULL:
    case OAS_MISCONFIGURED:
    case OAS_BROKEN: break;
    }
    oas_bridge_log(r, status, work);
    return status == OAS_REFUSED ? OAUTH_SESSION_TOO_MUCH : OAUTH_SESSION_UNAVAILABLE;
}

/* Whose values the request has; NULL: nobody's yet, in a place that has guests. */
static oauth_session_status_t find_session(oas_session_t **session, request_rec *r)
{
    oas_work_t work = oas_bridge_work(r);

    *session = NULL;
    if (!oas_request_has_values(r))
        return OAUTH_SESSION_OFF;
    return status_for(r, oas_request_holder(session, r, &work), &work);
}

static oauth_session_status_t read_values(const oas_values_t **values, request_rec *r)
{
    oas_work_t work = oas_bridge_work(r);
    oas_session_t *session;
    oauth_session_status_t status = find_session(&session, r);

    *values = NULL;
    if (status != OAUTH_SESSION_OK)
        return status;
    return status_for(r, oas_request_values(values, r, session, &work), &work);
}

static oauth_session_status_t oauth_session_get(oauth_session_value_t *value, request_rec *r, const char *name)
{
    apr_pool_t *pool = oas_bridge_work(r).pool;
    const oas_values_t *values;
    const oas_bytes_t *found;
    oas_bytes_t copy;
    oauth_session_status_t status = read_values(&values, r);

    *value = (oauth_session_value_t){.data = ""};
    if (status != OAUTH_SESSION_OK)
        return status;
    if ((found = oas_values_get(values, oas_bytes_of(name))) == NULL)
        return OAUTH_SESSION_UNSET;
    copy = oas_bytes_copy(pool, *found);
    oas_wipe_with(pool, (void *)copy.data, copy.length);
    *value = (oauth_session_value_t){.data = (const char *)copy.data, .length = copy.length};
    return OAUTH_SESSION_OK;
}

static oauth_session_status_t oauth_session_version(apr_uint64_t *version, request_rec *r)
{
    const oas_values_t *values;
    oauth_session_status_t status = read_values(&values, r);

    *version = status == OAUTH_SESSION_OK ? values->version : 0;
    return status;
}

static oas_value_edit_t step(const oauth_session_edit_t *edit)
{
    if (edit->name == NULL)
        return (oas_value_edit_t){.kind = OAS_VALUES_CLEAR};
    return (oas_value_edit_t){.kind = edit->data != NULL ? OAS_VALUE_SET : OAS_VALUE_UNSET,
                              .value = {oas_bytes_of(edit->name), oas_bytes(edit->data, edit->length)}};
}

/* OAUTH_SESSION_BAD_NAME: a step has a name that is none. */
static oauth_session_status_t read_steps(oas_value_edit_t *steps, const oauth_session_edit_t *edits, apr_size_t count)
{
    for (apr_size_t i = 0; i < count; i++) {
        steps[i] = step(&edits[i]);
        if (steps[i].kind != OAS_VALUES_CLEAR && !oas_value_is_name(steps[i].value.name))
            return OAUTH_SESSION_BAD_NAME;
    }
    return OAUTH_SESSION_OK;
}

static oauth_session_status_t oauth_session_change(request_rec *r, const oauth_session_edit_t *edits, apr_size_t count,
                                                   const apr_uint64_t *if_version)
{
    oas_work_t work = oas_bridge_work(r);
    oas_value_edit_t *steps = apr_palloc(work.pool, count * sizeof(*steps));
    oas_session_t *session;
    oauth_session_status_t status;

    if ((status = find_session(&session, r)) != OAUTH_SESSION_OK
        || (status = read_steps(steps, edits, count)) != OAUTH_SESSION_OK)
        return status;
    return status_for(r, oas_request_values_change(r, session, &(oas_value_edits_t){steps, count, if_version}, &work), &work);
}

static oauth_session_status_t oauth_session_set(request_rec *r, const char *name, const void *data, apr_size_t length)
{
    const oauth_session_edit_t edit = data != NULL ? (oauth_session_edit_t){name, data, length}
                                                   : (oauth_session_edit_t){.name = name, .data = ""};

    return oauth_session_change(r, &edit, 1, NULL);
}

static oauth_session_status_t oauth_session_unset(request_rec *r, const char *name)
{
    return oauth_session_change(r, &(oauth_session_edit_t){.name = name}, 1, NULL);
}

static oauth_session_status_t oauth_session_clear(request_rec *r)
{
    return oauth_session_change(r, &(oauth_session_edit_t){0}, 1, NULL);
}

void oas_optional_functions_register(void)
{
    APR_REGISTER_OPTIONAL_FN(oauth_session_user);
    APR_REGISTER_OPTIONAL_FN(oauth_session_claim);
    APR_REGISTER_OPTIONAL_FN(oauth_session_access_token);
    APR_REGISTER_OPTIONAL_FN(oauth_session_get);
    APR_REGISTER_OPTIONAL_FN(oauth_session_version);
    APR_REGISTER_OPTIONAL_FN(oauth_session_set);
    APR_REGISTER_OPTIONAL_FN(oauth_session_unset);
    APR_REGISTER_OPTIONAL_FN(oauth_session_clear);
    APR_REGISTER_OPTIONAL_FN(oauth_session_change);
}
