/* SPDX-License-Identifier: Apache-2.0 */
/* A place is the time of creation in 16 hexadecimal digits, a dot, and the name: what was created in one moment has an
 * order, too. */
#include "session/newest.h"

#include <stdlib.h>

#include <apr_strings.h>

enum { TIME_DIGITS = 16 };

/* Less than 0: the first stands before the second, for it is newer. */
static int compare(apr_time_t created, const char *name, apr_time_t other_created, const char *other_name)
{
    int order = (created < other_created) - (created > other_created);

    return order != 0 ? order : strcmp(name, other_name);
}

static bool is_after(const oas_listed_session_t *left, const oas_listed_session_t *right)
{
    return compare(left->created, left->name, right->created, right->name) > 0;
}

static oas_status_t read_place(oas_newest_t *newest, const char *place, oas_work_t *work)
{
    static const char digits[] = "0123456789abcdef";

    if (strspn(place, digits) != TIME_DIGITS || place[TIME_DIGITS] != '.'
        || strlen(place) != (size_t)OAS_LIST_PLACE_LENGTH)
        return oas_fail(work, OAS_REFUSED, "list_place", "a page of the list of sessions begins nowhere");
    newest->has_place = true;
    newest->created = (apr_time_t)strtoull(place, NULL, 16);
    apr_cpystrn(newest->name, place + TIME_DIGITS + 1, sizeof(newest->name));
    return OAS_OK;
}

oas_status_t oas_newest_begin(oas_newest_t *newest, const char *place, oas_work_t *work)
{
    *newest = (oas_newest_t){.pool = work->pool};
    return *place != '\0' ? read_place(newest, place, work) : OAS_OK;
}

bool oas_newest_rules_out(oas_newest_t *newest, apr_time_t created)
{
    bool is_behind = newest->count == OAS_LIST_PAGE && created < newest->heap[0]->created;

    if (newest->has_place && created > newest->created)
        return true;
    newest->is_more = newest->is_more || is_behind;
    return is_behind;
}

bool oas_newest_wants(oas_newest_t *newest, apr_time_t created, const char *name)
{
    if (newest->has_place && compare(created, name, newest->created, newest->name) <= 0)
        return false;
    if (newest->count < OAS_LIST_PAGE)
        return true;
    newest->is_more = true;
    return compare(created, name, newest->heap[0]->created, newest->heap[0]->name) < 0;
}

static void swap(oas_listed_session_t **left, oas_listed_session_t **right)
{
    oas_listed_session_t *kept = *left;

    *left = *right;
    *right = kept;
}

static void rise(oas_listed_session_t **heap, size_t at)
{
    for (; at != 0 && is_after(heap[at], heap[(at - 1) / 2]); at = (at - 1) / 2)
        swap(&heap[at], &heap[(at - 1) / 2]);
}

static void sink(oas_listed_session_t **heap, size_t count)
{
    size_t at = 0, child;

    while ((child = 2 * at + 1) < count) {
        if (child + 1 < count && is_after(heap[child + 1], heap[child]))
            child++;
        if (!is_after(heap[child], heap[at]))
            return;
        swap(&heap[child], &heap[at]);
        at = child;
    }
}

oas_listed_session_t *oas_newest_take(oas_newest_t *newest, apr_time_t created, const char *name)
{
    bool is_full = newest->count == OAS_LIST_PAGE;
    oas_listed_session_t *taken =
        is_full ? newest->heap[0] : apr_palloc(newest->pool, sizeof(*taken));

    taken->created = created;
    apr_cpystrn(taken->name, name, sizeof(taken->name));
    if (is_full) {
        sink(newest->heap, newest->count);
    } else {
        newest->heap[newest->count] = taken;
        rise(newest->heap, newest->count++);
    }
    return taken;
}

static int compare_listed(const void *left, const void *right)
{
    const oas_listed_session_t *a = *(oas_listed_session_t *const *)left, *b = *(oas_listed_session_t *const *)right;

    return compare(a->created, a->name, b->created, b->name);
}

void oas_newest_end(oas_session_page_t *page, oas_newest_t *newest)
{
    oas_listed_session_t *items = apr_palloc(newest->pool, newest->count * sizeof(*items));

    qsort(newest->heap, newest->count, sizeof(*newest->heap), compare_listed);
    for (size_t i = 0; i < newest->count; i++)
        items[i] = *newest->heap[i];
    page->items = items;
    page->count = newest->count;
    page->next = NULL;
    if (newest->is_more)
        page->next = apr_psprintf(newest->pool, "%016" APR_UINT64_T_HEX_FMT ".%s",
                                  (apr_uint64_t)items[newest->count - 1].created, items[newest->count - 1].name);
}
