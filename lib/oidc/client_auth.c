/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/client_auth.h"

#include <apr_base64.h>
#include <apr_strings.h>

#include "http/form.h"
#include "oidc/client_assertion.h"
#include "oidc/signed_secret.h"

static bool is_listed(const char *const *list, const char *text)
{
    for (; *list != NULL; list++)
        if (strcmp(*list, text) == 0)
            return true;
    return false;
}

/* One call that is to be proven. */
typedef struct {
    const oas_registration_t *registration;
    const oas_provider_t *provider;
    oas_http_call_t *call;
    oas_buffer_t *form;
} proving_t;

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
static oas_status_t send_encoded(const proving_t *proving, oas_work_t *work)
{
    const char *secret = oas_form_escape(work->pool, proving->registration->client_secret);

    oas_wipe_with(work->pool, (char *)secret, strlen(secret));
    send_basic(proving->call, oas_form_escape(work->pool, proving->registration->client_id), secret, work->pool);
    return OAS_OK;
}

/* What many providers expect instead: both as they are. RFC 7617 §2: then the identifier can have no colon. */
static oas_status_t send_raw(const proving_t *proving, oas_work_t *work)
{
    const oas_registration_t *registration = proving->registration;

    if (strchr(registration->client_id, ':') != NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "client_id_colon",
                        "provider %s: client_secret_basic_raw can not carry a client id with a colon",
                        registration->name);
    send_basic(proving->call, registration->client_id, registration->client_secret, work->pool);
    return OAS_OK;
}

/* RFC 6749 §4.1.3: a client that does not authenticate says who it is by client_id alone; RFC 8705 §2: so does one whose
 * certificate is the proof. */
static oas_status_t say_who_we_are(const proving_t *proving, oas_work_t *work)
{
    (void)work;
    oas_form_add(proving->form, "client_id", proving->registration->client_id);
    return OAS_OK;
}

static oas_status_t post_secret(const proving_t *proving, oas_work_t *work)
{
    const char *secret = proving->registration->client_secret;
    oas_status_t status;

    if (proving->registration->secret_key != NULL
        && (status = oas_signed_secret_make(&secret, proving->registration, proving->provider, work)) != OAS_OK)
        return status;
    oas_form_add(proving->form, "client_secret", secret);
    return say_who_we_are(proving, work);
}

/* RFC 7523 §2.2. client_id is not needed beside it (RFC 7521 §4.2), but some providers look for it. */
static oas_status_t post_assertion(const proving_t *proving, const char *assertion, oas_work_t *work)
{
    oas_form_add(proving->form, "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    oas_form_add(proving->form, "client_assertion", assertion);
    return say_who_we_are(proving, work);
}

static oas_status_t sign_with_secret(const proving_t *proving, oas_work_t *work)
{
    const char *assertion;
    oas_status_t status = oas_client_assertion_of_secret(&assertion, proving->registration, proving->provider,
                                                         proving->call->url, work);

    return status == OAS_OK ? post_assertion(proving, assertion, work) : status;
}

static oas_status_t sign_with_key(const proving_t *proving, oas_work_t *work)
{
    const char *assertion;
    oas_status_t status =
        oas_client_assertion_of_key(&assertion, proving->registration, proving->provider, proving->call->url, work);

    return status == OAS_OK ? post_assertion(proving, assertion, work) : status;
}

/* The methods, in the order in which they are preferred. */
typedef struct {
    oas_client_auth_t method;
    const char *name; /* in token_endpoint_auth_methods_supported */
    oas_client_proof_t proof;
    oas_status_t (*prove)(const proving_t *proving, oas_work_t *work);
} method_t;

static const method_t methods[] = {
    {OAS_CLIENT_SECRET_BASIC, "client_secret_basic", OAS_PROOF_SECRET, send_encoded},
    {OAS_CLIENT_SECRET_POST, "client_secret_post", OAS_PROOF_SECRET, post_secret},
    {OAS_CLIENT_SECRET_JWT, "client_secret_jwt", OAS_PROOF_SECRET, sign_with_secret},
    {OAS_CLIENT_SECRET_BASIC_RAW, "client_secret_basic", OAS_PROOF_SECRET, send_raw}, /* never by itself */
    {OAS_TLS_CLIENT_AUTH, "tls_client_auth", OAS_PROOF_CERTIFICATE, say_who_we_are},
    {OAS_SELF_SIGNED_TLS_CLIENT_AUTH, "self_signed_tls_client_auth", OAS_PROOF_CERTIFICATE, say_who_we_are},
    {OAS_PRIVATE_KEY_JWT, "private_key_jwt", OAS_PROOF_KEY, sign_with_key}, /* nor this: our keys are not for all */
    {OAS_CLIENT_AUTH_NONE, "none", OAS_PROOF_NOTHING, say_who_we_are},
};

enum { METHOD_COUNT = sizeof(methods) / sizeof(methods[0]) };

static const method_t *find_method(oas_client_auth_t client_auth)
{
    for (size_t i = 0; i < METHOD_COUNT; i++)
        if (methods[i].method == client_auth)
            return &methods[i];
    return NULL;
}

oas_client_proof_t oas_client_auth_proof(oas_client_auth_t client_auth)
{
    const method_t *method = find_method(client_auth);

    return method != NULL ? method->proof : OAS_PROOF_NOTHING;
}

static bool has_proof(const oas_registration_t *registration, oas_client_proof_t proof)
{
    switch (proof) {
    case OAS_PROOF_NOTHING:     return true;
    case OAS_PROOF_SECRET:      return registration->client_secret != NULL || registration->secret_key != NULL;
    case OAS_PROOF_CERTIFICATE: return registration->tls_identity != NULL;
    case OAS_PROOF_KEY:         return registration->own_keys != NULL;
    }
    return false;
}

/* What is there decides, before what the provider offers: a secret that is configured is meant to be used. */
static oas_client_proof_t best_proof(const oas_registration_t *registration)
{
    if (has_proof(registration, OAS_PROOF_SECRET))
        return OAS_PROOF_SECRET;
    return has_proof(registration, OAS_PROOF_CERTIFICATE) ? OAS_PROOF_CERTIFICATE : OAS_PROOF_NOTHING;
}

/* OpenID Connect Discovery 1.0 §3: metadata that does not say means client_secret_basic, the first row. */
static bool is_offered(const method_t *method, const oas_provider_t *provider)
{
    return method->proof == OAS_PROOF_NOTHING || provider->token_auth_methods == NULL
           || is_listed(provider->token_auth_methods, method->name);
}

/* The method that is configured, or else the first that suits us and the provider; NULL when there is none. */
static const method_t *choose_method(const oas_registration_t *registration, const oas_provider_t *provider)
{
    oas_client_proof_t proof = best_proof(registration);

    if (registration->client_auth != OAS_CLIENT_AUTH_UNSET)
        return find_method(registration->client_auth);
    for (size_t i = 0; i < METHOD_COUNT; i++)
        if (methods[i].proof == proof && is_offered(&methods[i], provider))
            return &methods[i];
    return NULL;
}

const char *oas_client_auth_name(oas_client_auth_t client_auth)
{
    const method_t *method = find_method(client_auth);

    return method != NULL ? method->name : NULL;
}

bool oas_client_auth_find(oas_client_auth_t *client_auth, const char *name)
{
    for (size_t i = 0; i < METHOD_COUNT; i++)
        if (strcmp(methods[i].name, name) == 0) {
            *client_auth = methods[i].method;
            return true;
        }
    return false;
}

bool oas_client_auth_is_possible(const oas_registration_t *registration)
{
    return has_proof(registration, oas_client_auth_proof(registration->client_auth));
}

oas_status_t oas_client_auth_wish(oas_client_auth_t *client_auth, const oas_registration_t *registration,
                                  const oas_provider_t *provider, oas_work_t *work)
{
    *client_auth = registration->client_auth;
    for (size_t i = 0; i < METHOD_COUNT && *client_auth == OAS_CLIENT_AUTH_UNSET; i++)
        if ((methods[i].proof == OAS_PROOF_SECRET || has_proof(registration, methods[i].proof))
            && (provider->token_auth_methods == NULL || is_listed(provider->token_auth_methods, methods[i].name)))
            *client_auth = methods[i].method;
    if (*client_auth != OAS_CLIENT_AUTH_UNSET)
        return OAS_OK;
    return oas_fail(work, OAS_MISCONFIGURED, "client_auth_method",
                    "provider %s offers no client authentication that we could register for", registration->name);
}

void oas_client_show_certificate(const oas_registration_t *registration, const oas_provider_t *provider,
                                 oas_http_call_t *call)
{
    if (registration->tls_identity == NULL)
        return;
    call->identity = registration->tls_identity;
    call->url = oas_provider_mtls_url(provider, call->url);
}

oas_status_t oas_client_authenticate(const oas_registration_t *registration, const oas_provider_t *provider,
                                     oas_http_call_t *call, oas_buffer_t *form, oas_work_t *work)
{
    const method_t *method = choose_method(registration, provider);

    if (method == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "client_auth_method",
                        "provider %s offers no client authentication for what is configured: a client %s",
                        registration->name, registration->client_secret != NULL ? "secret" : "certificate");
    if (!has_proof(registration, method->proof))
        return oas_fail(work, OAS_MISCONFIGURED, "client_auth_proof", "provider %s: there is nothing to do %s with",
                        registration->name, method->name);
    oas_client_show_certificate(registration, provider, call);
    return method->prove(&(proving_t){registration, provider, call, form}, work);
}
