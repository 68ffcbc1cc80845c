/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include <apr_strings.h>

#include "oidc/admission.h"
#include "oidc/claims.h"

/* What follows the letter that data begins with. */
static const char *behind(const void *data, const char *text, apr_pool_t *pool)
{
    const char *at = strchr(text, *(const char *)data);

    return at != NULL ? apr_pstrdup(pool, at + 1) : NULL;
}

static const oas_text_rule_t behind_at = {behind, "@"}, behind_slash = {behind, "/"};
static const oas_claim_rule_t rules[] = {{"tenant", &behind_at, 0}, {"groups", &behind_slash, 0}, {"email", &behind_slash, 0}, {NULL, NULL, 0}};
static const oas_pair_t paths[] = {{"tenant", "email"}, {"groups", "groups"}};
static const oas_claim_map_t map = {.paths = {paths, 2}, .rules = rules};

static const oas_json_t *json_of(const char *text, oas_work_t *work)
{
    const oas_json_t *json;

    assert_int_equal(oas_json_parse_object(&json, oas_bytes_of(text), 300000, "test", work), OAS_OK);
    return json;
}

static oas_pairs_t claims_of(const char *json, oas_work_t *work)
{
    oas_pairs_t claims;

    assert_int_equal(oas_claims_flatten(&claims, json_of(json, work), NULL, map, work), OAS_OK);
    return claims;
}

static void a_claim_is_made_of_another(void **state)
{
    oas_pairs_t claims = claims_of("{\"sub\":\"s\",\"email\":\"ada@example.org\"}", unit_work(state));

    assert_string_equal(oas_pairs_get(claims, "tenant"), "example.org");
    assert_string_equal(oas_pairs_get(claims, "email"), "ada@example.org");
}

static void a_list_keeps_what_fits_of_it(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_string_equal(oas_pairs_get(claims_of("{\"groups\":[\"/a\",\"b\",\"x/\\\"c\\\\\",7,null,[\"/d\"]]}", work), "groups"),
                        "[\"a\",\"\\\"c\\\\\"]");
    assert_string_equal(oas_pairs_get(claims_of("{\"groups\":[\"b\"]}", work), "groups"), "[]");
}

/* Whoever chooses what an administrator cuts a prefix from must not get through with what has none. */
static void what_does_not_fit_is_not_there(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_null(oas_pairs_get(claims_of("{\"groups\":\"admins\",\"sub\":\"s\"}", work), "groups"));
    assert_null(oas_pairs_get(claims_of("{\"groups\":{\"a\":\"/x\"},\"sub\":\"s\"}", work), "groups"));
    assert_null(oas_pairs_get(claims_of("{\"tenant\":\"root\",\"email\":\"nobody\"}", work), "tenant"));
    assert_string_equal(oas_pairs_get(claims_of("{\"tenant\":\"root\",\"email\":\"nobody\",\"sub\":\"s\"}", work), "sub"), "s");
}

static void who_may_sign_in_goes_by_what_was_made(void **state)
{
    static const oas_pair_t pair = {"tenant", "example.org"};
    oas_work_t *work = unit_work(state);
    oas_work_t look = oas_work(work->pool, OAS_TEST_NOW);

    assert_int_equal(oas_admission_check((oas_pairs_t){&pair, 1}, json_of("{\"email\":\"a@example.org\"}", work), NULL, map, work), OAS_OK);
    assert_int_equal(oas_admission_check((oas_pairs_t){&pair, 1}, json_of("{\"tenant\":\"example.org\",\"email\":\"a\"}", work), NULL,
                                         map, &look), OAS_REFUSED);
}

static const char *split_at(char separator, const char *json, void **state)
{
    const oas_claim_rule_t split[] = {{"groups", NULL, separator}, {NULL, NULL, 0}};
    const oas_pair_t path = {"groups", "roles"};
    const oas_claim_map_t lists = {.paths = {&path, 1}, .rules = split};
    oas_pairs_t claims;

    assert_int_equal(oas_claims_flatten(&claims, json_of(json, unit_work(state)), NULL, lists, unit_work(state)), OAS_OK);
    return oas_pairs_get(claims, "groups");
}

static void a_text_becomes_a_list_where_that_is_said(void **state)
{
    assert_string_equal(split_at(',', "{\"roles\":\"a, b c,,\\\"d\\\" ,\"}", state), "[\"a\",\"b c\",\"\\\"d\\\"\"]");
    assert_string_equal(split_at(' ', "{\"roles\":\" a  b,c \"}", state), "[\"a\",\"b,c\"]");
    assert_string_equal(split_at(';', "{\"roles\":\"a\"}", state), "[\"a\"]");
    assert_string_equal(split_at(';', "{\"roles\":\" ; \"}", state), "[]");
}

static void what_is_no_text_is_not_split(void **state)
{
    assert_string_equal(split_at(',', "{\"roles\":[\"a,b\",\"c\"]}", state), "[\"a,b\",\"c\"]");
    assert_string_equal(split_at(',', "{\"roles\":7}", state), "7");
    assert_null(split_at(',', "{\"roles\":null,\"sub\":\"s\"}", state));
    assert_null(split_at(',', "{\"groups\":\"a,b\",\"sub\":\"s\"}", state));
}

static void who_may_sign_in_goes_by_the_items(void **state)
{
    static const oas_claim_rule_t split[] = {{"groups", NULL, ','}, {NULL, NULL, 0}};
    static const oas_pair_t path = {"groups", "roles"}, wanted = {"groups", "b"};
    const oas_claim_map_t lists = {.paths = {&path, 1}, .rules = split};
    oas_work_t *work = unit_work(state);
    oas_work_t look = oas_work(work->pool, OAS_TEST_NOW);

    assert_int_equal(oas_admission_check((oas_pairs_t){&wanted, 1}, json_of("{\"roles\":\"a,b\"}", work), NULL, lists, work), OAS_OK);
    assert_int_equal(oas_admission_check((oas_pairs_t){&wanted, 1}, json_of("{\"roles\":\"a,bc\"}", work), NULL, lists, &look),
                     OAS_REFUSED);
}

/* R-HDR-08: the provider verified what it said, and not what was made of it. */
static void an_address_that_was_made_is_not_verified(void **state)
{
    static const oas_pair_t itself = {"email", "email"};
    oas_work_t *work = unit_work(state);
    oas_pairs_t claims;

    assert_int_equal(oas_claims_flatten(&claims, json_of("{\"email\":\"x/ada@b\",\"email_verified\":true}", work), NULL,
                                        (oas_claim_map_t){.paths = {&itself, 1}, .rules = rules}, work),
                     OAS_OK);
    assert_string_equal(oas_pairs_get(claims, "email"), "ada@b");
    assert_null(oas_pairs_get(claims, "email_verified"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_claim_is_made_of_another),
        cmocka_unit_test(a_list_keeps_what_fits_of_it),
        cmocka_unit_test(what_does_not_fit_is_not_there),
        cmocka_unit_test(who_may_sign_in_goes_by_what_was_made),
        cmocka_unit_test(a_text_becomes_a_list_where_that_is_said),
        cmocka_unit_test(what_is_no_text_is_not_split),
        cmocka_unit_test(who_may_sign_in_goes_by_the_items),
        cmocka_unit_test(an_address_that_was_made_is_not_verified),
    };

    return unit_run("claim_map", tests, sizeof(tests) / sizeof(tests[0]));
}
