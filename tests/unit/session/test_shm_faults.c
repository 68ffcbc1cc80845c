/* SPDX-License-Identifier: Apache-2.0 */
/* Deaths and stops at each point of shm_fault.h, in each operation that passes it, each time it does.
 *
 * An operation is done once to its end, on a copy of the same table; so it is known how each session looked before and
 * how it looks after. Whoever dies in it leaves every session in one of these two states, and the table in none that
 * the next one could not mend at once. */
#include "unit.h"

#include <signal.h>
#include <string.h>

#include "shm_course.h"
#include "shm_fixture.h"

#ifdef OAS_SHM_FAULTS

enum { PASSES = 8, PASSES_OF_A_STOP = 2, PASSES_OF_A_MENDER = 2 }; /* at most, of one point in one operation */

/* Deaths */

/* The next one who writes in the stripe. */
static void assert_next_one_mends_at_once(world_t *world)
{
    apr_time_t start = apr_time_now();

    assert_int_equal(world_put(world, world->after), OAS_OK);
    assert_int_equal(world_use_another_id(world), OAS_OK);
    assert_true(apr_time_now() - start < apr_time_from_sec(1));
    assert_sound(world->store, &world->work);
}

/* Readers see a right table before anybody mends it, and the same one after. */
static void assert_death_was_harmless(world_t *world, const course_t *course)
{
    sights_t seen = {.id_is_used = course->before.id_is_used}, again;

    look_at_sessions(&seen, world);
    assert_each_is_as_in_one(&seen, &course->before, &course->after);
    assert_next_one_mends_at_once(world);
    look(&again, world);
    assert_true(again.id_is_used == course->before.id_is_used || again.id_is_used == course->after.id_is_used);
    seen.id_is_used = again.id_is_used;
    seen.ids++;                                             /* the other one */
    seen.sessions[SIGHTS - 1] = again.sessions[SIGHTS - 1]; /* the one just put */
    assert_each_is_as_in_one(&again, &seen, &seen);
    assert_no_block_is_lost(world);
}

static void die(void *data, const course_t *course, fault_t fault)
{
    world_t *world = data;

    prepare(world, course->operation);
    assert_was_killed(start_with_fault(world, course->operation->run, fault));
    if (course->operation->is_start)
        assert_int_equal(course->operation->run(world), OAS_OK);
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

static oas_status_t die_replacing(world_t *world)
{
    fault_t fault = {SIGKILL, OAS_SHM_AT_LINK_REPLACE, 1};

    assert_was_killed(start_with_fault(world, world_operation("replace one between")->run, fault));
    return OAS_OK;
}

static const operation_row_t mend_after_a_death = {
    .name = "mend after a death", .run = world_remove_nothing, .prepare = die_replacing};

static void add_passes(uint64_t *passes, world_t *world, const operation_row_t *operation)
{
    course_t course;

    learn(&course, world, operation);
    for (int point = 0; point < OAS_SHM_POINT_COUNT; point++)
        passes[point] += course.passes[point];
}

static void every_point_is_passed_by_some_operation(void **state)
{
    world_t *world = new_world(state);
    uint64_t passes[OAS_SHM_POINT_COUNT] = {0};

    for (size_t i = 0; i < world_operation_count; i++)
        add_passes(passes, world, &world_operations[i]);
    add_passes(passes, world, &mend_after_a_death);
    for (int point = 0; point < OAS_SHM_POINT_COUNT; point++)
        if (passes[point] == 0)
            fail_msg("no operation passes the point %s", oas_shm_point_names[point]);
}

/* Who mends is killed, too. What the first one left is the world in which one begins who does hardly anything else. */
typedef struct {
    world_t *world;
    world_t dead;
} twice_t;

static void die_and_let_the_mender_die(void *data, const course_t *course, fault_t fault)
{
    static const operation_row_t mend = {.name = "mend", .run = world_remove_nothing};
    twice_t *twice = data;
    world_t *dead = &twice->dead;
    course_t mending;

    prepare(twice->world, course->operation);
    assert_was_killed(start_with_fault(twice->world, course->operation->run, fault));
    memcpy(dead->image, dead->memory, WORLD_SIZE);
    learn(&mending, dead, &mend);
    assert_each_is_as_in_one(&mending.after, &mending.before, &mending.before);
    try_each(&mending, SIGKILL, PASSES_OF_A_MENDER, die, dead);
}

static void the_death_of_who_mends_costs_nothing_either(void **state)
{
    static const char *const names[] = {"put before others", "replace one between", "remove by provider session"};
    twice_t twice = {.world = new_world(state)};
    course_t course;

    twice.dead = *twice.world; /* the same memory, but another beginning */
    twice.dead.image = malloc(WORLD_SIZE);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        learn(&course, twice.world, world_operation(names[i]));
        try_each(&course, SIGKILL, 1, die_and_let_the_mender_die, &twice);
    }
    free(twice.dead.image);
}

/* Stops */

/* Who only reads or touches does not wait for the one who stopped. */
static void assert_nobody_waits(world_t *world, const course_t *course)
{
    sights_t seen = {.id_is_used = course->before.id_is_used};
    apr_time_t start = apr_time_now();

    look_at_sessions(&seen, world);
    assert_each_is_as_in_one(&seen, &course->before, &course->after);
    assert_int_equal(world_touch_bystander(world), OAS_OK);
    assert_true(apr_time_now() - start < apr_time_from_sec(1));
}

static void stop(void *data, const course_t *course, fault_t fault)
{
    world_t *world = data;
    sights_t seen;
    pid_t pid;

    prepare(world, course->operation);
    pid = start_and_stop(world, course->operation->run, fault);
    assert_nobody_waits(world, course);
    kill(pid, SIGCONT);
    assert_ended_well(pid);
    look(&seen, world);
    assert_each_is_as_in_one(&seen, &course->after, &course->after);
    if (!course->operation->leaves_damage)
        assert_sound(world->store, &world->work);
}

static void readers_go_on_wherever_a_writer_stops(void **state)
{
    world_t *world = new_world(state);
    course_t course;

    for (size_t i = 0; i < world_operation_count; i++)
        if (!world_operations[i].is_start) {
            learn(&course, world, &world_operations[i]);
            try_each(&course, SIGSTOP, PASSES_OF_A_STOP, stop, world);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_point_is_passed_by_some_operation),
        cmocka_unit_test(a_death_at_any_point_of_any_operation_costs_nothing_else),
        cmocka_unit_test(the_death_of_who_mends_costs_nothing_either),
        cmocka_unit_test(readers_go_on_wherever_a_writer_stops),
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
