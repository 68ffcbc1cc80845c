/* SPDX-License-Identifier: Apache-2.0 */
/* Who can read the store's memory learns nothing from it, and who can write to it is still no user. */
#include "lifecycle_fixture.h"

#include <string.h>

#include <apr_strings.h>

#include "base/base64url.h"
#include "session/boxes.h"
#include "session/shm_bucket.h"

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

/* The same by who writes into the memory itself */

enum { MOST_WORDS = 512 };

/* What lies in the memory of one record: all but the links that lead to it and away from it. */
typedef struct {
    oas_shm_prefix_t prefix;
    uint64_t boxes[MOST_WORDS];
    size_t count;
} bytes_t;

static oas_shm_segment_t segment_of(fixture_t *fixture)
{
    oas_shm_segment_t segment;

    assert_true(oas_shm_segment_view(&segment, fixture->memory, MEMORY));
    return segment;
}

/* Where the record of a session lies. */
static oas_shm_prefix_t place_of(fixture_t *fixture, const oas_session_t *session)
{
    const oas_shm_segment_t segment = segment_of(fixture);
    const oas_index_t *index = &session->ticket.index;
    oas_shm_place_t place;

    assert_int_equal(oas_shm_place_find(&place, oas_shm_stripe_of(&segment, index), index), OAS_OK);
    return place.prefix;
}

static bytes_t read_bytes(fixture_t *fixture, const oas_session_t *session)
{
    const oas_shm_segment_t segment = segment_of(fixture);
    const oas_shm_stripe_t *stripe = oas_shm_stripe_of(&segment, &session->ticket.index);
    bytes_t bytes = {.prefix = place_of(fixture, session)};
    const oas_shm_lengths_t *lengths = &bytes.prefix.lengths;
    oas_shm_cursor_t cursor = oas_shm_cursor(stripe, &bytes.prefix);

    bytes.count = oas_shm_words(lengths->face) + oas_shm_words(lengths->label) + oas_shm_words(lengths->vault);
    assert_true(bytes.count <= MOST_WORDS);
    assert_true(oas_shm_boxes_load(&cursor, bytes.boxes, bytes.count));
    return bytes;
}

static void write_boxes(fixture_t *fixture, const oas_shm_prefix_t *place, const bytes_t *bytes)
{
    const oas_shm_segment_t segment = segment_of(fixture);
    oas_shm_cursor_t cursor = oas_shm_cursor(oas_shm_stripe_of(&segment, &place->head.index), place);

    assert_true(oas_shm_box_store(&cursor, oas_bytes(bytes->boxes, bytes->count * sizeof(uint64_t))));
}

/* Head and boxes, in the place of what is there now. */
static void write_bytes(fixture_t *fixture, const oas_shm_prefix_t *place, const bytes_t *bytes)
{
    const oas_shm_segment_t segment = segment_of(fixture);
    oas_shm_prefix_t prefix = bytes->prefix;

    prefix.number = place->number;
    prefix.next_record = place->next_record;
    oas_shm_prefix_store(&prefix, oas_shm_stripe_of(&segment, &place->head.index));
    write_boxes(fixture, place, bytes);
}

static void a_record_put_back_as_it_is_opens(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    const bytes_t bytes = read_bytes(fixture, session);

    write_bytes(fixture, &bytes.prefix, &bytes);
    assert_non_null(opened(fixture));
}

static void a_record_moved_to_another_ones_place_does_not_open(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *stolen = begin(fixture), *mine = begin(fixture);
    const bytes_t bytes = read_bytes(fixture, stolen);
    const oas_shm_prefix_t place = place_of(fixture, mine);

    write_bytes(fixture, &place, &bytes);
    assert_no_session(fixture, OAS_NOT_FOUND, "session_unknown");
}

static void a_record_moved_to_another_ones_place_and_index_does_not_open(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *stolen = begin(fixture), *mine = begin(fixture);
    bytes_t bytes = read_bytes(fixture, stolen);
    const oas_shm_prefix_t place = place_of(fixture, mine);

    bytes.prefix.head.index = mine->ticket.index;
    write_bytes(fixture, &place, &bytes);
    assert_no_session(fixture, OAS_NOT_FOUND, "seal_broken");
}

static void boxes_written_over_another_ones_do_not_open(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *stolen = begin(fixture), *mine = begin(fixture);
    const bytes_t bytes = read_bytes(fixture, stolen);
    const oas_shm_prefix_t place = place_of(fixture, mine);

    write_boxes(fixture, &place, &bytes);
    assert_no_session(fixture, OAS_NOT_FOUND, "seal_broken");
}

static void boxes_of_an_older_generation_put_back_do_not_open(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    const bytes_t older = read_bytes(fixture, session);
    oas_shm_prefix_t place;

    renew(fixture, session);
    place = place_of(fixture, session);
    write_boxes(fixture, &place, &older);
    assert_no_session(fixture, OAS_NOT_FOUND, "seal_broken");
}

/* The link to a record says its generation, too. */
static void an_older_generation_put_back_whole_is_no_session(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    const bytes_t older = read_bytes(fixture, session);
    oas_shm_prefix_t place;

    renew(fixture, session);
    assert_non_null(opened(fixture));
    place = place_of(fixture, session);
    write_bytes(fixture, &place, &older);
    assert_no_session(fixture, OAS_NOT_FOUND, "session_unknown");
}

/* All blocks of the table as they are now, in the fixture's pool. */
static void *copy_blocks(fixture_t *fixture)
{
    const oas_shm_segment_t segment = segment_of(fixture);
    const oas_shm_stripe_t *stripe = &segment.stripes[0];

    return apr_pmemdup(fixture->work.pool, stripe->blocks, stripe->block_count * sizeof(*stripe->blocks));
}

static void put_blocks_back(fixture_t *fixture, const void *blocks)
{
    const oas_shm_segment_t segment = segment_of(fixture);
    const oas_shm_stripe_t *stripe = &segment.stripes[0];

    memcpy(stripe->blocks, blocks, stripe->block_count * sizeof(*stripe->blocks));
}

static void an_older_session_does_not_come_back_with_all_blocks(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    const void *blocks = copy_blocks(fixture);

    renew(fixture, session);
    put_blocks_back(fixture, blocks);
    assert_no_session(fixture, OAS_NOT_FOUND, "session_unknown");
}

static void an_ended_session_does_not_come_back_with_all_blocks(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    const void *blocks = copy_blocks(fixture);

    assert_int_equal(oas_session_end(&fixture->sessions, session, &fixture->work), OAS_OK);
    put_blocks_back(fixture, blocks);
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
        cmocka_unit_test_setup_teardown(a_record_put_back_as_it_is_opens, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_record_moved_to_another_ones_place_does_not_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_record_moved_to_another_ones_place_and_index_does_not_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(boxes_written_over_another_ones_do_not_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(boxes_of_an_older_generation_put_back_do_not_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_older_generation_put_back_whole_is_no_session, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_older_session_does_not_come_back_with_all_blocks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_ended_session_does_not_come_back_with_all_blocks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_readable_lies_in_the_store, set_up, tear_down),
    };
    return unit_run("sealed", tests, sizeof(tests) / sizeof(tests[0]));
}
