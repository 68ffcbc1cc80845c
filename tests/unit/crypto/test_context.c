/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <pthread.h>

#include "crypto/random.h"
#include "crypto/seal.h"

/* unit_run() begins; these tests want to do that themselves, so main() is their own. */

static apr_pool_t *begin(oas_work_t *work)
{
    apr_pool_t *pool;

    assert_int_equal(apr_pool_create(&pool, work->pool), APR_SUCCESS);
    assert_int_equal(oas_crypto_begin(pool, work), OAS_OK);
    return pool;
}

static oas_status_t hash_something(oas_work_t *work)
{
    unsigned char out[32];

    return oas_digest(out, OAS_SHA256, oas_bytes_of("abc"), work);
}

static void nothing_works_before_the_beginning(void **state)
{
    oas_work_t *work = unit_work(state);
    static const unsigned char key[32];
    unsigned char out[64];
    oas_bytes_t bytes;

    assert_int_equal(hash_something(work), OAS_BROKEN);
    assert_reason(work, "crypto_not_begun");
    assert_int_equal(oas_hmac(out, OAS_SHA256, oas_bytes_of("k"), oas_bytes_of("v"), work), OAS_BROKEN);
    assert_int_equal(oas_box_close(&bytes, oas_bytes(key, 32), oas_bytes_of(""), oas_bytes_of("v"), work), OAS_BROKEN);
    assert_int_equal(oas_box_open(&bytes, oas_bytes(key, 32), oas_bytes_of(""), oas_bytes(out, 64), work), OAS_BROKEN);
    assert_int_equal(bytes.length, 0);
}

static void nothing_works_after_the_end(void **state)
{
    oas_work_t *work = unit_work(state);
    apr_pool_t *pool = begin(work);

    assert_int_equal(hash_something(work), OAS_OK);
    apr_pool_destroy(pool);
    assert_int_equal(hash_something(work), OAS_BROKEN);
    assert_reason(work, "crypto_not_begun");
}

static void the_last_of_several_pools_is_the_end(void **state)
{
    oas_work_t *work = unit_work(state);
    apr_pool_t *first = begin(work);
    apr_pool_t *second = begin(work);

    apr_pool_destroy(first);
    assert_int_equal(hash_something(work), OAS_OK);
    apr_pool_destroy(second);
    assert_int_equal(hash_something(work), OAS_BROKEN);
}

/* libc has 1024 thread keys for a process: each restart of a server must give its own back. */
static void it_can_begin_again_as_often_as_a_server_restarts(void **state)
{
    oas_work_t *work = unit_work(state);

    for (int restart = 0; restart < 1100; restart++) {
        apr_pool_t *pool = begin(work);

        assert_int_equal(hash_something(work), OAS_OK);
        apr_pool_destroy(pool);
    }
}

static void a_thread_keeps_its_context(void **state)
{
    oas_work_t *work = unit_work(state);
    apr_pool_t *pool = begin(work);
    oas_context_t *first, *second;

    assert_int_equal(oas_context_mine(&first, work), OAS_OK);
    assert_int_equal(oas_context_mine(&second, work), OAS_OK);
    assert_ptr_equal(first, second);
    apr_pool_destroy(pool);
}

static void *context_of_this_thread(void *pool)
{
    oas_work_t work = oas_work(pool, OAS_TEST_NOW);
    oas_context_t *context;

    return oas_context_mine(&context, &work) == OAS_OK ? context : NULL;
}

static void each_thread_has_a_context_of_its_own(void **state)
{
    oas_work_t *work = unit_work(state);
    apr_pool_t *pool = begin(work);
    oas_context_t *mine;
    pthread_t thread;
    void *other;

    assert_int_equal(oas_context_mine(&mine, work), OAS_OK);
    assert_int_equal(pthread_create(&thread, NULL, context_of_this_thread, work->pool), 0);
    assert_int_equal(pthread_join(thread, &other), 0);
    assert_non_null(other);
    assert_ptr_not_equal(mine, other);
    apr_pool_destroy(pool);
}

/* What mod_ssl has not read yet is none of our business. */
static void errors_of_others_stay_in_the_queue(void **state)
{
    oas_work_t *work = unit_work(state);
    apr_pool_t *pool = begin(work);
    static const unsigned char key[32], box[100];
    unsigned char out[255 * 32 + 1];
    oas_bytes_t plain;

    ERR_raise(ERR_LIB_USER, 4711);
    assert_int_equal(hash_something(work), OAS_OK);
    assert_int_equal(oas_random(out, 16, work), OAS_OK);
    assert_int_equal(oas_box_open(&plain, oas_bytes(key, 32), oas_bytes_of(""), oas_bytes(box, 100), work),
                     OAS_REFUSED);
    assert_int_equal(oas_hkdf(out, 255 * 32 + 1, oas_bytes_of("x"), oas_bytes_of(""), oas_bytes_of(""), work),
                     OAS_BROKEN);
    assert_int_equal(ERR_GET_REASON(ERR_get_error()), 4711);
    assert_no_openssl_errors();
    apr_pool_destroy(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_works_before_the_beginning, unit_set_up, unit_tear_down),
        cmocka_unit_test_setup_teardown(nothing_works_after_the_end, unit_set_up, unit_tear_down),
        cmocka_unit_test_setup_teardown(the_last_of_several_pools_is_the_end, unit_set_up, unit_tear_down),
        cmocka_unit_test_setup_teardown(it_can_begin_again_as_often_as_a_server_restarts, unit_set_up, unit_tear_down),
        cmocka_unit_test_setup_teardown(a_thread_keeps_its_context, unit_set_up, unit_tear_down),
        cmocka_unit_test_setup_teardown(each_thread_has_a_context_of_its_own, unit_set_up, unit_tear_down),
        cmocka_unit_test_setup_teardown(errors_of_others_stay_in_the_queue, unit_set_up, unit_tear_down),
    };
    return apr_initialize() != APR_SUCCESS || cmocka_run_group_tests_name("context", tests, NULL, NULL) != 0;
}
