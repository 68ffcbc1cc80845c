/* SPDX-License-Identifier: Apache-2.0 */
/* A table of one stripe without any room left but what sessions have that are over, and every operation on it. It can
 * be brought back to the same state for one trial after another. What can be seen of it is compared in whole. */
#ifndef OAS_TESTS_SHM_WORLD_H
#define OAS_TESTS_SHM_WORLD_H

#include "unit.h"

#include "session/shm_fault.h"
#include "session/shm_table.h"

enum {
    WORLD_SIZE = 256 * 1024,
    BYSTANDERS = 15,
    CHAIN = 4,
    GROUP = 3,
    SIGHTS = BYSTANDERS + CHAIN + GROUP + 4
};

enum { FIRST_FOR_ROOM = 100000 }; /* samples that belong to no test: to fill the room there is */

typedef struct {
    oas_work_t work;       /* the pool is cleared with each new beginning */
    unsigned char *memory; /* shared: what is worked on */
    unsigned char *image;  /* as it is in the beginning */
    oas_store_t *store;
    /* numbers of samples: */
    uint64_t chain[CHAIN];  /* sessions in one bucket, which nothing else is in; the first one was put first */
    uint64_t next_in_chain; /* not there: nor are the next two */
    uint64_t alone;         /* of a bucket that is empty */
    uint64_t after;         /* in the chain's bucket */
    uint64_t past_id;       /* was used once, but its time has passed; the new one is to be written over it */
    uint64_t over;          /* a session that is over, but still in the table */
} world_t;

/* In the memory of a test. */
world_t *new_world(void **state);

/* Everything is as it was. */
void begin_again(world_t *world);

/* What is known of a session; zeros when it is not there. */
typedef struct {
    bool is_there;
    bool is_wrong; /* no answer, or another record than it could be */
    oas_record_head_t head;
} sight_t;

typedef struct {
    sight_t sessions[SIGHTS]; /* "after" is the last one */
    bool id_is_used;
    uint64_t ids; /* how many are remembered */
} sights_t;

/* Read a session by its number; in a child, too. */
sight_t sight_of(world_t *world, uint64_t n);

/* Read all of them. Each is whole or not there. To ask for the used id takes the lock, and mends what has to be. */
void look(sights_t *sights, world_t *world);
void look_at_sessions(sights_t *sights, world_t *world);

bool is_same_sight(const sight_t *left, const sight_t *right);

/* Each session that was seen is as it was in the one or in the other. */
void assert_each_is_as_in_one(const sights_t *seen, const sights_t *before, const sights_t *after);

/* Whatever there is can be ended; a single session may have all the room then, and when it has gone nothing is left. */
void assert_no_block_is_lost(world_t *world);

/* Calls by number of the sample. */
oas_status_t world_put(world_t *world, uint64_t n);
oas_status_t world_replace(world_t *world, uint64_t n);
oas_status_t world_touch(world_t *world, uint64_t n);
oas_status_t world_remove(world_t *world, uint64_t n);
oas_status_t world_lease(world_t *world, uint64_t n);
oas_status_t world_release(world_t *world, uint64_t n);

/* By the place of the record in its bucket. */
oas_status_t remove_the_first(world_t *world);
oas_status_t remove_one_between(world_t *world);
oas_status_t remove_the_last(world_t *world);

/* Touch a bystander as it was touched before: nothing changes. */
oas_status_t world_touch_bystander(world_t *world);

typedef oas_status_t operation_t(world_t *world);

/* Remove a session that is not there: nothing is done but what has to be done before it, if anything. */
operation_t world_remove_nothing;

/* Use an id that nobody else does. */
operation_t world_use_another_id;

/* Try to put more than there is room for: all that is over is dropped. */
operation_t world_put_one_too_many;

/* Every operation that there is, each with the cases in which it has to do something different. */
typedef struct {
    const char *name;
    operation_t *run;     /* OAS_OK */
    operation_t *prepare; /* what is done before, once more in each trial; or NULL */
    bool leaves_damage;   /* which the next writer is to mend */
    bool is_start;        /* of the server: nobody else is at work, and who comes after its death starts it again */
} operation_row_t;

extern const operation_row_t world_operations[];
extern const size_t world_operation_count;

/* The one of this name. */
const operation_row_t *world_operation(const char *name);

#endif
