/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/provider_cache.h"

#include <sys/mman.h>

#include <apr_strings.h>

#include "crypto/digest.h"
#include "oidc/reading.h"
#include "oidc/signed_keys.h"

struct oas_provider_cache_t {
    const oas_registration_t *registration;
    oas_kept_text_t metadata;
    oas_kept_text_t keys;
    oas_reading_t *provider; /* what the metadata say, and what was set by hand */
    oas_reading_t *key_set;
};

/* Keys may not be trusted longer unseen, however seldom metadata is asked for (R-JK-03). */
static const apr_interval_time_t longest_keys_refresh = 3600 * APR_USEC_PER_SEC;

size_t oas_provider_cache_size(void)
{
    return oas_kept_text_size(OAS_METADATA_LARGEST) + oas_kept_text_size(OAS_JWK_SET_LARGEST);
}

static const char *text_or_nothing(const char *text)
{
    return text != NULL ? text : "";
}

const char *oas_provider_cache_identity(const oas_registration_t *registration, apr_pool_t *pool)
{
    const oas_provider_t *by_hand = &registration->by_hand;
    const char *const told[] = {by_hand->issuer, registration->metadata_url, by_hand->jwks_uri,
                                registration->jwks_signers_name, by_hand->authorization_endpoint, by_hand->token_endpoint,
                                registration->request_token_endpoint, registration->profile_url};
    const char *identity = "";

    for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
        identity = apr_pstrcat(pool, identity, text_or_nothing(told[i]), " ", NULL);
    return identity;
}

/* The key of one text: another provider's text, or this one's of another kind, is not authentic in its place. */
static oas_status_t derive_key(unsigned char *key, oas_bytes_t secret, const char *kind,
                               const oas_registration_t *registration, oas_work_t *work)
{
    const char *info = apr_pstrcat(work->pool, kind, " ", oas_provider_cache_identity(registration, work->pool), NULL);

    return oas_hkdf(key, OAS_TEXT_KEY_LENGTH, secret, oas_bytes(NULL, 0), oas_bytes_of(info), work);
}

static apr_status_t give_back(void *memory)
{
    munmap(memory, oas_provider_cache_size());
    return APR_SUCCESS;
}

/* For one process, which needs to hide nothing from itself. */
static oas_status_t share_with_nobody(oas_provider_share_t *share, apr_pool_t *pool, oas_work_t *work)
{
    void *memory = mmap(NULL, oas_provider_cache_size(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED)
        return oas_fail(work, OAS_BROKEN, "cache_memory", "no memory for a provider's metadata and keys");
    apr_pool_cleanup_register(pool, memory, give_back, apr_pool_cleanup_null);
    *share = (oas_provider_share_t){.memory = memory, .secret = oas_bytes_of("of this process alone")};
    return OAS_OK;
}

static oas_status_t make_readings(oas_provider_cache_t *cache, apr_pool_t *pool, oas_work_t *work)
{
    oas_reading_t **const all[] = {&cache->provider, &cache->key_set, &cache->metadata.shared.reading,
                                   &cache->keys.shared.reading};
    oas_status_t status = OAS_OK;

    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]) && status == OAS_OK; i++)
        status = oas_reading_new(all[i], pool, work);
    return status;
}

oas_status_t oas_provider_cache_share(oas_provider_cache_t **cache, const oas_registration_t *registration,
                                      const oas_provider_share_t *share, apr_pool_t *pool, oas_work_t *work)
{
    oas_provider_cache_t *made = apr_pcalloc(pool, sizeof(*made));
    unsigned char key[OAS_TEXT_KEY_LENGTH];
    oas_provider_share_t own;
    oas_status_t status;

    *cache = NULL;
    made->registration = registration;
    if (share == NULL && (status = share_with_nobody(&own, pool, work)) != OAS_OK)
        return status;
    share = share != NULL ? share : &own;
    if ((status = derive_key(key, share->secret, "metadata", registration, work)) != OAS_OK)
        return status;
    made->metadata = oas_kept_text(share->memory, OAS_METADATA_LARGEST, key, share->waiting);
    if ((status = derive_key(key, share->secret, "keys", registration, work)) != OAS_OK)
        return status;
    made->keys = oas_kept_text((char *)share->memory + oas_kept_text_size(OAS_METADATA_LARGEST), OAS_JWK_SET_LARGEST, key,
                               share->waiting);
    if ((status = make_readings(made, pool, work)) == OAS_OK)
        *cache = made;
    return status;
}

oas_status_t oas_provider_cache_new(oas_provider_cache_t **cache, const oas_registration_t *registration,
                                    apr_pool_t *pool, oas_work_t *work)
{
    return oas_provider_cache_share(cache, registration, NULL, pool, work);
}

/* A metadata document that is not the issuer's is never kept. */
static oas_status_t check_metadata(oas_bytes_t text, const void *issuer, oas_work_t *work)
{
    oas_provider_t *provider;

    return oas_provider_parse(&provider, text, issuer, work);
}

/* The JWK set that a kept text is, or that is signed in it: where a signer is configured, no other set than his is one. */
static oas_status_t open_set(oas_bytes_t *set, oas_bytes_t text, const oas_registration_t *registration, oas_work_t *work)
{
    *set = text;
    return registration->jwks_signers != NULL ? oas_signed_keys_open(set, text, registration, work) : OAS_OK;
}

static oas_status_t read_keys(const void **value, oas_bytes_t text, const void *registration, oas_work_t *work)
{
    const oas_jwk_set_t *keys = NULL;
    oas_bytes_t set;
    oas_status_t status;

    if ((status = open_set(&set, text, registration, work)) == OAS_OK)
        status = oas_jwk_set_parse(&keys, set, work);
    *value = keys;
    return status;
}

static oas_status_t check_keys(oas_bytes_t text, const void *registration, oas_work_t *work)
{
    const void *keys;

    return read_keys(&keys, text, registration, work);
}

/* Whose metadata it has to be, byte for byte (RFC 8414 §3.3). */
static const char *expected_issuer(const oas_registration_t *registration)
{
    return registration->by_hand.issuer != NULL ? registration->by_hand.issuer : registration->metadata_issuer;
}

static oas_text_wish_t metadata_wish(const oas_registration_t *registration, oas_work_t *work)
{
    const char *issuer = expected_issuer(registration), *url = registration->metadata_url;

    return (oas_text_wish_t){.call = {.url = url != NULL ? url : oas_provider_metadata_url(work->pool, issuer),
                                      .purpose = "metadata request",
                                      .largest_answer = OAS_METADATA_LARGEST},
                             .check = check_metadata,
                             .context = issuer,
                             .renewed_after = registration->metadata_refresh};
}

/* What is set by hand, as always, wins over what the metadata says of a signed set, and that over the one that is not. */
static const char *keys_url(const oas_registration_t *registration, const oas_provider_t *provider)
{
    const bool is_announced = registration->jwks_signers != NULL && registration->by_hand.jwks_uri == NULL;

    return is_announced && provider->signed_jwks_uri != NULL ? provider->signed_jwks_uri : provider->jwks_uri;
}

static apr_interval_time_t keys_renewed_after(const oas_registration_t *registration)
{
    const apr_interval_time_t interval = registration->metadata_refresh;

    return interval < longest_keys_refresh ? interval : longest_keys_refresh;
}

static oas_text_wish_t keys_wish(const oas_registration_t *registration, const oas_provider_t *provider)
{
    const bool is_signed = registration->jwks_signers != NULL;

    return (oas_text_wish_t){.call = {.url = keys_url(registration, provider),
                                      .purpose = "key set request",
                                      .accept = is_signed ? oas_signed_keys_accept : NULL,
                                      .largest_answer = OAS_JWK_SET_LARGEST},
                             .expect = is_signed ? oas_signed_keys_expect : NULL,
                             .check = check_keys,
                             .context = registration,
                             .renewed_after = keys_renewed_after(registration)};
}

/* What the configuration says, and the metadata for the rest; metadata NULL: the configuration says all. */
static oas_status_t complete(const void **value, const oas_registration_t *registration, const oas_provider_t *metadata,
                             oas_work_t *work)
{
    const oas_provider_t *merged = oas_provider_merge(&registration->by_hand, metadata, work->pool);
    oas_status_t status = oas_provider_check(merged, work);

    *value = status == OAS_OK ? merged : NULL;
    return status;
}

static oas_status_t read_metadata(const void **value, oas_bytes_t text, const void *registration, oas_work_t *work)
{
    const oas_registration_t *of = registration;
    oas_provider_t *metadata;
    oas_status_t status;

    *value = NULL;
    if ((status = oas_provider_parse(&metadata, text, expected_issuer(of), work)) != OAS_OK)
        return status;
    /* a provider without an issuer in the configuration is a plain OAuth 2.0 one, and gives no ID tokens */
    metadata->issuer = of->by_hand.issuer;
    return complete(value, of, metadata, work);
}

oas_status_t oas_provider_cache_get(const oas_provider_t **provider, oas_provider_cache_t *cache,
                                    oas_http_client_t *client, oas_work_t *work)
{
    const oas_registration_t *registration = cache->registration;
    const void *value = NULL;
    oas_text_wish_t wish;
    oas_bytes_t text;
    oas_status_t status;

    *provider = NULL;
    if (registration->discover) {
        wish = metadata_wish(registration, work);
        if ((status = oas_kept_text_get(&text, &cache->metadata, &wish, client, work)) == OAS_OK)
            status = oas_reading_get(&value, cache->provider, text, read_metadata, registration, work);
    } else
        status = complete(&value, registration, NULL, work);
    *provider = value;
    return status;
}

/* Where all ID tokens are signed with the client secret, no other key is needed. */
static oas_status_t do_without_keys(const oas_jwk_set_t **keys, const oas_registration_t *registration,
                                    oas_work_t *work)
{
    const char *const *names = registration->signing_algorithms;
    const oas_algorithm_t *algorithm;

    for (; names != NULL && *names != NULL; names++)
        if ((algorithm = oas_algorithm_find(*names)) == NULL || algorithm->scheme != OAS_SIGN_HMAC)
            break;
    if (names == NULL || *names != NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "provider_endpoint",
                        "provider %s has no jwks_uri, so that no ID token of it can be verified", registration->name);
    return oas_jwk_set_parse(keys, oas_bytes_of("{\"keys\":[]}"), work);
}

/* What was signed until some time is read each time it is used, for that time may have passed. */
static oas_status_t get_keys(const oas_jwk_set_t **keys, oas_provider_cache_t *cache, const oas_text_wish_t *wish,
                             oas_http_client_t *client, oas_work_t *work)
{
    const oas_registration_t *registration = cache->registration;
    const void *value = NULL;
    oas_bytes_t text;
    oas_status_t status;

    if ((status = oas_kept_text_get(&text, &cache->keys, wish, client, work)) != OAS_OK)
        return status;
    if (registration->jwks_signers != NULL)
        status = read_keys(&value, text, registration, work);
    else
        status = oas_reading_get(&value, cache->key_set, text, read_keys, registration, work);
    *keys = value;
    return status;
}

oas_status_t oas_provider_cache_keys(const oas_jwk_set_t **keys, oas_provider_cache_t *cache, bool fresh,
                                     oas_http_client_t *client, oas_work_t *work)
{
    const oas_provider_t *provider;
    oas_text_wish_t wish;
    oas_status_t status;

    *keys = cache->registration->trusted_keys;
    if (*keys != NULL)
        return OAS_OK;
    if ((status = oas_provider_cache_get(&provider, cache, client, work)) != OAS_OK)
        return status;
    wish = keys_wish(cache->registration, provider);
    if (wish.call.url == NULL)
        return do_without_keys(keys, cache->registration, work);
    wish.forced = fresh;
    if ((status = get_keys(keys, cache, &wish, client, work)) != OAS_EXPIRED || fresh)
        return status;
    oas_forgive(work);
    wish.forced = true;
    return get_keys(keys, cache, &wish, client, work);
}

oas_status_t oas_provider_cache_encryption_keys(const oas_jwk_set_t **keys, oas_provider_cache_t *cache,
                                                oas_http_client_t *client, oas_work_t *work)
{
    const oas_provider_t *provider;
    oas_text_wish_t wish;
    oas_bytes_t text;
    oas_status_t status;

    *keys = NULL;
    if ((status = oas_provider_cache_get(&provider, cache, client, work)) != OAS_OK)
        return status;
    wish = keys_wish(cache->registration, provider);
    if (wish.call.url == NULL)
        return oas_fail(work, OAS_MISCONFIGURED, "provider_endpoint",
                        "provider %s has no jwks_uri, so that nothing can be encrypted to it", cache->registration->name);
    if ((status = oas_kept_text_get(&text, &cache->keys, &wish, client, work)) != OAS_OK
        || (status = open_set(&text, text, cache->registration, work)) != OAS_OK)
        return status;
    return oas_jwk_set_parse_for_encryption(keys, text, work);
}

/* Where the keys are is read from the metadata that is kept; where that will not do, logins say so. */
static oas_status_t renew_keys(oas_provider_cache_t *cache, oas_http_client_t *client, oas_work_t *work)
{
    const oas_provider_t *provider;
    oas_work_t look = oas_work(work->pool, work->now);
    oas_text_wish_t wish;

    if (!oas_kept_text_seems_due(&cache->keys, keys_renewed_after(cache->registration), work->now)
        || oas_provider_cache_get(&provider, cache, client, &look) != OAS_OK)
        return OAS_OK;
    wish = keys_wish(cache->registration, provider);
    return wish.call.url == NULL ? OAS_OK : oas_kept_text_renew(&cache->keys, &wish, client, work);
}

oas_status_t oas_provider_cache_renew(oas_provider_cache_t *cache, oas_http_client_t *client, oas_work_t *work)
{
    oas_text_wish_t wish;
    oas_status_t status;

    if (cache->registration->discover) {
        wish = metadata_wish(cache->registration, work);
        if ((status = oas_kept_text_renew(&cache->metadata, &wish, client, work)) != OAS_OK)
            return status;
    }
    return renew_keys(cache, client, work);
}
