/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/streams.h"

#include <signal.h>
#include <string.h>
#include <strings.h>

#include <apr_ring.h>
#include <apr_thread_cond.h>
#include <apr_signal.h>
#include <apr_thread_mutex.h>
#include <apr_thread_proc.h>
#include <http_core.h>

/* One that is open. It is in the ring for as long as its request lives, which ends before its connection does: so whoever has
 * the mutex and finds it there may use its socket. */
typedef struct oas_stream_t {
    APR_RING_ENTRY(oas_stream_t) link;
    apr_socket_t *socket; /* the client's */
    oas_store_t *store;
    oas_index_t index; /* of its session */
    const oas_directory_config_t *directory;
    bool is_cut;
} oas_stream_t;

APR_RING_HEAD(oas_stream_ring_t, oas_stream_t);

/* Of this process. */
static struct {
    apr_pool_t *pool;          /* of the thread */
    apr_thread_mutex_t *mutex; /* of all below */
    apr_thread_cond_t *changed;
    apr_thread_t *thread; /* NULL: nothing was to be looked after yet */
    struct oas_stream_ring_t open;
    bool is_ending;
} streams;

/* A signal may end a process of prefork in the middle of anything, and end() waits for the mutex then: so none comes to whoever has
 * it, nor to a thread that he begins. */
static void lock(sigset_t *former)
{
    sigset_t all;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, former);
    apr_thread_mutex_lock(streams.mutex);
}

static void unlock(const sigset_t *former)
{
    apr_thread_mutex_unlock(streams.mutex);
    pthread_sigmask(SIG_SETMASK, former, NULL);
}

static bool is_over(const oas_stream_t *stream, oas_work_t *work)
{
    oas_record_t *record;
    oas_status_t status = stream->store->calls->get(stream->store, &record, &stream->index, OAS_BOXES_FACE, work);

    if (status != OAS_OK)
        return status == OAS_NOT_FOUND; /* else nothing follows from it */
    return !oas_limits_allow(&stream->directory->limits, record->head.created, record->head.last_used, work->now);
}

static void look_after_all(apr_pool_t *pool)
{
    oas_stream_t *stream;

    APR_RING_FOREACH(stream, &streams.open, oas_stream_t, link) {
        oas_work_t work = oas_work(pool, apr_time_now());

        if (!stream->is_cut && is_over(stream, &work)) {
            stream->is_cut = true;
            apr_socket_shutdown(stream->socket, APR_SHUTDOWN_READWRITE);
        }
        apr_pool_clear(pool);
    }
}

static void *APR_THREAD_FUNC run(apr_thread_t *thread, void *nothing)
{
    apr_pool_t *pool;

    (void)nothing;
    apr_setup_signal_thread(); /* all are blocked already, and those that are its own fault should not be */
    apr_pool_create(&pool, NULL);
    apr_thread_mutex_lock(streams.mutex);
    while (!streams.is_ending) {
        if (APR_RING_EMPTY(&streams.open, oas_stream_t, link))
            apr_thread_cond_wait(streams.changed, streams.mutex);
        else
            apr_thread_cond_timedwait(streams.changed, streams.mutex, apr_time_from_sec(OAS_STREAMS_SECONDS));
        look_after_all(pool);
    }
    apr_thread_mutex_unlock(streams.mutex);
    apr_pool_destroy(pool);
    apr_thread_exit(thread, APR_SUCCESS);
    return NULL;
}

static apr_status_t end(void *nothing)
{
    apr_status_t status;
    sigset_t former;

    (void)nothing;
    lock(&former);
    streams.is_ending = true;
    apr_thread_cond_signal(streams.changed);
    unlock(&former);
    if (streams.thread != NULL)
        apr_thread_join(&status, streams.thread);
    return APR_SUCCESS;
}

/* Requests that end with the process are in pools below this one, and forget their streams after the thread has ended: the mutex
 * is the pool's own, which is cleared behind those. */
void oas_streams_begin(apr_pool_t *pool)
{
    APR_RING_INIT(&streams.open, oas_stream_t, link);
    streams.thread = NULL;
    streams.is_ending = false;
    apr_pool_create(&streams.pool, pool);
    if (apr_thread_mutex_create(&streams.mutex, APR_THREAD_MUTEX_DEFAULT, pool) != APR_SUCCESS
        || apr_thread_cond_create(&streams.changed, pool) != APR_SUCCESS)
        streams.mutex = NULL;
    else
        apr_pool_pre_cleanup_register(pool, NULL, end);
}

static apr_status_t forget(void *given)
{
    oas_stream_t *stream = given;
    sigset_t former;

    lock(&former);
    APR_RING_REMOVE(stream, link);
    unlock(&former);
    return APR_SUCCESS;
}

/* With HTTP/2 the streams of one connection share its socket. */
static apr_socket_t *socket_of(const request_rec *r)
{
    return ap_get_conn_socket(r->connection->master != NULL ? r->connection->master : r->connection);
}

/* A proxy in front may send requests of several people through one connection of HTTP/2. */
static bool is_of_many(const request_rec *r)
{
    return r->connection->master != NULL && strcmp(r->useragent_ip, r->connection->client_ip) != 0;
}

static bool opens_stream(const request_rec *r)
{
    const char *accepted = apr_table_get(r->headers_in, "Accept");

    return apr_table_get(r->headers_in, "Upgrade") != NULL
           || (accepted != NULL && strcasestr(accepted, "text/event-stream") != NULL);
}

void oas_streams_watch(request_rec *r, const oas_session_t *session, const oas_site_t *site)
{
    const oas_directory_config_t *directory = oas_directory_config(r);
    oas_stream_t *stream;
    sigset_t former;

    if (directory->close_streams != OAS_STREAMS_CLOSED || r->main != NULL || r->prev != NULL || streams.mutex == NULL
        || !opens_stream(r) || is_of_many(r))
        return;
    stream = apr_pcalloc(r->pool, sizeof(*stream));
    *stream = (oas_stream_t){.socket = socket_of(r), .store = site->sessions.store, .index = session->ticket.index,
                             .directory = directory};
    lock(&former);
    APR_RING_INSERT_TAIL(&streams.open, stream, oas_stream_t, link);
    if (streams.thread == NULL && apr_thread_create(&streams.thread, NULL, run, NULL, streams.pool) != APR_SUCCESS)
        streams.thread = NULL; /* the next one tries again */
    apr_thread_cond_signal(streams.changed);
    unlock(&former);
    apr_pool_pre_cleanup_register(r->pool, stream, forget);
}
