/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/reading.h"

#include <stdatomic.h>

#include <apr_thread_mutex.h>

/* One text and what it says, in a pool of its own. The last who holds it frees it. */
typedef struct {
    apr_pool_t *pool;
    atomic_uint holders;
    oas_bytes_t text;
    const void *value;
} page_t;

struct oas_reading_t {
    apr_thread_mutex_t *lock; /* of page */
    page_t *page;             /* the last one; NULL: none */
};

static apr_status_t let_go(void *given)
{
    page_t *page = given;

    if (atomic_fetch_sub(&page->holders, 1) == 1)
        apr_pool_destroy(page->pool);
    return APR_SUCCESS;
}

/* Until the work is over. */
static void hold(page_t *page, oas_work_t *work)
{
    atomic_fetch_add(&page->holders, 1);
    apr_pool_cleanup_register(work->pool, page, let_go, apr_pool_cleanup_null);
}

static apr_status_t forget(void *given)
{
    oas_reading_t *reading = given;

    return reading->page != NULL ? let_go(reading->page) : APR_SUCCESS;
}

oas_status_t oas_reading_new(oas_reading_t **reading, apr_pool_t *pool, oas_work_t *work)
{
    oas_reading_t *made = apr_pcalloc(pool, sizeof(*made));

    *reading = NULL;
    if (apr_thread_mutex_create(&made->lock, APR_THREAD_MUTEX_DEFAULT, pool) != APR_SUCCESS)
        return oas_fail(work, OAS_BROKEN, "reading_lock", "no lock for what is read from texts");
    apr_pool_cleanup_register(pool, made, forget, apr_pool_cleanup_null);
    *reading = made;
    return OAS_OK;
}

/* These are no secrets, which are compared more slowly. */
static bool is_same(oas_bytes_t left, oas_bytes_t right)
{
    return left.length == right.length && (left.length == 0 || memcmp(left.data, right.data, left.length) == 0);
}

/* The page of this text, held; NULL: another one is there, or none. */
static page_t *find(oas_reading_t *reading, oas_bytes_t text, oas_work_t *work)
{
    page_t *found;

    apr_thread_mutex_lock(reading->lock);
    found = reading->page != NULL && is_same(reading->page->text, text) ? reading->page : NULL;
    if (found != NULL)
        hold(found, work);
    apr_thread_mutex_unlock(reading->lock);
    return found;
}

/* Another thread may have read the same meanwhile: then the later one stays. */
static void put(oas_reading_t *reading, page_t *page)
{
    page_t *former;

    apr_thread_mutex_lock(reading->lock);
    former = reading->page;
    reading->page = page;
    apr_thread_mutex_unlock(reading->lock);
    if (former != NULL)
        let_go(former);
}

/* NULL: it can not be read. Why is for the caller to find out, whose pool lives on. */
static page_t *read_page(oas_bytes_t text, oas_read_text_t *read, const void *context, apr_time_t now)
{
    apr_pool_t *pool;
    oas_work_t work;
    page_t *page;

    if (apr_pool_create_unmanaged(&pool) != APR_SUCCESS)
        return NULL;
    work = oas_work(pool, now);
    page = apr_pcalloc(pool, sizeof(*page));
    page->pool = pool;
    page->text = oas_bytes_copy(pool, text);
    atomic_init(&page->holders, 1); /* the reading, from now on */
    if (read(&page->value, page->text, context, &work) == OAS_OK)
        return page;
    apr_pool_destroy(pool);
    return NULL;
}

oas_status_t oas_reading_get(const void **value, oas_reading_t *reading, oas_bytes_t text, oas_read_text_t *read,
                             const void *context, oas_work_t *work)
{
    page_t *page = find(reading, text, work);

    *value = NULL;
    if (page == NULL) {
        if ((page = read_page(text, read, context, work->now)) == NULL)
            return read(value, text, context, work);
        hold(page, work);
        put(reading, page);
    }
    *value = page->value;
    return OAS_OK;
}
