/* SPDX-License-Identifier: Apache-2.0 */
#include "stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "session/shm_table.h"
#include "../unit/session/samples.h"

/* 2027-01-15 08:00:00 UTC */
#define NOW apr_time_from_sec(INT64_C(1800000000))

enum {
    IDLE = 1800,
    LIFETIME = 28800,
    AMPLE = 2200, /* bytes of memory for a session */
    DRAWS = 16    /* tickets that a login draws for each part of the store before it says that there is no room */
};

static const unsigned char sealed[STAGE_FACE + STAGE_VAULT + STAGE_LABEL] = {1};

size_t stage_size_for(uint64_t sessions)
{
    const size_t smallest = 4 * 1024 * 1024;
    size_t size = sessions * AMPLE;

    return size > smallest ? size : smallest;
}

static apr_pool_t *new_pool(void)
{
    apr_pool_t *pool;

    if (apr_pool_create_unmanaged_ex(&pool, NULL, NULL) != APR_SUCCESS)
        abort();
    return pool;
}

void stage_open(stage_t *stage, size_t size)
{
    const int touched = MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE;
    bool was_replaced;

    *stage = (stage_t){.work = oas_work(new_pool(), NOW), .size = size};
    stage->memory = mmap(NULL, size, PROT_READ | PROT_WRITE, touched, -1, 0);
    if (stage->memory == MAP_FAILED
        || oas_shm_table_open(&stage->store, &was_replaced, stage->memory, size, new_pool(), &stage->work) != OAS_OK)
        stage_fail(stage, "no store");
}

void stage_close(stage_t *stage)
{
    munmap(stage->memory, stage->size);
    apr_pool_destroy(stage->work.pool);
}

stage_t stage_of_another(const stage_t *stage)
{
    stage_t other = *stage;

    other.work = oas_work(new_pool(), stage->work.now);
    return other;
}

oas_record_t stage_record(const stage_t *stage, uint64_t number)
{
    return (oas_record_t){
        .head =
            {
                .index = sample_index(number),
                .key_id = 1,
                .realm = 1,
                .subject = sample_hash(number) | 1,
                .provider_session = sample_hash(number) | 2,
                .created = stage->work.now,
                .expires = stage->work.now + apr_time_from_sec(LIFETIME),
                .last_used = stage->work.now,
                .idle_timeout = apr_time_from_sec(IDLE),
                .generation = 1,
            },
        .face = oas_bytes(sealed, STAGE_FACE),
        .vault = oas_bytes(sealed + STAGE_FACE, STAGE_VAULT),
        .label = oas_bytes(sealed + STAGE_FACE + STAGE_VAULT, STAGE_LABEL),
    };
}

bool stage_put(stage_t *stage)
{
    const oas_record_t record = stage_record(stage, stage->sessions++);
    oas_status_t status = stage->store->calls->put(stage->store, &record, &stage->work);

    if (status != OAS_OK && status != OAS_FULL)
        stage_fail(stage, "put");
    oas_forgive(&stage->work);
    apr_pool_clear(stage->work.pool);
    return status == OAS_OK;
}

void stage_fill(stage_t *stage, uint64_t sessions)
{
    while (stage->sessions < sessions)
        if (!stage_put(stage))
            stage_fail(stage, "no room for a session that was promised some");
}

uint64_t stage_fill_to_the_brim(stage_t *stage)
{
    const unsigned parts = stage->store->parts > 1 ? stage->store->parts : 1;
    uint64_t count = stage->sessions;
    unsigned refusals = 0;

    while (refusals < DRAWS * parts) {
        if (stage_put(stage)) {
            count++;
            refusals = 0;
        } else {
            refusals++;
        }
    }
    return count;
}

/* More come than there is room for, for 20,000 begin in half an hour. Every other one is used once, after a quarter. */
void stage_live_on(stage_t *stage)
{
    const apr_time_t between = APR_TIME_C(90000);
    const uint64_t quarter = 10000;

    stage->work.now += between;
    if (stage->sessions >= quarter && stage->sessions % 2 == 0) {
        const oas_index_t index = sample_index(stage->sessions - quarter);

        (void)!stage->store->calls->touch(stage->store, &(apr_time_t){0}, &index, &stage->work); /* it may have been refused */
    }
}

void stage_fill_for_long(stage_t *stage)
{
    const uint64_t sessions = 60000; /* that begin in an hour and a half */

    while (stage->sessions < sessions) {
        stage_live_on(stage);
        (void)stage_put(stage);
    }
}

void stage_end_all(stage_t *stage)
{
    stage->work.now += apr_time_from_sec(LIFETIME);
}

void stage_get(stage_t *stage, const oas_index_t *index)
{
    oas_record_t *record;

    if (stage->store->calls->get(stage->store, &record, index, OAS_BOXES_FACE, &stage->work) != OAS_OK
        || record->face.length == 0)
        stage_fail(stage, "a session that is in the store was not found");
}

static void write_for_ever(stage_t *stage, uint64_t first, uint64_t count)
{
    for (uint64_t turn = 0;; turn++) {
        const oas_record_t record = stage_record(stage, first + turn % count);

        if (stage->store->calls->put(stage->store, &record, &stage->work) != OAS_OK
            || stage->store->calls->remove(stage->store, &record.head.index, &stage->work) != OAS_OK)
            stage_fail(stage, "the writer can not write");
        apr_pool_clear(stage->work.pool);
    }
}

pid_t stage_start_writer(stage_t *stage, uint64_t first, uint64_t count)
{
    pid_t pid = fork();

    if (pid < 0)
        stage_fail(stage, "fork");
    if (pid == 0)
        write_for_ever(stage, first, count);
    return pid;
}

void stage_fail(const stage_t *stage, const char *what)
{
    fprintf(stderr, "%s: %s\n", what, stage->work.failure != NULL ? stage->work.failure : "no reason given");
    exit(EXIT_FAILURE);
}
