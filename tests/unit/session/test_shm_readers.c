/* SPDX-License-Identifier: Apache-2.0 */
/* A reader is stopped at each step it makes while others take away what it is looking at, write other sessions to the
 * same blocks, or die in the middle of it. When it goes on it sees the session as it was before all that or as it is
 * after; and one to which nothing happened it does not miss. */
#include "unit.h"

#include <signal.h>

#include "shm_course.h"
#include "shm_fixture.h"

#ifdef OAS_SHM_FAULTS

enum { PASSES = 40 }; /* more than a reader has steps */

static uint64_t session; /* that is read */
static sight_t *seen;    /* by the child; shared */

static oas_status_t read_it(world_t *world)
{
    *seen = sight_of(world, session);
    return OAS_OK;
}

/* Nothing is there that is over: blocks that become free are those that the next put takes. */
static const operation_row_t read_session = {.name = "get", .run = read_it, .prepare = world_put_one_too_many};

static uint64_t deaths; /* since the beginning */

static void begin(world_t *world)
{
    prepare(world, &read_session);
    oas_forgive(&world->work);
    deaths = 0;
}

/* A reader that met somebody's half work took it for no damage. */
static void assert_nothing_was_mended_but_deaths(world_t *world)
{
    assert_int_equal(world_remove_nothing(world), OAS_OK); /* who mends, if there is anything */
    assert_int_equal(usage_of(world->store, &world->work).repairs, deaths);
}

/* Changes, after each of which all blocks that became free are written to. */

static oas_status_t fill_all_room(world_t *world)
{
    oas_status_t status = world_put(world, world->next_in_chain);

    for (uint64_t n = FIRST_FOR_ROOM; status == OAS_OK; n++)
        status = world_put(world, n);
    oas_forgive(&world->work);
    return status == OAS_FULL ? OAS_OK : status;
}

static oas_status_t remove_all(world_t *world)
{
    oas_status_t status = OAS_OK;

    for (size_t i = 0; i < CHAIN && status == OAS_OK; i++)
        status = world_remove(world, world->chain[i]);
    return status;
}

static oas_status_t replace_all(world_t *world)
{
    oas_status_t status = OAS_OK;

    for (size_t i = 0; i < CHAIN && status == OAS_OK; i++)
        status = world_replace(world, world->chain[i]);
    return status;
}

static oas_status_t remove_and_put_again(world_t *world)
{
    oas_status_t status = world_remove(world, world->chain[1]);

    return status == OAS_OK ? world_put(world, world->chain[1]) : status;
}

static oas_status_t touch_it(world_t *world)
{
    return world_touch(world, session);
}

/* Somebody dies when nothing leads to the record any more and no reader was told so; the next one mends. */
static oas_status_t die_removing_one_between(world_t *world)
{
    deaths++;
    assert_was_killed(start_with_fault(world, remove_one_between, (fault_t){SIGKILL, OAS_SHM_AT_VERSION, 1}));
    return world_remove_nothing(world);
}

static oas_status_t replace_one_between(world_t *world)
{
    return world_replace(world, world->chain[1]);
}

static oas_status_t die_replacing_one_between(world_t *world)
{
    deaths++;
    assert_was_killed(start_with_fault(world, replace_one_between, (fault_t){SIGKILL, OAS_SHM_AT_VERSION, 1}));
    return world_remove_nothing(world);
}

static operation_t *const changes[] = {
    remove_the_first, remove_one_between,       remove_the_last,           remove_all,           replace_all,
    touch_it,         die_removing_one_between, die_replacing_one_between, remove_and_put_again,
};

typedef struct {
    world_t *world;
    operation_t *change;
} meeting_t;

static void change_meanwhile(void *data, const course_t *course, fault_t fault)
{
    meeting_t *meeting = data;
    world_t *world = meeting->world;
    sight_t before, after;
    pid_t pid;

    (void)course;
    begin(world);
    before = sight_of(world, session);
    pid = start_and_stop(world, read_it, fault);
    assert_int_equal(meeting->change(world), OAS_OK);
    assert_int_equal(fill_all_room(world), OAS_OK);
    after = sight_of(world, session);
    kill(pid, SIGCONT);
    assert_ended_well(pid);
    assert_true(is_same_sight(seen, &before) || is_same_sight(seen, &after));
    assert_nothing_was_mended_but_deaths(world);
}

static void a_reader_sees_what_was_or_what_is_and_nothing_else(void **state)
{
    meeting_t meeting = {.world = new_world(state)};
    uint64_t trials = 0;
    course_t course;

    seen = map_shared(sizeof(*seen), unit_work(state)->pool);
    for (size_t place = 0; place < CHAIN; place++) {
        session = meeting.world->chain[place];
        learn(&course, meeting.world, &read_session);
        assert_true(course.passes[OAS_SHM_AT_READ] > 3 && course.passes[OAS_SHM_AT_READ] <= PASSES);
        for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
            meeting.change = changes[i];
            trials += try_each(&course, SIGSTOP, PASSES, change_meanwhile, &meeting);
        }
    }
    print_message("%d interleavings\n", (int)trials);
}

/* The reader begins while a writer is stopped in the middle of its work, and is stopped itself until all is done. false:
 * it has ended before, for it has fewer steps. */
static bool begin_in_the_middle(world_t *world, operation_t *write, oas_shm_point_t point, uint64_t step)
{
    sight_t before, after;
    pid_t writer, reader;
    bool was_stopped;

    begin(world);
    before = sight_of(world, session);
    writer = start_and_stop(world, write, (fault_t){SIGSTOP, point, 1});
    reader = start_with_fault(world, read_it, (fault_t){SIGSTOP, OAS_SHM_AT_READ, step});
    was_stopped = was_stopped_on_its_way(reader);
    kill(writer, SIGCONT);
    assert_ended_well(writer);
    if (!was_stopped)
        return false;
    assert_int_equal(fill_all_room(world), OAS_OK);
    after = sight_of(world, session);
    kill(reader, SIGCONT);
    assert_ended_well(reader);
    assert_true(is_same_sight(seen, &before) || is_same_sight(seen, &after));
    assert_nothing_was_mended_but_deaths(world);
    return true;
}

/* Between the one store that takes a record away and those that say so and give its blocks back. */
static void a_reader_may_begin_in_the_middle_of_a_change(void **state)
{
    static const struct {
        operation_t *write;
        oas_shm_point_t point;
    } middles[] = {
        {remove_one_between, OAS_SHM_AT_LINK_REMOVE},   {remove_one_between, OAS_SHM_AT_VERSION},
        {remove_one_between, OAS_SHM_AT_FREE_BLOCK},    {remove_one_between, OAS_SHM_AT_FREE_LIST},
        {replace_one_between, OAS_SHM_AT_LINK_REPLACE}, {replace_one_between, OAS_SHM_AT_VERSION},
        {replace_one_between, OAS_SHM_AT_FREE_BLOCK},   {replace_one_between, OAS_SHM_AT_FREE_LIST},
    };
    world_t *world = new_world(state);
    uint64_t step, trials = 0;

    seen = map_shared(sizeof(*seen), unit_work(state)->pool);
    for (size_t place = 0; place < 2; place++) /* what is written, and the one behind it */
        for (size_t i = 0; i < sizeof(middles) / sizeof(middles[0]); i++) {
            session = world->chain[place];
            for (step = 1; begin_in_the_middle(world, middles[i].write, middles[i].point, step); step++)
                assert_true(step < PASSES);
            trials += step - 1;
        }
    print_message("%d interleavings\n", (int)trials);
    assert_true(trials > 100);
}

/* The other way round: the reader is stopped before anything happens, and goes on while the writer, or who mends after
 * one, is stopped in the middle. false: the reader has fewer steps. */
static bool end_in_the_middle(world_t *world, const operation_row_t *operation, fault_t fault, uint64_t step)
{
    sight_t before, after;
    pid_t reader, writer;

    begin(world);
    before = sight_of(world, session);
    reader = start_with_fault(world, read_it, (fault_t){SIGSTOP, OAS_SHM_AT_READ, step});
    if (!was_stopped_on_its_way(reader))
        return false;
    assert_int_equal(operation->prepare == NULL ? OAS_OK : operation->prepare(world), OAS_OK);
    writer = start_and_stop(world, operation->run, fault);
    kill(reader, SIGCONT);
    assert_ended_well(reader);
    kill(writer, SIGCONT);
    assert_ended_well(writer);
    after = sight_of(world, session);
    assert_true(is_same_sight(seen, &before) || is_same_sight(seen, &after));
    assert_nothing_was_mended_but_deaths(world);
    return true;
}

static oas_status_t die_before_version(world_t *world)
{
    deaths++;
    assert_was_killed(start_with_fault(world, replace_one_between, (fault_t){SIGKILL, OAS_SHM_AT_VERSION, 1}));
    return OAS_OK;
}

static void a_reader_may_end_in_the_middle_of_a_change(void **state)
{
    static const operation_row_t remove = {.name = "remove", .run = remove_one_between};
    static const operation_row_t replace = {.name = "replace", .run = replace_one_between};
    static const operation_row_t mend = {.name = "mend", .run = world_remove_nothing, .prepare = die_before_version};
    static const struct {
        const operation_row_t *operation;
        fault_t fault;
    } middles[] = {
        {&remove, {SIGSTOP, OAS_SHM_AT_VERSION, 1}},    {&remove, {SIGSTOP, OAS_SHM_AT_FREE_LIST, 1}},
        {&replace, {SIGSTOP, OAS_SHM_AT_VERSION, 1}},   {&replace, {SIGSTOP, OAS_SHM_AT_FREE_LIST, 1}},
        {&mend, {SIGSTOP, OAS_SHM_AT_MEND_VERSION, 1}}, {&mend, {SIGSTOP, OAS_SHM_AT_MEND_FREE, 1}},
        {&mend, {SIGSTOP, OAS_SHM_AT_MEND_CHAINS, 1}},    {&mend, {SIGSTOP, OAS_SHM_AT_MENDED, 1}},
    };
    world_t *world = new_world(state);
    uint64_t step, trials = 0;

    seen = map_shared(sizeof(*seen), unit_work(state)->pool);
    for (size_t place = 0; place < 2; place++)
        for (size_t i = 0; i < sizeof(middles) / sizeof(middles[0]); i++) {
            session = world->chain[place];
            for (step = 1; end_in_the_middle(world, middles[i].operation, middles[i].fault, step); step++)
                assert_true(step < PASSES);
            trials += step - 1;
        }
    print_message("%d interleavings\n", (int)trials);
    assert_true(trials > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reader_sees_what_was_or_what_is_and_nothing_else),
        cmocka_unit_test(a_reader_may_begin_in_the_middle_of_a_change),
        cmocka_unit_test(a_reader_may_end_in_the_middle_of_a_change),
    };
    return unit_run("shm_readers", tests, sizeof(tests) / sizeof(tests[0]));
}

#else

int main(void)
{
    print_message("built without --enable-faults\n");
    return 77;
}

#endif
