/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/buffer.h"

static void a_new_buffer_is_an_empty_text(void **state)
{
    oas_buffer_t buffer = oas_buffer(unit_work(state)->pool, 10);

    assert_string_equal(oas_buffer_text(&buffer), "");
    assert_int_equal(oas_buffer_bytes(&buffer).length, 0);
    assert_false(buffer.overflowed);
}

static void integers_begin_with_their_highest_byte(void **state)
{
    oas_buffer_t buffer = oas_buffer(unit_work(state)->pool, 15);
    static const unsigned char expected[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

    oas_buffer_add_u8(&buffer, 0x01);
    oas_buffer_add_u16(&buffer, 0x0203);
    oas_buffer_add_u32(&buffer, 0x04050607);
    oas_buffer_add_u64(&buffer, UINT64_C(0x08090a0b0c0d0e0f));
    assert_int_equal(oas_buffer_bytes(&buffer).length, sizeof(expected));
    assert_memory_equal(oas_buffer_bytes(&buffer).data, expected, sizeof(expected));
    assert_false(buffer.overflowed);
}

static void what_grows_keeps_its_content_and_ends_in_nul(void **state)
{
    oas_buffer_t buffer = oas_buffer(unit_work(state)->pool, 100000);

    for (size_t i = 0; i < 100000; i++) {
        oas_buffer_add_text(&buffer, i % 2 == 0 ? "a" : "b");
        assert_int_equal(buffer.data[i + 1], '\0');
    }
    assert_int_equal(buffer.length, 100000);
    for (size_t i = 0; i < 100000; i++)
        assert_int_equal(buffer.data[i], i % 2 == 0 ? 'a' : 'b');
    assert_false(buffer.overflowed);
}

static void what_does_not_fit_is_left_out_and_remembered(void **state)
{
    oas_buffer_t buffer = oas_buffer(unit_work(state)->pool, 4);

    oas_buffer_add_text(&buffer, "abc");
    oas_buffer_add_u16(&buffer, 0x6465);
    assert_string_equal(oas_buffer_text(&buffer), "abc");
    assert_true(buffer.overflowed);
}

static void nothing_is_added_behind_a_gap(void **state)
{
    oas_buffer_t buffer = oas_buffer(unit_work(state)->pool, 4);

    oas_buffer_add_text(&buffer, "abcde");
    oas_buffer_add_text(&buffer, "f");
    assert_string_equal(oas_buffer_text(&buffer), "");
    assert_true(buffer.overflowed);
}

static void the_ceiling_itself_fits(void **state)
{
    oas_buffer_t buffer = oas_buffer(unit_work(state)->pool, 4);

    oas_buffer_add_text(&buffer, "abcd");
    oas_buffer_add_text(&buffer, "");
    assert_string_equal(oas_buffer_text(&buffer), "abcd");
    assert_false(buffer.overflowed);
}

static void a_length_that_would_wrap_round_is_refused(void **state)
{
    oas_buffer_t buffer = oas_buffer(unit_work(state)->pool, 16);

    oas_buffer_add_text(&buffer, "ab");
    oas_buffer_add(&buffer, oas_bytes("x", SIZE_MAX));
    assert_string_equal(oas_buffer_text(&buffer), "ab");
    assert_true(buffer.overflowed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_buffer_is_an_empty_text),
        cmocka_unit_test(integers_begin_with_their_highest_byte),
        cmocka_unit_test(what_grows_keeps_its_content_and_ends_in_nul),
        cmocka_unit_test(what_does_not_fit_is_left_out_and_remembered),
        cmocka_unit_test(nothing_is_added_behind_a_gap),
        cmocka_unit_test(the_ceiling_itself_fits),
        cmocka_unit_test(a_length_that_would_wrap_round_is_refused),
    };
    return unit_run("buffer", tests, sizeof(tests) / sizeof(tests[0]));
}
