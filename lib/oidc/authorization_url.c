/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/authorization_url.h"

#include <apr_strings.h>

#include "http/form.h"
#include "http/url.h"
#include "oidc/pushed_request.h"
#include "oidc/request_object.h"

enum { PARAMETERS_LARGEST = 6 * 1024 }; /* bytes; servers take lines of 8 kB */

/* RFC 6749 §4.1.1: the parameters are in the query of the authorization endpoint. */
static oas_status_t compose_url(const char **url, const oas_registration_t *registration,
                                const oas_provider_t *provider, oas_pairs_t parameters, oas_work_t *work)
{
    oas_buffer_t query = oas_buffer(work->pool, PARAMETERS_LARGEST);

    for (size_t i = 0; i < parameters.count; i++)
        oas_form_add(&query, parameters.items[i].name, parameters.items[i].value);
    if (query.overflowed)
        return oas_fail(work, OAS_MISCONFIGURED, "authorization_url_length",
                        "provider %s: the authorization request is longer than %d bytes", registration->name,
                        PARAMETERS_LARGEST);
    *url = oas_url_with_parameters(work->pool, provider->authorization_endpoint, oas_buffer_text(&query));
    return OAS_OK;
}

/* What stands beside a request object. RFC 9101 §5 and RFC 9126 §3 ask for client_id alone; in a URL OpenID Connect Core
 * 1.0 §6 asks for what makes a valid OAuth 2.0 request without the object, with the same values. */
static bool stands_beside(const char *name, bool pushed)
{
    static const char *const names[] = {"client_id", "response_type", "redirect_uri", "scope"};
    size_t count = pushed ? 1 : sizeof(names) / sizeof(names[0]);

    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* Put an object, or the reference to it, in the place of the parameters that are in it. */
static void replace(oas_pairs_t *parameters, const char *name, const char *value, bool pushed, apr_pool_t *pool)
{
    oas_pair_t *items = apr_palloc(pool, (parameters->count + 1) * sizeof(*items));
    size_t count = 0;

    for (size_t i = 0; i < parameters->count; i++)
        if (stands_beside(parameters->items[i].name, pushed))
            items[count++] = parameters->items[i];
    items[count++] = (oas_pair_t){.name = name, .value = value};
    *parameters = (oas_pairs_t){.items = items, .count = count};
}

/* RFC 9126 §2.1: no reference can be pushed, so that an object is, then. */
static oas_status_t make_object(oas_pairs_t *parameters, const oas_authorization_server_t *server,
                                const oas_authorization_request_t *request, bool pushed, oas_work_t *work)
{
    oas_request_object_way_t way = oas_request_object_way(server->registration, server->provider);
    const char *object;
    oas_status_t status;

    if (way == OAS_REQUEST_OBJECT_OFF)
        return OAS_OK;
    if (way == OAS_REQUEST_OBJECT_REFERENCE && !pushed) {
        replace(parameters, "request_uri", request->object_uri, pushed, work->pool);
        return OAS_OK;
    }
    if ((status = oas_request_object(&object, server, *parameters, work)) == OAS_OK)
        replace(parameters, "request", object, pushed, work->pool);
    return status;
}

/* RFC 9126 §4: the browser carries who we are and a reference to what was pushed, and nothing else. */
static oas_status_t push(oas_pairs_t *parameters, const oas_authorization_server_t *server, oas_work_t *work)
{
    oas_pair_t *reference = apr_palloc(work->pool, 2 * sizeof(*reference));
    oas_status_t status;

    reference[0] = (oas_pair_t){.name = "client_id", .value = server->registration->client_id};
    reference[1] = (oas_pair_t){.name = "request_uri"};
    status = oas_pushed_request(&reference[1].value, server->registration, server->provider, *parameters,
                                server->client, work);
    *parameters = (oas_pairs_t){.items = reference, .count = 2};
    return status;
}

oas_status_t oas_authorization_url(const char **url, const oas_authorization_server_t *server,
                                   const oas_authorization_request_t *request, oas_work_t *work)
{
    const oas_registration_t *registration = server->registration;
    const oas_provider_t *provider = server->provider;
    bool pushed = oas_pushed_request_is_wanted(registration, provider);
    oas_pairs_t parameters;
    oas_status_t status;

    *url = NULL;
    if ((status = oas_provider_check(provider, work)) != OAS_OK
        || (status = oas_authorization_parameters(&parameters, registration, provider, request, work)) != OAS_OK
        || (status = make_object(&parameters, server, request, pushed, work)) != OAS_OK)
        return status;
    if (pushed && (status = push(&parameters, server, work)) != OAS_OK)
        return status;
    return compose_url(url, registration, provider, parameters, work);
}
