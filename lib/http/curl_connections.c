/* SPDX-License-Identifier: Apache-2.0 */
#include "http/curl_connections.h"

#include <apr_thread_mutex.h>

enum { MOST_IDLE = 16 }; /* more threads than that rarely call at the same time; each idle set may hold sockets */

struct oas_curl_connections_t {
    apr_thread_mutex_t *lock; /* held for a few instructions, never during a call */
    CURLM *idle[MOST_IDLE];
    size_t count;
};

/* Registered after the lock's own cleanup and so run before it, and before curl_global_cleanup() in an older pool. */
static apr_status_t drop_all(void *given)
{
    oas_curl_connections_t *connections = given;

    while (connections->count > 0)
        oas_curl_connections_drop(connections->idle[--connections->count]);
    return APR_SUCCESS;
}

oas_curl_connections_t *oas_curl_connections_new(apr_pool_t *pool)
{
    oas_curl_connections_t *connections = apr_pcalloc(pool, sizeof(*connections));

    if (apr_thread_mutex_create(&connections->lock, APR_THREAD_MUTEX_DEFAULT, pool) != APR_SUCCESS)
        return NULL;
    apr_pool_cleanup_register(pool, connections, drop_all, apr_pool_cleanup_null);
    return connections;
}

CURLM *oas_curl_connections_take(oas_curl_connections_t *connections)
{
    CURLM *set = NULL;

    apr_thread_mutex_lock(connections->lock);
    if (connections->count > 0)
        set = connections->idle[--connections->count];
    apr_thread_mutex_unlock(connections->lock);
    return set != NULL ? set : curl_multi_init();
}

void oas_curl_connections_put(oas_curl_connections_t *connections, CURLM *set)
{
    apr_thread_mutex_lock(connections->lock);
    if (connections->count < MOST_IDLE) {
        connections->idle[connections->count++] = set;
        set = NULL;
    }
    apr_thread_mutex_unlock(connections->lock);
    if (set != NULL)
        oas_curl_connections_drop(set);
}

void oas_curl_connections_drop(CURLM *set)
{
    curl_multi_cleanup(set);
}
