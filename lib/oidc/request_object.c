/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/request_object.h"

#include <apr_strings.h>

#include "base/base64url.h"
#include "base/buffer.h"
#include "crypto/random.h"
#include "jose/jwe.h"
#include "jose/sign.h"
#include "oidc/own_keys.h"

enum { CLAIMS_LARGEST = 16 * 1024, ID_BYTES = 16 };

oas_request_object_way_t oas_request_object_way(const oas_registration_t *registration, const oas_provider_t *provider)
{
    oas_request_object_way_t way = registration->request_object.way;

    if (way == OAS_REQUEST_OBJECT_AUTO)
        return provider->requires_request_object ? OAS_REQUEST_OBJECT_VALUE : OAS_REQUEST_OBJECT_OFF;
    return way;
}

/* --- claims --- */

static void add_member(oas_buffer_t *claims, const char *name, const char *json)
{
    oas_buffer_add_text(claims, claims->length > 1 ? "," : "");
    oas_buffer_add_text(claims, oas_json_quote(claims->pool, name));
    oas_buffer_add_text(claims, ":");
    oas_buffer_add_text(claims, json);
}

/* A parameter's value as JSON. OpenID Connect Core 1.0 §6.1: max_age is a number and claims an object there; both were
 * checked when they were given. */
static const char *value_of(const oas_pair_t *parameter, apr_pool_t *pool)
{
    if (strcmp(parameter->name, "claims") == 0)
        return parameter->value;
    if (strcmp(parameter->name, "max_age") == 0)
        return apr_psprintf(pool, "%" APR_INT64_T_FMT, apr_atoi64(parameter->value));
    return oas_json_quote(pool, parameter->value);
}

/* Several values of one name (resource) become a list. */
static const char *values_of(oas_pairs_t parameters, size_t first, apr_pool_t *pool)
{
    const char *name = parameters.items[first].name, *json = value_of(&parameters.items[first], pool);
    bool several = false;

    for (size_t i = first + 1; i < parameters.count; i++)
        if (strcmp(parameters.items[i].name, name) == 0) {
            several = true;
            json = apr_pstrcat(pool, json, ",", value_of(&parameters.items[i], pool), NULL);
        }
    return several ? apr_pstrcat(pool, "[", json, "]", NULL) : json;
}

/* RFC 7519 §4.1: the object is a token and has these itself. */
static bool is_registered(const char *name)
{
    static const char *const names[] = {"iss", "sub", "aud", "exp", "nbf", "iat", "jti"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static oas_status_t add_parameters(oas_buffer_t *claims, const oas_registration_t *registration, oas_pairs_t parameters,
                                   oas_work_t *work)
{
    for (size_t i = 0; i < parameters.count; i++) {
        const char *name = parameters.items[i].name;

        if (is_registered(name))
            return oas_fail(work, OAS_MISCONFIGURED, "request_object_parameter",
                            "provider %s: a request object can not have the parameter %s, for it is a claim of its own",
                            registration->name, name);
        if (oas_pairs_get((oas_pairs_t){.items = parameters.items, .count = i}, name) == NULL)
            add_member(claims, name, values_of(parameters, i, work->pool));
    }
    return OAS_OK;
}

static void add_time(oas_buffer_t *claims, const char *name, apr_time_t time)
{
    add_member(claims, name, apr_psprintf(claims->pool, "%" APR_TIME_T_FMT, apr_time_sec(time)));
}

/* RFC 9101 §4: iss is the client, aud the issuer of the authorization server. It is for once and for now (jti, exp), and
 * good at a provider whose clock is a little behind. */
static oas_status_t compose(oas_buffer_t *claims, const oas_authorization_server_t *server, oas_pairs_t parameters,
                            oas_work_t *work)
{
    const oas_registration_t *registration = server->registration;
    unsigned char id[ID_BYTES];
    oas_status_t status = oas_random(id, sizeof(id), work);

    if (status != OAS_OK)
        return status;
    oas_buffer_add_text(claims, "{");
    add_member(claims, "iss", oas_json_quote(work->pool, registration->client_id));
    add_member(claims, "aud", oas_json_quote(work->pool, server->provider->issuer));
    add_member(claims, "jti", oas_json_quote(work->pool, oas_base64url_encode(work->pool, oas_bytes(id, sizeof(id)))));
    add_time(claims, "iat", work->now);
    add_time(claims, "nbf", work->now - registration->leeway);
    add_time(claims, "exp", work->now + apr_time_from_sec(OAS_REQUEST_OBJECT_SECONDS));
    if ((status = add_parameters(claims, registration, parameters, work)) != OAS_OK)
        return status;
    oas_buffer_add_text(claims, "}");
    if (claims->overflowed)
        return oas_fail(work, OAS_MISCONFIGURED, "request_object_length",
                        "provider %s: the request object is longer than %d bytes", registration->name, CLAIMS_LARGEST);
    return OAS_OK;
}

/* --- signature --- */

/* An HMAC, under the client secret, and no signature are only for who writes them down. */
static const char *written_algorithm(const oas_registration_t *registration)
{
    return registration->request_object.algorithms != NULL ? registration->request_object.algorithms[0] : "";
}

static oas_status_t choose_secret(const oas_jwk_t **key, const oas_algorithm_t *algorithm,
                                  const oas_registration_t *registration, oas_work_t *work)
{
    const oas_jwk_set_t *secret;
    oas_status_t status;

    if (registration->client_secret == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "request_object_secret", "provider %s: %s needs a client secret",
                        registration->name, algorithm->name);
    if ((status = oas_jwk_set_of_secret(&secret, oas_bytes_of(registration->client_secret), work)) != OAS_OK)
        return status;
    *key = secret->keys;
    if (!oas_jwk_fits(*key, algorithm))
        return oas_fail(work, OAS_MISCONFIGURED, "request_object_secret", "provider %s: the client secret is too short for %s",
                        registration->name, algorithm->name);
    return OAS_OK;
}

static oas_status_t choose_key(const oas_jwk_t **key, const oas_algorithm_t **algorithm,
                               const oas_authorization_server_t *server, oas_work_t *work)
{
    const oas_registration_t *registration = server->registration;
    const char *const *offered = registration->request_object.algorithms;

    *algorithm = oas_algorithm_find(written_algorithm(registration));
    if (*algorithm != NULL && (*algorithm)->scheme == OAS_SIGN_HMAC)
        return choose_secret(key, *algorithm, registration, work);
    if (offered == NULL)
        offered = server->provider->request_object_algorithms;
    return oas_own_keys_choose(key, algorithm, registration->own_keys, offered, "request object", work);
}

/* OpenID Connect Core 1.0 §6.1: it may be unsigned. RFC 7515 appendix A.5 for the form: an empty third part. */
static const char *leave_unsigned(oas_bytes_t claims, apr_pool_t *pool)
{
    return apr_pstrcat(pool, oas_base64url_encode(pool, oas_bytes_of("{\"alg\":\"none\"}")), ".",
                       oas_base64url_encode(pool, claims), ".", NULL);
}

/* RFC 9101 §10.8.1: the type says what it is, so that no other token can be taken for it, nor it for another. */
static oas_status_t sign(const char **compact, const oas_authorization_server_t *server, oas_bytes_t claims,
                         oas_work_t *work)
{
    oas_jws_header_t header = {.type = "oauth-authz-req+jwt"};
    const oas_jwk_t *key;
    oas_status_t status;

    if (strcmp(written_algorithm(server->registration), "none") == 0) {
        *compact = leave_unsigned(claims, work->pool);
        return OAS_OK;
    }
    if ((status = choose_key(&key, &header.algorithm, server, work)) != OAS_OK)
        return status;
    header.kid = key->kid;
    return oas_jwt_sign(compact, &header, key, claims, work);
}

/* --- encryption --- */

static const oas_jwk_t *find_key(const oas_jwk_set_t *keys, const oas_jwe_header_t *header)
{
    for (size_t i = 0; i < keys->count; i++)
        if (oas_jwk_fits_wrap(&keys->keys[i], header->algorithm, header->content))
            return &keys->keys[i];
    return NULL;
}

/* OpenID Connect Core 1.0 §6.1: signed first, then encrypted to a key of the provider's. */
static oas_status_t encrypt(const char **compact, const oas_authorization_server_t *server, oas_work_t *work)
{
    const oas_request_object_form_t *form = &server->registration->request_object;
    oas_jwe_header_t header = {.algorithm = oas_key_algorithm_find(form->key_encryption),
                               .content = oas_content_algorithm_find(form->content_encryption),
                               .content_type = "JWT"};
    const char *inner = *compact;
    const oas_jwk_set_t *keys;
    const oas_jwk_t *key;
    oas_status_t status;

    *compact = NULL;
    if ((status = oas_provider_cache_encryption_keys(&keys, server->cache, server->client, work)) != OAS_OK)
        return status;
    if ((key = find_key(keys, &header)) == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "request_object_key",
                        "provider %s publishes no key that %s could encrypt to", server->registration->name,
                        form->key_encryption);
    header.kid = key->kid;
    return oas_jwe_encrypt(compact, &header, key, oas_bytes_of(inner), work);
}

oas_status_t oas_request_object(const char **compact, const oas_authorization_server_t *server, oas_pairs_t parameters,
                                oas_work_t *work)
{
    oas_buffer_t claims = oas_buffer(work->pool, CLAIMS_LARGEST);
    oas_status_t status;

    *compact = NULL;
    if (server->provider->issuer == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "request_object_issuer",
                        "provider %s takes nothing but request objects, which say for whom they are: OAuthIssuer is missing",
                        server->registration->name);
    if ((status = compose(&claims, server, parameters, work)) != OAS_OK
        || (status = sign(compact, server, oas_buffer_bytes(&claims), work)) != OAS_OK)
        return status;
    return server->registration->request_object.key_encryption != NULL ? encrypt(compact, server, work) : OAS_OK;
}
