/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include <apr_strings.h>

#include "oidc/claims.h"

static const oas_claim_map_t no_map = {.rules = NULL};

static const oas_json_t *json_of(const char *text, oas_work_t *work)
{
    const oas_json_t *json = NULL;

    if (text != NULL)
        assert_int_equal(oas_json_parse_object(&json, oas_bytes_of(text), 300000, "test", work), OAS_OK);
    return json;
}

static oas_pairs_t flatten(const char *id_token, const char *userinfo, oas_claim_map_t map, oas_work_t *work)
{
    oas_pairs_t claims;

    assert_int_equal(oas_claims_flatten(&claims, json_of(id_token, work), json_of(userinfo, work), map, work), OAS_OK);
    return claims;
}

static void assert_same(const char *text, const char *expected)
{
    if (expected == NULL)
        assert_null(text);
    else
        assert_string_equal(text, expected);
}

static void assert_refused(const char *userinfo, const char *reason, apr_pool_t *pool)
{
    oas_work_t work = oas_work(pool, OAS_TEST_NOW);
    oas_pairs_t claims = {.count = 1};

    assert_int_equal(oas_claims_flatten(&claims, NULL, json_of(userinfo, &work), no_map, &work), OAS_REFUSED);
    assert_reason(&work, reason);
    assert_int_equal(claims.count, 0);
}

static void strings_stay_and_the_rest_is_compact_json(void **state)
{
    oas_pairs_t claims = flatten("{\"sub\":\"s\",\"name\":\"Zo\\u00eb \\\"Z\\\"\"}",
                                 "{\"n\": 1, \"t\": true, \"f\": false, \"x\": null, \"e\": \"\","
                                 "\"groups\": [\"CN=a,OU=b\", \"c|d\"], \"address\": {\"street\": \"1\\n2\"}}",
                                 no_map, unit_work(state));

    assert_string_equal(oas_pairs_get(claims, "name"), "Zo\xc3\xab \"Z\"");
    assert_string_equal(oas_pairs_get(claims, "n"), "1");
    assert_string_equal(oas_pairs_get(claims, "t"), "true");
    assert_string_equal(oas_pairs_get(claims, "f"), "false");
    assert_string_equal(oas_pairs_get(claims, "e"), "");
    assert_string_equal(oas_pairs_get(claims, "groups"), "[\"CN=a,OU=b\",\"c|d\"]");
    assert_string_equal(oas_pairs_get(claims, "address"), "{\"street\":\"1\\n2\"}");
    assert_null(oas_pairs_get(claims, "x"));
}

static void the_id_token_stands_before_user_info(void **state)
{
    oas_pairs_t claims =
        flatten("{\"sub\":\"s\",\"email\":\"a@example.org\"}",
                "{\"sub\":\"s\",\"email\":\"evil@example.org\",\"name\":\"n\"}", no_map, unit_work(state));

    assert_int_equal(claims.count, 3);
    assert_string_equal(oas_pairs_get(claims, "email"), "a@example.org");
    assert_string_equal(oas_pairs_get(claims, "name"), "n");
}

static void a_name_that_an_application_may_take_for_another_is_left_out(void **state)
{
    oas_pairs_t claims =
        flatten("{\"sub\":\"alice\",\"email_verified\":true}",
                "{\"Sub\":\"root\",\"s_u-b\":\"root\",\"email-verified\":false,\"subs\":\"x\",\"su\":\"y\"}", no_map,
                unit_work(state));

    assert_int_equal(claims.count, 4);
    assert_string_equal(oas_pairs_get(claims, "sub"), "alice");
    assert_string_equal(oas_pairs_get(claims, "email_verified"), "true");
    assert_string_equal(oas_pairs_get(claims, "subs"), "x");
    assert_string_equal(oas_pairs_get(claims, "su"), "y");
}

static void a_standard_claim_stands_before_one_of_a_users_making(void **state)
{
    oas_pairs_t claims = flatten("{\"Sub\":\"root\",\"email-verified\":true,\"E_Mail\":\"root@b\",\"sub\":\"alice\"}",
                                 "{\"email\":\"a@b\",\"email_verified\":false}", no_map, unit_work(state));

    assert_int_equal(claims.count, 3);
    assert_string_equal(oas_pairs_get(claims, "sub"), "alice");
    assert_string_equal(oas_pairs_get(claims, "email"), "a@b");
    assert_string_equal(oas_pairs_get(claims, "email_verified"), "false");
}

static void what_is_about_the_token_is_left_out(void **state)
{
    oas_pairs_t claims =
        flatten("{\"iss\":\"i\",\"aud\":\"a\",\"exp\":1,\"iat\":1,\"nbf\":1,\"jti\":\"j\",\"azp\":\"a\","
                "\"nonce\":\"n\",\"at_hash\":\"h\",\"c_hash\":\"h\",\"sid\":\"x\",\"sub\":\"s\","
                "\"auth_time\":7,\"acr\":\"1\"}",
                NULL, no_map, unit_work(state));

    assert_int_equal(claims.count, 3);
    assert_string_equal(oas_pairs_get(claims, "sub"), "s");
    assert_string_equal(oas_pairs_get(claims, "auth_time"), "7");
    assert_string_equal(oas_pairs_get(claims, "acr"), "1");
}

static void how_somebody_signed_in_is_for_the_id_token_to_say(void **state)
{
    const oas_pair_t row = {"acr", "level"};
    oas_work_t *work = unit_work(state);
    oas_pairs_t claims = flatten("{\"sub\":\"s\",\"acr\":\"1\"}",
                                 "{\"sub\":\"s\",\"acr\":\"9\",\"amr\":[\"mfa\"],\"Auth-Time\":9,\"AMR\":\"mfa\"}", no_map, work);

    assert_int_equal(claims.count, 2);
    assert_string_equal(oas_pairs_get(claims, "acr"), "1");
    claims = flatten(NULL, "{\"sub\":\"s\",\"amr\":[\"mfa\"],\"level\":\"3\"}", (oas_claim_map_t){.paths = {.items = &row, .count = 1}}, work);
    assert_null(oas_pairs_get(claims, "amr"));
    assert_string_equal(oas_pairs_get(claims, "acr"), "3");
}

static void a_claim_of_ones_own_making_does_not_hide_how_one_signed_in(void **state)
{
    oas_pairs_t claims = flatten("{\"sub\":\"s\",\"AMR\":\"x\",\"amr\":[\"pwd\"]}", NULL, no_map, unit_work(state));

    assert_int_equal(claims.count, 2);
    assert_string_equal(oas_pairs_get(claims, "amr"), "[\"pwd\"]");
}

/* PD11: a profile as plain OAuth 2.0 providers have it */
static void a_profile_becomes_claims_by_a_map(void **state)
{
    const oas_pair_t rows[] = {{"sub", "id"}, {"preferred_username", "login"}, {"plan", "plan.name"}, {"none", "no"}};
    oas_pairs_t claims = flatten(NULL, "{\"id\":123,\"login\":\"x\",\"plan\":{\"name\":\"pro\"}}",
                                 (oas_claim_map_t){.paths = {.items = rows, .count = 4}}, unit_work(state));

    assert_string_equal(oas_pairs_get(claims, "sub"), "123");
    assert_string_equal(oas_pairs_get(claims, "preferred_username"), "x");
    assert_string_equal(oas_pairs_get(claims, "plan"), "pro");
    assert_null(oas_pairs_get(claims, "none"));
}

static void a_large_number_is_written_in_full(void **state)
{
    const oas_pair_t row = {"sub", "id"};
    oas_pairs_t claims =
        flatten(NULL, "{\"id\":9007199254740991}", (oas_claim_map_t){.paths = {.items = &row, .count = 1}}, unit_work(state));

    assert_string_equal(oas_pairs_get(claims, "sub"), "9007199254740991");
}

static void a_path_goes_through_objects_and_no_name_with_dots_gets_in_its_way(void **state)
{
    const oas_pair_t rows[] = {{"roles", "realm_access.roles"},
                               {"groups", "https://example.org/groups"},
                               {"deep", "a.b.c"},
                               {"list", "l.0"},
                               {"text", "s.length"},
                               {"own", "a.b\\.c"},
                               {"taken", "t.x"},
                               {"dots", "..."}};
    oas_pairs_t claims = flatten(
        "{\"realm_access\":{\"roles\":[\"r\"]},\"https://example.org/groups\":[\"g\"],\"s\":\"x\"}",
        "{\"a\":{\"b.c\":1,\"b\":{\"c\":2}},\"l\":[1],\"t.x\":1}", (oas_claim_map_t){.paths = {.items = rows, .count = 8}}, unit_work(state));

    assert_string_equal(oas_pairs_get(claims, "roles"), "[\"r\"]");
    assert_string_equal(oas_pairs_get(claims, "groups"), "[\"g\"]");
    assert_string_equal(oas_pairs_get(claims, "deep"), "2");
    assert_string_equal(oas_pairs_get(claims, "own"), "1");
    assert_null(oas_pairs_get(claims, "taken"));
    assert_null(oas_pairs_get(claims, "list"));
    assert_null(oas_pairs_get(claims, "text"));
    assert_null(oas_pairs_get(claims, "dots"));
}

static void a_mapped_claim_takes_the_place_of_its_namesake(void **state)
{
    const oas_pair_t rows[] = {{"name", "display"}, {"email", "mail"}};
    oas_pairs_t claims = flatten(NULL, "{\"name\":\"a\",\"display\":\"b\",\"email\":\"c\",\"mail\":null}",
                                 (oas_claim_map_t){.paths = {.items = rows, .count = 2}}, unit_work(state));

    assert_string_equal(oas_pairs_get(claims, "name"), "b");
    assert_string_equal(oas_pairs_get(claims, "email"), "c");
}

static void refuses_control_characters(void **state)
{
    assert_refused("{\"a\":\"x\\r\\ny\"}", "claim_control", unit_work(state)->pool);
    assert_refused("{\"a\":\"x\\u001by\"}", "claim_control", unit_work(state)->pool);
    assert_refused("{\"a\":\"x\\ty\"}", "claim_control", unit_work(state)->pool);
    assert_refused("{\"a\":\"\\u007f\"}", "claim_control", unit_work(state)->pool);
    assert_refused("{\"a\":[\"\\u007f\"]}", "claim_control", unit_work(state)->pool);
    assert_refused("{\"a\\nb\":1}", "claim_control", unit_work(state)->pool);
}

/* {"a":"xxx..."} */
static const char *object_with_a_value_of(size_t length, apr_pool_t *pool)
{
    char *value = apr_pcalloc(pool, length + 1);

    memset(value, 'x', length);
    return apr_pstrcat(pool, "{\"a\":\"", value, "\"}", NULL);
}

/* R-HDR-05 */
static void refuses_a_value_that_no_header_holds(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;

    flatten(NULL, object_with_a_value_of(4096, pool), no_map, unit_work(state));
    assert_refused(object_with_a_value_of(4097, pool), "claim_length", pool);
}

/* {"a0":"xxx...","a1":"xxx...",...} */
static const char *object_of(size_t members, size_t length, apr_pool_t *pool)
{
    char *value = apr_pcalloc(pool, length + 1);
    const char *text = "";

    memset(value, 'x', length);
    for (size_t i = 0; i < members; i++)
        text = apr_psprintf(pool, "%s%s\"a%" APR_SIZE_T_FMT "\":\"%s\"", text, i != 0 ? "," : "", i, value);
    return apr_pstrcat(pool, "{", text, "}", NULL);
}

static void refuses_more_than_an_application_takes(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;

    assert_int_equal(flatten(NULL, object_of(256, 1, pool), no_map, unit_work(state)).count, 256);
    assert_refused(object_of(257, 1, pool), "claims_count", pool);
    assert_int_equal(flatten(NULL, object_of(4, 4094, pool), no_map, unit_work(state)).count, 4);
    assert_refused(object_of(4, 4095, pool), "claims_length", pool);
}

static void a_claim_that_takes_a_place_needs_no_other(void **state)
{
    apr_pool_t *pool = unit_work(state)->pool;
    const oas_pair_t row = {"a0", "a1"};
    const oas_claim_map_t map = {.paths = {&row, 1}};

    assert_int_equal(flatten(NULL, object_of(256, 1, pool), map, unit_work(state)).count, 256);
    assert_int_equal(flatten(NULL, object_of(4, 4094, pool), map, unit_work(state)).count, 4);
}

/* R-HDR-08 */
static void names_are_plain_when_environments_can_have_them(void **state)
{
    static const char *const odd[] = {"user-name", "https://example.org/groups", "a b", "\xc3\xa9tat"};
    oas_pair_t items[] = {{"email_verified", "true"}, {"Address2", "{}"}};
    oas_pairs_t claims = {.items = items, .count = 2};

    (void)state;
    assert_true(oas_claims_are_plain((oas_pairs_t){.count = 0}));
    assert_true(oas_claims_are_plain(claims));
    for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
        items[1].name = odd[i];
        assert_false(oas_claims_are_plain(claims));
    }
}

static void the_user_is_the_subject_unless_another_claim_is_asked_for(void **state)
{
    oas_pairs_t claims =
        flatten("{\"sub\":\"s\",\"email\":\"a@b\",\"email_verified\":true}", NULL, no_map, unit_work(state));
    const char *user;

    assert_int_equal(oas_claims_user(&user, claims, NULL, unit_work(state)), OAS_OK);
    assert_string_equal(user, "s");
    assert_int_equal(oas_claims_user(&user, claims, "email", unit_work(state)), OAS_OK);
    assert_string_equal(user, "a@b");
}

static void refuses_an_address_that_nobody_verified(void **state)
{
    static const char *const tokens[] = {
        "{\"email\":\"a@b\"}",
        "{\"email\":\"a@b\",\"email_verified\":false}",
        "{\"email\":\"a@b\",\"email_verified\":\"false\"}",
        "{\"email\":\"a@b\",\"email_verified\":1}",
        "{\"email\":\"a@b\",\"email_verified\":null}",
        "{\"email\":\"a@b\",\"email_verified\":\"TRUE\"}",
        "{\"email\":\"a@b\",\"Email_Verified\":true}",
    };

    for (size_t i = 0; i < sizeof(tokens) / sizeof(tokens[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        const char *user;

        assert_int_equal(oas_claims_user(&user, flatten(tokens[i], NULL, no_map, &work), "email", &work), OAS_REFUSED);
        assert_reason(&work, "user_email_unverified");
        assert_null(user);
    }
}

/* Whoever may write an address into one source must not have it vouched for by the other */
static void no_source_vouches_for_an_address_of_another(void **state)
{
    static const struct {
        const char *id_token, *userinfo, *email, *verified;
    } rows[] = {
        {"{\"email\":\"admin@b\"}", "{\"email\":\"bob@b\",\"email_verified\":true}", "admin@b", NULL},
        {"{\"email\":\"admin@b\"}", "{\"email\":\"Admin@b\",\"email_verified\":true}", "admin@b", NULL},
        {"{\"email\":\"admin@b\"}", "{\"email\":null,\"email_verified\":true}", "admin@b", NULL},
        {"{\"email\":\"admin@b\"}", "{\"email_verified\":true}", "admin@b", NULL},
        {"{\"email\":[\"admin@b\"]}", "{\"email\":\"bob@b\",\"email_verified\":true}", "[\"admin@b\"]", NULL},
        {"{\"email_verified\":true}", "{\"email\":\"bob@b\"}", "bob@b", NULL},
        {"{\"email\":null,\"email_verified\":true}", "{\"email\":\"bob@b\"}", "bob@b", NULL},
        {"{\"email_verified\":true}", "{\"email\":\"bob@b\",\"email_verified\":false}", "bob@b", "false"},
        {"{\"email\":\"bob@b\"}", "{\"email\":\"bob@b\",\"email_verified\":true}", "bob@b", "true"},
        {"{\"email\":null}", "{\"email\":\"bob@b\",\"email_verified\":true}", "bob@b", "true"},
        {"{\"sub\":\"s\"}", "{\"email\":\"bob@b\",\"email_verified\":true}", "bob@b", "true"},
        {"{\"email\":\"bob@b\",\"email_verified\":true}", "{\"email\":\"x@b\",\"email_verified\":false}", "bob@b", "true"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        oas_pairs_t claims = flatten(rows[i].id_token, rows[i].userinfo, no_map, &work);
        bool is_verified = rows[i].verified != NULL && strcmp(rows[i].verified, "true") == 0;
        const char *user;

        assert_string_equal(oas_pairs_get(claims, "email"), rows[i].email);
        assert_same(oas_pairs_get(claims, "email_verified"), rows[i].verified);
        assert_int_equal(oas_claims_user(&user, claims, "email", &work), is_verified ? OAS_OK : OAS_REFUSED);
    }
}

static void nor_for_a_telephone_number(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_pairs_t claims = flatten("{\"phone_number\":\"1\"}", "{\"phone_number\":\"2\",\"phone_number_verified\":true}",
                                 no_map, work);

    assert_string_equal(oas_pairs_get(claims, "phone_number"), "1");
    assert_null(oas_pairs_get(claims, "phone_number_verified"));
    claims = flatten("{\"phone_number\":\"1\"}", "{\"phone_number\":\"1\",\"phone_number_verified\":true}", no_map, work);
    assert_string_equal(oas_pairs_get(claims, "phone_number_verified"), "true");
}

/* Applications read it as email_verified */
static void nor_under_a_name_that_looks_like_it(void **state)
{
    oas_pairs_t claims = flatten("{\"email\":\"admin@b\"}", "{\"email\":\"bob@b\",\"Email-Verified\":true}", no_map,
                                 unit_work(state));

    assert_int_equal(claims.count, 1);
}

static void what_is_asked_for_by_name_is_found_with_the_same_care(void **state)
{
    oas_work_t *work = unit_work(state);
    const oas_json_t *id_token = json_of("{\"email\":\"admin@b\"}", work);
    const oas_json_t *other = json_of("{\"email\":\"bob@b\",\"email_verified\":true}", work);
    const oas_json_t *same = json_of("{\"email\":\"admin@b\",\"email_verified\":true}", work);

    assert_null(oas_claims_find(id_token, other, no_map, "email_verified", work->pool));
    assert_non_null(oas_claims_find(id_token, same, no_map, "email_verified", work->pool));
    assert_non_null(oas_claims_find(NULL, other, no_map, "email_verified", work->pool));
    assert_string_equal(oas_json_text(oas_claims_find(id_token, other, no_map, "email", work->pool), work->pool), "admin@b");
}

/* A member of another name has an address of its own; what email_verified says is about email. */
static void nor_for_an_address_that_is_read_from_another_member(void **state)
{
    static const char source[] = "{\"email\":\"bob@b\",\"email_verified\":true,\"upn\":\"admin@b\",\"upn_verified\":true}";
    static const oas_pair_t rows[] = {{"email", "upn"}, {"email_verified", "upn_verified"}};
    static const oas_pair_t itself = {"email", "email"}, looks_like_it = {"E-Mail", "upn"};
    oas_work_t *work = unit_work(state);
    oas_pairs_t claims = flatten(source, NULL, (oas_claim_map_t){.paths = {rows, 1}}, work);
    const char *user;

    assert_string_equal(oas_pairs_get(claims, "email"), "admin@b");
    assert_null(oas_pairs_get(claims, "email_verified"));
    assert_int_equal(oas_claims_user(&user, claims, "email", work), OAS_REFUSED);
    assert_reason(work, "user_email_unverified");
    assert_null(oas_claims_find(json_of(source, work), NULL, (oas_claim_map_t){.paths = {rows, 1}}, "email_verified", work->pool));
    assert_null(oas_pairs_get(flatten(NULL, source, (oas_claim_map_t){.paths = {&looks_like_it, 1}}, work), "email_verified"));
    assert_string_equal(oas_pairs_get(flatten(source, NULL, (oas_claim_map_t){.paths = {rows, 2}}, work), "email_verified"), "true");
    assert_string_equal(oas_pairs_get(flatten(source, NULL, (oas_claim_map_t){.paths = {&itself, 1}}, work), "email_verified"), "true");
}

static void a_missing_user_is_refused_with_the_names_that_are_there(void **state)
{
    oas_pairs_t claims = flatten("{\"sub\":\"\",\"name\":\"hidden\"}", NULL, no_map, unit_work(state));
    oas_work_t first = oas_work(unit_work(state)->pool, OAS_TEST_NOW), second = first;
    const char *user;

    assert_int_equal(oas_claims_user(&user, claims, NULL, &first), OAS_REFUSED);
    assert_reason(&first, "user_claim");
    assert_null(user);
    assert_int_equal(oas_claims_user(&user, claims, "upn", &second), OAS_REFUSED);
    assert_non_null(strstr(second.failure, "upn"));
    assert_non_null(strstr(second.failure, "sub, name"));
    assert_null(strstr(second.failure, "hidden"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_stay_and_the_rest_is_compact_json),
        cmocka_unit_test(the_id_token_stands_before_user_info),
        cmocka_unit_test(a_name_that_an_application_may_take_for_another_is_left_out),
        cmocka_unit_test(a_standard_claim_stands_before_one_of_a_users_making),
        cmocka_unit_test(what_is_about_the_token_is_left_out),
        cmocka_unit_test(how_somebody_signed_in_is_for_the_id_token_to_say),
        cmocka_unit_test(a_claim_of_ones_own_making_does_not_hide_how_one_signed_in),
        cmocka_unit_test(a_profile_becomes_claims_by_a_map),
        cmocka_unit_test(a_large_number_is_written_in_full),
        cmocka_unit_test(a_path_goes_through_objects_and_no_name_with_dots_gets_in_its_way),
        cmocka_unit_test(a_mapped_claim_takes_the_place_of_its_namesake),
        cmocka_unit_test(refuses_control_characters),
        cmocka_unit_test(refuses_a_value_that_no_header_holds),
        cmocka_unit_test(refuses_more_than_an_application_takes),
        cmocka_unit_test(a_claim_that_takes_a_place_needs_no_other),
        cmocka_unit_test(names_are_plain_when_environments_can_have_them),
        cmocka_unit_test(the_user_is_the_subject_unless_another_claim_is_asked_for),
        cmocka_unit_test(refuses_an_address_that_nobody_verified),
        cmocka_unit_test(no_source_vouches_for_an_address_of_another),
        cmocka_unit_test(nor_for_a_telephone_number),
        cmocka_unit_test(nor_under_a_name_that_looks_like_it),
        cmocka_unit_test(what_is_asked_for_by_name_is_found_with_the_same_care),
        cmocka_unit_test(nor_for_an_address_that_is_read_from_another_member),
        cmocka_unit_test(a_missing_user_is_refused_with_the_names_that_are_there),
    };
    return unit_run("claims", tests, sizeof(tests) / sizeof(tests[0]));
}
