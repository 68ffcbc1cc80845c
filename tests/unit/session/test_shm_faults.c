/* SPDX-License-Identifier: Apache-2.0 */
/* Deaths at each point of shm_fault.h, in each operation that passes it, each time it does.
 *
 * An operation is done once to its end, on a copy of the same table; so it is known how each session looked before and
 * how it looks after. Whoever dies in it leaves every session in one of these two states, and the table in none that
 * the next one could not mend at once. */
#include "unit.h"

#include <signal.h>
#include <string.h>

#include "shm_fixture.h"
#include "shm_world.h"

#ifdef OAS_SHM_FAULTS

enum { PASSES = 8 }; /* at most, of one point in one operation: the first, the last, and between */

/* One operation done to its end. */
typedef struct {
    const operation_row_t *operation;
    uint64_t passes[OAS_SHM_POINT_COUNT]; /* how often it passes each point */
    sights_t before;
    sights_t after;
} course_t;

static uint64_t passes[OAS_SHM_POINT_COUNT];

static void count_pass(oas_shm_point_t point)
{
    passes[point]++;
}

static void prepare(world_t *world, const operation_row_t *operation)
{
    begin_again(world);
    if (operation->prepare != NULL)
        assert_int_equal(operation->prepare(world), OAS_OK);
}

static void learn(course_t *course, world_t *world, const operation_row_t *operation)
{
    course->operation = operation;
    prepare(world, operation);
    look(&course->before, world);
    memset(passes, 0, sizeof(passes));
    oas_shm_fault = count_pass;
    assert_int_equal(operation->run(world), OAS_OK);
    oas_shm_fault = NULL;
    memcpy(course->passes, passes, sizeof(passes));
    look(&course->after, world);
    assert_sound(world->store, &world->work);
}

/* The signal that a process is to send to itself, and where. */
typedef struct {
    int signal;
    oas_shm_point_t point;
    uint64_t pass; /* counted from 1 */
} fault_t;

static fault_t fault;

static void raise_signal(oas_shm_point_t point)
{
    if (point == fault.point && --fault.pass == 0)
        raise(fault.signal);
}

typedef struct {
    world_t *world;
    operation_t *run;
    fault_t fault;
} doomed_t;

static int run_with_fault(void *data)
{
    doomed_t *doomed = data;

    fault = doomed->fault;
    oas_shm_fault = raise_signal;
    return doomed->run(doomed->world) != OAS_OK;
}

static pid_t start_with_fault(world_t *world, operation_t *run, fault_t wanted)
{
    return start_child(run_with_fault, &(doomed_t){world, run, wanted});
}

/* Called for each fault that is tried. */
typedef void trial_t(world_t *world, const course_t *course, fault_t wanted);

/* At each point that the operation passes, at each pass or, if there are too many, at some from the first to the last. */
static void try_each(world_t *world, const course_t *course, int signal_number, uint64_t most, trial_t *trial)
{
    for (int point = 0; point < OAS_SHM_POINT_COUNT; point++) {
        uint64_t count = course->passes[point], tried = count < most ? count : most;

        for (uint64_t i = 0; i < tried; i++) {
            uint64_t pass = tried == count ? i + 1 : 1 + i * (count - 1) / (tried - 1);

            trial(world, course, (fault_t){signal_number, (oas_shm_point_t)point, pass});
        }
    }
}

/* Deaths */

/* The next one who writes in the stripe. */
static void assert_next_one_mends_at_once(world_t *world)
{
    apr_time_t start = apr_time_now();

    assert_int_equal(world_put(world, world->after), OAS_OK);
    assert_true(apr_time_now() - start < apr_time_from_sec(1));
    assert_sound(world->store, &world->work);
}

/* Readers see a right table before anybody mends it, and the same one after. */
static void assert_death_was_harmless(world_t *world, const course_t *course)
{
    sights_t seen, again;

    look(&seen, world);
    assert_each_is_as_in_one(&seen, &course->before, &course->after);
    assert_next_one_mends_at_once(world);
    look(&again, world);
    seen.sessions[SIGHTS - 1] = again.sessions[SIGHTS - 1]; /* the one just put */
    assert_each_is_as_in_one(&again, &seen, &seen);
    assert_no_block_is_lost(world);
}

static void die(world_t *world, const course_t *course, fault_t wanted)
{
    prepare(world, course->operation);
    assert_was_killed(start_with_fault(world, course->operation->run, wanted));
    assert_death_was_harmless(world, course);
}

static void a_death_at_any_point_of_any_operation_costs_nothing_else(void **state)
{
    world_t *world = new_world(state);
    course_t course;

    for (size_t i = 0; i < world_operation_count; i++) {
        learn(&course, world, &world_operations[i]);
        try_each(world, &course, SIGKILL, PASSES, die);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_death_at_any_point_of_any_operation_costs_nothing_else),
    };
    return unit_run("shm_faults", tests, sizeof(tests) / sizeof(tests[0]));
}

#else

int main(void)
{
    print_message("built without --enable-faults\n");
    return 77;
}

#endif
