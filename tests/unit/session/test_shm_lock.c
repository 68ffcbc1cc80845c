/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "session/shm_lock.h"

static pthread_mutex_t *new_lock(oas_work_t *work)
{
    pthread_mutex_t *lock;

    lock = mmap(NULL, sizeof(*lock), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(lock != MAP_FAILED);
    assert_int_equal(oas_shm_lock_make(lock, work), OAS_OK);
    return lock;
}

/* Let a process take the lock and be killed with it. */
static void die_holding(pthread_mutex_t *lock)
{
    pid_t pid = fork();
    int status;

    assert_true(pid >= 0);
    if (pid == 0) {
        if (pthread_mutex_lock(lock) == 0)
            raise(SIGKILL);
        _exit(1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void is_taken_and_given_back(void **state)
{
    oas_work_t *work = unit_work(state);
    pthread_mutex_t *lock = new_lock(work);
    bool holder_died = true;

    for (int i = 0; i < 3; i++) {
        assert_int_equal(oas_shm_lock_take(lock, &holder_died, work), OAS_OK);
        assert_false(holder_died);
        oas_shm_lock_give_back(lock);
    }
}

static void the_next_one_is_told_that_its_holder_died(void **state)
{
    oas_work_t *work = unit_work(state);
    pthread_mutex_t *lock = new_lock(work);
    bool holder_died = false;

    die_holding(lock);
    assert_int_equal(oas_shm_lock_take(lock, &holder_died, work), OAS_OK);
    assert_true(holder_died);
    oas_shm_lock_mended(lock);
    oas_shm_lock_give_back(lock);
    assert_int_equal(oas_shm_lock_take(lock, &holder_died, work), OAS_OK);
    assert_false(holder_died);
    oas_shm_lock_give_back(lock);
}

static void the_death_of_who_mends_is_told_to_the_next_one(void **state)
{
    oas_work_t *work = unit_work(state);
    pthread_mutex_t *lock = new_lock(work);
    bool holder_died = false;
    pid_t pid;

    die_holding(lock);
    if ((pid = fork()) == 0) {
        if (oas_shm_lock_take(lock, &holder_died, work) == OAS_OK && holder_died)
            raise(SIGKILL);
        _exit(1);
    }
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_int_equal(oas_shm_lock_take(lock, &holder_died, work), OAS_OK);
    assert_true(holder_died);
    oas_shm_lock_mended(lock);
    oas_shm_lock_give_back(lock);
}

static void one_that_was_not_mended_is_lost(void **state)
{
    oas_work_t *work = unit_work(state);
    pthread_mutex_t *lock = new_lock(work);
    bool holder_died = false;

    die_holding(lock);
    assert_int_equal(oas_shm_lock_take(lock, &holder_died, work), OAS_OK);
    oas_shm_lock_give_back(lock);
    assert_int_equal(oas_shm_lock_take(lock, &holder_died, work), OAS_BROKEN);
    assert_false(holder_died);
    assert_reason(work, "store_lock_lost");
    assert_int_equal(oas_shm_lock_make(lock, work), OAS_OK);
    assert_int_equal(oas_shm_lock_take(lock, &holder_died, work), OAS_OK);
    oas_shm_lock_give_back(lock);
}

static void memory_without_a_lock_is_none(void **state)
{
    oas_work_t *work = unit_work(state);
    pthread_mutex_t lock;
    bool holder_died;

    for (int byte = 0; byte < 256; byte += 5) {
        memset(&lock, byte, sizeof(lock));
        assert_int_equal(oas_shm_lock_take(&lock, &holder_died, work), OAS_BROKEN);
    }
    assert_reason(work, "store_lock_lost");
}

/* Takes the second that it is about. */
static void nobody_waits_much_longer_than_a_second(void **state)
{
    oas_work_t *work = unit_work(state);
    pthread_mutex_t *lock = new_lock(work);
    bool holder_died = true;
    apr_time_t start;

    assert_int_equal(oas_shm_lock_take(lock, &holder_died, work), OAS_OK);
    start = apr_time_now();
    assert_int_equal(oas_shm_lock_take(lock, &holder_died, work), OAS_UNAVAILABLE);
    assert_true(apr_time_now() - start < apr_time_from_sec(5));
    assert_false(holder_died);
    assert_reason(work, "store_locked");
    oas_shm_lock_give_back(lock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_taken_and_given_back),
        cmocka_unit_test(the_next_one_is_told_that_its_holder_died),
        cmocka_unit_test(the_death_of_who_mends_is_told_to_the_next_one),
        cmocka_unit_test(one_that_was_not_mended_is_lost),
        cmocka_unit_test(memory_without_a_lock_is_none),
        cmocka_unit_test(nobody_waits_much_longer_than_a_second),
    };
    return unit_run("shm_lock", tests, sizeof(tests) / sizeof(tests[0]));
}
