/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "flow/somebody_else.h"


static const char *const both[] = {"none", "login", "select_account", NULL};
static const char *const only_login[] = {"none", "login", NULL};
static const char *const neither[] = {"none", NULL};

static const char *asked_of(const char *const *prompts, const char *prompt, void **state)
{
    const oas_pair_t item = {"prompt", prompt};
    const oas_provider_t provider = {.prompts = prompts};
    oas_pairs_t asked = {.items = &item, .count = 1};

    oas_somebody_else_adapt(&asked, &provider, unit_work(state)->pool);
    assert_int_equal(asked.count, 1);
    return oas_pairs_get(asked, "prompt");
}

static void a_provider_that_knows_it_is_asked_to_let_him_choose(void **state)
{
    assert_string_equal(asked_of(both, "select_account", state), "select_account");
}

static void one_that_does_not_say_what_it_knows_is_asked_so_too(void **state)
{
    assert_string_equal(asked_of(NULL, "select_account", state), "select_account");
    assert_string_equal(asked_of(neither, "select_account", state), "select_account");
}

static void one_that_only_asks_for_a_password_is_asked_to_do_that(void **state)
{
    assert_string_equal(asked_of(only_login, "select_account", state), "login");
}

static void what_else_is_asked_stays_as_it_is(void **state)
{
    oas_pairs_t nothing = {.count = 0};
    const oas_provider_t provider = {.prompts = only_login};

    assert_string_equal(asked_of(only_login, "consent", state), "consent");
    oas_somebody_else_adapt(&nothing, &provider, unit_work(state)->pool);
    assert_int_equal(nothing.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_provider_that_knows_it_is_asked_to_let_him_choose),
        cmocka_unit_test(one_that_does_not_say_what_it_knows_is_asked_so_too),
        cmocka_unit_test(one_that_only_asks_for_a_password_is_asked_to_do_that),
        cmocka_unit_test(what_else_is_asked_stays_as_it_is),
    };

    return unit_run("somebody_else", tests, sizeof(tests) / sizeof(tests[0]));
}
