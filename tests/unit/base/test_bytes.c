/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/bytes.h"

static void bytes_are_equal_in_length_and_content(void **state)
{
    (void)state;
    assert_true(oas_bytes_equal(oas_bytes("a\0b", 3), oas_bytes("a\0b", 3)));
    assert_true(oas_bytes_equal(oas_bytes(NULL, 0), oas_bytes("", 0)));
    assert_false(oas_bytes_equal(oas_bytes("a\0b", 3), oas_bytes("a\0c", 3)));
    assert_false(oas_bytes_equal(oas_bytes_of("ab"), oas_bytes_of("abc")));
    assert_false(oas_bytes_equal(oas_bytes_of("abc"), oas_bytes_of("ab")));
    assert_false(oas_bytes_equal(oas_bytes(NULL, 0), oas_bytes_of("a")));
}

static void no_text_equals_nothing(void **state)
{
    (void)state;
    assert_true(oas_text_equal("", ""));
    assert_true(oas_text_equal("a", "a"));
    assert_false(oas_text_equal("a", "A"));
    assert_false(oas_text_equal("", NULL));
    assert_false(oas_text_equal(NULL, ""));
    assert_false(oas_text_equal(NULL, NULL));
}

static void no_text_has_no_bytes(void **state)
{
    (void)state;
    assert_int_equal(oas_bytes_of(NULL).length, 0);
    assert_int_equal(oas_bytes_of("").length, 0);
    assert_int_equal(oas_bytes_of("abc").length, 3);
}

static void a_copy_is_independent_and_ends_in_nul(void **state)
{
    char text[] = "abcd";
    oas_bytes_t copy = oas_bytes_copy(unit_work(state)->pool, oas_bytes(text, 3));

    text[0] = 'x';
    assert_int_equal(copy.length, 3);
    assert_string_equal((const char *)copy.data, "abc");
}

static void a_copy_of_nothing_is_an_empty_text(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;

    assert_string_equal((const char *)oas_bytes_copy(pool, oas_bytes(NULL, 0)).data, "");
    assert_string_equal(oas_bytes_text(pool, oas_bytes(NULL, 0)), "");
    assert_string_equal(oas_bytes_text(pool, oas_bytes("abcd", 2)), "ab");
}

static void a_wiped_secret_is_gone(void **state)
{
    char secret[] = "secret";

    (void)state;
    oas_wipe(secret, sizeof(secret));
    for (size_t i = 0; i < sizeof(secret); i++)
        assert_int_equal(secret[i], 0);
    oas_wipe(NULL, 0);
}

static void a_secret_is_wiped_when_its_pool_is_cleared(void **state)
{
    char secret[] = "secret"; /* not in the pool, so that it can be looked at afterwards */
    apr_pool_t *pool;

    assert_int_equal(apr_pool_create(&pool, unit_work(state)->pool), APR_SUCCESS);
    oas_wipe_with(pool, secret, 3);
    assert_string_equal(secret, "secret");
    apr_pool_destroy(pool);
    assert_memory_equal(secret, "\0\0\0ret", 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_equal_in_length_and_content),
        cmocka_unit_test(no_text_equals_nothing),
        cmocka_unit_test(no_text_has_no_bytes),
        cmocka_unit_test(a_copy_is_independent_and_ends_in_nul),
        cmocka_unit_test(a_copy_of_nothing_is_an_empty_text),
        cmocka_unit_test(a_wiped_secret_is_gone),
        cmocka_unit_test(a_secret_is_wiped_when_its_pool_is_cleared),
    };
    return unit_run("bytes", tests, sizeof(tests) / sizeof(tests[0]));
}
