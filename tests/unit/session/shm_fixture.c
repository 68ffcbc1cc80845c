/* SPDX-License-Identifier: Apache-2.0 */
#include "shm_fixture.h"

#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "samples.h"
#include "session/shm_segment.h"

typedef struct {
    void *data;
    size_t size;
} mapping_t;

static apr_status_t unmap(void *given)
{
    mapping_t *mapping = given;

    munmap(mapping->data, mapping->size);
    return APR_SUCCESS;
}

void *map_shared(size_t size, apr_pool_t *pool)
{
    mapping_t *mapping = apr_palloc(pool, sizeof(*mapping));

    mapping->size = size;
    mapping->data = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(mapping->data != MAP_FAILED);
    apr_pool_cleanup_register(pool, mapping, unmap, apr_pool_cleanup_null);
    return mapping->data;
}

oas_store_t *open_table(void *memory, size_t size, oas_work_t *work)
{
    oas_store_t *store;
    bool was_replaced;

    assert_int_equal(oas_shm_table_open(&store, &was_replaced, memory, size, work->pool, work), OAS_OK);
    assert_false(was_replaced);
    return store;
}

void assert_sound(oas_store_t *store, oas_work_t *work)
{
    bool was_sound;

    assert_int_equal(oas_shm_table_audit(store, &was_sound, work), OAS_OK);
    assert_true(was_sound);
}

oas_store_usage_t usage_of(oas_store_t *store, oas_work_t *work)
{
    oas_store_usage_t usage;

    assert_int_equal(store->calls->usage(store, &usage, work), OAS_OK);
    return usage;
}

static oas_shm_segment_t segment_in(void *memory, size_t size)
{
    oas_shm_segment_t segment;

    assert_true(oas_shm_segment_view(&segment, memory, size));
    return segment;
}

uint32_t bucket_of(void *memory, size_t size, uint64_t n)
{
    oas_shm_segment_t segment = segment_in(memory, size);
    oas_index_t index = sample_index(n);

    return oas_shm_place_of(&index, oas_shm_stripe_of(&segment, &index)->bucket_count);
}

uint32_t slot_of(void *memory, size_t size, uint64_t n)
{
    oas_shm_segment_t segment = segment_in(memory, size);
    oas_index_t id = sample_index(n);

    return oas_shm_place_of(&id, oas_shm_stripe_of(&segment, &id)->id_count);
}

bool is_of_a_lock(void *memory, size_t size, size_t place)
{
    oas_shm_segment_t segment = segment_in(memory, size);
    const unsigned char *word = (unsigned char *)memory + place;

    for (uint32_t i = 0; i < segment.stripe_count; i++) {
        const unsigned char *lock = (const unsigned char *)&segment.stripes[i].control->lock;

        if (word + sizeof(uint64_t) > lock && word < lock + sizeof(pthread_mutex_t))
            return true;
    }
    return false;
}

void break_link_of(void *memory, size_t size, uint64_t n)
{
    oas_shm_segment_t segment = segment_in(memory, size);
    oas_index_t index = sample_index(n);
    const oas_shm_stripe_t *stripe = oas_shm_stripe_of(&segment, &index);

    stripe->buckets[bucket_of(memory, size, n)].link = oas_shm_pair(1, stripe->block_count + 1);
}

void break_free_list(void *memory, size_t size)
{
    oas_shm_segment_t segment = segment_in(memory, size);

    segment.stripes[0].control->free_first = segment.stripes[0].block_count + 1;
}

void bend_into_rings(void *memory, size_t size, uint64_t n, uint32_t bytes)
{
    oas_shm_segment_t segment = segment_in(memory, size);
    oas_index_t index = sample_index(n);
    const oas_shm_stripe_t *stripe = oas_shm_stripe_of(&segment, &index);
    uint64_t link = stripe->buckets[bucket_of(memory, size, n)].link;
    oas_shm_first_block_t *first = &stripe->blocks[oas_shm_low(link) - 1].first;

    first->next_record = link;
    first->self = oas_shm_pair(oas_shm_low(link), oas_shm_low(link));
    first->lengths[0] = oas_shm_pair(bytes, 0);
    first->lengths[1] = 0;
}

pid_t start_child(int (*run)(void *data), void *data)
{
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* nobody stays behind when the test fails */
        _exit(run(data));
    }
    return pid;
}

void assert_ended_well(pid_t pid)
{
    int status;

    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

void assert_was_killed(pid_t pid)
{
    int status;

    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGKILL);
}

void assert_told(int pipe)
{
    enum { PATIENCE = 60000 }; /* milliseconds, on a busy machine */
    struct pollfd waited = {.fd = pipe, .events = POLLIN};
    char byte;

    assert_int_equal(poll(&waited, 1, PATIENCE), 1);
    assert_int_equal(read(pipe, &byte, 1), 1);
}

oas_work_t work_apart(void)
{
    apr_pool_t *pool;

    if (apr_pool_create_unmanaged_ex(&pool, NULL, NULL) != APR_SUCCESS)
        abort();
    return oas_work(pool, OAS_TEST_NOW);
}
