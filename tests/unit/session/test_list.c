/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle_fixture.h"

#include <stdio.h>
#include <string.h>

#include <apr_strings.h>

#include "base/base64url.h"
#include "session/list.h"
#include "session/shm_lock.h"
#include "session/shm_segment.h"

static const oas_list_filter_t all;

/* The sessions are in the table itself, without a meddler before it. */
static int set_up_list(void **state)
{
    int failed = set_up(state);
    fixture_t *fixture = *state;

    if (failed == 0)
        fixture->sessions.store = fixture->meddler.inner;
    return failed;
}

/* A session of this user that begins after so many seconds; its cookie lives in the fixture's pool. */
static const char *add(fixture_t *fixture, const char *user, const char *provider, const char *address, int second)
{
    const oas_label_t of = {.user = user, .provider = provider, .address = address, .agent = "agent"};
    const oas_vault_t whose = {.issuer = provider, .subject = user};
    char *cookie = apr_palloc(fixture->work.pool, OAS_TICKET_LENGTH + 1);
    oas_session_t *session;

    at(fixture, apr_time_from_sec(second));
    assert_int_equal(oas_session_begin(&session, cookie, &fixture->sessions, &face, &whose, &of, &fixture->work), OAS_OK);
    return cookie;
}

static bool is_open(fixture_t *fixture, const char *cookie)
{
    oas_work_t look = oas_work(fixture->work.pool, fixture->work.now);
    oas_session_t *session;

    return oas_session_open(&session, &fixture->sessions, oas_bytes_of(cookie), &look) == OAS_OK;
}

static oas_session_page_t list(fixture_t *fixture, const oas_list_filter_t *filter, const char *place)
{
    oas_session_page_t page;

    assert_int_equal(oas_session_list(&page, &fixture->sessions, filter, place, &fixture->work), OAS_OK);
    return page;
}

static unsigned end_listed(fixture_t *fixture, const oas_list_filter_t *filter)
{
    unsigned ended;

    assert_int_equal(oas_session_end_listed(&ended, &fixture->sessions, filter, &fixture->work), OAS_OK);
    return ended;
}

static unsigned end_named(fixture_t *fixture, const char *name)
{
    unsigned ended;

    assert_int_equal(oas_session_end_named(&ended, &fixture->sessions, name, &fixture->work), OAS_OK);
    return ended;
}

static void a_list_says_who_from_where_and_when(void **state)
{
    fixture_t *fixture = *state;
    oas_session_page_t page;

    add(fixture, "jane", "main", "192.0.2.1", 10);
    add(fixture, "john", "other", "192.0.2.2", 20);
    page = list(fixture, &all, "");
    assert_int_equal(page.count, 2);
    assert_int_equal(page.total, 2);
    assert_null(page.next);
    assert_string_equal(page.items[0].user, "john");
    assert_string_equal(page.items[1].user, "jane");
    assert_string_equal(page.items[1].provider, "main");
    assert_string_equal(page.items[1].address, "192.0.2.1");
    assert_string_equal(page.items[1].agent, "agent");
    assert_int_equal(page.items[1].created, OAS_TEST_NOW + apr_time_from_sec(10));
    assert_int_equal(page.items[1].last_used, page.items[1].created);
    assert_int_equal(page.items[1].ends, page.items[1].created + apr_time_from_sec(IDLE));
}

static void a_name_says_nothing_of_the_index_or_the_cookie(void **state)
{
    fixture_t *fixture = *state;
    const char *cookie = add(fixture, "jane", "main", "192.0.2.1", 0);
    oas_session_page_t page = list(fixture, &all, "");
    unsigned char bytes[16];
    oas_ticket_t ticket;

    assert_int_equal(strlen(page.items[0].name), OAS_SESSION_NAME_LENGTH);
    assert_null(strstr(cookie, page.items[0].name));
    assert_int_equal(oas_ticket_verify(&ticket, oas_bytes_of(cookie), fixture->sessions.keys, fixture->sessions.realm,
                                       &fixture->work), OAS_OK);
    assert_true(oas_base64url_decode_to(bytes, sizeof(bytes), oas_bytes_of(page.items[0].name)));
    assert_memory_not_equal(bytes, ticket.index.bytes, sizeof(bytes));
    assert_string_equal(list(fixture, &all, "").items[0].name, page.items[0].name);
}

static void more_than_a_page_goes_on_where_it_ended(void **state)
{
    fixture_t *fixture = *state;
    oas_session_page_t page;

    for (int i = 0; i < 2 * OAS_LIST_PAGE + 3; i++)
        add(fixture, apr_psprintf(fixture->work.pool, "user%d", i), "main", "192.0.2.1", i);
    page = list(fixture, &all, "");
    for (int i = 2 * OAS_LIST_PAGE + 2; i >= 0;) {
        assert_int_equal(page.total, 2 * OAS_LIST_PAGE + 3);
        assert_int_equal(page.count, i >= OAS_LIST_PAGE ? OAS_LIST_PAGE : i + 1);
        for (size_t at_item = 0; at_item < page.count; at_item++, i--)
            assert_string_equal(page.items[at_item].user, apr_psprintf(fixture->work.pool, "user%d", i));
        if (i >= 0)
            page = list(fixture, &all, page.next);
    }
    assert_null(page.next);
}

static void a_filter_shows_what_is_the_same_and_nothing_else(void **state)
{
    fixture_t *fixture = *state;

    add(fixture, "jane", "main", "192.0.2.1", 1);
    add(fixture, "jane", "other", "192.0.2.1", 2);
    add(fixture, "janet", "main", "192.0.2.11", 3);
    add(fixture, "Jane", "main", "192.0.2.1", 4);
    assert_int_equal(list(fixture, &(oas_list_filter_t){.user = "jane"}, "").total, 2);
    assert_int_equal(list(fixture, &(oas_list_filter_t){.user = "jane", .provider = "main"}, "").total, 1);
    assert_int_equal(list(fixture, &(oas_list_filter_t){.address = "192.0.2.1"}, "").total, 3);
    assert_int_equal(list(fixture, &(oas_list_filter_t){.address = "192.0.2."}, "").total, 0);
    assert_int_equal(list(fixture, &(oas_list_filter_t){.user = ""}, "").total, 0);
}

static void sessions_of_another_realm_are_neither_shown_nor_ended(void **state)
{
    fixture_t *fixture = *state;
    const char *realm = fixture->sessions.realm, *cookie = add(fixture, "jane", "main", "192.0.2.1", 0);
    oas_session_page_t page = list(fixture, &all, "");

    fixture->sessions.realm = "intranet.example.org";
    assert_int_equal(list(fixture, &all, "").total, 0);
    assert_int_equal(end_named(fixture, page.items[0].name), 0);
    assert_int_equal(end_listed(fixture, &all), 0);
    fixture->sessions.realm = realm;
    assert_true(is_open(fixture, cookie));
}

static void sessions_under_a_former_key_are_shown_and_ended_too(void **state)
{
    fixture_t *fixture = *state;
    const char *former = add(fixture, "jane", "main", "192.0.2.1", 1), *now;

    fixture->sessions.keys = ring(SECOND_KEY FIRST_KEY, &fixture->work);
    now = add(fixture, "jane", "main", "192.0.2.1", 2);
    assert_int_equal(list(fixture, &all, "").count, 2);
    assert_int_equal(end_listed(fixture, &(oas_list_filter_t){.user = "jane"}), 2);
    assert_false(is_open(fixture, former) || is_open(fixture, now));
}

static void sessions_that_are_over_or_of_a_dropped_key_are_not_shown(void **state)
{
    fixture_t *fixture = *state;

    add(fixture, "jane", "main", "192.0.2.1", 0);
    at(fixture, apr_time_from_sec(IDLE));
    assert_int_equal(list(fixture, &all, "").total, 0);
    add(fixture, "john", "main", "192.0.2.1", IDLE);
    fixture->sessions.keys = ring(SECOND_KEY, &fixture->work);
    assert_int_equal(list(fixture, &all, "").total, 0);
    assert_int_equal(end_listed(fixture, &all), 0);
}

static void the_one_that_is_named_ends_and_no_other(void **state)
{
    fixture_t *fixture = *state;
    const char *jane = add(fixture, "jane", "main", "192.0.2.1", 1), *john = add(fixture, "john", "main", "192.0.2.1", 2);
    oas_session_page_t page = list(fixture, &all, "");

    assert_int_equal(end_named(fixture, ""), 0);
    assert_int_equal(end_named(fixture, "AAAAAAAAAAAAAAAAAAAAAA"), 0);
    assert_int_equal(end_named(fixture, apr_pstrcat(fixture->work.pool, page.items[0].name, "A", NULL)), 0);
    assert_int_equal(end_named(fixture, page.items[1].name), 1);
    assert_false(is_open(fixture, jane));
    assert_true(is_open(fixture, john));
    assert_int_equal(end_named(fixture, page.items[1].name), 0);
}

static void those_of_a_filter_end_and_no_others(void **state)
{
    fixture_t *fixture = *state;
    const char *one = add(fixture, "jane", "main", "192.0.2.1", 1), *two = add(fixture, "jane", "main", "192.0.2.2", 2);
    const char *elsewhere = add(fixture, "jane", "other", "192.0.2.1", 3), *janet = add(fixture, "janet", "main", "::1", 4);

    assert_int_equal(end_listed(fixture, &(oas_list_filter_t){.user = "jane", .provider = "main"}), 2);
    assert_false(is_open(fixture, one) || is_open(fixture, two));
    assert_true(is_open(fixture, elsewhere) && is_open(fixture, janet));
    assert_int_equal(end_listed(fixture, &all), 2);
    assert_false(is_open(fixture, elsewhere) || is_open(fixture, janet));
}

/* Somebody who is stopped holds every lock there is: nothing that a list does takes one. */
static void a_list_needs_no_lock(void **state)
{
    fixture_t *fixture = *state;
    oas_shm_segment_t segment;
    bool holder_died;

    for (int i = 0; i < 150; i++)
        add(fixture, "jane", "main", "192.0.2.1", i);
    assert_true(oas_shm_segment_view(&segment, fixture->memory, MEMORY));
    for (uint32_t i = 0; i < segment.stripe_count; i++)
        assert_int_equal(oas_shm_lock_take(&segment.stripes[i].control->lock, &holder_died, &fixture->work), OAS_OK);
    assert_int_equal(list(fixture, &all, "").count, OAS_LIST_PAGE);
    assert_int_equal(list(fixture, &(oas_list_filter_t){.user = "jane"}, "").total, 150);
    for (uint32_t i = 0; i < segment.stripe_count; i++)
        oas_shm_lock_give_back(&segment.stripes[i].control->lock);
}

static oas_status_t can_not_walk(oas_store_t *store, oas_record_visit_t *visit, void *data, oas_work_t *work)
{
    (void)store, (void)visit, (void)data;
    return oas_fail(work, OAS_UNAVAILABLE, "store_locked", "as a test says");
}

static oas_status_t can_not_remove(oas_store_t *store, const oas_index_t *index, oas_work_t *work)
{
    (void)store, (void)index;
    return oas_fail(work, OAS_UNAVAILABLE, "store_locked", "as a test says");
}

static oas_status_t is_gone(oas_store_t *store, const oas_index_t *index, oas_work_t *work)
{
    (void)store, (void)index, (void)work;
    return OAS_NOT_FOUND;
}

static void a_store_that_can_not_say_is_told(void **state)
{
    fixture_t *fixture = *state;
    oas_store_calls_t calls = *fixture->sessions.store->calls;
    oas_session_page_t page;
    unsigned ended = 7;

    add(fixture, "jane", "main", "192.0.2.1", 0);
    fixture->sessions.store->calls = &calls;
    calls.remove = is_gone;
    assert_int_equal(end_listed(fixture, &all), 0);
    calls.remove = can_not_remove;
    assert_int_equal(oas_session_end_listed(&ended, &fixture->sessions, &all, &fixture->work), OAS_UNAVAILABLE);
    assert_int_equal(ended, 0);
    calls.visit = can_not_walk;
    assert_int_equal(oas_session_list(&page, &fixture->sessions, &all, "", &fixture->work), OAS_UNAVAILABLE);
    assert_int_equal(page.count, 0);
    assert_int_equal(oas_session_end_named(&ended, &fixture->sessions, "x", &fixture->work), OAS_UNAVAILABLE);
}

static void one_that_gets_another_cookie_meanwhile_ends_with_all(void **state)
{
    fixture_t *fixture = *state;
    const char *cookie = add(fixture, "jane", "main", "192.0.2.1", 1);

    memcpy(fixture->cookie, cookie, sizeof(fixture->cookie));
    fixture->meddler.data = fixture;
    fixture->meddler.missed = move_elsewhere;
    assert_int_equal(end_listed(fixture, &(oas_list_filter_t){.user = "jane"}), 1);
    assert_string_not_equal(fixture->cookie, cookie);
    assert_false(is_open(fixture, fixture->cookie));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_list_says_who_from_where_and_when, set_up_list, tear_down),
        cmocka_unit_test_setup_teardown(a_name_says_nothing_of_the_index_or_the_cookie, set_up_list, tear_down),
        cmocka_unit_test_setup_teardown(more_than_a_page_goes_on_where_it_ended, set_up_list, tear_down),
        cmocka_unit_test_setup_teardown(a_filter_shows_what_is_the_same_and_nothing_else, set_up_list, tear_down),
        cmocka_unit_test_setup_teardown(sessions_of_another_realm_are_neither_shown_nor_ended, set_up_list, tear_down),
        cmocka_unit_test_setup_teardown(sessions_under_a_former_key_are_shown_and_ended_too, set_up_list, tear_down),
        cmocka_unit_test_setup_teardown(sessions_that_are_over_or_of_a_dropped_key_are_not_shown, set_up_list, tear_down),
        cmocka_unit_test_setup_teardown(the_one_that_is_named_ends_and_no_other, set_up_list, tear_down),
        cmocka_unit_test_setup_teardown(those_of_a_filter_end_and_no_others, set_up_list, tear_down),
        cmocka_unit_test_setup_teardown(a_list_needs_no_lock, set_up_list, tear_down),
        cmocka_unit_test_setup_teardown(a_store_that_can_not_say_is_told, set_up_list, tear_down),
        cmocka_unit_test_setup_teardown(one_that_gets_another_cookie_meanwhile_ends_with_all, set_up, tear_down),
    };

    return unit_run("list", tests, sizeof(tests) / sizeof(tests[0]));
}
