/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "oidc/registration.h"

static void code_by_query_is_what_a_registration_has_by_itself(void **state)
{
    const oas_registration_t registration = {.name = "op"};

    (void)state;
    assert_string_equal(oas_response_parts(registration.response_type)->name, "code");
    assert_int_equal(registration.response_mode, OAS_MODE_QUERY);
}

/* OAuth 2.0 Multiple Response Type Encoding Practices §3: a response type is a set of words, space between them. */
static void a_name_says_what_an_answer_has(void **state)
{
    (void)state;
    for (oas_response_type_t type = OAS_TYPE_CODE; type <= OAS_TYPE_ID_TOKEN; type++) {
        const oas_response_parts_t *parts = oas_response_parts(type);
        const char *token = strstr(parts->name, "token");

        while (token != NULL && token != parts->name && token[-1] == '_')
            token = strstr(token + 1, "token");
        assert_int_equal(parts->has_code, strstr(parts->name, "code") != NULL);
        assert_int_equal(parts->has_id_token, strstr(parts->name, "id_token") != NULL);
        assert_int_equal(parts->has_token, token != NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code_by_query_is_what_a_registration_has_by_itself),
        cmocka_unit_test(a_name_says_what_an_answer_has),
    };

    return unit_run("response", tests, sizeof(tests) / sizeof(tests[0]));
}
