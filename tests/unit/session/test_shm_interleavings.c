/* SPDX-License-Identifier: Apache-2.0 */
/* A session is ended while somebody is about to touch or replace it, and the other way round. One of the two is stopped
 * at a point of shm_fault.h until the other one has ended or waits for it. Whatever came out for them: when both have
 * ended, the session is gone for ever. */
#include "unit.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "samples.h"
#include "shm_course.h"
#include "shm_fixture.h"

#ifdef OAS_SHM_FAULTS

enum { AT_LEAST = 500, PASSES = 8 };

/* The session that this is about, and who comes second. */
typedef struct {
    world_t *world;
    uint64_t n;
    operation_t *second;
    uint64_t waited; /* how often the second one had to */
} meeting_t;

static uint64_t session; /* the operations know it by this */

static oas_status_t or_not_found(oas_status_t status)
{
    return status == OAS_NOT_FOUND ? OAS_OK : status;
}

static oas_status_t touch(world_t *world)
{
    return or_not_found(world_touch(world, session));
}

static oas_status_t replace(world_t *world)
{
    return or_not_found(world_replace(world, session));
}

static oas_status_t lease(world_t *world)
{
    return or_not_found(world_lease(world, session));
}

static oas_status_t leased(world_t *world)
{
    return world_lease(world, session);
}

/* Where nobody has taken it before there is none. */
static oas_status_t release(world_t *world)
{
    oas_status_t status = world_release(world, session);

    return status == OAS_EXPIRED ? OAS_OK : or_not_found(status);
}

/* Who ends it finds it, whichever it is. */
static oas_status_t end_it(world_t *world)
{
    return world_remove(world, session);
}

static oas_status_t end_tagged(world_t *world, oas_tag_kind_t kind, uint64_t tag)
{
    uint64_t count;
    oas_status_t status = world->store->calls->remove_tagged(world->store, kind, tag, &count, &world->work);

    return status == OAS_OK && count != 1 ? OAS_NOT_FOUND : status;
}

static oas_status_t end_all_of_its_subject(world_t *world)
{
    return end_tagged(world, OAS_TAG_SUBJECT, session);
}

static oas_status_t end_all_of_its_provider_session(world_t *world)
{
    return end_tagged(world, OAS_TAG_PROVIDER_SESSION, sample_hash(session) | 1);
}

static void let_it_expire(world_t *world)
{
    world->work.now += apr_time_from_sec(3000);
}

/* Nobody used it for too long, and somebody else begins a session at its place. */
static oas_status_t put_another_one_when_it_is_over(world_t *world)
{
    let_it_expire(world);
    return world_put(world, session);
}

static const operation_row_t users[] = {
    {.name = "touch", .run = touch},
    {.name = "replace", .run = replace},
    {.name = "lease", .run = lease},
    {.name = "release", .run = release, .prepare = leased},
};

static const operation_row_t enders[] = {
    {.name = "remove", .run = end_it},
    {.name = "remove by subject", .run = end_all_of_its_subject},
    {.name = "remove by provider session", .run = end_all_of_its_provider_session},
};

enum { USERS = sizeof(users) / sizeof(users[0]), ENDERS = sizeof(enders) / sizeof(enders[0]) };

/* Two at a time */

/* The state that the system gives for a process: Z when it has ended, S when it waits, and in an operation there is
 * nothing to wait for but a lock. */
static char state_of(pid_t pid)
{
    char path[64], state = '?';
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    if ((file = fopen(path, "r")) == NULL)
        return state;
    if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
        state = '?';
    fclose(file);
    return state;
}

static char await_end_or_wait(pid_t pid)
{
    const struct timespec moment = {.tv_nsec = 50000};
    apr_time_t patience = apr_time_now() + apr_time_from_sec(10);
    char state = '?';

    while (apr_time_now() < patience && (state = state_of(pid)) != 'Z' && state != 'S')
        nanosleep(&moment, NULL);
    assert_true(state == 'Z' || state == 'S');
    return state;
}

typedef struct {
    world_t *world;
    operation_t *run;
} helper_t;

static int run_operation(void *data)
{
    helper_t *helper = data;

    return helper->run(helper->world) != OAS_OK;
}

static void let_them_meet(meeting_t *meeting, const course_t *course, fault_t fault)
{
    pid_t first, second;

    prepare(meeting->world, course->operation);
    first = start_and_stop(meeting->world, course->operation->run, fault);
    second = start_child(run_operation, &(helper_t){meeting->world, meeting->second});
    meeting->waited += await_end_or_wait(second) == 'S';
    kill(first, SIGCONT);
    assert_ended_well(first);
    assert_ended_well(second);
}

static void assert_all_others_are_as_before(world_t *world, const course_t *course)
{
    sights_t none = {0}, seen;

    look(&seen, world);
    assert_each_is_as_in_one(&seen, &course->before, &none);
}

static void assert_gone_for_ever(world_t *world, uint64_t n)
{
    oas_index_t index = sample_index(n);
    apr_array_header_t *heads;
    oas_record_t *record;

    for (uint64_t generation = 0; generation < 5; generation++) {
        oas_record_t next = sample(n, generation, &world->work);

        next.head.created = OAS_TEST_NOW;
        assert_int_equal(world->store->calls->replace(world->store, &next, &world->work), OAS_NOT_FOUND);
    }
    assert_int_equal(world_touch(world, n), OAS_NOT_FOUND);
    assert_int_equal(world->store->calls->get(world->store, &record, &index, OAS_BOXES_ALL, &world->work), OAS_NOT_FOUND);
    assert_int_equal(world->store->calls->find_tagged(world->store, &heads, OAS_TAG_SUBJECT, n, &world->work), OAS_OK);
    assert_int_equal(heads->nelts, 0);
    assert_int_equal(world_remove(world, n), OAS_NOT_FOUND);
    assert_sound(world->store, &world->work);
}

static void end_it_meanwhile(void *data, const course_t *course, fault_t fault)
{
    meeting_t *meeting = data;

    let_them_meet(meeting, course, fault);
    assert_gone_for_ever(meeting->world, meeting->n);
    assert_all_others_are_as_before(meeting->world, course);
}

/* The one that is there then is the other one, as it was put. */
static void let_it_expire_meanwhile(void *data, const course_t *course, fault_t fault)
{
    meeting_t *meeting = data;
    world_t *world = meeting->world;
    oas_index_t index = sample_index(meeting->n);
    apr_time_t now = world->work.now;
    oas_record_t expected, *record;

    let_them_meet(meeting, course, fault);
    let_it_expire(world);
    expected = sample(meeting->n, 1, &world->work);
    assert_int_equal(world->store->calls->get(world->store, &record, &index, OAS_BOXES_ALL, &world->work), OAS_OK);
    assert_true(is_sample(record, meeting->n));
    assert_memory_equal(&record->head, &expected.head, sizeof(expected.head));
    assert_sound(world->store, &world->work);
    world->work.now = now;
}

/* Each of these operations, stopped at each point, on the first, a middle and the last session of a bucket. */
static uint64_t stop_each(meeting_t *meeting, const operation_row_t *operations, size_t count, trial_t *trial)
{
    static const size_t places[] = {CHAIN - 1, 1, 0};
    uint64_t trials = 0;
    course_t course;

    for (size_t i = 0; i < count; i++)
        for (size_t place = 0; place < sizeof(places) / sizeof(places[0]); place++) {
            session = meeting->n = meeting->world->chain[places[place]];
            learn(&course, meeting->world, &operations[i]);
            trials += try_each(&course, SIGSTOP, PASSES, trial, meeting);
        }
    return trials;
}

static void an_ended_session_never_comes_back(void **state)
{
    meeting_t meeting = {.world = new_world(state)};
    uint64_t trials = 0;

    for (size_t i = 0; i < ENDERS; i++) {
        meeting.second = enders[i].run;
        trials += stop_each(&meeting, users, USERS, end_it_meanwhile);
    }
    for (size_t i = 0; i < USERS; i++) {
        meeting.second = users[i].run;
        trials += stop_each(&meeting, enders, ENDERS, end_it_meanwhile);
    }
    print_message("%d interleavings, in %d of which the second one had to wait\n", (int)trials, (int)meeting.waited);
    assert_true(trials >= AT_LEAST);
}

static void a_session_that_is_over_does_not_come_back_in_the_place_of_another_one(void **state)
{
    meeting_t meeting = {.world = new_world(state), .second = put_another_one_when_it_is_over};
    uint64_t trials = stop_each(&meeting, users, USERS, let_it_expire_meanwhile);

    print_message("%d interleavings, in %d of which the second one had to wait\n", (int)trials, (int)meeting.waited);
    assert_true(trials > 0);
}

/* Who replaces has read the record before the touch. */
static oas_status_t replace_as_read_before(world_t *world)
{
    oas_record_t next = sample(session, 2, &world->work);

    next.head.created = next.head.last_used = OAS_TEST_NOW;
    return world->store->calls->replace(world->store, &next, &world->work);
}

static oas_status_t touch_the_session(world_t *world)
{
    return world_touch(world, session);
}

static void keep_the_touch(void *data, const course_t *course, fault_t fault)
{
    meeting_t *meeting = data;
    sight_t seen;

    let_them_meet(meeting, course, fault);
    seen = sight_of(meeting->world, meeting->n);
    assert_true(seen.is_there && !seen.is_wrong);
    assert_true(seen.head.generation == 2);
    assert_true(seen.head.last_used == meeting->world->work.now);
    assert_sound(meeting->world->store, &meeting->world->work);
}

static void no_touch_is_lost_to_a_replacement(void **state)
{
    static const operation_row_t touches = {.name = "touch", .run = touch_the_session};
    static const operation_row_t replaces = {.name = "replace", .run = replace_as_read_before};
    meeting_t meeting = {.world = new_world(state), .second = replace_as_read_before};
    uint64_t trials = stop_each(&meeting, &touches, 1, keep_the_touch);

    meeting.second = touch_the_session;
    trials += stop_each(&meeting, &replaces, 1, keep_the_touch);
    print_message("%d interleavings\n", (int)trials);
    assert_true(trials > 100);
}

/* Whoever is stopped with it, or on the way to it, of two who want a lease one gets it. */
static oas_status_t lease_or_lose(world_t *world)
{
    oas_status_t status = world_lease(world, session);

    return status == OAS_EXPIRED ? OAS_OK : status;
}

static void one_of_both_has_it(void *data, const course_t *course, fault_t fault)
{
    meeting_t *meeting = data;

    let_them_meet(meeting, course, fault);
    assert_int_equal(world_lease(meeting->world, meeting->n), OAS_EXPIRED);
    assert_int_equal(world_release(meeting->world, meeting->n), OAS_OK);
    assert_int_equal(world_lease(meeting->world, meeting->n), OAS_OK);
}

static void a_lease_is_not_lost_to_those_who_want_it_or_replace(void **state)
{
    static const operation_row_t leases = {.name = "lease", .run = lease_or_lose};
    static const operation_row_t replaces = {.name = "replace", .run = replace_as_read_before};
    meeting_t meeting = {.world = new_world(state), .second = lease_or_lose};
    uint64_t trials = stop_each(&meeting, &leases, 1, one_of_both_has_it);

    trials += stop_each(&meeting, &replaces, 1, one_of_both_has_it);
    meeting.second = replace_as_read_before;
    trials += stop_each(&meeting, &leases, 1, one_of_both_has_it);
    print_message("%d interleavings\n", (int)trials);
    assert_true(trials > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_touch_is_lost_to_a_replacement),
        cmocka_unit_test(a_lease_is_not_lost_to_those_who_want_it_or_replace),
        cmocka_unit_test(an_ended_session_never_comes_back),
        cmocka_unit_test(a_session_that_is_over_does_not_come_back_in_the_place_of_another_one),
    };
    return unit_run("shm_interleavings", tests, sizeof(tests) / sizeof(tests[0]));
}

#else

int main(void)
{
    print_message("built without --enable-faults\n");
    return 77;
}

#endif
