/* SPDX-License-Identifier: Apache-2.0 */
#include "shm_course.h"

#ifdef OAS_SHM_FAULTS

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "shm_fixture.h"

static uint64_t passes[OAS_SHM_POINT_COUNT];

static void count_pass(oas_shm_point_t point)
{
    passes[point]++;
}

void prepare(world_t *world, const operation_row_t *operation)
{
    begin_again(world);
    if (operation->prepare != NULL)
        assert_int_equal(operation->prepare(world), OAS_OK);
}

static void assert_left_sound(world_t *world, const operation_row_t *operation)
{
    bool was_sound;

    assert_int_equal(oas_shm_table_audit(world->store, &was_sound, &world->work), OAS_OK);
    if (!was_sound && !operation->leaves_damage)
        fail_msg("\"%s\" leaves a table that is not sound", operation->name);
}

void learn(course_t *course, world_t *world, const operation_row_t *operation)
{
    course->operation = operation;
    prepare(world, operation);
    if (!operation->is_start)
        look_at_sessions(&course->before, world);
    course->before.id_is_used = false;
    memset(passes, 0, sizeof(passes));
    oas_shm_fault = count_pass;
    assert_int_equal(operation->run(world), OAS_OK);
    oas_shm_fault = NULL;
    memcpy(course->passes, passes, sizeof(passes));
    look(&course->after, world);
    if (operation->is_start)
        course->before = course->after; /* there need not be a table before it */
    assert_left_sound(world, operation);
}

static fault_t awaited;

static void raise_signal(oas_shm_point_t point)
{
    if (point == awaited.point && --awaited.pass == 0)
        raise(awaited.signal);
}

typedef struct {
    world_t *world;
    operation_t *run;
    fault_t fault;
} doomed_t;

static int run_with_fault(void *data)
{
    doomed_t *doomed = data;

    awaited = doomed->fault;
    oas_shm_fault = raise_signal;
    return doomed->run(doomed->world) != OAS_OK;
}

pid_t start_with_fault(world_t *world, operation_t *run, fault_t fault)
{
    return start_child(run_with_fault, &(doomed_t){world, run, fault});
}

bool was_stopped_on_its_way(pid_t pid)
{
    int status;

    assert_int_equal(waitpid(pid, &status, WUNTRACED), pid);
    assert_true(WIFSTOPPED(status) || (WIFEXITED(status) && WEXITSTATUS(status) == 0));
    return WIFSTOPPED(status);
}

pid_t start_and_stop(world_t *world, operation_t *run, fault_t fault)
{
    pid_t pid = start_with_fault(world, run, fault);

    assert_true(was_stopped_on_its_way(pid));
    return pid;
}

uint64_t try_each(const course_t *course, int signal_number, uint64_t most, trial_t *trial, void *data)
{
    uint64_t trials = 0;

    for (int point = 0; point < OAS_SHM_POINT_COUNT; point++) {
        uint64_t count = course->passes[point], tried = count < most ? count : most;

        for (uint64_t i = 0; i < tried; i++) {
            uint64_t pass = tried == 1 ? (count + 1) / 2 : 1 + i * (count - 1) / (tried - 1);

            trial(data, course, (fault_t){signal_number, (oas_shm_point_t)point, pass});
        }
        trials += tried;
    }
    return trials;
}

#endif
