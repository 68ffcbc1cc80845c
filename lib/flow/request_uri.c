/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/request_uri.h"

#include <apr_strings.h>

#include "flow/bound_registration.h"
#include "flow/login_request.h"
#include "flow/realm.h"
#include "flow/registered.h"
#include "http/form.h"
#include "oidc/passed_parameters.h"
#include "oidc/request_object.h"
#include "oidc/step_up.h"

const char *oas_request_uri(const oas_site_t *site, const char *origin, const char *state, oas_pairs_t passed,
                            apr_pool_t *pool)
{
    oas_buffer_t query = oas_buffer(pool, OAS_STATE_LONGEST + 2 * OAS_PASSED_LARGEST);

    oas_form_add(&query, "state", state);
    for (size_t i = 0; i < passed.count; i++)
        oas_form_add(&query, passed.items[i].name, passed.items[i].value);
    return apr_pstrcat(pool, origin, oas_site_shared_path(site, "request", pool), "?", oas_buffer_text(&query), NULL);
}

size_t oas_request_uri_room(const oas_site_t *site, const char *origin, oas_pairs_t passed, apr_pool_t *pool)
{
    size_t taken = strlen(oas_request_uri(site, origin, "", passed, pool));

    /* 1 is too little for every state, and so it is said there */
    return taken < OAS_REQUEST_URI_LONGEST ? OAS_REQUEST_URI_LONGEST - taken : 1;
}

/* Whose attempt state holds; no other provider's objects can be had by it. */
static oas_status_t open_attempt(oas_login_attempt_t **attempt, const oas_site_provider_t **chosen,
                                 const oas_site_t *site, const char *state, oas_work_t *work)
{
    oas_status_t status;

    if (state == NULL)
        return oas_fail(work, OAS_REFUSED, "state_missing", "the address of a request object has no state");
    if ((status = oas_login_attempt_open(attempt, state, site->sessions.keys, work)) != OAS_OK)
        return status;
    if (oas_realm_of_sessions(site, (*attempt)->realm) == NULL)
        return oas_fail(work, OAS_REFUSED, "state_realm", "state belongs to a login at another site");
    *chosen = oas_site_provider(site, (*attempt)->provider);
    if (*chosen == NULL || (*chosen)->registration->request_object.way != OAS_REQUEST_OBJECT_REFERENCE)
        return oas_fail(work, OAS_REFUSED, "request_object_none", "logins at %s have no request objects to be fetched",
                        (*attempt)->provider);
    return OAS_OK;
}

/* What a link asked is in the address; what a page asked is in state. */
static oas_status_t read_passed(oas_pairs_t *passed, const oas_registration_t *registration,
                                const oas_login_attempt_t *attempt, oas_pairs_t query, oas_work_t *work)
{
    if (attempt->step_up != NULL)
        return oas_step_up_parameters(passed, attempt->step_up, work);
    return oas_parameters_pass(passed, registration->passed_parameters, query, work);
}

oas_status_t oas_request_uri_endpoint(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request,
                                      oas_work_t *work)
{
    oas_authorization_request_t asked = {.state = NULL};
    oas_authorization_server_t server;
    const oas_site_provider_t *chosen = NULL;
    oas_login_attempt_t *attempt;
    oas_pairs_t query, parameters;
    const char *object;
    oas_status_t status;

    if ((status = oas_form_parse(&query, oas_bytes_of(request->query), work)) != OAS_OK)
        return status;
    asked.state = oas_pairs_get(query, "state");
    if ((status = open_attempt(&attempt, &chosen, site, asked.state, work)) != OAS_OK
        || (status = oas_login_request_server(&server, site, chosen, work)) != OAS_OK
        || (status = oas_registered(&chosen, site, server.provider, request->origin, false, work)) != OAS_OK
        || (status = oas_bound_registration(&chosen, &site->sessions, attempt->key_id, work)) != OAS_OK)
        return status;
    server.registration = chosen->registration;
    if ((status = read_passed(&asked.passed, server.registration, attempt, query, work)) != OAS_OK
        || (status = oas_login_request_compose(&asked, site, attempt, request->origin, work)) != OAS_OK
        || (status = oas_authorization_parameters(&parameters, server.registration, server.provider, &asked, work)) != OAS_OK
        || (status = oas_request_object(&object, &server, parameters, work)) != OAS_OK)
        return status;
    reply->status = 200;
    reply->page = (oas_page_t){.kind = OAS_PAGE_REQUEST_OBJECT, .text = object};
    return OAS_OK;
}
