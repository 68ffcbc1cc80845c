/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "oidc/step_up.h"

static void all_that_is_asked_is_one_text(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_step_up_t all = {.max_age = apr_time_from_sec(300), .acr_values = "gold urn:x:1", .again = true};
    const char *text = oas_step_up_text(&all, work->pool);
    oas_pairs_t parameters;

    assert_string_equal(text, "max_age=300&acr_values=gold+urn%3Ax%3A1&prompt=login");
    assert_int_equal(oas_step_up_parameters(&parameters, text, work), OAS_OK);
    assert_int_equal(parameters.count, 3);
    assert_string_equal(oas_pairs_get(parameters, "max_age"), "300");
    assert_string_equal(oas_pairs_get(parameters, "acr_values"), "gold urn:x:1");
    assert_string_equal(oas_pairs_get(parameters, "prompt"), "login");
}

static void what_is_not_asked_is_not_in_it(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_string_equal(oas_step_up_text(&(oas_step_up_t){.acr_values = "a"}, work->pool), "acr_values=a");
    assert_string_equal(oas_step_up_text(&(oas_step_up_t){.again = true}, work->pool), "prompt=login");
    assert_string_equal(oas_step_up_text(&(oas_step_up_t){.max_age = apr_time_from_sec(60)}, work->pool), "max_age=60");
}

static void no_text_asks_nothing(void **state)
{
    oas_pairs_t parameters;

    assert_int_equal(oas_step_up_parameters(&parameters, NULL, unit_work(state)), OAS_OK);
    assert_int_equal(parameters.count, 0);
}

static void more_than_fits_is_not_cut(void **state)
{
    oas_work_t *work = unit_work(state);
    char values[OAS_STEP_UP_LONGEST + 1];
    oas_step_up_t step_up = {.acr_values = values};
    size_t longest = OAS_STEP_UP_LONGEST - strlen("acr_values=");

    memset(values, 'x', sizeof(values));
    values[longest] = '\0';
    assert_int_equal(strlen(oas_step_up_text(&step_up, work->pool)), OAS_STEP_UP_LONGEST);
    values[longest] = 'x';
    values[longest + 1] = '\0';
    assert_null(oas_step_up_text(&step_up, work->pool));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_is_asked_is_one_text),
        cmocka_unit_test(what_is_not_asked_is_not_in_it),
        cmocka_unit_test(no_text_asks_nothing),
        cmocka_unit_test(more_than_fits_is_not_cut),
    };

    return unit_run("step_up", tests, sizeof(tests) / sizeof(tests[0]));
}
