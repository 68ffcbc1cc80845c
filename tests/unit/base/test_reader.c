/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/buffer.h"
#include "base/reader.h"

static void reads_what_a_buffer_wrote(void **state)
{
    oas_buffer_t buffer = oas_buffer(unit_work(state)->pool, 100);
    oas_reader_t reader;

    oas_buffer_add_u8(&buffer, UINT8_MAX);
    oas_buffer_add_u16(&buffer, UINT16_MAX - 1);
    oas_buffer_add_u32(&buffer, UINT32_MAX - 2);
    oas_buffer_add_u64(&buffer, UINT64_MAX - 3);
    oas_buffer_add_text(&buffer, "text");
    reader = oas_reader(oas_buffer_bytes(&buffer));
    assert_int_equal(oas_read_u8(&reader), UINT8_MAX);
    assert_int_equal(oas_read_u16(&reader), UINT16_MAX - 1);
    assert_int_equal(oas_read_u32(&reader), UINT32_MAX - 2);
    assert_true(oas_read_u64(&reader) == UINT64_MAX - 3);
    assert_false(oas_reader_is_done(&reader));
    assert_true(oas_bytes_equal(oas_read_bytes(&reader, 4), oas_bytes_of("text")));
    assert_true(oas_reader_is_done(&reader));
}

static void reading_past_the_end_gives_zeros_and_is_remembered(void **state)
{
    oas_reader_t reader = oas_reader(oas_bytes("\x01\x02\x03", 3));

    (void)state;
    assert_int_equal(oas_read_u32(&reader), 0);
    assert_true(reader.overrun);
    assert_int_equal(oas_read_u8(&reader), 0);
    assert_int_equal(oas_read_bytes(&reader, 1).length, 0);
    assert_false(oas_reader_is_done(&reader));
}

static void what_is_left_over_is_not_done(void **state)
{
    oas_reader_t reader = oas_reader(oas_bytes("\x01\x02", 2));

    (void)state;
    assert_int_equal(oas_read_u8(&reader), 1);
    assert_false(oas_reader_is_done(&reader));
    assert_false(reader.overrun);
}

static void a_length_nobody_has_is_an_overrun(void **state)
{
    oas_reader_t reader = oas_reader(oas_bytes("abc", 3));

    (void)state;
    assert_int_equal(oas_read_bytes(&reader, SIZE_MAX).length, 0);
    assert_true(reader.overrun);
}

static void nothing_can_be_read_from_nothing(void **state)
{
    oas_reader_t reader = oas_reader(oas_bytes(NULL, 0));

    (void)state;
    assert_true(oas_reader_is_done(&reader));
    assert_int_equal(oas_read_bytes(&reader, 0).length, 0);
    assert_true(oas_reader_is_done(&reader));
    assert_true(oas_read_u64(&reader) == 0);
    assert_false(oas_reader_is_done(&reader));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_a_buffer_wrote),
        cmocka_unit_test(reading_past_the_end_gives_zeros_and_is_remembered),
        cmocka_unit_test(what_is_left_over_is_not_done),
        cmocka_unit_test(a_length_nobody_has_is_an_overrun),
        cmocka_unit_test(nothing_can_be_read_from_nothing),
    };
    return unit_run("reader", tests, sizeof(tests) / sizeof(tests[0]));
}
