/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/oauth1_signature.h"

#include <stdlib.h>

#include <apr_base64.h>
#include <apr_strings.h>

#include "base/buffer.h"
#include "crypto/sha1_signature.h"
#include "http/form.h"
#include "http/url.h"

enum { MOST_PROTOCOL = 8, HEADER_LARGEST = 8 * 1024, BASE_STRING_LARGEST = 32 * 1024 }; /* parameters, bytes, bytes */

/* --- what is signed --- */

/* §3.4.1.3.2: by name, and by value where names are alike, both as they are encoded. */
static int compare(const void *left, const void *right)
{
    const oas_pair_t *l = left, *r = right;
    int order = strcmp(l->name, r->name);

    return order != 0 ? order : strcmp(l->value, r->value);
}

/* Add what pairs have, encoded (§3.6), behind the count there are. */
static size_t encode_pairs(oas_pair_t *encoded, size_t count, oas_pairs_t pairs, apr_pool_t *pool)
{
    for (size_t i = 0; i < pairs.count; i++)
        encoded[count++] = (oas_pair_t){.name = oas_url_escape(pool, pairs.items[i].name),
                                        .value = oas_url_escape(pool, pairs.items[i].value)};
    return count;
}

/* §3.4.1.3: the parameters of the query and of the protocol, sorted. */
static const char *normalise(oas_pairs_t query, oas_pairs_t protocol, apr_pool_t *pool)
{
    oas_pair_t *encoded = apr_palloc(pool, (query.count + protocol.count) * sizeof(*encoded));
    size_t count = encode_pairs(encoded, encode_pairs(encoded, 0, query, pool), protocol, pool);
    oas_buffer_t text = oas_buffer(pool, BASE_STRING_LARGEST);

    qsort(encoded, count, sizeof(*encoded), compare);
    for (size_t i = 0; i < count; i++) {
        oas_buffer_add_text(&text, i != 0 ? "&" : "");
        oas_buffer_add_text(&text, encoded[i].name);
        oas_buffer_add_text(&text, "=");
        oas_buffer_add_text(&text, encoded[i].value);
    }
    return text.overflowed ? NULL : oas_buffer_text(&text);
}

oas_status_t oas_oauth1_base_string(const char **text, const oas_oauth1_request_t *request, oas_pairs_t protocol,
                                    oas_work_t *work)
{
    const char *parameters;
    oas_pairs_t query;
    oas_url_t *url;
    oas_status_t status;

    *text = NULL;
    if ((status = oas_url_parse(&url, request->url, "the URL to sign", work)) != OAS_OK
        || (status = oas_form_parse(&query, oas_bytes_of(url->query), work)) != OAS_OK)
        return status;
    if ((parameters = normalise(query, protocol, work->pool)) == NULL)
        return oas_fail(work, OAS_REFUSED, "oauth1_length", "a signed request is longer than %d bytes",
                        (int)BASE_STRING_LARGEST);
    /* §3.4.1.2: scheme and host in lower case, the port where it is not the scheme's own, the path without query */
    *text = apr_pstrcat(work->pool, request->method, "&",
                        oas_url_escape(work->pool, apr_pstrcat(work->pool, url->origin, url->path, NULL)), "&",
                        oas_url_escape(work->pool, parameters), NULL);
    return OAS_OK;
}

/* --- signing it --- */

static oas_status_t sign_with_secret(oas_bytes_t *signature, const oas_registration_t *registration,
                                     const oas_oauth1_request_t *request, const char *base_string, oas_work_t *work)
{
    char *key = apr_pstrcat(work->pool, oas_url_escape(work->pool, registration->client_secret), "&",
                            request->token.secret != NULL ? oas_url_escape(work->pool, request->token.secret) : "", NULL);

    oas_wipe_with(work->pool, key, strlen(key));
    return oas_hmac_sha1(signature, oas_bytes_of(key), oas_bytes_of(base_string), work);
}

const oas_jwk_t *oas_oauth1_key(const oas_jwk_set_t *keys)
{
    for (size_t i = 0; keys != NULL && i < keys->count; i++)
        if (keys->keys[i].kty == OAS_KTY_RSA && keys->keys[i].use != OAS_USE_ENCRYPTION)
            return &keys->keys[i];
    return NULL;
}

static oas_status_t sign_with_key(oas_bytes_t *signature, const oas_registration_t *registration, const char *base_string,
                                  oas_work_t *work)
{
    const oas_jwk_t *key = oas_oauth1_key(registration->own_keys);

    if (key == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "oauth1_key", "provider %s: OAuthPrivateKey names no RSA key to sign with",
                        registration->name);
    return oas_rsa_sha1(signature, key->key, oas_bytes_of(base_string), work);
}

static const char *base64(oas_bytes_t bytes, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, (apr_size_t)apr_base64_encode_len((int)bytes.length));

    apr_base64_encode_binary(text, bytes.data, (int)bytes.length);
    return text;
}

/* Add one parameter to those there are; value NULL: none. */
static void put(oas_pair_t *parameters, size_t *count, const char *name, const char *value)
{
    if (value != NULL)
        parameters[(*count)++] = (oas_pair_t){.name = name, .value = value};
}

/* §3.1, without the signature. oauth_version is optional, and some providers insist on it. */
static oas_pairs_t protocol_parameters(oas_pair_t room[MOST_PROTOCOL], const oas_registration_t *registration,
                                       const oas_oauth1_request_t *request, apr_pool_t *pool)
{
    size_t count = 0;

    put(room, &count, "oauth_consumer_key", registration->client_id);
    put(room, &count, "oauth_signature_method", registration->client_secret != NULL ? "HMAC-SHA1" : "RSA-SHA1");
    put(room, &count, "oauth_timestamp", apr_psprintf(pool, "%" APR_TIME_T_FMT, apr_time_sec(request->timestamp)));
    put(room, &count, "oauth_nonce", request->nonce);
    put(room, &count, "oauth_version", "1.0");
    put(room, &count, "oauth_token", request->token.token);
    put(room, &count, request->parameter.name, request->parameter.value);
    return (oas_pairs_t){.items = room, .count = count};
}

/* §3.5.1 */
static void compose_header(oas_buffer_t *header, oas_pairs_t parameters)
{
    oas_buffer_add_text(header, "OAuth ");
    for (size_t i = 0; i < parameters.count; i++) {
        oas_buffer_add_text(header, i != 0 ? ", " : "");
        oas_buffer_add_text(header, parameters.items[i].name);
        oas_buffer_add_text(header, "=\"");
        oas_buffer_add_text(header, oas_url_escape(header->pool, parameters.items[i].value));
        oas_buffer_add_text(header, "\"");
    }
}

oas_status_t oas_oauth1_sign(const char **header, const oas_registration_t *registration,
                             const oas_oauth1_request_t *request, oas_work_t *work)
{
    oas_pair_t room[MOST_PROTOCOL];
    oas_pairs_t parameters = protocol_parameters(room, registration, request, work->pool);
    oas_buffer_t text = oas_buffer(work->pool, HEADER_LARGEST);
    const char *base_string;
    oas_bytes_t signature;
    oas_status_t status;

    *header = NULL;
    if ((status = oas_oauth1_base_string(&base_string, request, parameters, work)) != OAS_OK)
        return status;
    status = registration->client_secret != NULL
                 ? sign_with_secret(&signature, registration, request, base_string, work)
                 : sign_with_key(&signature, registration, base_string, work);
    if (status != OAS_OK)
        return status;
    put(room, &parameters.count, "oauth_signature", base64(signature, work->pool));
    compose_header(&text, parameters);
    if (text.overflowed)
        return oas_fail(work, OAS_REFUSED, "oauth1_length", "the header of a signed request is longer than %d bytes",
                        (int)HEADER_LARGEST);
    oas_wipe_with(work->pool, text.data, text.length);
    *header = oas_buffer_text(&text);
    return OAS_OK;
}
