/* SPDX-License-Identifier: Apache-2.0 */
#include "http/curl_handles.h"

#include <apr_thread_mutex.h>

enum { MOST_IDLE = 16 }; /* more threads than that rarely call at the same time; each idle one may hold sockets */

struct oas_curl_handles_t {
    apr_thread_mutex_t *lock; /* held for a few instructions, never during a call */
    CURL *idle[MOST_IDLE];
    size_t count;
};

/* Registered after the lock's own cleanup and so run before it, and before curl_global_cleanup() in an older pool. */
static apr_status_t drop_all(void *given)
{
    oas_curl_handles_t *handles = given;

    while (handles->count > 0)
        curl_easy_cleanup(handles->idle[--handles->count]);
    return APR_SUCCESS;
}

oas_curl_handles_t *oas_curl_handles_new(apr_pool_t *pool)
{
    oas_curl_handles_t *handles = apr_pcalloc(pool, sizeof(*handles));

    if (apr_thread_mutex_create(&handles->lock, APR_THREAD_MUTEX_DEFAULT, pool) != APR_SUCCESS)
        return NULL;
    apr_pool_cleanup_register(pool, handles, drop_all, apr_pool_cleanup_null);
    return handles;
}

CURL *oas_curl_handles_take(oas_curl_handles_t *handles)
{
    CURL *handle = NULL;

    apr_thread_mutex_lock(handles->lock);
    if (handles->count > 0)
        handle = handles->idle[--handles->count];
    apr_thread_mutex_unlock(handles->lock);
    return handle != NULL ? handle : curl_easy_init();
}

void oas_curl_handles_put(oas_curl_handles_t *handles, CURL *handle)
{
    curl_easy_reset(handle);
    apr_thread_mutex_lock(handles->lock);
    if (handles->count < MOST_IDLE) {
        handles->idle[handles->count++] = handle;
        handle = NULL;
    }
    apr_thread_mutex_unlock(handles->lock);
    curl_easy_cleanup(handle);
}

void oas_curl_handles_drop(CURL *handle)
{
    curl_easy_cleanup(handle);
}
