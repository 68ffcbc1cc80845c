/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "crypto/seal.h"
#include "session/boxes.h"

static const unsigned char key[OAS_KEY_LENGTH] = {1, 2, 3};
static const oas_record_head_t head = {
    .index = {{9, 8, 7}},
    .key_id = 1,
    .realm = 2,
    .subject = 3,
    .provider_session = 4,
    .created = 5,
    .expires = 6,
    .last_used = 7,
    .idle_timeout = 8,
    .generation = 9,
};
static const oas_box_binding_t face = {.kind = OAS_BOX_FACE, .key = {key, sizeof(key)}, .head = &head};

static oas_bytes_t closed(const oas_box_binding_t *binding, oas_work_t *work)
{
    char plain[] = "jane"; /* will be wiped */
    oas_bytes_t box;

    assert_int_equal(oas_record_box_close(&box, binding, oas_bytes(plain, 4), work), OAS_OK);
    assert_string_equal(plain, "");
    return box;
}

static void assert_does_not_open(const oas_box_binding_t *binding, oas_bytes_t box, oas_work_t *work)
{
    oas_bytes_t plain;

    assert_int_equal(oas_record_box_open(&plain, binding, box, work), OAS_NOT_FOUND);
    assert_int_equal(plain.length, 0);
}

static void opens_what_it_closed(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t plain;

    assert_int_equal(oas_record_box_open(&plain, &face, closed(&face, work), work), OAS_OK);
    assert_string_equal((const char *)plain.data, "jane");
}

static void closes_the_same_differently_each_time(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t left = closed(&face, work), right = closed(&face, work);

    assert_int_equal(left.length, right.length);
    assert_memory_not_equal(left.data, right.data, 12);
    assert_memory_not_equal(left.data + 12, right.data + 12, left.length - 12);
}

static void refuses_a_box_with_any_bit_changed(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t box = closed(&face, work);
    unsigned char *bytes = (unsigned char *)box.data;

    for (size_t bit = 0; bit < box.length * 8; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        assert_does_not_open(&face, box, work);
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
}

static void refuses_a_box_that_is_cut_or_empty(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t box = closed(&face, work);

    for (size_t length = 0; length < box.length; length++)
        assert_does_not_open(&face, oas_bytes(box.data, length), work);
}

static void refuses_a_box_of_another_kind(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_box_binding_t vault = face;

    vault.kind = OAS_BOX_VAULT;
    assert_does_not_open(&face, closed(&vault, work), work);
}

static void refuses_a_box_under_another_key(void **state)
{
    static const unsigned char other[OAS_KEY_LENGTH] = {1, 2, 4};
    oas_work_t *work = unit_work(state);
    oas_box_binding_t foreign = face;

    foreign.key = oas_bytes(other, sizeof(other));
    assert_does_not_open(&face, closed(&foreign, work), work);
}

/* Who can write to the memory of the store can not give a session to another record, nor more time to it, nor bring an
 * earlier generation back. */
static void refuses_a_box_under_a_head_with_any_bit_changed(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t box = closed(&face, work);
    oas_record_head_t changed;
    oas_box_binding_t binding = face;
    const struct {
        size_t offset, length;
    } fields[] = {
        {offsetof(oas_record_head_t, index), 16},     {offsetof(oas_record_head_t, key_id), 4},
        {offsetof(oas_record_head_t, realm), 8},      {offsetof(oas_record_head_t, subject), 8},
        {offsetof(oas_record_head_t, created), 8},    {offsetof(oas_record_head_t, provider_session), 8},
        {offsetof(oas_record_head_t, expires), 8},    {offsetof(oas_record_head_t, idle_timeout), 8},
        {offsetof(oas_record_head_t, generation), 8},
    };

    binding.head = &changed;
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
        for (size_t bit = 0; bit < fields[i].length * 8; bit++) {
            changed = head;
            ((unsigned char *)&changed)[fields[i].offset + bit / 8] ^= (unsigned char)(1u << bit % 8);
            assert_does_not_open(&binding, box, work);
        }
}

static void a_later_use_changes_nothing(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t box = closed(&face, work), plain;
    oas_record_head_t later = head;
    oas_box_binding_t binding = face;

    later.last_used = OAS_TEST_NOW;
    binding.head = &later;
    assert_int_equal(oas_record_box_open(&plain, &binding, box, work), OAS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_what_it_closed),
        cmocka_unit_test(closes_the_same_differently_each_time),
        cmocka_unit_test(refuses_a_box_with_any_bit_changed),
        cmocka_unit_test(refuses_a_box_that_is_cut_or_empty),
        cmocka_unit_test(refuses_a_box_of_another_kind),
        cmocka_unit_test(refuses_a_box_under_another_key),
        cmocka_unit_test(refuses_a_box_under_a_head_with_any_bit_changed),
        cmocka_unit_test(a_later_use_changes_nothing),
    };
    return unit_run("boxes", tests, sizeof(tests) / sizeof(tests[0]));
}
