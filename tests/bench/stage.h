/* SPDX-License-Identifier: Apache-2.0 */
/* What the benches of the session table work on: a store in shared memory, as in production, with sessions by number.
 * Nothing here can fail and go on: a bench that does not measure what it says ends. */
#ifndef OAS_BENCH_STAGE_H
#define OAS_BENCH_STAGE_H

#include <sys/types.h>

#include "session/store.h"

/* Bytes of the sealed boxes of a session: 1,500 together. */
enum { STAGE_FACE = 600, STAGE_VAULT = 800, STAGE_LABEL = 100 };

typedef struct {
    oas_store_t *store;
    oas_work_t work;
    void *memory;
    size_t size;       /* bytes of memory */
    uint64_t sessions; /* numbers below are in the store, unless a put was refused */
} stage_t;

/* A size in which so many sessions have ample room. */
size_t stage_size_for(uint64_t sessions);

/* An empty store in so many bytes of shared memory, each page of which was touched. */
void stage_open(stage_t *stage, size_t size);
void stage_close(stage_t *stage);

/* The stage as another thread or process sees it, with a pool of its own. */
stage_t stage_of_another(const stage_t *stage);

/* The session of this number, begun at the time of the stage's work. */
oas_record_t stage_record(const stage_t *stage, uint64_t number);

/* Put the session of the next number. false: there is no room. */
bool stage_put(stage_t *stage);

/* Go on until so many are in the store. */
void stage_fill(stage_t *stage, uint64_t sessions);

/* Go on until a login finds no room, however many tickets it draws. Sessions in the store. */
uint64_t stage_fill_to_the_brim(stage_t *stage);

/* Let as much time pass as there is between two logins on a server that is full for long, where sessions end one by one,
 * and every other one is used meanwhile; and fill an empty store of 32 MB so that it is like that. */
void stage_live_on(stage_t *stage);
void stage_fill_for_long(stage_t *stage);

/* Let all of them be over. */
void stage_end_all(stage_t *stage);

/* Look the session of this index up, as a request does. */
void stage_get(stage_t *stage, const oas_index_t *index);

/* A process that puts and ends sessions with numbers from first on, so many of them in turn, until it is killed. */
pid_t stage_start_writer(stage_t *stage, uint64_t first, uint64_t count);

/* End with a message. */
void stage_fail(const stage_t *stage, const char *what);

#endif
