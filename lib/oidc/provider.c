/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/provider.h"

#include <apr_strings.h>

#include "http/url.h"

/* The members that are URLs, and where each of them and its alias (RFC 8705 §5) go; 0: it has none. */
typedef struct {
    const char *name;
    size_t offset;
    size_t alias_offset;
} endpoint_t;

static const endpoint_t endpoints[] = {
    {"authorization_endpoint", offsetof(oas_provider_t, authorization_endpoint), 0},
    {"token_endpoint", offsetof(oas_provider_t, token_endpoint), offsetof(oas_provider_t, mtls_token_endpoint)},
    {"userinfo_endpoint", offsetof(oas_provider_t, userinfo_endpoint),
     offsetof(oas_provider_t, mtls_userinfo_endpoint)},
    {"jwks_uri", offsetof(oas_provider_t, jwks_uri), 0},
    {"signed_jwks_uri", offsetof(oas_provider_t, signed_jwks_uri), 0},
    {"end_session_endpoint", offsetof(oas_provider_t, end_session_endpoint), 0},
    {"check_session_iframe", offsetof(oas_provider_t, check_session_iframe), 0},
    {"registration_endpoint", offsetof(oas_provider_t, registration_endpoint), 0},
    {"revocation_endpoint", offsetof(oas_provider_t, revocation_endpoint), offsetof(oas_provider_t, mtls_revocation_endpoint)},
    {"introspection_endpoint", offsetof(oas_provider_t, introspection_endpoint),
     offsetof(oas_provider_t, mtls_introspection_endpoint)},
    {"pushed_authorization_request_endpoint", offsetof(oas_provider_t, pushed_endpoint),
     offsetof(oas_provider_t, mtls_pushed_endpoint)},
};

/* The members that are lists of names. */
static const struct {
    const char *name;
    size_t offset;
} lists[] = {
    {"token_endpoint_auth_methods_supported", offsetof(oas_provider_t, token_auth_methods)},
    {"token_endpoint_auth_signing_alg_values_supported", offsetof(oas_provider_t, assertion_algorithms)},
    {"id_token_signing_alg_values_supported", offsetof(oas_provider_t, signing_algorithms)},
    {"userinfo_signing_alg_values_supported", offsetof(oas_provider_t, userinfo_signing_algorithms)},
    {"prompt_values_supported", offsetof(oas_provider_t, prompts)},
};

enum {
    ENDPOINT_COUNT = sizeof(endpoints) / sizeof(endpoints[0]),
    LIST_COUNT = sizeof(lists) / sizeof(lists[0])
};

static const char **url_at(oas_provider_t *provider, size_t offset)
{
    return (const char **)((char *)provider + offset);
}

static const char *const **list_at(oas_provider_t *provider, size_t offset)
{
    return (const char *const **)(void *)((char *)provider + offset);
}

const char *oas_provider_metadata_url(apr_pool_t *pool, const char *issuer)
{
    size_t length = strlen(issuer);

    /* OpenID Connect Discovery 1.0 §4.1: any terminating slash is removed before the well-known path is appended */
    if (length > 0 && issuer[length - 1] == '/')
        length--;
    return apr_pstrcat(pool, apr_pstrmemdup(pool, issuer, length), "/.well-known/openid-configuration", NULL);
}

/* OpenID Connect Discovery 1.0 §4.3, RFC 8414 §3.3: the issuer must be identical to the one whose metadata was asked
 * for; otherwise one provider could speak for another. */
static oas_status_t read_issuer(oas_provider_t *found, const oas_json_t *metadata, const char *expected,
                                oas_work_t *work)
{
    found->issuer = oas_json_string(metadata, "issuer");
    if (found->issuer == NULL)
        return oas_fail(work, OAS_REFUSED, "metadata_issuer", "provider metadata names no issuer");
    if (strcmp(found->issuer, expected) != 0)
        return oas_fail(work, OAS_REFUSED, "metadata_issuer", "provider metadata is of issuer %.256s instead of %s",
                        oas_json_quote(work->pool, found->issuer), expected);
    return OAS_OK;
}

static oas_status_t wrong_type(const char *name, const char *expected, oas_work_t *work)
{
    return oas_fail(work, OAS_REFUSED, "metadata_type", "provider metadata: %s is not %s", name, expected);
}

/* Absent, null and empty all mean that there is no such endpoint. */
static oas_status_t read_endpoint(const char **url, const oas_json_t *metadata, const char *name, oas_work_t *work)
{
    const oas_json_t *member = oas_json_member(metadata, name);
    const char *text = oas_json_string(metadata, name);
    oas_url_t *parsed;
    oas_status_t status;

    if (member == NULL || oas_json_is_null(member) || (text != NULL && text[0] == '\0'))
        return OAS_OK;
    if (text == NULL)
        return wrong_type(name, "a string", work);
    /* We call it or send people to it: a file, a plain http host or a password in it would do harm (R-OUT-01) */
    if ((status = oas_url_parse_secure(&parsed, text, name, work)) != OAS_OK)
        return status;
    *url = text;
    return OAS_OK;
}

static oas_status_t read_endpoints(oas_provider_t *found, const oas_json_t *metadata, oas_work_t *work)
{
    const char *aliases_name = "mtls_endpoint_aliases";
    const oas_json_t *aliases = oas_json_member(metadata, aliases_name);
    oas_status_t status = OAS_OK;

    if (aliases != NULL && !oas_json_is_null(aliases) && !oas_json_is_object(aliases))
        return wrong_type(aliases_name, "an object", work);
    for (const endpoint_t *at = endpoints; at < endpoints + ENDPOINT_COUNT && status == OAS_OK; at++) {
        status = read_endpoint(url_at(found, at->offset), metadata, at->name, work);
        if (status == OAS_OK && at->alias_offset != 0)
            status = read_endpoint(url_at(found, at->alias_offset), aliases, at->name, work);
    }
    return status;
}

/* *texts becomes NULL-terminated, and stays NULL when the member is absent. */
static oas_status_t read_list(const char *const **texts, const oas_json_t *metadata, const char *name, oas_work_t *work)
{
    const oas_json_t *list = oas_json_member(metadata, name);
    const char **read;
    size_t count = 0;

    if (list == NULL || oas_json_is_null(list))
        return OAS_OK;
    if (!oas_json_is_array(list))
        return wrong_type(name, "an array", work);
    for (const oas_json_t *item = oas_json_first(list); item != NULL; item = oas_json_next(item), count++)
        if (!oas_json_is_string(item))
            return wrong_type(name, "an array of strings", work);
    read = apr_pcalloc(work->pool, (count + 1) * sizeof(*read));
    *texts = read;
    for (const oas_json_t *item = oas_json_first(list); item != NULL; item = oas_json_next(item))
        *read++ = oas_json_text(item, work->pool);
    return OAS_OK;
}

static oas_status_t read_lists(oas_provider_t *found, const oas_json_t *metadata, oas_work_t *work)
{
    oas_status_t status = OAS_OK;

    for (size_t i = 0; i < LIST_COUNT && status == OAS_OK; i++)
        status = read_list(list_at(found, lists[i].offset), metadata, lists[i].name, work);
    return status;
}

/* A flag that is there must be true or false: "true" in quotes read as false would switch a check off. */
static oas_status_t read_flag(bool *flag, const oas_json_t *metadata, const char *name, oas_work_t *work)
{
    const oas_json_t *member = oas_json_member(metadata, name);

    *flag = oas_json_is_true(metadata, name);
    if (*flag || member == NULL || oas_json_is_null(member))
        return OAS_OK;
    if (oas_json_is_string(member) || strcmp(oas_json_text(member, work->pool), "false") != 0)
        return wrong_type(name, "true or false", work);
    return OAS_OK;
}

oas_status_t oas_provider_parse(oas_provider_t **provider, oas_bytes_t text, const char *issuer, oas_work_t *work)
{
    const oas_json_t *metadata;
    oas_provider_t *found = apr_pcalloc(work->pool, sizeof(*found));
    oas_status_t status;

    *provider = NULL;
    if ((status = oas_json_parse_object(&metadata, text, OAS_METADATA_LARGEST, "provider metadata", work)) != OAS_OK
        || (status = read_issuer(found, metadata, issuer, work)) != OAS_OK
        || (status = read_endpoints(found, metadata, work)) != OAS_OK
        || (status = read_lists(found, metadata, work)) != OAS_OK
        || (status = read_flag(&found->announces_iss, metadata, "authorization_response_iss_parameter_supported", work))
               != OAS_OK
        || (status = read_list(&found->request_object_algorithms, metadata, "request_object_signing_alg_values_supported",
                               work))
               != OAS_OK
        || (status = read_flag(&found->requires_request_object, metadata, "require_signed_request_object", work)) != OAS_OK
        || (status = read_flag(&found->requires_pushed, metadata, "require_pushed_authorization_requests", work)) != OAS_OK)
        return status;
    *provider = found;
    return OAS_OK;
}

/* An endpoint that is set by hand has no alias: the metadata's is the one of another. */
static void take_endpoint(oas_provider_t *merged, oas_provider_t *found, const endpoint_t *endpoint)
{
    const char **url = url_at(merged, endpoint->offset);

    if (*url != NULL)
        return;
    *url = *url_at(found, endpoint->offset);
    if (endpoint->alias_offset != 0)
        *url_at(merged, endpoint->alias_offset) = *url_at(found, endpoint->alias_offset);
}

oas_provider_t *oas_provider_merge(const oas_provider_t *by_hand, const oas_provider_t *discovered, apr_pool_t *pool)
{
    oas_provider_t *merged = apr_pmemdup(pool, by_hand, sizeof(*merged));
    oas_provider_t found;

    if (discovered == NULL)
        return merged;
    found = *discovered;
    for (const endpoint_t *at = endpoints; at < endpoints + ENDPOINT_COUNT; at++)
        take_endpoint(merged, &found, at);
    if (merged->issuer == NULL)
        merged->issuer = found.issuer;
    for (size_t i = 0; i < LIST_COUNT; i++)
        if (*list_at(merged, lists[i].offset) == NULL)
            *list_at(merged, lists[i].offset) = *list_at(&found, lists[i].offset);
    merged->announces_iss = merged->announces_iss || found.announces_iss;
    merged->request_object_algorithms = found.request_object_algorithms;
    merged->requires_pushed = found.requires_pushed;
    merged->requires_request_object = found.requires_request_object;
    return merged;
}

const char *oas_provider_mtls_url(const oas_provider_t *provider, const char *endpoint)
{
    oas_provider_t of = *provider;

    for (const endpoint_t *at = endpoints; at < endpoints + ENDPOINT_COUNT; at++) {
        const char *url = *url_at(&of, at->offset);
        const char *alias = at->alias_offset != 0 ? *url_at(&of, at->alias_offset) : NULL;

        if (url != NULL && alias != NULL && strcmp(url, endpoint) == 0)
            return alias;
    }
    return endpoint;
}

oas_status_t oas_provider_check(const oas_provider_t *provider, oas_work_t *work)
{
    const char *missing = provider->authorization_endpoint == NULL ? "authorization_endpoint"
                          : provider->token_endpoint == NULL       ? "token_endpoint"
                                                                   : NULL;

    if (missing == NULL)
        return OAS_OK;
    return oas_fail(work, OAS_MISCONFIGURED, "provider_endpoint", "provider %s has no %s",
                    provider->issuer != NULL ? provider->issuer : "without issuer", missing);
}
