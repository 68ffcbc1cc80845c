/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include <apr_tables.h>

#include "session/tag.h"
#include "session/whose.h"

#define FIRST_KEY  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
#define SECOND_KEY "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n"

enum { MOST = 3, ROOM = 64, OTHER_REALM = 2, JOHN = 12, LONGEST_LOGIN = 600 /* s */ };

static const oas_whose_t jane = {.issuer = "https://op.example", .subject = "jane"};

typedef struct fixture_t fixture_t;

/* A store that has heads alone. */
typedef struct {
    oas_store_t store;
    oas_record_head_t heads[ROOM];
    int count;
    int finds;
    oas_status_t find, remove;                       /* unless OAS_OK, answered without looking */
    void (*meanwhile)(fixture_t *fixture);           /* what happens between finding and removing, once */
    void (*before_each_removal)(fixture_t *fixture); /* once, too */
    fixture_t *fixture;
} script_t;

struct fixture_t {
    script_t script;
    oas_sessions_t sessions;
    oas_work_t work;
    uint64_t realm_tag, jane_tag; /* in the heads of sessions that begin now */
    unsigned char next_index;
    oas_session_t other; /* one that begins meanwhile */
    apr_time_t other_begins;
    int used; /* the place of one that is used meanwhile */
};

static void once(void (**what)(fixture_t *fixture), fixture_t *fixture)
{
    void (*now)(fixture_t *) = *what;

    *what = NULL;
    if (now != NULL)
        now(fixture);
}

static oas_status_t find(oas_store_t *store, apr_array_header_t **heads, oas_tag_kind_t kind, uint64_t tag,
                         oas_work_t *work)
{
    script_t *script = (script_t *)store;

    assert_int_equal(kind, OAS_TAG_SUBJECT);
    script->finds++;
    *heads = NULL;
    if (script->find != OAS_OK)
        return oas_fail(work, script->find, "store_locked", "as a test says");
    *heads = apr_array_make(work->pool, 8, sizeof(oas_record_head_t));
    for (int i = 0; i < script->count; i++)
        if (script->heads[i].subject == tag)
            APR_ARRAY_PUSH(*heads, oas_record_head_t) = script->heads[i];
    once(&script->meanwhile, script->fixture);
    return OAS_OK;
}

static int place(const script_t *script, const oas_index_t *index)
{
    for (int i = 0; i < script->count; i++)
        if (memcmp(&script->heads[i].index, index, sizeof(*index)) == 0)
            return i;
    return -1;
}

static oas_status_t end(oas_store_t *store, const oas_index_t *index, oas_work_t *work)
{
    script_t *script = (script_t *)store;
    int i;

    once(&script->before_each_removal, script->fixture);
    if (script->remove != OAS_OK)
        return oas_fail(work, script->remove, "store_locked", "as a test says");
    if ((i = place(script, index)) < 0)
        return OAS_NOT_FOUND;
    script->heads[i] = script->heads[--script->count];
    return OAS_OK;
}

static const oas_store_calls_t scripted_calls = {.find_tagged = find, .remove = end};

/* Sessions are sealed, and tagged, under the first of these keys from now on. */
static void use_keys(fixture_t *fixture, const char *lines)
{
    oas_keyring_t *ring;
    const oas_key_t *key;

    assert_int_equal(oas_keyring_parse(&ring, oas_bytes_of(lines), &fixture->work), OAS_OK);
    key = oas_keyring_current(ring);
    fixture->sessions.keys = ring;
    assert_int_equal(oas_tag(&fixture->realm_tag, key, OAS_TAG_REALM, NULL, "here", &fixture->work), OAS_OK);
    assert_int_equal(oas_tag(&fixture->jane_tag, key, OAS_TAG_SUBJECT, jane.issuer, jane.subject, &fixture->work), OAS_OK);
}

static int set_up(void **state)
{
    fixture_t *fixture = calloc(1, sizeof(*fixture));
    apr_pool_t *pool;

    if (fixture == NULL || apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    fixture->work = oas_work(pool, OAS_TEST_NOW);
    fixture->script = (script_t){.store = {.calls = &scripted_calls}, .fixture = fixture};
    fixture->sessions = (oas_sessions_t){.store = &fixture->script.store, .realm = "here", .most_per_user = MOST};
    use_keys(fixture, FIRST_KEY);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    fixture_t *fixture = *state;

    apr_pool_destroy(fixture->work.pool);
    free(fixture);
    return 0;
}

/* A session of Jane's in this realm that began, and was used last, at these seconds. */
static oas_session_t add(fixture_t *fixture, int began, int used)
{
    oas_record_head_t head = {
        .index = {{fixture->next_index++}},
        .realm = fixture->realm_tag,
        .subject = fixture->jane_tag,
        .created = apr_time_from_sec(began),
        .last_used = apr_time_from_sec(used),
    };

    assert_in_range(fixture->script.count, 0, ROOM - 1);
    fixture->script.heads[fixture->script.count++] = head;
    return (oas_session_t){.head = head};
}

static oas_record_head_t *newest(fixture_t *fixture)
{
    return &fixture->script.heads[fixture->script.count - 1];
}

static bool lives(const fixture_t *fixture, const oas_session_t *session)
{
    return place(&fixture->script, &session->head.index) >= 0;
}

static unsigned cap(fixture_t *fixture, const oas_session_t *begun)
{
    unsigned ended = 77;

    assert_int_equal(oas_session_cap(&ended, &fixture->sessions, begun, &jane, &fixture->work), OAS_OK);
    return ended;
}

static void who_has_as_many_as_he_may_loses_none(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t begun;

    add(fixture, 1, 1);
    add(fixture, 2, 2);
    begun = add(fixture, 3, 3);
    assert_int_equal(cap(fixture, &begun), 0);
    assert_int_equal(fixture->script.count, MOST);
}

/* Its request may have taken long, and the others may have been used while it did. */
static void the_eldest_goes_however_lately_it_was_used(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t third = add(fixture, 3, 60), eldest = add(fixture, 1, 1000), second = add(fixture, 2, 50);
    oas_session_t begun = add(fixture, 100, 100);

    assert_int_equal(cap(fixture, &begun), 1);
    assert_false(lives(fixture, &eldest));
    assert_true(lives(fixture, &second) && lives(fixture, &third) && lives(fixture, &begun));
}

/* After the number was made smaller, or logins that could not see to it. */
static void all_that_are_too_many_go(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t begun;

    for (int i = 0; i < 20; i++)
        add(fixture, i, i);
    begun = add(fixture, 100, 100);
    assert_int_equal(cap(fixture, &begun), 21 - MOST);
    assert_int_equal(fixture->script.count, MOST);
    assert_true(lives(fixture, &begun));
    for (int i = 0; i < MOST; i++)
        assert_true(fixture->script.heads[i].created >= apr_time_from_sec(18));
}

static void those_that_began_before_the_clock_was_set_back_go_first(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t eldest = add(fixture, 1, 1), younger = add(fixture, 90000, 90000), elder = add(fixture, 80000, 80000);
    oas_session_t begun = add(fixture, 100, 100), next;

    assert_int_equal(cap(fixture, &begun), 1);
    assert_false(lives(fixture, &elder));
    next = add(fixture, 101, 101);
    assert_int_equal(cap(fixture, &next), 1);
    assert_false(lives(fixture, &younger));
    assert_true(lives(fixture, &eldest) && lives(fixture, &begun) && lives(fixture, &next));
}

static void times_that_no_clock_shows_are_in_order_too(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t third = add(fixture, 1, 1), first, second, begun;

    first = add(fixture, 0, 0);
    newest(fixture)->created = INT64_MIN;
    second = add(fixture, 0, 0);
    newest(fixture)->created = INT64_MAX;
    begun = add(fixture, 100, 100);
    fixture->sessions.most_per_user = 2;
    assert_int_equal(cap(fixture, &begun), 2);
    assert_false(lives(fixture, &first) || lives(fixture, &second));
    assert_true(lives(fixture, &third) && lives(fixture, &begun));
}

static void sessions_of_another_realm_neither_count_nor_end(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t begun;

    for (int i = 0; i < 2 * MOST; i++) {
        add(fixture, i, i);
        newest(fixture)->realm = OTHER_REALM;
    }
    begun = add(fixture, 100, 100);
    assert_int_equal(cap(fixture, &begun), 0);
    assert_int_equal(fixture->script.count, 2 * MOST + 1);
}

static void sessions_of_another_user_neither_count_nor_end(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t begun;

    for (int i = 0; i < 2 * MOST; i++) {
        add(fixture, i, i);
        newest(fixture)->subject = JOHN;
    }
    begun = add(fixture, 100, 100);
    assert_int_equal(cap(fixture, &begun), 0);
    assert_int_equal(fixture->script.count, 2 * MOST + 1);
}

static void without_a_cap_nothing_is_looked_for(void **state)
{
    fixture_t *fixture = *state;
    const oas_whose_t nobody = {.issuer = jane.issuer};
    oas_session_t begun = add(fixture, 1, 1);
    unsigned ended;

    assert_int_equal(oas_session_cap(&ended, &fixture->sessions, &begun, &nobody, &fixture->work), OAS_OK);
    assert_int_equal(oas_session_admit(&fixture->sessions, &begun, &nobody, NULL, 0, &fixture->work), OAS_OK);
    fixture->sessions.most_per_user = 0;
    assert_int_equal(cap(fixture, &begun), 0);
    assert_int_equal(oas_session_admit(&fixture->sessions, &begun, &jane, NULL, 0, &fixture->work), OAS_OK);
    assert_int_equal(fixture->script.finds, 0);
}

static void those_under_a_former_key_count_and_go_too(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t eldest = add(fixture, 1, 1), begun;

    use_keys(fixture, SECOND_KEY FIRST_KEY);
    for (int i = 0; i < MOST - 1; i++)
        add(fixture, 10 + i, 10 + i);
    begun = add(fixture, 100, 100);
    assert_int_equal(cap(fixture, &begun), 1);
    assert_false(lives(fixture, &eldest));
}

/* --- the next one is refused --- */

static void assert_refused(fixture_t *fixture, const oas_session_t *begun)
{
    assert_int_equal(oas_session_admit(&fixture->sessions, begun, &jane, NULL, 0, &fixture->work), OAS_REFUSED);
    assert_string_equal(fixture->work.reason, "sessions_of_user_refused");
    oas_forgive(&fixture->work);
}

static void who_has_as_many_as_he_may_is_refused_another(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t begun;

    for (int i = 0; i < MOST; i++) {
        begun = add(fixture, i, i);
        assert_int_equal(oas_session_admit(&fixture->sessions, &begun, &jane, NULL, 0, &fixture->work), OAS_OK);
    }
    begun = add(fixture, 100, 100);
    assert_refused(fixture, &begun);
    assert_int_equal(fixture->script.count, MOST + 1);
    use_keys(fixture, SECOND_KEY FIRST_KEY);
    begun = add(fixture, 101, 101);
    assert_refused(fixture, &begun);
}

static void the_session_that_this_browser_had_makes_room(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t former = add(fixture, 1, 1), begun;
    const oas_index_t without[] = {former.head.index, {{99}}};

    add(fixture, 2, 2);
    add(fixture, 3, 3);
    begun = add(fixture, 100, 100);
    assert_int_equal(oas_session_admit(&fixture->sessions, &begun, &jane, without, 2, &fixture->work), OAS_OK);
    assert_refused(fixture, &begun);
    add(fixture, 4, 4);
    assert_int_equal(oas_session_admit(&fixture->sessions, &begun, &jane, without, 2, &fixture->work), OAS_REFUSED);
}

static void others_of_elsewhere_take_no_place(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t begun;

    for (int i = 0; i < 4 * MOST; i++) {
        add(fixture, i, i);
        if (i % 2 == 0)
            newest(fixture)->realm = OTHER_REALM;
        else
            newest(fixture)->subject = JOHN;
    }
    begun = add(fixture, 100, 100);
    assert_int_equal(oas_session_admit(&fixture->sessions, &begun, &jane, NULL, 0, &fixture->work), OAS_OK);
}

/* Whoever asks last sees all others, whichever began first: no order of two logins lets both in. */
static void two_logins_never_get_the_same_last_place(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t early, late;
    int admitted;

    for (int early_begins_last = 0; early_begins_last <= 1; early_begins_last++) {
        fixture->script.count = 0;
        for (int i = 1; i < MOST; i++)
            add(fixture, i, i);
        early = add(fixture, early_begins_last ? 101 : 99, 100);
        admitted = oas_session_admit(&fixture->sessions, &early, &jane, NULL, 0, &fixture->work) == OAS_OK;
        late = add(fixture, 100, 100);
        admitted += oas_session_admit(&fixture->sessions, &late, &jane, NULL, 0, &fixture->work) == OAS_OK;
        assert_int_equal(admitted, 1);
        oas_forgive(&fixture->work);
    }
}

/* --- logins at the same time --- */

static void begin_other(fixture_t *fixture)
{
    int second = (int)apr_time_sec(fixture->other_begins);

    fixture->other = add(fixture, second, second);
    cap(fixture, &fixture->other);
}

/* Another login begins and ends in the midst of this one; how both stand afterwards. */
static void assert_both_live_and_no_one_too_many_goes(fixture_t *fixture)
{
    oas_session_t begun;

    for (int i = 0; i < MOST; i++)
        add(fixture, i, i);
    begun = add(fixture, 100, 100);
    cap(fixture, &begun);
    assert_int_equal(fixture->script.count, MOST);
    assert_true(lives(fixture, &begun) && lives(fixture, &fixture->other));
}

static void two_logins_at_once_end_no_more_than_one_after_the_other(void **state)
{
    fixture_t *fixture = *state;

    for (int second = 99; second <= 101; second++) {
        for (int when = 0; when <= 1; when++) {
            fixture->script.count = 0;
            fixture->other_begins = apr_time_from_sec(second);
            *(when == 0 ? &fixture->script.meanwhile : &fixture->script.before_each_removal) = begin_other;
            assert_both_live_and_no_one_too_many_goes(fixture);
        }
    }
}

static void cap_other(fixture_t *fixture)
{
    cap(fixture, &fixture->other);
}

/* Where one session is all that a user may have: each sees the other, before either has ended anything. */
static void two_logins_at_once_do_not_end_each_other(void **state)
{
    static const int seconds[] = {1000 - LONGEST_LOGIN, 999, 1000, 1001, 1000 + LONGEST_LOGIN};
    fixture_t *fixture = *state;
    oas_session_t begun;

    fixture->sessions.most_per_user = 1;
    for (size_t i = 0; i < sizeof(seconds) / sizeof(*seconds); i++) {
        fixture->script.count = 0;
        begun = add(fixture, 1000, 1000);
        fixture->other = add(fixture, seconds[i], seconds[i]);
        fixture->script.meanwhile = cap_other;
        cap(fixture, &begun);
        assert_int_equal(fixture->script.count, 1);
    }
}

static void use_one_and_cap_other(fixture_t *fixture)
{
    fixture->script.heads[fixture->used].last_used = apr_time_from_sec(102);
    cap_other(fixture);
}

/* Two logins of somebody who has as many as he may have, since this second; each sees the other. */
static void assert_a_use_takes_no_other(fixture_t *fixture, int since)
{
    oas_session_t begun;

    fixture->script.count = 0;
    for (int i = 0; i < MOST; i++)
        add(fixture, since + i, since + i);
    begun = add(fixture, 100, 100);
    fixture->other = add(fixture, 101, 101);
    cap(fixture, &begun);
    assert_int_equal(fixture->script.count, MOST);
    assert_true(lives(fixture, &begun) && lives(fixture, &fixture->other));
}

static void two_logins_at_once_agree_whatever_is_used_in_between(void **state)
{
    static const int since[] = {1, 101 + LONGEST_LOGIN + 1}; /* the latter before the clock was set back */
    fixture_t *fixture = *state;

    for (size_t i = 0; i < sizeof(since) / sizeof(*since); i++) {
        for (fixture->used = 0; fixture->used < MOST; fixture->used++) {
            fixture->script.meanwhile = use_one_and_cap_other;
            assert_a_use_takes_no_other(fixture, since[i]);
            fixture->script.before_each_removal = use_one_and_cap_other;
            assert_a_use_takes_no_other(fixture, since[i]);
        }
    }
}

static void what_another_login_has_ended_is_not_counted(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t begun;

    for (int i = 0; i < MOST; i++)
        add(fixture, i, i);
    begun = add(fixture, 100, 100);
    fixture->script.remove = OAS_NOT_FOUND;
    assert_int_equal(cap(fixture, &begun), 0);
}

/* --- a store in trouble --- */

static void a_store_that_can_not_say_is_told(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t begun;
    unsigned ended = 77;

    for (int i = 0; i < MOST; i++)
        add(fixture, i, i);
    begun = add(fixture, 100, 100);
    fixture->script.remove = OAS_UNAVAILABLE;
    assert_int_equal(oas_session_cap(&ended, &fixture->sessions, &begun, &jane, &fixture->work), OAS_UNAVAILABLE);
    assert_int_equal(ended, 0);
    fixture->script.find = OAS_UNAVAILABLE;
    assert_int_equal(oas_session_cap(&ended, &fixture->sessions, &begun, &jane, &fixture->work), OAS_UNAVAILABLE);
    assert_int_equal(fixture->script.count, MOST + 1);
    assert_int_equal(oas_session_admit(&fixture->sessions, &begun, &jane, NULL, 0, &fixture->work), OAS_UNAVAILABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(who_has_as_many_as_he_may_loses_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_eldest_goes_however_lately_it_was_used, set_up, tear_down),
        cmocka_unit_test_setup_teardown(all_that_are_too_many_go, set_up, tear_down),
        cmocka_unit_test_setup_teardown(those_that_began_before_the_clock_was_set_back_go_first, set_up, tear_down),
        cmocka_unit_test_setup_teardown(times_that_no_clock_shows_are_in_order_too, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sessions_of_another_realm_neither_count_nor_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sessions_of_another_user_neither_count_nor_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_a_cap_nothing_is_looked_for, set_up, tear_down),
        cmocka_unit_test_setup_teardown(those_under_a_former_key_count_and_go_too, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_has_as_many_as_he_may_is_refused_another, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_session_that_this_browser_had_makes_room, set_up, tear_down),
        cmocka_unit_test_setup_teardown(others_of_elsewhere_take_no_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(two_logins_never_get_the_same_last_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(two_logins_at_once_end_no_more_than_one_after_the_other, set_up, tear_down),
        cmocka_unit_test_setup_teardown(two_logins_at_once_do_not_end_each_other, set_up, tear_down),
        cmocka_unit_test_setup_teardown(two_logins_at_once_agree_whatever_is_used_in_between, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_another_login_has_ended_is_not_counted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_store_that_can_not_say_is_told, set_up, tear_down),
    };
    return unit_run("cap", tests, sizeof(tests) / sizeof(tests[0]));
}
