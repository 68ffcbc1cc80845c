/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle_fixture.h"

#include <string.h>

#include <apr_strings.h>

#include "session/change.h"
#include "session/value_form.h"

static oas_value_edit_t set(const char *name, const char *value)
{
    return (oas_value_edit_t){OAS_VALUE_SET, {oas_bytes_of(name), oas_bytes_of(value)}};
}

static oas_value_edit_t unset(const char *name)
{
    return (oas_value_edit_t){OAS_VALUE_UNSET, {.name = oas_bytes_of(name)}};
}

static const oas_value_edit_t clear = {.kind = OAS_VALUES_CLEAR};

static oas_status_t change_if(fixture_t *fixture, const char *space, const oas_value_edit_t *edits, size_t count,
                              const uint64_t *if_version)
{
    oas_session_t *session = opened(fixture);
    uint64_t version;

    return oas_session_change_values(&version, session, &fixture->sessions, space,
                                     &(oas_value_edits_t){edits, count, if_version}, &fixture->work);
}

static oas_status_t change_one(fixture_t *fixture, const char *space, oas_value_edit_t edit)
{
    return change_if(fixture, space, &edit, 1, NULL);
}

static oas_values_t values_of(fixture_t *fixture, const char *space)
{
    oas_values_t values;

    assert_int_equal(oas_session_open_values(&values, &fixture->sessions, opened(fixture), space, &fixture->work), OAS_OK);
    return values;
}

static void assert_value(fixture_t *fixture, const char *space, const char *name, const char *expected)
{
    oas_values_t values = values_of(fixture, space);
    const oas_bytes_t *value = oas_values_get(&values, oas_bytes_of(name));

    assert_true(expected == NULL ? value == NULL : value != NULL && oas_bytes_equal(*value, oas_bytes_of(expected)));
}

static void a_new_session_has_no_values(void **state)
{
    fixture_t *fixture = *state;
    oas_values_t values;

    begin(fixture);
    values = values_of(fixture, "default");
    assert_int_equal(values.count, 0);
    assert_true(values.version == 0);
}

static void finds_what_was_set(void **state)
{
    fixture_t *fixture = *state;
    const oas_value_edit_t edits[] = {set("x", "1"), set("cart", "[1,2]"), set("empty", ""), set("x", "2")};

    begin(fixture);
    assert_int_equal(change_if(fixture, "default", edits, 4, NULL), OAS_OK);
    assert_value(fixture, "default", "x", "2");
    assert_value(fixture, "default", "cart", "[1,2]");
    assert_value(fixture, "default", "empty", "");
    assert_value(fixture, "default", "y", NULL);
    assert_int_equal(values_of(fixture, "default").count, 3);
    assert_true(values_of(fixture, "default").version == 1);
}

static void values_have_any_bytes(void **state)
{
    fixture_t *fixture = *state;
    unsigned char all[512];
    oas_value_edit_t edit = set("all", "");
    oas_values_t values;

    for (size_t i = 0; i < sizeof(all); i++)
        all[i] = (unsigned char)i;
    edit.value.value = oas_bytes(all, sizeof(all));
    begin(fixture);
    assert_int_equal(change_one(fixture, "default", edit), OAS_OK);
    values = values_of(fixture, "default");
    assert_true(oas_bytes_equal(*oas_values_get(&values, oas_bytes_of("all")), edit.value.value));
}

static void merges_name_by_name(void **state)
{
    fixture_t *fixture = *state;
    const oas_value_edit_t both[] = {unset("a"), set("c", "3")}, anew[] = {clear, set("d", "4")};

    begin(fixture);
    assert_int_equal(change_one(fixture, "default", set("a", "1")), OAS_OK);
    assert_int_equal(change_one(fixture, "default", set("b", "2")), OAS_OK);
    assert_int_equal(change_if(fixture, "default", both, 2, NULL), OAS_OK);
    assert_value(fixture, "default", "a", NULL);
    assert_value(fixture, "default", "b", "2");
    assert_value(fixture, "default", "c", "3");
    assert_int_equal(change_one(fixture, "default", unset("unknown")), OAS_OK);
    assert_int_equal(change_if(fixture, "default", anew, 2, NULL), OAS_OK);
    assert_value(fixture, "default", "b", NULL);
    assert_value(fixture, "default", "d", "4");
    assert_int_equal(values_of(fixture, "default").count, 1);
}

static void spaces_know_nothing_of_each_other(void **state)
{
    fixture_t *fixture = *state;

    begin(fixture);
    assert_int_equal(change_one(fixture, "shop", set("x", "shop's")), OAS_OK);
    assert_int_equal(change_one(fixture, "blog", set("x", "blog's")), OAS_OK);
    assert_int_equal(change_one(fixture, "blog", clear), OAS_OK);
    assert_value(fixture, "shop", "x", "shop's");
    assert_value(fixture, "blog", "x", NULL);
    assert_value(fixture, "Shop", "x", NULL);
    assert_true(values_of(fixture, "shop").version == 1);
    assert_true(values_of(fixture, "blog").version == 2); /* cleared, and it goes on from there */
}

static void a_version_that_is_not_the_one_demanded_changes_nothing(void **state)
{
    fixture_t *fixture = *state;
    const oas_value_edit_t edit = set("n", "9");
    const uint64_t never = 0, first = 1, second = 2;

    begin(fixture);
    assert_int_equal(change_if(fixture, "default", &edit, 1, &first), OAS_EXPIRED);
    assert_reason(&fixture->work, "values_version");
    assert_int_equal(change_if(fixture, "default", &edit, 1, &never), OAS_OK);
    assert_int_equal(change_if(fixture, "default", &edit, 1, &never), OAS_EXPIRED);
    assert_int_equal(change_if(fixture, "default", &edit, 1, &second), OAS_EXPIRED);
    assert_int_equal(change_if(fixture, "default", &edit, 1, &first), OAS_OK);
    assert_true(values_of(fixture, "default").version == 2);
}

/* Somebody else comes between the reading and the writing of a change that demands a version. */
static void set_first(meddler_t *meddler)
{
    fixture_t *fixture = meddler->data;

    meddler->meanwhile = NULL;
    assert_int_equal(change_one(fixture, "default", set("n", "theirs")), OAS_OK);
}

static void of_two_who_demand_the_same_version_one_is_refused(void **state)
{
    fixture_t *fixture = *state;
    const oas_value_edit_t edit = set("n", "ours");
    const uint64_t never = 0;

    begin(fixture);
    fixture->meddler.meanwhile = set_first;
    fixture->meddler.data = fixture;
    assert_int_equal(change_if(fixture, "default", &edit, 1, &never), OAS_EXPIRED);
    assert_value(fixture, "default", "n", "theirs");
}

static void of_two_who_demand_none_both_are_kept(void **state)
{
    fixture_t *fixture = *state;

    begin(fixture);
    fixture->meddler.meanwhile = set_first;
    fixture->meddler.data = fixture;
    assert_int_equal(change_one(fixture, "default", set("m", "ours")), OAS_OK);
    assert_value(fixture, "default", "n", "theirs");
    assert_value(fixture, "default", "m", "ours");
    assert_true(values_of(fixture, "default").version == 2);
}

static void assert_refused(fixture_t *fixture, const char *space, oas_value_edit_t edit, const char *reason)
{
    uint64_t before = record_of(fixture).head.generation;

    oas_forgive(&fixture->work);
    assert_int_equal(change_one(fixture, space, edit), OAS_REFUSED);
    assert_reason(&fixture->work, reason);
    assert_true(record_of(fixture).head.generation == before);
}

static void refuses_names_that_can_not_be_told(void **state)
{
    fixture_t *fixture = *state;
    char *longest = apr_pcalloc(fixture->work.pool, OAS_VALUE_NAME_LONGEST + 2);
    oas_value_edit_t with_nul = set("x", "1");

    begin(fixture);
    memset(longest, 'n', OAS_VALUE_NAME_LONGEST);
    assert_int_equal(change_one(fixture, "default", set(longest, "1")), OAS_OK);
    longest[OAS_VALUE_NAME_LONGEST] = 'n';
    assert_refused(fixture, "default", set(longest, "1"), "values_name");
    assert_refused(fixture, "default", set("", "1"), "values_name");
    assert_refused(fixture, "default", set("a\nb", "1"), "values_name");
    assert_refused(fixture, "default", set("\x7f", "1"), "values_name");
    assert_refused(fixture, "default", set("\xff", "1"), "values_name");
    assert_refused(fixture, "default", unset(""), "values_name");
    with_nul.value.name = oas_bytes("a\0b", 3);
    assert_refused(fixture, "default", with_nul, "values_name");
    assert_int_equal(change_one(fixture, "default", set("My Realm-\xc3\xbcser", "1")), OAS_OK);
}

static void refuses_more_than_a_space_may_have(void **state)
{
    fixture_t *fixture = *state;
    char *large = apr_pcalloc(fixture->work.pool, OAS_VALUES_BYTES + 1);

    begin(fixture);
    memset(large, 'v', OAS_VALUES_BYTES);
    assert_refused(fixture, "default", set("x", large), "values_large");
    large[OAS_VALUES_BYTES - 1] = '\0';
    assert_int_equal(change_one(fixture, "default", set("x", large)), OAS_OK);
    assert_refused(fixture, "default", set("y", ""), "values_large");
    assert_int_equal(change_one(fixture, "other", set("x", "another space has room of its own")), OAS_OK);
    assert_int_equal(change_one(fixture, "default", clear), OAS_OK);
    for (int i = 0; i < OAS_VALUES_MOST; i++)
        assert_int_equal(change_one(fixture, "default", set(apr_itoa(fixture->work.pool, i), "")), OAS_OK);
    assert_refused(fixture, "default", set("one more", ""), "values_many");
    assert_int_equal(change_one(fixture, "default", set("0", "again")), OAS_OK);
}

static void refuses_more_spaces_than_a_session_may_have(void **state)
{
    fixture_t *fixture = *state;

    begin(fixture);
    for (int i = 0; i < OAS_VALUE_SPACES_MOST; i++)
        assert_int_equal(change_one(fixture, apr_itoa(fixture->work.pool, i), set("x", "")), OAS_OK);
    assert_refused(fixture, "one-more", set("x", ""), "values_spaces");
    assert_int_equal(change_one(fixture, "3", set("x", "again")), OAS_OK);
}

static void names_of_spaces_are_simple(void **state)
{
    static const char *const wrong[] = {"", "a b", "a/b", "\xc3\xbc", "a\n"};

    (void)state;
    assert_true(oas_value_is_space("Shop-2.eu_x"));
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_false(oas_value_is_space(wrong[i]));
}

static void nothing_is_written_to_an_ended_session(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    const oas_value_edit_t edit = set("x", "1");
    oas_values_t values;
    uint64_t version;

    assert_int_equal(oas_session_end(&fixture->sessions, session, &fixture->work), OAS_OK);
    assert_int_equal(oas_session_change_values(&version, session, &fixture->sessions, "default",
                                               &(oas_value_edits_t){&edit, 1, NULL}, &fixture->work),
                     OAS_NOT_FOUND);
    assert_int_equal(oas_session_open_values(&values, &fixture->sessions, session, "default", &fixture->work),
                     OAS_NOT_FOUND);
    assert_no_session(fixture, OAS_NOT_FOUND, "session_unknown");
}

static void values_outlive_a_renewal_of_tokens(void **state)
{
    fixture_t *fixture = *state;
    oas_session_t *session = begin(fixture);
    oas_contents_t contents;
    oas_record_t record;

    assert_int_equal(change_one(fixture, "default", set("x", "1")), OAS_OK);
    record = record_of(fixture);
    assert_int_equal(oas_contents_open(&contents, &record, &fixture->sessions, &session->ticket, &fixture->work), OAS_OK);
    assert_string_equal(contents.vault.access_token, "canary-access-token");
    assert_string_equal(contents.label.agent, "canary-agent");
    assert_string_equal(contents.face.user, "canary-user");
}

static void other_forms_are_no_values(void **state)
{
    static const char *const forms[] = {"F", "D", "D\1", "D\2\1", "D\1\1\1a", "D\1\1\0"};
    oas_work_t *work = &((fixture_t *)*state)->work;
    apr_array_header_t *spaces;

    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        assert_int_equal(oas_value_form_parse(&spaces, oas_bytes_of(forms[i]), work), OAS_BROKEN);
        assert_int_equal(spaces->nelts, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_new_session_has_no_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(finds_what_was_set, set_up, tear_down),
        cmocka_unit_test_setup_teardown(values_have_any_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(merges_name_by_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(spaces_know_nothing_of_each_other, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_version_that_is_not_the_one_demanded_changes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(of_two_who_demand_the_same_version_one_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(of_two_who_demand_none_both_are_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_names_that_can_not_be_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_more_than_a_space_may_have, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_more_spaces_than_a_session_may_have, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_of_spaces_are_simple, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_is_written_to_an_ended_session, set_up, tear_down),
        cmocka_unit_test_setup_teardown(values_outlive_a_renewal_of_tokens, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_forms_are_no_values, set_up, tear_down),
    };
    return unit_run("values", tests, sizeof(tests) / sizeof(tests[0]));
}
