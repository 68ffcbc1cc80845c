/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "oidc/claims.h"

static const char *const listed[] = {"email", "groups", NULL};
static const char *const blocked[] = {"!address", "!Phone-Number", NULL};
static const char *const both[] = {"email", "address", "!address", NULL};

static const oas_json_t *json_of(const char *text, oas_work_t *work)
{
    const oas_json_t *json;

    assert_int_equal(oas_json_parse_object(&json, oas_bytes_of(text), 300000, "test", work), OAS_OK);
    return json;
}

static void all_are_kept_where_nothing_is_said(void **state)
{
    (void)state;
    assert_true(oas_claim_is_kept(NULL, "anything"));
}

static void a_list_keeps_what_it_names_and_what_a_session_is_about(void **state)
{
    (void)state;
    assert_true(oas_claim_is_kept(listed, "email"));
    assert_true(oas_claim_is_kept(listed, "sub"));
    assert_true(oas_claim_is_kept(listed, "auth_time"));
    assert_false(oas_claim_is_kept(listed, "Email"));
    assert_false(oas_claim_is_kept(listed, "name"));
}

static void what_is_blocked_is_not_kept_in_any_spelling(void **state)
{
    (void)state;
    assert_true(oas_claim_is_kept(blocked, "email"));
    assert_false(oas_claim_is_kept(blocked, "address"));
    assert_false(oas_claim_is_kept(blocked, "Address"));
    assert_false(oas_claim_is_kept(blocked, "phone_number"));
    assert_true(oas_claim_is_kept(blocked, "phone_number_verified"));
    assert_false(oas_claim_is_kept(both, "address"));
}

static void the_size_of_what_is_not_kept_does_not_matter(void **state)
{
    oas_work_t *work = unit_work(state);
    char *large = apr_palloc(work->pool, 6000);
    oas_claim_sources_t sources = {.kept = listed};
    oas_bytes_t members;
    oas_pairs_t claims;

    memset(large, 'x', 6000);
    memcpy(large, "{\"email\":\"a@b\",\"name\":\"", 23);
    memcpy(large + 5997, "\"}", 3);
    sources.userinfo = json_of(large, work);
    assert_int_equal(oas_claims_keep(&claims, &members, &sources, work), OAS_OK);
    assert_int_equal(claims.count, 1);
    sources.kept = NULL;
    assert_int_equal(oas_claims_keep(&claims, &members, &sources, work), OAS_REFUSED);
    assert_reason(work, "claim_length");
}

static void what_is_neither_kept_nor_read_is_not_stored(void **state)
{
    static const char *const read[] = {"address.locality", NULL};
    static const char text[] = "{\"iss\":\"i\",\"sub\":\"s\",\"email\":\"a\\\"b\",\"address\":{\"locality\":\"x\"},\"name\":\"n\",\"groups\":[1]}";
    oas_work_t *work = unit_work(state);

    assert_string_equal(oas_kept_members(json_of(text, work), listed, read, work->pool),
                        "{\"iss\":\"i\",\"sub\":\"s\",\"email\":\"a\\\"b\",\"address\":{\"locality\":\"x\"},\"groups\":[1]}");
    assert_string_equal(oas_kept_members(json_of("{\"name\":\"n\"}", work), listed, NULL, work->pool), "{}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_are_kept_where_nothing_is_said),
        cmocka_unit_test(a_list_keeps_what_it_names_and_what_a_session_is_about),
        cmocka_unit_test(what_is_blocked_is_not_kept_in_any_spelling),
        cmocka_unit_test(the_size_of_what_is_not_kept_does_not_matter),
        cmocka_unit_test(what_is_neither_kept_nor_read_is_not_stored),
    };

    return unit_run("kept_claims", tests, sizeof(tests) / sizeof(tests[0]));
}
