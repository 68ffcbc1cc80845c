/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

static void new_work_has_not_failed(void **state)
{
    oas_work_t *given = unit_work(state);
    oas_work_t work = oas_work(given->pool, 42);

    assert_ptr_equal(work.pool, given->pool);
    assert_true(work.now == 42);
    assert_null(work.reason);
    assert_null(work.failure);
}

static void a_failure_is_told_to_caller_and_log(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_int_equal(oas_fail(work, OAS_REFUSED, "too_late", "%s is %d s late", "it", 3), OAS_REFUSED);
    assert_reason(work, "too_late");
    assert_string_equal(work->failure, "it is 3 s late");
}

static void the_first_failure_wins(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_int_equal(oas_fail(work, OAS_REFUSED, "first", "one"), OAS_REFUSED);
    assert_int_equal(oas_fail(work, OAS_BROKEN, "second", "two"), OAS_BROKEN);
    assert_reason(work, "first");
    assert_string_equal(work->failure, "one");
}

static void what_was_forgiven_leaves_room_for_the_next(void **state)
{
    oas_work_t *work = unit_work(state);

    oas_fail(work, OAS_REFUSED, "first", "one");
    oas_forgive(work);
    assert_null(work->reason);
    assert_null(work->failure);
    oas_fail(work, OAS_BROKEN, "second", "two");
    assert_reason(work, "second");
}

static void news_is_told_beside_success_and_failure(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_null(work->news);
    oas_tell(work, "first", "one");
    oas_tell(work, "second", "%d", 2);
    assert_string_equal(work->news, "second");
    assert_string_equal(work->story, "2");
    oas_fail(work, OAS_BROKEN, "failed", "three");
    oas_forgive(work);
    assert_string_equal(work->news, "second");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_work_has_not_failed),
        cmocka_unit_test(a_failure_is_told_to_caller_and_log),
        cmocka_unit_test(the_first_failure_wins),
        cmocka_unit_test(what_was_forgiven_leaves_room_for_the_next),
        cmocka_unit_test(news_is_told_beside_success_and_failure),
    };
    return unit_run("work", tests, sizeof(tests) / sizeof(tests[0]));
}
