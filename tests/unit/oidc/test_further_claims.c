/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "oidc/claims.h"
#include "oidc/further_claims.h"
#include "scripted_client.h"

static const oas_pair_t list = {"https://api.example/orgs", "login"};

static const oas_json_t *parse(const char *text, oas_work_t *work)
{
    const oas_json_t *json = NULL;

    if (text != NULL)
        assert_int_equal(oas_json_parse_object(&json, oas_bytes_of(text), 4096, "claims", work), OAS_OK);
    return json;
}

/* What becomes of user info; the failure's status where it fails. */
static oas_status_t add(const char **userinfo, const oas_registration_t *registration, const char *id_token,
                        scripted_client_t *script, oas_work_t *work)
{
    oas_vendor_t vendor = {.access_token = "token", .client = &script->client, .calls_left = OAS_VENDOR_CALLS};
    const oas_json_t *json = parse(*userinfo, work);
    oas_status_t status = oas_further_claims_add(&json, parse(id_token, work), registration, &vendor, work);

    *userinfo = json != NULL ? oas_json_text(json, work->pool) : NULL;
    return status;
}

static void nothing_is_asked_where_nothing_is_wanted(void **state)
{
    const oas_registration_t nothing = {.name = "op"}, off = {.name = "op", .emails_url = ""};
    scripted_client_t script = scripted_client();
    const char *userinfo = NULL;

    assert_int_equal(add(&userinfo, &nothing, "{}", &script, unit_work(state)), OAS_OK);
    assert_null(userinfo);
    userinfo = "{\"sub\":\"1\"}";
    assert_int_equal(add(&userinfo, &off, NULL, &script, unit_work(state)), OAS_OK);
    assert_string_equal(userinfo, "{\"sub\":\"1\"}");
}

static void the_address_is_the_primary_one_that_is_verified(void **state)
{
    static const struct {
        const char *addresses, *userinfo;
    } rows[] = {
        {"[{\"email\":\"x@y\",\"primary\":false,\"verified\":true},{\"email\":\"a@b\",\"primary\":true,\"verified\":"
         "true}]",
         "{\"email\":\"a@b\",\"email_verified\":true,\"id\":7,\"n\":\"\\\"\"}"},
        {"{\"pagelen\":10,\"values\":[{\"email\":\"a@b\",\"is_primary\":true,\"is_confirmed\":true}]}",
         "{\"email\":\"a@b\",\"email_verified\":true,\"id\":7,\"n\":\"\\\"\"}"},
        {"[{\"email\":\"a@b\",\"primary\":true,\"verified\":false}]",
         "{\"email\":null,\"email_verified\":false,\"id\":7,\"n\":\"\\\"\"}"},
        {"[{\"email\":\"a@b\",\"primary\":false,\"verified\":true}]",
         "{\"email\":null,\"email_verified\":false,\"id\":7,\"n\":\"\\\"\"}"},
        {"[{\"email\":\"a@b\",\"primary\":\"true\",\"verified\":\"true\"}]",
         "{\"email\":null,\"email_verified\":false,\"id\":7,\"n\":\"\\\"\"}"},
        {"[{\"primary\":true,\"verified\":true}]", "{\"email\":null,\"email_verified\":false,\"id\":7,\"n\":\"\\\"\"}"},
        {"[]", "{\"email\":null,\"email_verified\":false,\"id\":7,\"n\":\"\\\"\"}"},
    };
    const oas_registration_t registration = {.name = "op", .emails_url = "https://api.example/emails"};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        scripted_client_t script = scripted_client();
        const char *userinfo = "{\"id\":7,\"email\":\"mine@evil\",\"email_verified\":true,\"n\":\"\\\"\"}";

        script_json(&script, rows[i].addresses);
        assert_int_equal(add(&userinfo, &registration, NULL, &script, unit_work(state)), OAS_OK);
        assert_string_equal(userinfo, rows[i].userinfo);
    }
}

static void groups_are_asked_for_where_there_are_none(void **state)
{
    const oas_registration_t registration = {.name = "op", .memberships = {.items = &list, .count = 1}};
    scripted_client_t script = scripted_client();
    const char *userinfo = NULL;

    script_json(&script, "[{\"login\":\"acme\"}]");
    assert_int_equal(add(&userinfo, &registration, "{\"sub\":\"1\"}", &script, unit_work(state)), OAS_OK);
    assert_string_equal(userinfo, "{\"groups\":[\"acme\"]}");
}

static void groups_that_are_there_stay(void **state)
{
    static const oas_pair_t row = {"groups", "data.groups"};
    const oas_registration_t registration = {.name = "op", .memberships = {.items = &list, .count = 1}};
    oas_registration_t mapped = registration;
    scripted_client_t script = scripted_client();
    const char *userinfo = "{\"groups\":[\"x\"]}";

    assert_int_equal(add(&userinfo, &registration, NULL, &script, unit_work(state)), OAS_OK);
    assert_string_equal(userinfo, "{\"groups\":[\"x\"]}");
    assert_int_equal(add(&userinfo, &registration, "{\"groups\":[]}", &script, unit_work(state)), OAS_OK);
    mapped.claim_map = (oas_pairs_t){.items = &row, .count = 1};
    userinfo = "{\"data\":{\"groups\":[\"x\"]}}";
    assert_int_equal(add(&userinfo, &mapped, NULL, &script, unit_work(state)), OAS_OK);
}

/* Entra: more groups than fit into a token are a claim by reference, to an address that is not ours to believe. */
static void groups_by_reference_are_none(void **state)
{
    const oas_registration_t registration = {.name = "op", .memberships = {.items = &list, .count = 1}};
    scripted_client_t script = scripted_client();
    const char *userinfo = NULL;

    script_json(&script, "[{\"login\":\"acme\"}]");
    assert_int_equal(add(&userinfo, &registration,
                         "{\"_claim_names\":{\"groups\":\"src1\"},"
                         "\"_claim_sources\":{\"src1\":{\"endpoint\":\"https://graph.evil.example/\"}}}",
                         &script, unit_work(state)),
                     OAS_OK);
    assert_string_equal(script.last.url, "https://api.example/orgs");
    assert_string_equal(userinfo, "{\"groups\":[\"acme\"]}");
}

static void what_can_not_be_had_fails(void **state)
{
    const oas_registration_t registration = {.name = "op", .emails_url = "https://api.example/emails"};
    scripted_client_t down = scripted_client(), forbidden = scripted_client();
    oas_work_t *work = unit_work(state);
    const char *userinfo = "{\"id\":7}";

    script_failure(&down, OAS_UNAVAILABLE);
    assert_int_equal(add(&userinfo, &registration, NULL, &down, work), OAS_UNAVAILABLE);
    oas_forgive(work);
    script_answer(&forbidden, 404, "application/json", "{}");
    assert_int_equal(add(&userinfo, &registration, NULL, &forbidden, work), OAS_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_asked_where_nothing_is_wanted),
        cmocka_unit_test(the_address_is_the_primary_one_that_is_verified),
        cmocka_unit_test(groups_are_asked_for_where_there_are_none),
        cmocka_unit_test(groups_that_are_there_stay),
        cmocka_unit_test(groups_by_reference_are_none),
        cmocka_unit_test(what_can_not_be_had_fails),
    };

    return unit_run("further_claims", tests, sizeof(tests) / sizeof(tests[0]));
}
