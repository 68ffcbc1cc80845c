/* SPDX-License-Identifier: Apache-2.0 */
/* Deaths at each point of shm_fault.h, in each operation that passes it, each time it does.
 *
 * An operation is done once to its end, on a copy of the same table; so it is known how each session looked before and
 * how it looks after. Whoever dies in it leaves every session in one of these two states, and the table in none that
 * the next one could not mend at once. */
#include "unit.h"

#include <signal.h>

#include "shm_course.h"
#include "shm_fixture.h"

#ifdef OAS_SHM_FAULTS

enum { PASSES = 8 }; /* at most, of one point in one operation */

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

static void die(void *data, const course_t *course, fault_t fault)
{
    world_t *world = data;

    prepare(world, course->operation);
    assert_was_killed(start_with_fault(world, course->operation->run, fault));
    assert_death_was_harmless(world, course);
}

static void a_death_at_any_point_of_any_operation_costs_nothing_else(void **state)
{
    world_t *world = new_world(state);
    course_t course;

    for (size_t i = 0; i < world_operation_count; i++) {
        learn(&course, world, &world_operations[i]);
        try_each(&course, SIGKILL, PASSES, die, world);
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
