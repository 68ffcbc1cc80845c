/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include <apr_strings.h>

#include "session/newest.h"

static oas_newest_t begin_at(const char *place, oas_work_t *work)
{
    oas_newest_t newest;

    assert_int_equal(oas_newest_begin(&newest, place, work), OAS_OK);
    return newest;
}

/* Twenty-two characters that stand in the order of n. */
static const char *name_of(unsigned n, oas_work_t *work)
{
    return apr_psprintf(work->pool, "%022u", n);
}

static void offer(oas_newest_t *newest, apr_time_t created, const char *name)
{
    if (!oas_newest_rules_out(newest, created) && oas_newest_wants(newest, created, name))
        oas_newest_take(newest, created, name);
}

/* Walks all pages of count sessions, shown in steps that meet each of them once; each page must go on where the last one
 * ended. How many pages. */
static unsigned walk_pages(unsigned count, unsigned step, unsigned same_time, oas_work_t *work)
{
    oas_session_page_t page = {.next = ""};
    unsigned pages = 0, seen = 0;

    for (; page.next != NULL; pages++) {
        oas_newest_t newest = begin_at(page.next, work);
        char name[OAS_SESSION_NAME_LENGTH + 1];

        for (unsigned i = 0, n = 0; i < count; i++, n = (n + step) % count) {
            apr_snprintf(name, sizeof(name), "%022u", n % same_time);
            offer(&newest, OAS_TEST_NOW - n / same_time, name);
        }
        oas_newest_end(&page, &newest);
        for (size_t i = 0; i < page.count; i++, seen++) {
            assert_int_equal(page.items[i].created, OAS_TEST_NOW - seen / same_time);
            assert_int_equal(atoi(page.items[i].name), seen % same_time);
        }
    }
    assert_int_equal(seen, count);
    return pages;
}

static void pages_show_each_session_once_newest_first(void **state)
{
    static const struct {
        unsigned count, pages;
    } lists[] = {{0, 1}, {1, 1}, {99, 1}, {100, 1}, {101, 2}, {200, 2}, {1000, 10}, {1009, 11}};

    for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
        assert_int_equal(walk_pages(lists[i].count, 1, 1, *state), lists[i].pages);
        assert_int_equal(walk_pages(lists[i].count, lists[i].count != 0 ? lists[i].count - 1 : 1, 1, *state),
                         lists[i].pages);
    }
    assert_int_equal(walk_pages(1009, 17, 1, *state), 11);
}

static void those_of_one_moment_have_an_order_too(void **state)
{
    assert_int_equal(walk_pages(1009, 17, 300, *state), 11);
    assert_int_equal(walk_pages(350, 1, 350, *state), 4);
}

/* The worst order is the one in which each replaces another. */
static void a_page_of_many_takes_the_memory_of_a_page(void **state)
{
    oas_newest_t newest = begin_at("", *state);
    const oas_listed_session_t *places[OAS_LIST_PAGE];
    size_t among;
    char name[OAS_SESSION_NAME_LENGTH + 1];

    for (unsigned n = 0; n < 100000; n++) {
        apr_snprintf(name, sizeof(name), "%022u", n);
        assert_true(oas_newest_wants(&newest, OAS_TEST_NOW + n, name));
        if (n < OAS_LIST_PAGE) {
            places[n] = oas_newest_take(&newest, OAS_TEST_NOW + n, name);
            continue;
        }
        const oas_listed_session_t *taken = oas_newest_take(&newest, OAS_TEST_NOW + n, name);
        for (among = 0; among < OAS_LIST_PAGE && places[among] != taken; among++)
            continue;
        assert_int_not_equal(among, OAS_LIST_PAGE);
    }
}

static void what_begins_or_ends_between_two_pages_moves_no_other(void **state)
{
    oas_work_t *work = *state;
    oas_newest_t newest = begin_at("", work);
    oas_session_page_t page;

    for (unsigned n = 0; n < 150; n++)
        offer(&newest, OAS_TEST_NOW - n, name_of(n, work));
    oas_newest_end(&page, &newest);
    newest = begin_at(page.next, work);
    for (unsigned n = 0; n < 50; n++)
        offer(&newest, OAS_TEST_NOW + 1 + n, name_of(1000 + n, work)); /* new ones */
    for (unsigned n = 99; n < 150; n++)                                  /* the first 99 have ended */
        offer(&newest, OAS_TEST_NOW - n, name_of(n, work));
    oas_newest_end(&page, &newest);
    assert_int_equal(page.count, 50);
    assert_int_equal(page.items[0].created, OAS_TEST_NOW - 100);
    assert_null(page.next);
}

static void a_place_that_is_none_is_refused(void **state)
{
    static const char *const places[] = {
        "0", "x", "0006000000000000", "0006000000000000.", "0006000000000000.short", "-006000000000000.0000000000000000000000",
        "0006000000000000.00000000000000000000000", "0006000000000000 0000000000000000000000", "00060000000000000.000000000000000000000",
    };
    oas_work_t *work = *state;
    oas_newest_t newest;

    for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
        assert_int_equal(oas_newest_begin(&newest, places[i], work), OAS_REFUSED);
        assert_reason(work, "list_place");
        oas_forgive(work);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_show_each_session_once_newest_first),
        cmocka_unit_test(those_of_one_moment_have_an_order_too),
        cmocka_unit_test(a_page_of_many_takes_the_memory_of_a_page),
        cmocka_unit_test(what_begins_or_ends_between_two_pages_moves_no_other),
        cmocka_unit_test(a_place_that_is_none_is_refused),
    };

    return unit_run("newest", tests, sizeof(tests) / sizeof(tests[0]));
}
