/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "oidc/admission.h"

static const oas_pair_t mapped[] = {{"team", "https://vendor.example/team"}, {"groups", "data.groups"}};
static const oas_claim_map_t map = {.paths = {.items = mapped, .count = 2}};

static const oas_json_t *parse(const char *text, oas_work_t *work)
{
    const oas_json_t *json = NULL;

    if (text != NULL)
        assert_int_equal(oas_json_parse_object(&json, oas_bytes_of(text), 4096, "claims", work), OAS_OK);
    return json;
}

/* Whether somebody with these claims is admitted where claim has to be value. */
static oas_status_t admit(const char *claim, const char *value, const char *id_token, const char *userinfo,
                          oas_work_t *work)
{
    const oas_pair_t pair = {claim, value};
    const oas_pairs_t admitted = {.items = &pair, .count = 1};

    oas_forgive(work);
    return oas_admission_check(admitted, parse(id_token, work), parse(userinfo, work), map, work);
}

static void everybody_is_where_nothing_is_asked(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_int_equal(oas_admission_check((oas_pairs_t){.count = 0}, parse("{}", work), NULL, map, work), OAS_OK);
}

static void who_has_the_value_is_admitted(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_int_equal(admit("hd", "acme.org", "{\"hd\":\"acme.org\"}", NULL, work), OAS_OK);
    assert_int_equal(admit("hd", "acme.org", "{}", "{\"hd\":\"acme.org\"}", work), OAS_OK);
    assert_int_equal(admit("hd", "acme.org", NULL, "{\"hd\":[\"x\",\"acme.org\"]}", work), OAS_OK);
    assert_int_equal(admit("admin", "true", "{\"admin\":true}", NULL, work), OAS_OK);
    assert_int_equal(admit("hd", "*", "{\"hd\":\"any\"}", NULL, work), OAS_OK);
    assert_int_equal(admit("team", "T1", "{\"https://vendor.example/team\":\"T1\"}", NULL, work), OAS_OK);
    assert_int_equal(admit("groups", "staff", NULL, "{\"data\":{\"groups\":[\"staff\"]}}", work), OAS_OK);
}

static void nobody_else_is(void **state)
{
    static const struct {
        const char *claim, *value, *id_token, *userinfo;
    } rows[] = {
        {"hd", "acme.org", "{}", NULL},
        {"hd", "acme.org", NULL, NULL},
        {"hd", "acme.org", "{\"hd\":null}", NULL},
        {"hd", "acme.org", "{\"hd\":\"\"}", NULL},
        {"hd", "acme.org", "{\"hd\":\"ACME.ORG\"}", NULL},
        {"hd", "acme.org", "{\"hd\":\"acme.org.evil\"}", NULL},
        {"hd", "acme.org", "{\"hd\":\"evil\"}", "{\"hd\":\"acme.org\"}"}, /* the ID token's stands */
        {"hd", "acme.org", "{\"HD\":\"acme.org\"}", NULL},
        {"hd", "acme.org", "{\"hd\":[\"acme\",\"org\"]}", NULL},
        {"hd", "acme.org", "{\"hd\":[[\"acme.org\"]]}", NULL},
        {"hd", "acme.org", "{\"hd\":{\"acme.org\":true}}", NULL},
        {"groups", "staff", "{\"name\":\"[\\\"staff\\\"]\"}", NULL},
        {"name", "staff", "{\"name\":\"[\\\"staff\\\"]\"}", NULL},
        {"groups", "staff", NULL, "{\"groups\":[\"staff\"]}"}, /* the map says where groups are */
        {"hd", "*", "{\"hd\":\"\"}", NULL},
        {"hd", "*", "{\"hd\":[]}", NULL},
        {"hd", "*", "{\"hd\":{}}", NULL},
        {"hd", "*", "{\"hd\":null}", NULL},
        {"hd", "*", "{}", NULL},
    };
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(admit(rows[i].claim, rows[i].value, rows[i].id_token, rows[i].userinfo, work), OAS_REFUSED);
        assert_reason(work, "not_admitted");
        assert_non_null(strstr(work->failure, rows[i].claim));
    }
}

static void one_of_several_values_will_do_but_every_claim_is_needed(void **state)
{
    static const oas_pair_t pairs[] = {{"tid", "a"}, {"tid", "b"}, {"hd", "x"}};
    const oas_pairs_t admitted = {.items = pairs, .count = 3};
    oas_work_t *work = unit_work(state);

    assert_int_equal(oas_admission_check(admitted, parse("{\"tid\":\"b\",\"hd\":\"x\"}", work), NULL, map, work),
                     OAS_OK);
    assert_int_equal(oas_admission_check(admitted, parse("{\"tid\":\"b\",\"hd\":\"y\"}", work), NULL, map, work),
                     OAS_REFUSED);
    assert_int_equal(oas_admission_check(admitted, parse("{\"tid\":\"x\",\"hd\":\"x\"}", work), NULL, map, work),
                     OAS_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_is_where_nothing_is_asked),
        cmocka_unit_test(who_has_the_value_is_admitted),
        cmocka_unit_test(nobody_else_is),
        cmocka_unit_test(one_of_several_values_will_do_but_every_claim_is_needed),
    };

    return unit_run("admission", tests, sizeof(tests) / sizeof(tests[0]));
}
