/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "flow/pair_changes.h"

/* "a", "1", "b", "2", NULL */
static apr_table_t *pairs(oas_work_t *work, ...)
{
    apr_table_t *table = apr_table_make(work->pool, 4);
    const char *key;
    va_list list;

    va_start(list, work);
    while ((key = va_arg(list, const char *)) != NULL)
        apr_table_setn(table, key, va_arg(list, const char *));
    va_end(list);
    return table;
}

static void assert_pair(const apr_table_t *table, const char *key, const char *value)
{
    const char *found = apr_table_get(table, key);

    if (value == NULL)
        assert_null(found);
    else
        assert_string_equal(found, value);
}

/* --- repeated --- */

static void two_that_change_different_pairs_both_win(void **state)
{
    oas_work_t *work = unit_work(state);
    apr_table_t *before = pairs(work, "a", "1", "b", "1", NULL);
    apr_table_t *newest = pairs(work, "a", "1", "b", "theirs", "c", "theirs", NULL);

    oas_pair_changes_repeat(newest, before, pairs(work, "a", "mine", "b", "1", "d", "mine", NULL));
    assert_pair(newest, "a", "mine");
    assert_pair(newest, "b", "theirs");
    assert_pair(newest, "c", "theirs");
    assert_pair(newest, "d", "mine");
}

static void of_two_that_change_the_same_pair_the_later_one_wins(void **state)
{
    oas_work_t *work = unit_work(state);
    apr_table_t *newest = pairs(work, "a", "theirs", NULL);

    oas_pair_changes_repeat(newest, pairs(work, "a", "1", NULL), pairs(work, "a", "mine", NULL));
    assert_pair(newest, "a", "mine");
}

static void what_was_taken_away_is_taken_away_from_the_newest(void **state)
{
    oas_work_t *work = unit_work(state);
    apr_table_t *newest = pairs(work, "site-user", "ada", "site-pw", "secret", "count", "2", NULL);

    oas_pair_changes_repeat(newest, pairs(work, "site-user", "ada", "site-pw", "secret", "count", "1", NULL),
                            pairs(work, "count", "1", NULL));
    assert_pair(newest, "site-user", NULL);
    assert_pair(newest, "site-pw", NULL);
    assert_pair(newest, "count", "2");
}

static void who_changes_something_else_does_not_bring_back_a_user_who_signed_out(void **state)
{
    oas_work_t *work = unit_work(state);
    apr_table_t *newest = pairs(work, "count", "1", NULL);

    oas_pair_changes_repeat(newest, pairs(work, "site-user", "ada", "count", "1", NULL),
                            pairs(work, "site-user", "ada", "count", "2", NULL));
    assert_pair(newest, "site-user", NULL);
    assert_pair(newest, "count", "2");
}

static void who_changes_nothing_leaves_all_as_it_is(void **state)
{
    oas_work_t *work = unit_work(state);
    apr_table_t *newest = pairs(work, "a", "theirs", NULL);

    oas_pair_changes_repeat(newest, pairs(work, "a", "1", "b", "1", NULL), pairs(work, "a", "1", "b", "1", NULL));
    assert_int_equal(apr_table_elts(newest)->nelts, 1);
    assert_pair(newest, "a", "theirs");
}

/* --- a sign-in --- */

static void a_user_who_was_not_there_signed_in(void **state)
{
    oas_work_t *work = unit_work(state);
    apr_table_t *nobody = pairs(work, NULL);

    assert_true(oas_pair_changes_sign_in(nobody, pairs(work, "Members-user", "ada", NULL)));
    assert_true(oas_pair_changes_sign_in(nobody, pairs(work, "user", "ada", NULL)));
    assert_true(oas_pair_changes_sign_in(nobody, pairs(work, "count", "1", "Members-pw", "secret", NULL)));
}

static void another_user_or_password_is_a_sign_in(void **state)
{
    oas_work_t *work = unit_work(state);
    apr_table_t *ada = pairs(work, "M-user", "ada", "M-pw", "one", NULL);

    assert_true(oas_pair_changes_sign_in(ada, pairs(work, "M-user", "bob", "M-pw", "one", NULL)));
    assert_true(oas_pair_changes_sign_in(ada, pairs(work, "M-user", "ada", "M-pw", "two", NULL)));
    assert_true(oas_pair_changes_sign_in(ada, pairs(work, "M-user", "ada", "M-pw", "one", "N-user", "ada", NULL)));
}

static void who_stays_or_signs_out_does_not_sign_in(void **state)
{
    oas_work_t *work = unit_work(state);
    apr_table_t *ada = pairs(work, "M-user", "ada", "M-pw", "one", NULL);

    assert_false(oas_pair_changes_sign_in(ada, pairs(work, "M-user", "ada", "M-pw", "one", "count", "1", NULL)));
    assert_false(oas_pair_changes_sign_in(ada, pairs(work, NULL)));
    assert_false(oas_pair_changes_sign_in(ada, pairs(work, "M-user", "ada", NULL)));
}

static void pairs_that_only_sound_like_a_user_are_none(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_false(oas_pair_changes_sign_in(pairs(work, NULL), pairs(work, "superuser", "1", "username", "x", "wpw", "1",
                                                                   "r", "1", "", "1", NULL)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_that_change_different_pairs_both_win),
        cmocka_unit_test(of_two_that_change_the_same_pair_the_later_one_wins),
        cmocka_unit_test(what_was_taken_away_is_taken_away_from_the_newest),
        cmocka_unit_test(who_changes_something_else_does_not_bring_back_a_user_who_signed_out),
        cmocka_unit_test(who_changes_nothing_leaves_all_as_it_is),
        cmocka_unit_test(a_user_who_was_not_there_signed_in),
        cmocka_unit_test(another_user_or_password_is_a_sign_in),
        cmocka_unit_test(who_stays_or_signs_out_does_not_sign_in),
        cmocka_unit_test(pairs_that_only_sound_like_a_user_are_none),
    };

    return unit_run("pair_changes", tests, sizeof(tests) / sizeof(tests[0]));
}
