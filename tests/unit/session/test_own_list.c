/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle_fixture.h"

#include <string.h>

#include <apr_strings.h>

#include "session/own_list.h"

#define ISSUER "https://op.example"

static const oas_whose_t jane = {.issuer = ISSUER, .subject = "jane"};

static const char *add(fixture_t *fixture, const char *subject, const char *issuer, int second)
{
    const oas_vault_t whose = {.issuer = issuer, .subject = subject};
    char *cookie = apr_palloc(fixture->work.pool, OAS_TICKET_LENGTH + 1);
    oas_session_t *session;

    at(fixture, apr_time_from_sec(second));
    assert_int_equal(oas_session_begin(&session, cookie, &fixture->sessions, &face, &whose, &label, &fixture->work), OAS_OK);
    return cookie;
}

static bool is_open(fixture_t *fixture, const char *cookie)
{
    oas_work_t look = oas_work(fixture->work.pool, fixture->work.now);
    oas_session_t *session;

    return oas_session_open(&session, &fixture->sessions, oas_bytes_of(cookie), &look) == OAS_OK;
}

static oas_session_page_t list_at(fixture_t *fixture, const char *place)
{
    oas_session_page_t page;

    assert_int_equal(oas_session_list_of(&page, &fixture->sessions, &jane, place, &fixture->work), OAS_OK);
    return page;
}

static unsigned end_named(fixture_t *fixture, const oas_whose_t *whose, const char *name)
{
    unsigned ended;

    assert_int_equal(oas_session_end_named_of(&ended, &fixture->sessions, whose, name, &fixture->work), OAS_OK);
    return ended;
}

static unsigned end_others(fixture_t *fixture, const char *name)
{
    unsigned ended;

    assert_int_equal(oas_session_end_others_of(&ended, &fixture->sessions, &jane, name, &fixture->work), OAS_OK);
    return ended;
}

static void a_user_sees_his_own_and_no_others(void **state)
{
    fixture_t *fixture = *state;
    oas_session_page_t page;

    add(fixture, "jane", ISSUER, 1);
    add(fixture, "jane", ISSUER, 2);
    add(fixture, "john", ISSUER, 3);
    add(fixture, "jane", "https://other.example", 4);
    page = list_at(fixture, "");
    assert_int_equal(page.total, 2);
    assert_int_equal(page.count, 2);
    assert_int_equal(page.items[0].created, OAS_TEST_NOW + apr_time_from_sec(2));
    assert_string_equal(page.items[0].address, label.address);
    assert_string_equal(page.items[0].agent, label.agent);
}

static void those_under_a_former_key_are_his_too(void **state)
{
    fixture_t *fixture = *state;
    const char *former = add(fixture, "jane", ISSUER, 1);

    fixture->sessions.keys = ring(SECOND_KEY FIRST_KEY, &fixture->work);
    add(fixture, "jane", ISSUER, 2);
    assert_int_equal(list_at(fixture, "").count, 2);
    assert_int_equal(end_others(fixture, list_at(fixture, "").items[0].name), 1);
    assert_false(is_open(fixture, former));
}

static void more_than_a_page_goes_on(void **state)
{
    fixture_t *fixture = *state;
    oas_session_page_t page;

    for (int i = 0; i < OAS_LIST_PAGE + 1; i++)
        add(fixture, "jane", ISSUER, i);
    page = list_at(fixture, "");
    assert_int_equal(page.count, OAS_LIST_PAGE);
    page = list_at(fixture, page.next);
    assert_int_equal(page.count, 1);
    assert_int_equal(page.items[0].created, OAS_TEST_NOW);
    assert_null(page.next);
}

static void one_ends_by_its_name_and_only_for_its_user(void **state)
{
    fixture_t *fixture = *state;
    const oas_whose_t john = {.issuer = ISSUER, .subject = "john"}, nobody = {.issuer = ISSUER};
    const char *one = add(fixture, "jane", ISSUER, 1), *two = add(fixture, "jane", ISSUER, 2);
    const char *name = list_at(fixture, "").items[1].name;

    assert_int_equal(end_named(fixture, &john, name), 0);
    assert_int_equal(end_named(fixture, &nobody, name), 0);
    assert_int_equal(end_named(fixture, &jane, ""), 0);
    assert_true(is_open(fixture, one));
    assert_int_equal(end_named(fixture, &jane, name), 1);
    assert_false(is_open(fixture, one));
    assert_true(is_open(fixture, two));
}

static void all_others_end_and_this_one_stays(void **state)
{
    fixture_t *fixture = *state;
    const char *one = add(fixture, "jane", ISSUER, 1), *mine = add(fixture, "jane", ISSUER, 2);
    const char *three = add(fixture, "jane", ISSUER, 3), *john = add(fixture, "john", ISSUER, 4);

    assert_int_equal(end_others(fixture, list_at(fixture, "").items[1].name), 2);
    assert_false(is_open(fixture, one) || is_open(fixture, three));
    assert_true(is_open(fixture, mine) && is_open(fixture, john));
}

static void one_that_ended_meanwhile_is_not_shown(void **state)
{
    fixture_t *fixture = *state;

    add(fixture, "jane", ISSUER, 1);
    fixture->meddler.get = OAS_NOT_FOUND;
    assert_int_equal(list_at(fixture, "").count, 0);
}

static void a_store_that_can_not_say_is_told(void **state)
{
    fixture_t *fixture = *state;
    oas_session_page_t page;
    unsigned ended = 7;

    add(fixture, "jane", ISSUER, 1);
    fixture->meddler.remove = OAS_UNAVAILABLE;
    assert_int_equal(oas_session_end_others_of(&ended, &fixture->sessions, &jane, "", &fixture->work), OAS_UNAVAILABLE);
    assert_int_equal(ended, 0);
    fixture->meddler.find = OAS_UNAVAILABLE;
    assert_int_equal(oas_session_end_named_of(&ended, &fixture->sessions, &jane, "x", &fixture->work), OAS_UNAVAILABLE);
    assert_int_equal(oas_session_list_of(&page, &fixture->sessions, &jane, "", &fixture->work), OAS_UNAVAILABLE);
    assert_int_equal(page.count, 0);
    assert_int_equal(oas_session_list_of(&page, &fixture->sessions, &jane, "x", &fixture->work), OAS_REFUSED);
}

static void another_one_that_gets_another_cookie_meanwhile_ends(void **state)
{
    fixture_t *fixture = *state;
    const char *cookie = add(fixture, "jane", ISSUER, 1);

    memcpy(fixture->cookie, cookie, sizeof(fixture->cookie));
    fixture->meddler.data = fixture;
    fixture->meddler.missed = move_elsewhere;
    assert_int_equal(end_others(fixture, "her own"), 1);
    assert_string_not_equal(fixture->cookie, cookie);
    assert_false(is_open(fixture, fixture->cookie));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_user_sees_his_own_and_no_others, set_up, tear_down),
        cmocka_unit_test_setup_teardown(those_under_a_former_key_are_his_too, set_up, tear_down),
        cmocka_unit_test_setup_teardown(more_than_a_page_goes_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_ends_by_its_name_and_only_for_its_user, set_up, tear_down),
        cmocka_unit_test_setup_teardown(all_others_end_and_this_one_stays, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_that_ended_meanwhile_is_not_shown, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_store_that_can_not_say_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_one_that_gets_another_cookie_meanwhile_ends, set_up, tear_down),
    };

    return unit_run("own_list", tests, sizeof(tests) / sizeof(tests[0]));
}
