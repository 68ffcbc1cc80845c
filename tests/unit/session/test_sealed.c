/* SPDX-License-Identifier: Apache-2.0 */
/* Who can read the store's memory learns nothing from it, and who can write to it is still no user. */
#include "lifecycle_fixture.h"

#include <string.h>

#include "base/base64url.h"
#include "session/boxes.h"

static void the_record_of_another_session_does_not_open(void **state)
{
    fixture_t *fixture = *state;
    oas_record_t stolen;

    begin(fixture);
    stolen = record_of(fixture);
    begin(fixture);
    fixture->meddler.instead = &stolen;
    assert_no_session(fixture, OAS_NOT_FOUND, "seal_broken");
}

static void the_boxes_of_another_session_do_not_open(void **state)
{
    fixture_t *fixture = *state;
    oas_record_t stolen, mixed;

    begin(fixture);
    stolen = record_of(fixture);
    begin(fixture);
    mixed = record_of(fixture);
    mixed.face = stolen.face;
    fixture->meddler.instead = &mixed;
    assert_no_session(fixture, OAS_NOT_FOUND, "seal_broken");
}

static void another_vault_does_not_open(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    oas_record_t mixed = record_of(fixture);
    oas_vault_t *found;

    mixed.vault = mixed.face;
    fixture->meddler.instead = &mixed;
    assert_int_equal(oas_session_open_vault(&found, &fixture->sessions, session, &fixture->work), OAS_NOT_FOUND);
    assert_null(found);
}

static void the_vault_of_another_session_does_not_open(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session;
    oas_record_t stolen, mixed;
    oas_vault_t *found;

    begin(fixture);
    stolen = record_of(fixture);
    session = begin(fixture);
    mixed = record_of(fixture);
    mixed.vault = stolen.vault;
    fixture->meddler.instead = &mixed;
    assert_int_equal(oas_session_open_vault(&found, &fixture->sessions, session, &fixture->work), OAS_NOT_FOUND);
    assert_null(found);
}

static void the_label_of_another_session_does_not_open(void **state)
{
    fixture_t *fixture = *state;
    oas_record_t stolen, mixed;
    oas_label_t *found;

    begin(fixture);
    stolen = record_of(fixture);
    begin(fixture);
    mixed = record_of(fixture);
    mixed.label = stolen.label;
    assert_int_equal(oas_session_open_label(&found, &fixture->sessions, &mixed, &fixture->work), OAS_NOT_FOUND);
    assert_null(found);
}

/* Seal a box anew for the next generation of its record. */
static oas_bytes_t renewed(fixture_t *fixture, oas_box_kind_t kind, oas_bytes_t key, const oas_record_t *older,
                           const oas_record_head_t *head, oas_bytes_t box)
{
    oas_box_binding_t was = {.kind = kind, .key = key, .head = &older->head};
    oas_box_binding_t is = {.kind = kind, .key = key, .head = head};
    oas_bytes_t plain, again;

    assert_int_equal(oas_record_box_open(&plain, &was, box, &fixture->work), OAS_OK);
    assert_int_equal(oas_record_box_close(&again, &is, oas_bytes_copy(fixture->work.pool, plain), &fixture->work),
                     OAS_OK);
    return again;
}

/* The record of the fixture's session, replaced by one with the same things in it: as after a refresh. */
static oas_record_t renew(fixture_t *fixture, const oas_session_t *session)
{
    const oas_bytes_t key = oas_ticket_box_key(&session->ticket);
    const oas_bytes_t label_key = oas_key_for(oas_keyring_current(fixture->sessions.keys), OAS_PURPOSE_LABEL);
    const oas_record_t older = record_of(fixture);
    oas_store_t *inner = fixture->meddler.inner;
    oas_record_t newer = {.head = older.head};

    newer.head.generation++;
    newer.face = renewed(fixture, OAS_BOX_FACE, key, &older, &newer.head, older.face);
    newer.vault = renewed(fixture, OAS_BOX_VAULT, key, &older, &newer.head, older.vault);
    newer.label = renewed(fixture, OAS_BOX_LABEL, label_key, &older, &newer.head, older.label);
    assert_int_equal(inner->calls->replace(inner, &newer, &fixture->work), OAS_OK);
    return newer;
}

static void a_record_that_was_replaced_opens(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    oas_vault_t *found;

    renew(fixture, session);
    session = opened(fixture);
    assert_true(session->head.generation == 2);
    assert_int_equal(oas_session_open_vault(&found, &fixture->sessions, session, &fixture->work), OAS_OK);
    assert_string_equal(found->access_token, "canary-access-token");
}

/* Who could put an older token, or an older group, back in its place would have it again. */
static void boxes_of_an_older_generation_do_not_open(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    const oas_record_t older = record_of(fixture);
    oas_record_t mixed = renew(fixture, session);
    oas_vault_t *found;
    oas_label_t *read;

    fixture->meddler.instead = &mixed;
    mixed.vault = older.vault;
    assert_non_null(opened(fixture));
    assert_int_equal(oas_session_open_vault(&found, &fixture->sessions, session, &fixture->work), OAS_NOT_FOUND);
    mixed.label = older.label;
    assert_int_equal(oas_session_open_label(&read, &fixture->sessions, &mixed, &fixture->work), OAS_NOT_FOUND);
    mixed.face = older.face;
    assert_no_session(fixture, OAS_NOT_FOUND, "seal_broken");
}

static void boxes_of_a_newer_generation_do_not_open_under_an_older_head(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    const oas_record_t older = record_of(fixture);
    oas_record_t mixed = renew(fixture, session);

    mixed.head = older.head;
    fixture->meddler.instead = &mixed;
    assert_no_session(fixture, OAS_NOT_FOUND, "seal_broken");
}

static void give_more_time(oas_record_t *record)
{
    record->head.expires += apr_time_from_sec(86400);
}

static void a_longer_lifetime_does_not_open(void **state)
{
    fixture_t *fixture = *state;

    begin(fixture);
    fixture->meddler.meddle = give_more_time;
    assert_no_session(fixture, OAS_NOT_FOUND, "seal_broken");
}

static void change_generation(oas_record_t *record)
{
    record->head.generation++;
}

static void another_generation_does_not_open(void **state)
{
    fixture_t *fixture = *state;

    begin(fixture);
    fixture->meddler.meddle = change_generation;
    assert_no_session(fixture, OAS_NOT_FOUND, "seal_broken");
}

static void change_index(oas_record_t *record)
{
    record->head.index.bytes[0] ^= 1;
}

static void the_index_is_the_tickets_whatever_the_store_says(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session;

    begin(fixture);
    fixture->meddler.meddle = change_index;
    session = opened(fixture);
    assert_memory_equal(&session->head.index, &session->ticket.index, sizeof(oas_index_t));
}

static void forget_time(oas_record_t *record)
{
    record->head.last_used = OAS_TEST_NOW - apr_time_from_sec(IDLE);
}

static void one_that_is_over_does_not_open_even_when_the_store_gives_it(void **state)
{
    fixture_t *fixture = *state;

    begin(fixture);
    fixture->meddler.meddle = forget_time;
    assert_no_session(fixture, OAS_NOT_FOUND, "session_unknown");
}

/* Secrecy */

static void assert_not_in_memory(const fixture_t *fixture, const void *secret, size_t length)
{
    assert_null(memmem(fixture->memory, MEMORY, secret, length));
}

static void nothing_readable_lies_in_the_store(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    unsigned char ticket[53];

    assert_true(oas_base64url_decode_to(ticket, sizeof(ticket), oas_bytes_of(fixture->cookie)));
    assert_not_in_memory(fixture, "canary", 6);
    assert_not_in_memory(fixture, "192.0.2.17", 10);
    assert_not_in_memory(fixture, fixture->cookie, 12);
    assert_not_in_memory(fixture, fixture->cookie + 59, 12);
    assert_not_in_memory(fixture, ticket + 5, 8);
    assert_not_in_memory(fixture, ticket + 37, 8);
    assert_not_in_memory(fixture, session->ticket.box_key, 8);
    assert_non_null(memmem(fixture->memory, MEMORY, &session->ticket.index, sizeof(session->ticket.index)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_record_of_another_session_does_not_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_boxes_of_another_session_do_not_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_vault_does_not_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_vault_of_another_session_does_not_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_label_of_another_session_does_not_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_record_that_was_replaced_opens, set_up, tear_down),
        cmocka_unit_test_setup_teardown(boxes_of_an_older_generation_do_not_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(boxes_of_a_newer_generation_do_not_open_under_an_older_head, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_longer_lifetime_does_not_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_generation_does_not_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_index_is_the_tickets_whatever_the_store_says, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_that_is_over_does_not_open_even_when_the_store_gives_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_readable_lies_in_the_store, set_up, tear_down),
    };
    return unit_run("sealed", tests, sizeof(tests) / sizeof(tests[0]));
}
