/* SPDX-License-Identifier: Apache-2.0 */
/* The course of an operation: which points of shm_fault.h it passes, and how the world looks before and after it. And a
 * process that gets a signal when it passes one of them. */
#ifndef OAS_TESTS_SHM_COURSE_H
#define OAS_TESTS_SHM_COURSE_H

#include <sys/types.h>

#include "shm_world.h"

typedef struct {
    const operation_row_t *operation;
    uint64_t passes[OAS_SHM_POINT_COUNT]; /* how often it passes each point */
    sights_t before;
    sights_t after;
} course_t;

/* The world as it is when the operation begins. */
void prepare(world_t *world, const operation_row_t *operation);

/* Do it to its end. */
void learn(course_t *course, world_t *world, const operation_row_t *operation);

/* The signal that a process sends to itself, and where. */
typedef struct {
    int signal;
    oas_shm_point_t point;
    uint64_t pass; /* counted from 1 */
} fault_t;

/* A process that does the operation, gets the signal on its way and, if it lives on, ends well when it was OAS_OK. */
pid_t start_with_fault(world_t *world, operation_t *run, fault_t fault);

/* Such a process that was stopped. */
pid_t start_and_stop(world_t *world, operation_t *run, fault_t fault);

/* It was stopped; or it came to its end, and well. */
bool was_stopped_on_its_way(pid_t pid);

/* Called for each fault that is tried. */
typedef void trial_t(void *data, const course_t *course, fault_t fault);

/* At each point that the operation passes, at each pass or, if there are more than most, at so many from the first to the
 * last. The number of trials. */
uint64_t try_each(const course_t *course, int signal_number, uint64_t most, trial_t *trial, void *data);

#endif
