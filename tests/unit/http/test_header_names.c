/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <ctype.h>
#include <string.h>

#include <apr_strings.h>

#include "http/header_names.h"

static oas_header_names_t *some_names(void **state)
{
    oas_header_names_t *names = oas_header_names(unit_work(state)->pool);

    oas_header_names_add(names, "X-Session-Set");
    oas_header_names_add_beginning(names, "X-OAuth-");
    return names;
}

static bool find(const oas_header_names_t *names, const char *name)
{
    return oas_header_names_find(names, name, strlen(name));
}

/* R-HDR-02: each letter in both cases, and each place between two of them with something there or nothing. */
static void finds_a_name_in_every_spelling(void **state)
{
    static const char letters[] = "xremoteuser";
    static const char signs[] = "-_.'!#$%&*+^`|~ \t/:";
    enum { LETTERS = sizeof(letters) - 1 };
    oas_header_names_t *names = oas_header_names(unit_work(state)->pool);
    char name[3 * LETTERS + 1];

    oas_header_names_add(names, "X-Remote-User");
    for (unsigned spelling = 0; spelling < 1u << (2 * LETTERS); spelling += 97) {
        char *end = name;

        for (int i = 0; i < LETTERS; i++) {
            if ((spelling >> (LETTERS + i)) & 1)
                *end++ = signs[(spelling + (unsigned)i) % (sizeof(signs) - 1)];
            *end++ = (char)((spelling >> i) & 1 ? toupper(letters[i]) : letters[i]);
        }
        *end = '\0';
        if (!find(names, name))
            fail_msg("%s was not found", name);
    }
}

static void finds_all_that_begins_so(void **state)
{
    const oas_header_names_t *names = some_names(state);

    assert_true(find(names, "X-OAuth-User"));
    assert_true(find(names, "x_oauth_claim_nobody_has_heard_of"));
    assert_true(find(names, "XOAuth"));
    assert_true(find(names, "X-OAuthorize"));
}

static void a_whole_name_is_no_beginning(void **state)
{
    assert_true(find(some_names(state), "X-Session-Set"));
    assert_true(find(some_names(state), "x.session.set-"));
    assert_false(find(some_names(state), "X-Session-Settings"));
    assert_false(find(some_names(state), "X-Session"));
}

static void other_names_are_not_in_the_set(void **state)
{
    static const char *const others[] = {"",          "-",     "X",           "Host",          "OAuth-User",
                                         "X-Forwarded-For", "X-OAut", "XX-OAuth-User", "1X-OAuth-User", "X-0Auth-User"};

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_false(find(some_names(state), others[i]));
}

/* A byte that is no letter of ASCII may be left out by whoever reads the name. */
static void a_name_that_begins_with_a_sign_is_looked_at(void **state)
{
    for (int first = 1; first < 256; first++)
        if (!isalnum(first))
            assert_true(find(some_names(state), apr_psprintf(unit_work(state)->pool, "%cX-OAuth-User", first)));
}

static void a_name_ends_where_the_caller_says(void **state)
{
    const oas_header_names_t *names = some_names(state);

    assert_true(oas_header_names_find(names, " X-Session-Set, close", strlen(" X-Session-Set")));
    assert_false(oas_header_names_find(names, "X-OAuth-User", strlen("X-OAut")));
    assert_false(oas_header_names_find(names, "X-OAuth-User", 0));
}

static void most_names_are_known_by_their_first_letter(void **state)
{
    const oas_header_names_t *names = some_names(state);

    for (int first = 0; first < 128; first++)
        assert_int_equal(oas_header_names_lack(names, (char)first),
                         first == '\0' || (isalnum(first) && tolower(first) != 'x'));
}

static void nothing_is_in_an_empty_set(void **state)
{
    oas_header_names_t *names = oas_header_names(unit_work(state)->pool);

    assert_false(find(names, "X-OAuth-User"));
    oas_header_names_add_beginning(names, "");
    oas_header_names_add_beginning(names, "-");
    assert_false(find(names, "X-OAuth-User"));
    assert_false(find(names, "-"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_a_name_in_every_spelling),
        cmocka_unit_test(finds_all_that_begins_so),
        cmocka_unit_test(a_whole_name_is_no_beginning),
        cmocka_unit_test(other_names_are_not_in_the_set),
        cmocka_unit_test(a_name_that_begins_with_a_sign_is_looked_at),
        cmocka_unit_test(a_name_ends_where_the_caller_says),
        cmocka_unit_test(most_names_are_known_by_their_first_letter),
        cmocka_unit_test(nothing_is_in_an_empty_set),
    };

    return unit_run("header_names", tests, sizeof(tests) / sizeof(tests[0]));
}
