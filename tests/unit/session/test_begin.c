/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include <apr_strings.h>

#include "session/boxes.h"
#include "session/lifecycle.h"
#include "session/shm_segment.h"
#include "session/shm_table.h"

#define KEY "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"

enum { PARTS = 64 };

static const oas_face_t face = {.user = "jane", .provider = "op"};
static const oas_vault_t vault = {.subject = "jane", .issuer = "https://op.example"};
static const oas_label_t label = {.user = "jane", .provider = "op"};

/* A store that does what a test says, and remembers what it was asked. */
typedef struct {
    oas_store_t store;
    uint64_t full_parts; /* a bit for each */
    oas_status_t put;    /* what a part with room answers */
    int puts;
    oas_record_t asked[PARTS]; /* what was to be put, first to last; their boxes are in pool */
    apr_pool_t *pool;
} script_t;

typedef struct {
    script_t script;
    oas_work_t work;
    oas_sessions_t sessions;
    char cookie[OAS_TICKET_LENGTH + 1];
} fixture_t;

static unsigned scripted_part_of(const oas_store_t *store, const oas_index_t *index)
{
    return index->bytes[0] % store->parts;
}

static unsigned part(const fixture_t *fixture, int put)
{
    return scripted_part_of(&fixture->script.store, &fixture->script.asked[put].head.index);
}

static oas_status_t scripted_put(oas_store_t *store, const oas_record_t *record, oas_work_t *work)
{
    script_t *script = (script_t *)store;
    oas_record_t *asked = &script->asked[script->puts];

    assert_in_range(script->puts++, 0, PARTS - 1);
    *asked = *record;
    asked->face = oas_bytes(apr_pmemdup(script->pool, record->face.data, record->face.length), record->face.length);
    if (script->full_parts >> (store->parts > 1 ? scripted_part_of(store, &record->head.index) : 0) & 1)
        return oas_fail(work, OAS_FULL, "store_full", "part %d is full", (int)record->head.index.bytes[0] % PARTS);
    if (script->put != OAS_OK)
        return oas_fail(work, script->put, "store_locked", "as a test says");
    return OAS_OK;
}

static const oas_store_calls_t scripted_calls = {.put = scripted_put, .part_of = scripted_part_of};

static int set_up(void **state)
{
    fixture_t *fixture = calloc(1, sizeof(*fixture));
    apr_pool_t *pool;
    oas_keyring_t *keys;

    if (fixture == NULL || apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    fixture->work = oas_work(pool, OAS_TEST_NOW);
    fixture->script = (script_t){.store = {.calls = &scripted_calls, .parts = PARTS}, .pool = pool};
    assert_int_equal(oas_keyring_parse(&keys, oas_bytes_of(KEY), &fixture->work), OAS_OK);
    fixture->sessions = (oas_sessions_t){
        .store = &fixture->script.store,
        .keys = keys,
        .realm = "www.example.org",
        .idle_timeout = apr_time_from_sec(1800),
        .lifetime = apr_time_from_sec(28800),
    };
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    fixture_t *fixture = *state;

    apr_pool_destroy(fixture->work.pool);
    free(fixture);
    assert_no_openssl_errors();
    return 0;
}

static oas_status_t begin(fixture_t *fixture, oas_session_t **session)
{
    memset(fixture->cookie, 'x', sizeof(fixture->cookie));
    return oas_session_begin(session, fixture->cookie, &fixture->sessions, &face, &vault, &label, &fixture->work);
}

/* That the cookie and the session are those of the record that was put last, and open it. */
static void assert_opens(fixture_t *fixture, const oas_session_t *session, int put)
{
    const oas_record_t *asked = &fixture->script.asked[put];
    oas_box_binding_t binding = {
        .kind = OAS_BOX_FACE, .key = oas_ticket_box_key(&session->ticket), .head = &asked->head};
    oas_ticket_t ticket;
    oas_bytes_t plain;

    assert_int_equal(oas_ticket_verify(&ticket, oas_bytes_of(fixture->cookie), fixture->sessions.keys,
                                       fixture->sessions.realm, &fixture->work),
                     OAS_OK);
    assert_memory_equal(&ticket, &session->ticket, sizeof(ticket));
    assert_memory_equal(&ticket.index, &asked->head.index, sizeof(ticket.index));
    assert_memory_equal(&session->head, &asked->head, sizeof(asked->head));
    assert_int_equal(oas_record_box_open(&plain, &binding, asked->face, &fixture->work), OAS_OK);
}

/* Nothing of what was drawn is left where the caller would see it. */
static void assert_nothing_begun(const fixture_t *fixture, const oas_session_t *session)
{
    static const char nothing[OAS_TICKET_LENGTH + 1];

    assert_null(session);
    assert_memory_equal(fixture->cookie, nothing, sizeof(nothing));
}

static uint64_t all_but(unsigned free_part)
{
    return ~(UINT64_C(1) << free_part);
}

static void a_store_with_room_is_asked_once(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session;

    assert_int_equal(begin(fixture, &session), OAS_OK);
    assert_int_equal(fixture->script.puts, 1);
    assert_opens(fixture, session, 0);
}

static void the_one_part_with_room_is_found(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session;

    for (unsigned free_part = 0; free_part < PARTS; free_part++) {
        fixture->script.full_parts = all_but(free_part);
        fixture->script.puts = 0;
        assert_int_equal(begin(fixture, &session), OAS_OK);
        assert_int_equal(part(fixture, fixture->script.puts - 1), free_part);
        assert_opens(fixture, session, fixture->script.puts - 1);
        assert_null(fixture->work.reason); /* what the full parts said is forgotten */
    }
}

static void each_full_part_is_asked_once(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session;
    uint64_t asked = 0;

    fixture->script.full_parts = all_but(PARTS - 1);
    assert_int_equal(begin(fixture, &session), OAS_OK);
    for (int put = 0; put < fixture->script.puts; put++) {
        assert_false(asked >> part(fixture, put) & 1);
        asked |= UINT64_C(1) << part(fixture, put);
    }
}

/* The whole session is made anew: a box that was sealed for the ticket of a full part is of no use with the last
 * one. */
static void what_a_full_part_refused_does_not_open(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session;
    oas_box_binding_t binding = {.kind = OAS_BOX_FACE};
    oas_bytes_t plain;

    do {
        fixture->script.full_parts = all_but(0);
        fixture->script.puts = 0;
        assert_int_equal(begin(fixture, &session), OAS_OK);
    } while (fixture->script.puts == 1);
    binding.key = oas_ticket_box_key(&session->ticket);
    for (int put = 0; put < fixture->script.puts - 1; put++) {
        binding.head = &fixture->script.asked[put].head;
        assert_int_equal(oas_record_box_open(&plain, &binding, fixture->script.asked[put].face, &fixture->work),
                         OAS_NOT_FOUND);
    }
}

static void a_store_that_is_full_in_all_parts_begins_no_session(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session;

    fixture->script.full_parts = UINT64_MAX;
    assert_int_equal(begin(fixture, &session), OAS_FULL);
    assert_nothing_begun(fixture, session);
    assert_reason(&fixture->work, "store_full");
    assert_in_range(fixture->script.puts, PARTS - 1, PARTS); /* one is missed by chance, once in 150,000 times */
}

static void a_full_store_of_one_part_is_asked_once(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session;

    fixture->script.full_parts = UINT64_MAX;
    for (unsigned parts = 0; parts <= 1; parts++) {
        fixture->script.store.parts = parts;
        fixture->script.puts = 0;
        assert_int_equal(begin(fixture, &session), OAS_FULL);
        assert_nothing_begun(fixture, session);
        assert_int_equal(fixture->script.puts, 1);
    }
}

static void another_refusal_than_full_is_final(void **state)
{
    static const oas_status_t refusals[] = {OAS_REFUSED, OAS_UNAVAILABLE};
    fixture_t *fixture = *state;
    oas_session_t *session;

    for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
        fixture->script.put = refusals[i];
        fixture->script.puts = 0;
        assert_int_equal(begin(fixture, &session), refusals[i]);
        assert_nothing_begun(fixture, session);
        assert_int_equal(fixture->script.puts, 1);
        assert_reason(&fixture->work, "store_locked");
        assert_string_equal(fixture->work.failure, "as a test says");
    }
}

/* A part that can not say after one that was full: who reads the log must not make the store larger for that. */
static void what_the_last_part_says_is_the_reason(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session;

    fixture->script.put = OAS_UNAVAILABLE;
    fixture->script.full_parts = all_but(0);
    do {
        fixture->script.puts = 0;
        oas_forgive(&fixture->work);
        assert_int_equal(begin(fixture, &session), OAS_UNAVAILABLE);
        assert_nothing_begun(fixture, session);
    } while (fixture->script.puts == 1);
    assert_reason(&fixture->work, "store_locked");
    assert_string_equal(fixture->work.failure, "as a test says");
}

static void without_a_ticket_the_store_is_not_asked(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session;
    char realm[300];

    memset(realm, 'r', sizeof(realm));
    realm[sizeof(realm) - 1] = '\0';
    fixture->sessions.realm = realm;
    assert_int_equal(begin(fixture, &session), OAS_MISCONFIGURED);
    assert_nothing_begun(fixture, session);
    assert_reason(&fixture->work, "realm_too_long");
    assert_int_equal(fixture->script.puts, 0);
}

/* A table of several stripes, and sessions of which some hundred fill it. */

static oas_store_t *table_of(size_t size, oas_work_t *work)
{
    void *memory = apr_pcalloc(work->pool, size + OAS_SHM_PAGE);
    oas_store_t *store;
    bool was_replaced;

    memory = (void *)APR_ALIGN((uintptr_t)memory, OAS_SHM_PAGE);
    assert_int_equal(oas_shm_table_open(&store, &was_replaced, memory, size, work->pool, work), OAS_OK);
    return store;
}

static oas_status_t begin_large(fixture_t *fixture)
{
    static char token[20000];
    oas_vault_t large = vault;
    oas_work_t request = fixture->work;
    oas_session_t *session;
    oas_status_t status;

    memset(token, 't', sizeof(token) - 1);
    large.access_token = token;
    apr_pool_create(&request.pool, fixture->work.pool);
    status = oas_session_begin(&session, fixture->cookie, &fixture->sessions, &face, &large, &label, &request);
    apr_pool_destroy(request.pool);
    return status;
}

static void a_table_is_filled_to_the_last_of_its_stripes(void **state)
{
    fixture_t *fixture = *state;
    oas_store_t *store = table_of(9 * 1024 * 1024, &fixture->work);
    oas_status_t status;
    int begun = 0;

    assert_true(store->parts > 1);
    fixture->sessions.store = store;
    while ((status = begin_large(fixture)) == OAS_OK)
        begun++;
    assert_int_equal(status, OAS_FULL);
    assert_in_range(begun, 300, 500);
    store->parts = 0; /* one try, wherever it leads */
    for (int i = 0; i < 50; i++)
        assert_int_equal(begin_large(fixture), OAS_FULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_store_with_room_is_asked_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_one_part_with_room_is_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_full_part_is_asked_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_a_full_part_refused_does_not_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_store_that_is_full_in_all_parts_begins_no_session, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_full_store_of_one_part_is_asked_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_refusal_than_full_is_final, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_the_last_part_says_is_the_reason, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_a_ticket_the_store_is_not_asked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_table_is_filled_to_the_last_of_its_stripes, set_up, tear_down),
    };
    return unit_run("begin", tests, sizeof(tests) / sizeof(tests[0]));
}
