/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "base/members.h"

static oas_bytes_t members_of(const char *json, oas_work_t *work)
{
    oas_buffer_t members = oas_buffer(work->pool, SIZE_MAX);
    const oas_json_t *object;

    assert_int_equal(oas_json_parse_object(&object, oas_bytes_of(json), 1024 * 1024, "test", work), OAS_OK);
    for (const oas_json_t *item = oas_json_first(object); item != NULL; item = oas_json_next(item))
        oas_members_add(&members, oas_json_name(item), item);
    return oas_buffer_bytes(&members);
}

static bool is_text(void *data, const char *text)
{
    return strcmp(data, text) == 0;
}

typedef struct {
    const char *json;
    const char *path;
    const char *text;
} row_t;

static bool has(const row_t *row, oas_work_t *work)
{
    char text[64];

    strcpy(text, row->text);
    return oas_members_any(members_of(row->json, work), row->path, is_text, text);
}

static void finds_each_value_at_its_path(void **state)
{
    static const row_t rows[] = {
        {"{\"groups\":[\"a\",\"b\",\"c\"]}", "groups", "a"},
        {"{\"groups\":[\"a\",\"b\",\"c\"]}", "groups", "c"},
        {"{\"other\":[\"x\"],\"groups\":[\"a\"]}", "groups", "a"},
        {"{\"groups\":[\"\"]}", "groups", ""},
        {"{\"groups\":[[\"a\"],[\"b\",[\"c\"]]]}", "groups", "c"},
        {"{\"realm_access\":{\"roles\":[\"user\",\"admin\"]}}", "realm_access.roles", "admin"},
        {"{\"a\":{\"b\":{\"c\":\"x\"}}}", "a.b.c", "x"},
        {"{\"a\":{\"b\":1,\"c\":true,\"d\":-0.5,\"e\":false}}", "a.b", "1"},
        {"{\"a\":{\"b\":1,\"c\":true,\"d\":-0.5,\"e\":false}}", "a.c", "true"},
        {"{\"a\":{\"b\":1,\"c\":true,\"d\":-0.5,\"e\":false}}", "a.d", "-0.5"},
        {"{\"a\":{\"b\":1,\"c\":true,\"d\":-0.5,\"e\":false}}", "a.e", "false"},
        {"{\"a\":[1.0,1e3,9007199254740991]}", "a", "1"},
        {"{\"a\":[1.0,1e3,9007199254740991]}", "a", "1000"},
        {"{\"a\":[1.0,1e3,9007199254740991]}", "a", "9007199254740991"},
        {"{\"teams\":[{\"name\":\"x\"},{\"name\":\"y\",\"role\":\"z\"}]}", "teams.name", "y"},
        {"{\"https://example.com/roles\":[\"x\"]}", "https://example.com/roles", "x"},
        {"{\"https://example.com/app\":{\"roles\":[\"x\"]}}", "https://example.com/app.roles", "x"},
        {"{\"a\":{\"b.c\":[\"x\"]}}", "a.b\\.c", "x"},
        {"{\"a\":{\"b.c\":[\"x\"],\"b\":{\"c\":\"y\"}}}", "a.b.c", "y"},
        {"{\"a.b\":[\"x\"],\"a\":{\"b\":\"y\"}}", "a.b", "y"},
        {"{\"a.b\":[\"x\"],\"a\":{\"b\":\"y\"}}", "a\\.b", "x"},
        {"{\"a\":{\"b\":\"\\\"\\\\\\n\\u00e4\"}}", "a.b", "\"\\\n\u00e4"},
        {"{\"a\":{\"\":\"x\"}}", "a.", "x"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (!has(&rows[i], unit_work(state)))
            fail_msg("%s has no %s at %s", rows[i].json, rows[i].text, rows[i].path);
}

static void finds_nothing_else(void **state)
{
    static const row_t rows[] = {
        {"{}", "groups", "a"},
        {"{\"groups\":[\"a\"]}", "groups", "A"},
        {"{\"groups\":[\"a\"]}", "groups", "a "},
        {"{\"groups\":[\"ab\"]}", "groups", "a"},
        {"{\"groups\":[\"a\"]}", "Groups", "a"},
        {"{\"groups\":[\"a\"]}", "group", "a"},
        {"{\"groups\":[\"a\"]}", "groups.a", "a"},
        {"{\"groups\":[\"a\"]}", "groups.", "a"},
        {"{\"groups\":[\"a\"]}", "", "a"},
        {"{\"groups\":[\"a\"]}", "groups", "[\"a\"]"},
        {"{\"groups\":[\"[\\\"a\\\"]\"]}", "groups", "a"},
        {"{\"groups\":[\"a,b\"]}", "groups", "a"},
        {"{\"groups\":[]}", "groups", ""},
        {"{\"groups\":[null]}", "groups", "null"},
        {"{\"groups\":[null]}", "groups", ""},
        {"{\"a\":{\"b\":null}}", "a.b", "null"},
        {"{\"a\":{\"b\":\"x\"}}", "a", "x"},
        {"{\"a\":{\"b\":\"x\"}}", "a", "{\"b\":\"x\"}"},
        {"{\"a\":{\"b\":\"x\"}}", "a.b.c", "x"},
        {"{\"a\":{\"b\":\"x\"}}", "a..b", "x"},
        {"{\"a\":{\"b\":\"x\"}}", ".a.b", "x"},
        {"{\"a\":{\"b\":\"x\"}}", "a.x", "b"},
        {"{\"a\":[{\"b\":\"x\"}]}", "a", "x"},
        {"{\"a\":[{\"b\":\"x\"}]}", "a.0.b", "x"},
        {"{\"a\":{\"b.c\":[\"x\"]}}", "a.b.c", "x"}, /* a name of this kind is nobody's way to another one's place */
        {"{\"a.b\":[\"x\"]}", "a.b", "x"},
        {"{\"a.b\":[\"x\"],\"a\":{\"b\":\"y\"}}", "a.b", "x"},
        {"{\"https://example\":{\"com/roles\":[\"x\"]}}", "https://example.com/roles", "x"},
        {"{\"plain\":\"x\"}", "plain", "x"}, /* no member: it has no members */
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (has(&rows[i], unit_work(state)))
            fail_msg("%s has %s at %s", rows[i].json, rows[i].text, rows[i].path);
}

static void says_which_names_it_has(void **state)
{
    oas_bytes_t members = members_of("{\"a\":[],\"b\":{\"c\":[1]},\"d\":\"1\",\"e\":null,\"f\":1}", unit_work(state));

    assert_true(oas_members_have(members, "a"));
    assert_true(oas_members_have(members, "b"));
    assert_false(oas_members_have(members, "c"));
    assert_false(oas_members_have(members, "b.c"));
    assert_false(oas_members_have(members, "d"));
    assert_false(oas_members_have(members, "e"));
    assert_false(oas_members_have(members, "f"));
}

static void knows_the_places_that_were_noted_and_no_others(void **state)
{
    oas_buffer_t members = oas_buffer(unit_work(state)->pool, SIZE_MAX);
    oas_places_t places = {.count = 0}, later = {.count = 0};
    char path[] = "";

    oas_members_note(&members, &places);
    assert_int_equal(members.length, 0);
    oas_place_add(&places, 0);
    oas_place_add(&places, 7);
    oas_place_add(&places, 254);
    oas_place_add(&places, 255); /* has no byte */
    oas_members_note(&members, &places);
    oas_place_add(&later, 3);
    oas_members_note(&members, &later);
    for (size_t i = 0; i < 1024; i++)
        assert_true(oas_members_noted(oas_buffer_bytes(&members), i) == (i == 0 || i == 3 || i == 7 || i == 254));
    assert_false(oas_members_any(oas_buffer_bytes(&members), path, is_text, "\x01"));
    for (size_t length = 0; length < members.length; length++)
        (void)oas_members_noted(oas_bytes(members.data, length), 300);
}

typedef struct {
    char all[64];
} shown_t;

static bool show(void *data, const char *text)
{
    shown_t *shown = data;

    strcat(strcat(shown->all, text), ";");
    return false;
}

static void shows_the_items_of_a_flat_list_in_their_order(void **state)
{
    oas_bytes_t members = members_of("{\"n\":1,\"a\":[\"x\",2,\"\",true],\"e\":[],\"a.b\":[\"y\"]}", unit_work(state));
    shown_t shown = {.all = ""};

    assert_true(oas_members_list(members, "a", show, &shown));
    assert_true(oas_members_list(members, "e", show, &shown));
    assert_true(oas_members_list(members, "a.b", show, &shown));
    assert_string_equal(shown.all, "x;2;;true;y;");
}

static void shows_nothing_of_what_is_no_flat_list(void **state)
{
    oas_bytes_t members = members_of("{\"n\":1,\"l\":[\"x\",[\"y\"]],\"o\":[{\"a\":1}],\"m\":{\"a\":[1]},\"t\":\"x\"}", unit_work(state));
    static const char *const names[] = {"n", "l", "o", "m", "t", "none", "m.a"};
    shown_t shown = {.all = ""};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_false(oas_members_list(members, names[i], show, &shown));
    assert_string_equal(shown.all, "");
}

static bool count_it(void *data, const char *text)
{
    *(size_t *)data += strlen(text) + 1;
    return false;
}

/* Whoever has the session's keys may write anything there; it ends all the same, and nothing outside is read. */
static void what_is_cut_or_bent_has_no_values_beyond_it(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t whole = members_of("{\"a\":{\"b\":[\"x\",{\"c\":\"y\"}]},\"d\":[1,[2,3]]}", work);

    for (size_t length = 0; length < whole.length; length++)
        for (int flip = 0; flip < 256; flip += 5) {
            unsigned char *copy = apr_palloc(work->pool, length + 1);
            size_t count = 0;

            memcpy(copy, whole.data, length);
            if (length != 0)
                copy[length / 2] ^= (unsigned char)flip;
            assert_false(oas_members_any(oas_bytes(copy, length), "a.b.c", count_it, &count));
            assert_false(oas_members_any(oas_bytes(copy, length), "d", count_it, &count));
            assert_true(count <= 2 * length);
        }
}

static void depth_has_an_end(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_buffer_t deep = oas_buffer(work->pool, SIZE_MAX);
    size_t count = 0;

    oas_buffer_add(&deep, oas_bytes("a", 2));
    for (uint32_t left = 100; left > 0; left--) {
        oas_buffer_add_u8(&deep, 'l');
        oas_buffer_add_u32(&deep, 5 * (left - 1) + 3);
    }
    oas_buffer_add(&deep, oas_bytes("tx", 3));
    assert_true(oas_members_have(oas_buffer_bytes(&deep), "a"));
    assert_false(oas_members_any(oas_buffer_bytes(&deep), "a", count_it, &count));
    assert_int_equal(count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_each_value_at_its_path),
        cmocka_unit_test(finds_nothing_else),
        cmocka_unit_test(says_which_names_it_has),
        cmocka_unit_test(knows_the_places_that_were_noted_and_no_others),
        cmocka_unit_test(shows_the_items_of_a_flat_list_in_their_order),
        cmocka_unit_test(shows_nothing_of_what_is_no_flat_list),
        cmocka_unit_test(what_is_cut_or_bent_has_no_values_beyond_it),
        cmocka_unit_test(depth_has_an_end),
    };
    return unit_run("members", tests, sizeof(tests) / sizeof(tests[0]));
}
