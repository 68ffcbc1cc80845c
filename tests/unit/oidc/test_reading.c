/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <pthread.h>
#include <string.h>

#include <apr_strings.h>

#include "oidc/reading.h"

static int times_read, freed;

static apr_status_t count_freed(void *nothing)
{
    (void)nothing;
    freed++;
    return APR_SUCCESS;
}

/* A text that is read as itself; "bad" is none. */
static oas_status_t read_copy(const void **value, oas_bytes_t text, const void *context, oas_work_t *work)
{
    *value = NULL;
    times_read++;
    apr_pool_cleanup_register(work->pool, NULL, count_freed, apr_pool_cleanup_null);
    if (oas_bytes_equal(text, oas_bytes_of("bad")))
        return oas_fail(work, OAS_REFUSED, "test_bad", "the text is %s", "bad");
    *value = apr_pstrcat(work->pool, oas_bytes_text(work->pool, text), context, NULL);
    return OAS_OK;
}

static oas_reading_t *new_reading(void **state)
{
    oas_reading_t *reading;

    times_read = freed = 0;
    assert_int_equal(oas_reading_new(&reading, unit_work(state)->pool, unit_work(state)), OAS_OK);
    return reading;
}

static const char *get(oas_reading_t *reading, const char *text, apr_pool_t *pool)
{
    oas_work_t work = oas_work(pool, OAS_TEST_NOW);
    const void *value;

    assert_int_equal(oas_reading_get(&value, reading, oas_bytes_of(text), read_copy, "!", &work), OAS_OK);
    return value;
}

static apr_pool_t *pool_in(void **state)
{
    apr_pool_t *pool;

    assert_int_equal(apr_pool_create(&pool, unit_work(state)->pool), APR_SUCCESS);
    return pool;
}

static void the_same_text_is_read_once(void **state)
{
    oas_reading_t *reading = new_reading(state);
    apr_pool_t *one = pool_in(state), *two = pool_in(state);
    const char *value = get(reading, "a", one);

    assert_string_equal(value, "a!");
    apr_pool_destroy(one);
    assert_ptr_equal(get(reading, "a", two), value);
    assert_int_equal(times_read, 1);
}

static void another_text_takes_its_place(void **state)
{
    oas_reading_t *reading = new_reading(state);
    apr_pool_t *pool = pool_in(state);

    assert_string_equal(get(reading, "a", pool), "a!");
    assert_string_equal(get(reading, "b", pool), "b!");
    assert_string_equal(get(reading, "b", pool), "b!");
    assert_int_equal(times_read, 2);
}

static void what_was_replaced_lives_until_the_last_lets_go(void **state)
{
    oas_reading_t *reading = new_reading(state);
    apr_pool_t *slow = pool_in(state), *quick = pool_in(state);
    const char *former = get(reading, "a", slow);

    get(reading, "b", quick);
    assert_int_equal(freed, 0);
    assert_string_equal(former, "a!");
    apr_pool_destroy(slow);
    assert_int_equal(freed, 1);
}

static void what_can_not_be_read_is_refused_and_keeps_nothing(void **state)
{
    oas_reading_t *reading = new_reading(state);
    oas_work_t *work = unit_work(state);
    const void *value = reading;

    assert_int_equal(oas_reading_get(&value, reading, oas_bytes_of("bad"), read_copy, "!", work), OAS_REFUSED);
    assert_null(value);
    assert_reason(work, "test_bad");
    assert_string_equal(work->failure, "the text is bad");
    assert_string_equal(get(reading, "a", work->pool), "a!");
}

static void what_can_not_be_read_leaves_what_there_was(void **state)
{
    oas_reading_t *reading = new_reading(state);
    oas_work_t *work = unit_work(state);
    const void *value;

    get(reading, "a", work->pool);
    assert_int_equal(oas_reading_get(&value, reading, oas_bytes_of("bad"), read_copy, "!", work), OAS_REFUSED);
    times_read = 0;
    get(reading, "a", work->pool);
    assert_int_equal(times_read, 0);
}

static void nothing_is_left_when_its_pool_goes(void **state)
{
    apr_pool_t *process = pool_in(state), *pool = pool_in(state);
    oas_work_t work = oas_work(process, OAS_TEST_NOW);
    oas_reading_t *reading;

    times_read = freed = 0;
    assert_int_equal(oas_reading_new(&reading, process, &work), OAS_OK);
    get(reading, "a", pool);
    apr_pool_destroy(pool);
    assert_int_equal(freed, 0);
    apr_pool_destroy(process);
    assert_int_equal(freed, 1);
}

enum { THREADS = 8, TURNS = 2000 };

/* Reads two texts in turn, and looks at what it was given after others had time to replace it. */
static oas_status_t read_silently(const void **value, oas_bytes_t text, const void *context, oas_work_t *work)
{
    (void)context;
    *value = oas_bytes_text(work->pool, text);
    return OAS_OK;
}

static void *read_in_turn(void *reading)
{
    intptr_t wrong = 0;

    for (int turn = 0; turn < TURNS; turn++) {
        const char *text = turn % 3 == 0 ? "one" : "another";
        const void *value;
        apr_pool_t *pool;
        oas_work_t work;

        apr_pool_create_unmanaged(&pool);
        work = oas_work(pool, OAS_TEST_NOW);
        wrong += oas_reading_get(&value, reading, oas_bytes_of(text), read_silently, NULL, &work) != OAS_OK
                 || strcmp(value, text) != 0;
        apr_pool_destroy(pool);
    }
    return (void *)wrong;
}

static void threads_may_read_different_texts_at_once(void **state)
{
    oas_reading_t *reading = new_reading(state);
    pthread_t threads[THREADS];
    void *wrong;

    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_in_turn, reading), 0);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], &wrong), 0);
        assert_null(wrong);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_text_is_read_once),
        cmocka_unit_test(another_text_takes_its_place),
        cmocka_unit_test(what_was_replaced_lives_until_the_last_lets_go),
        cmocka_unit_test(what_can_not_be_read_is_refused_and_keeps_nothing),
        cmocka_unit_test(what_can_not_be_read_leaves_what_there_was),
        cmocka_unit_test(nothing_is_left_when_its_pool_goes),
        cmocka_unit_test(threads_may_read_different_texts_at_once),
    };
    return unit_run("reading", tests, sizeof(tests) / sizeof(tests[0]));
}
