/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/client_auth.h"

#include <apr_base64.h>
#include <apr_strings.h>

#include "http/form.h"

static bool is_listed(const char *const *list, const char *text)
{
    for (; *list != NULL; list++)
        if (strcmp(*list, text) == 0)
            return true;
    return false;
}

static void send_basic(oas_http_call_t *call, const char *user, const char *password, apr_pool_t *pool)
{
    static const char scheme[] = "Basic ";
    char *both = apr_pstrcat(pool, user, ":", password, NULL);
    size_t length = strlen(both);
    size_t room = sizeof(scheme) + (size_t)apr_base64_encode_len((int)length);
    char *header = apr_pcalloc(pool, room);

    memcpy(header, scheme, sizeof(scheme) - 1);
    apr_base64_encode(header + sizeof(scheme) - 1, both, (int)length);
    oas_wipe(both, length);
    oas_wipe_with(pool, header, room);
    call->authorization = header;
}

/* RFC 6749 §2.3.1: identifier and secret are form-encoded, and only then joined by a colon, so that a colon in either
 * does not move the border. */
static oas_status_t authenticate_basic(const oas_registration_t *registration, oas_http_call_t *call,
                                       oas_buffer_t *form, oas_work_t *work)
{
    const char *secret = oas_form_escape(work->pool, registration->client_secret);

    (void)form;
    oas_wipe_with(work->pool, (char *)secret, strlen(secret));
    send_basic(call, oas_form_escape(work->pool, registration->client_id), secret, work->pool);
    return OAS_OK;
}

/* What many providers expect instead: both as they are. RFC 7617 §2: then the identifier can have no colon. */
static oas_status_t authenticate_basic_raw(const oas_registration_t *registration, oas_http_call_t *call,
                                           oas_buffer_t *form, oas_work_t *work)
{
    (void)form;
    if (strchr(registration->client_id, ':') != NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "client_id_colon",
                        "provider %s: client_secret_basic_raw can not carry a client id with a colon",
                        registration->name);
    send_basic(call, registration->client_id, registration->client_secret, work->pool);
    return OAS_OK;
}

static oas_status_t authenticate_post(const oas_registration_t *registration, oas_http_call_t *call, oas_buffer_t *form,
                                      oas_work_t *work)
{
    (void)call, (void)work;
    oas_form_add(form, "client_id", registration->client_id);
    oas_form_add(form, "client_secret", registration->client_secret);
    return OAS_OK;
}

/* RFC 6749 §4.1.3: a client that does not authenticate says who it is by client_id alone. */
static oas_status_t authenticate_none(const oas_registration_t *registration, oas_http_call_t *call, oas_buffer_t *form,
                                      oas_work_t *work)
{
    (void)call, (void)work;
    oas_form_add(form, "client_id", registration->client_id);
    return OAS_OK;
}

/* The methods, in the order in which they are preferred. */
typedef struct {
    oas_client_auth_t method;
    const char *name; /* in token_endpoint_auth_methods_supported */
    bool needs_secret;
    oas_status_t (*authenticate)(const oas_registration_t *registration, oas_http_call_t *call, oas_buffer_t *form,
                                 oas_work_t *work);
} method_t;

static const method_t methods[] = {
    {OAS_CLIENT_SECRET_BASIC, "client_secret_basic", true, authenticate_basic},
    {OAS_CLIENT_SECRET_POST, "client_secret_post", true, authenticate_post},
    {OAS_CLIENT_SECRET_BASIC_RAW, "client_secret_basic", true, authenticate_basic_raw}, /* never before the first row */
    {OAS_CLIENT_AUTH_NONE, "none", false, authenticate_none},
};

bool oas_client_auth_needs_secret(oas_client_auth_t client_auth)
{
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
        if (methods[i].method == client_auth)
            return methods[i].needs_secret;
    return false;
}

/* The method that is configured, or else the first that suits us and the provider; NULL when there is none. */
static const method_t *choose_method(const oas_registration_t *registration, const oas_provider_t *provider)
{
    bool has_secret = registration->client_secret != NULL;

    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        const method_t *method = &methods[i];

        if (registration->client_auth != OAS_CLIENT_AUTH_UNSET) {
            if (method->method == registration->client_auth)
                return method;
        } else if (method->needs_secret == has_secret
                   /* OpenID Connect Discovery 1.0 §3: what does not say has client_secret_basic, the first row */
                   && (!has_secret || provider->token_auth_methods == NULL
                       || is_listed(provider->token_auth_methods, method->name)))
            return method;
    }
    return NULL;
}

oas_status_t oas_client_authenticate(const oas_registration_t *registration, const oas_provider_t *provider,
                                     oas_http_call_t *call, oas_buffer_t *form, oas_work_t *work)
{
    const method_t *method = choose_method(registration, provider);

    if (method == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "client_auth_method",
                        "provider %s takes a client secret neither by client_secret_basic nor by client_secret_post",
                        registration->name);
    if (method->needs_secret && registration->client_secret == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "client_secret", "provider %s: %s needs a client secret",
                        registration->name, method->name);
    return method->authenticate(registration, call, form, work);
}
