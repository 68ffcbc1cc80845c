/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include <apr_strings.h>

#include "oidc/user_form.h"

/* What stands before "@"; a text without it does not fit. */
static const char *local_part(const void *data, const char *text, apr_pool_t *pool)
{
    const char *at = strchr(text, '@');

    assert_null(data);
    return at != NULL ? apr_pstrmemdup(pool, text, (apr_size_t)(at - text)) : NULL;
}

static const oas_text_rule_t rule = {.rewrite = local_part};

static const char *named(const char *value, oas_user_form_t form, const char *issuer, oas_work_t *work)
{
    const char *user = value;

    assert_int_equal(oas_user_form_apply(&user, &form, issuer, work), OAS_OK);
    return user;
}

static void a_claim_is_the_name_as_it_is(void **state)
{
    assert_string_equal(named("Zo\xc3\xab@x", (oas_user_form_t){.rule = NULL}, NULL, unit_work(state)), "Zo\xc3\xab@x");
}

static void the_issuer_may_follow_without_its_scheme(void **state)
{
    static const oas_user_form_t form = {.with_issuer = true};
    static const oas_user_form_t both = {.with_issuer = true, .rule = &rule};

    assert_string_equal(named("17", form, "https://op.example", unit_work(state)), "17@op.example");
    assert_string_equal(named("17", form, "https://op.example/", unit_work(state)), "17@op.example");
    assert_string_equal(named("17", form, "https://op.example/t/1", unit_work(state)), "17@op.example/t/1");
    assert_string_equal(named("17", form, "github", unit_work(state)), "17@github");
    assert_string_equal(named("ada@x", both, "https://op.example", unit_work(state)), "ada@op.example");
}

static void who_does_not_fit_has_no_name(void **state)
{
    static const char *const values[] = {"ada", "@example.org"};

    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        const char *user = values[i];

        assert_int_equal(oas_user_form_apply(&user, &(oas_user_form_t){.rule = &rule}, NULL, &work), OAS_REFUSED);
        assert_reason(&work, "user_pattern");
        assert_null(user);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_claim_is_the_name_as_it_is),
        cmocka_unit_test(the_issuer_may_follow_without_its_scheme),
        cmocka_unit_test(who_does_not_fit_has_no_name),
    };

    return unit_run("user_form", tests, sizeof(tests) / sizeof(tests[0]));
}
