/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/provider_cache.h"

#include <stdlib.h>

#include <apr_strings.h>
#include <apr_thread_mutex.h>

#include "oidc/answer.h"

/* How old a copy may become. */
static const apr_interval_time_t renewed_after = 3600 * APR_USEC_PER_SEC;
/* A provider that is down is not asked by every login: with a copy in hand once a minute, without one once a second. */
static const apr_interval_time_t asked_again_after = 60 * APR_USEC_PER_SEC;
static const apr_interval_time_t failed_again_after = 1 * APR_USEC_PER_SEC;
/* A copy outlives its provider by a day: a key that was withdrawn may not be trusted for ever (R-JK-03). */
static const apr_interval_time_t dropped_after = 24 * 3600 * APR_USEC_PER_SEC;
/* Unknown key ids are easy to invent (R-JK-02). */
static const apr_interval_time_t forced_again_after = 60 * APR_USEC_PER_SEC;

/* A text as it was fetched last. Text, not what was read from it: no reader can hold on to what is replaced. */
typedef struct {
    char *data; /* on the heap, because it is replaced now and then; NULL: never had */
    size_t length;
    apr_time_t fetched;  /* by the clock of the work that fetched it */
    apr_time_t renewed;  /* last time somebody asked for a newer one */
    apr_time_t forced;   /* last time somebody asked because a key was not in it */
    apr_time_t failed;   /* last failure */
    oas_status_t status; /* how the last attempt ended, and why */
    const char *reason;
} kept_t;

struct oas_provider_cache_t {
    const oas_registration_t *registration;
    apr_thread_mutex_t *mutex; /* of what follows; held for a copy, never for a call */
    kept_t metadata;
    kept_t keys;
};

/* One of the two texts, and how to get it. */
typedef struct {
    kept_t *kept;
    oas_http_call_t call;
    oas_status_t (*check)(oas_bytes_t text, const char *issuer, oas_work_t *work); /* is worth keeping */
    bool forced;
} wish_t;

static apr_status_t free_texts(void *given)
{
    oas_provider_cache_t *cache = given;

    free(cache->metadata.data);
    free(cache->keys.data);
    return APR_SUCCESS;
}

oas_status_t oas_provider_cache_new(oas_provider_cache_t **cache, const oas_registration_t *registration,
                                    apr_pool_t *pool, oas_work_t *work)
{
    oas_provider_cache_t *made = apr_pcalloc(pool, sizeof(*made));

    *cache = NULL;
    made->registration = registration;
    if (apr_thread_mutex_create(&made->mutex, APR_THREAD_MUTEX_DEFAULT, pool) != APR_SUCCESS)
        return oas_fail(work, OAS_BROKEN, "cache_mutex", "no mutex for the metadata of provider %s",
                        registration->name);
    apr_pool_cleanup_register(pool, made, free_texts, apr_pool_cleanup_null);
    *cache = made;
    return OAS_OK;
}

/* A clock that was set back counts as much time gone: otherwise a wrong date would freeze the cache. */
static bool is_past(apr_time_t then, apr_interval_time_t interval, apr_time_t now)
{
    return now - then >= interval || then - now >= interval;
}

/* Somebody must ask now, and it is this work: noted at once, so that nobody else asks for the same reason. While there
 * is no text yet everybody asks, as nobody could go on without; how many do is bounded by the call gate. */
static bool take_turn(const wish_t *wish, apr_time_t now)
{
    kept_t *kept = wish->kept;

    if (kept->data == NULL)
        return kept->status == OAS_OK || is_past(kept->failed, failed_again_after, now);
    if (wish->forced && is_past(kept->forced, forced_again_after, now)) {
        kept->forced = kept->renewed = now;
        return true;
    }
    if (is_past(kept->fetched, renewed_after, now) && is_past(kept->renewed, asked_again_after, now)) {
        kept->renewed = now;
        return true;
    }
    return false;
}

/* What one look at a kept text told. */
typedef struct {
    oas_bytes_t text; /* a copy; data NULL: there is none */
    bool ask;         /* for another one */
    oas_status_t status;
    const char *reason;
} view_t;

static view_t look(oas_provider_cache_t *cache, const wish_t *wish, oas_work_t *work)
{
    kept_t *kept = wish->kept;
    view_t view = {.ask = false};

    apr_thread_mutex_lock(cache->mutex);
    if (kept->data != NULL && is_past(kept->fetched, dropped_after, work->now)) {
        free(kept->data);
        kept->data = NULL;
    }
    if (kept->data != NULL)
        view.text = oas_bytes_copy(work->pool, oas_bytes(kept->data, kept->length));
    view.ask = take_turn(wish, work->now);
    view.status = kept->status;
    view.reason = kept->reason;
    apr_thread_mutex_unlock(cache->mutex);
    return view;
}

static void keep(oas_provider_cache_t *cache, kept_t *kept, oas_bytes_t text, apr_time_t now)
{
    char *data = malloc(text.length + 1);

    if (data == NULL)
        return;
    memcpy(data, text.data, text.length);
    apr_thread_mutex_lock(cache->mutex);
    free(kept->data);
    kept->data = data;
    kept->length = text.length;
    kept->fetched = now;
    kept->status = OAS_OK;
    apr_thread_mutex_unlock(cache->mutex);
}

static void remember_failure(oas_provider_cache_t *cache, kept_t *kept, oas_status_t status, const oas_work_t *attempt)
{
    apr_thread_mutex_lock(cache->mutex);
    kept->failed = attempt->now;
    kept->status = status;
    kept->reason = attempt->reason;
    apr_thread_mutex_unlock(cache->mutex);
}

/* The text as it is wished: kept, fetched, or the kept one when fetching fails. *text lives in work->pool. */
static oas_status_t obtain(oas_bytes_t *text, oas_provider_cache_t *cache, const wish_t *wish,
                           oas_http_client_t *client, oas_work_t *work)
{
    oas_work_t attempt = oas_work(work->pool, work->now);
    view_t view = look(cache, wish, work);
    oas_http_answer_t *answer;
    oas_status_t status;

    *text = view.text;
    if (!view.ask && view.text.data == NULL)
        return oas_fail(work, view.status, view.reason, "%s failed less than a second ago", wish->call.purpose);
    if (!view.ask)
        return OAS_OK;
    if ((status = oas_answer_fetch_json(&answer, &wish->call, client, &attempt)) == OAS_OK
        && (status = wish->check(answer->body, cache->registration->by_hand.issuer, &attempt)) == OAS_OK) {
        keep(cache, wish->kept, answer->body, work->now);
        *text = answer->body;
        return OAS_OK;
    }
    remember_failure(cache, wish->kept, status, &attempt);
    if (view.text.data != NULL)
        return OAS_OK;
    return oas_fail(work, status, attempt.reason, "%s", attempt.failure);
}

/* A metadata document that is not the issuer's is never kept. */
static oas_status_t check_metadata(oas_bytes_t text, const char *issuer, oas_work_t *work)
{
    oas_provider_t *provider;

    return oas_provider_parse(&provider, text, issuer, work);
}

static oas_status_t check_keys(oas_bytes_t text, const char *issuer, oas_work_t *work)
{
    const oas_jwk_set_t *keys;

    (void)issuer;
    return oas_jwk_set_parse(&keys, text, work);
}

static oas_status_t discover(oas_provider_t **provider, oas_provider_cache_t *cache, oas_http_client_t *client,
                             oas_work_t *work)
{
    const char *issuer = cache->registration->by_hand.issuer;
    const wish_t wish = {.kept = &cache->metadata,
                         .call = {.url = oas_provider_metadata_url(work->pool, issuer),
                                  .purpose = "metadata request",
                                  .largest_answer = OAS_METADATA_LARGEST},
                         .check = check_metadata};
    oas_bytes_t text;
    oas_status_t status;

    *provider = NULL;
    if ((status = obtain(&text, cache, &wish, client, work)) != OAS_OK)
        return status;
    return oas_provider_parse(provider, text, issuer, work);
}

oas_status_t oas_provider_cache_get(const oas_provider_t **provider, oas_provider_cache_t *cache,
                                    oas_http_client_t *client, oas_work_t *work)
{
    const oas_registration_t *registration = cache->registration;
    oas_provider_t *discovered = NULL;
    const oas_provider_t *merged;
    oas_status_t status;

    *provider = NULL;
    if (registration->discover && (status = discover(&discovered, cache, client, work)) != OAS_OK)
        return status;
    merged = oas_provider_merge(&registration->by_hand, discovered, work->pool);
    if ((status = oas_provider_check(merged, work)) != OAS_OK)
        return status;
    *provider = merged;
    return OAS_OK;
}

oas_status_t oas_provider_cache_keys(const oas_jwk_set_t **keys, oas_provider_cache_t *cache, bool fresh,
                                     oas_http_client_t *client, oas_work_t *work)
{
    wish_t wish = {.kept = &cache->keys,
                   .call = {.purpose = "key set request", .largest_answer = OAS_JWK_SET_LARGEST},
                   .check = check_keys,
                   .forced = fresh};
    const oas_provider_t *provider;
    oas_bytes_t text;
    oas_status_t status;

    *keys = NULL;
    if ((status = oas_provider_cache_get(&provider, cache, client, work)) != OAS_OK)
        return status;
    if (provider->jwks_uri == NULL) /* fine where ID tokens are signed with the client secret */
        return oas_jwk_set_parse(keys, oas_bytes_of("{\"keys\":[]}"), work);
    wish.call.url = provider->jwks_uri;
    if ((status = obtain(&text, cache, &wish, client, work)) != OAS_OK)
        return status;
    return oas_jwk_set_parse(keys, text, work);
}
