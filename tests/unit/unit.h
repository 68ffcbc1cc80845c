/* SPDX-License-Identifier: Apache-2.0 */
/* For all unit tests: cmocka, and a unit of work in a fresh pool at a fixed time for each test.
 *
 *   static void refuses_an_empty_text(void **state)
 *   {
 *       oas_work_t *work = unit_work(state);
 *       ...
 *       assert_reason(work, "json_syntax");
 *   }
 *   int main(void)
 *   {
 *       const struct CMUnitTest tests[] = {cmocka_unit_test(refuses_an_empty_text), ...};
 *       return unit_run("json", tests, sizeof(tests) / sizeof(tests[0]));
 *   }
 */
#ifndef OAS_TESTS_UNIT_H
#define OAS_TESTS_UNIT_H

/* cmocka.h wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include <apr_general.h>
#include <openssl/err.h>

#include "base/work.h"
#include "crypto/context.h"

/* "Now" of each test: 2027-01-15 08:00:00 UTC. */
#define OAS_TEST_NOW apr_time_from_sec(INT64_C(1800000000))

/* The test's unit of work. */
static inline oas_work_t *unit_work(void **state)
{
    return *state;
}

/* The first failure noted in work has this code. */
static inline void assert_reason(const oas_work_t *work, const char *code)
{
    assert_non_null(work->reason);
    assert_string_equal(work->reason, code);
    assert_non_null(work->failure);
}

/* mod_ssl reads OpenSSL's queue after us: nothing of ours may be left there. Checked after each test anyway. */
static inline void assert_no_openssl_errors(void)
{
    char text[256];

    if (ERR_peek_error() != 0) {
        ERR_error_string_n(ERR_get_error(), text, sizeof(text));
        fail_msg("left in OpenSSL's error queue: %s", text);
    }
}

static inline int unit_set_up(void **state)
{
    apr_pool_t *pool;

    if (apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return -1;
    *state = apr_palloc(pool, sizeof(oas_work_t));
    *(oas_work_t *)*state = oas_work(pool, OAS_TEST_NOW);
    return 0;
}

static inline int unit_tear_down(void **state)
{
    apr_pool_destroy(unit_work(state)->pool);
    assert_no_openssl_errors();
    return 0;
}

/* Run the tests; those without a set-up of their own get unit_set_up, and unit_work() works in them. */
static inline int unit_run(const char *name, const struct CMUnitTest *tests, size_t count)
{
    struct CMUnitTest *complete = calloc(count, sizeof(*complete));
    apr_pool_t *pool;
    oas_work_t work;
    int failed;

    if (complete == NULL || apr_initialize() != APR_SUCCESS || apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return EXIT_FAILURE;
    work = oas_work(pool, OAS_TEST_NOW);
    if (oas_crypto_begin(pool, &work) != OAS_OK)
        return EXIT_FAILURE;
    for (size_t i = 0; i < count; i++) {
        complete[i] = tests[i];
        if (complete[i].setup_func == NULL) {
            complete[i].setup_func = unit_set_up;
            complete[i].teardown_func = unit_tear_down;
        }
    }
    failed = _cmocka_run_group_tests(name, complete, count, NULL, NULL);
    free(complete);
    apr_terminate();
    return failed;
}

#endif
