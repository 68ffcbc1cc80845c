/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "oidc/requested_claims.h"

static const char phr[] = "{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"phr\",\"phrh\"]}}}";

static oas_status_t judge(const char *asked, const char *id_token, oas_work_t *work)
{
    const oas_json_t *claims;

    oas_forgive(work);
    assert_int_equal(oas_json_parse_object(&claims, oas_bytes_of(id_token), 1000, "id_token", work), OAS_OK);
    return oas_requested_claims_judge(asked, claims, work);
}

/* OpenID Connect Core 1.0 §5.5: the example's shapes */
static void takes_what_the_standard_shows(void **state)
{
    static const char *const texts[] = {
        "{}",
        "{\"userinfo\":{\"given_name\":{\"essential\":true},\"nickname\":null},\"id_token\":{\"auth_time\":null}}",
        "{\"id_token\":{\"acr\":{\"values\":[\"urn:mace:incommon:iap:silver\"]}}}",
        "{\"id_token\":null}",
        "{\"id_token\":{\"sub\":{\"value\":\"248289761001\"}},\"others\":17}",
        "{\"id_token\":{\"acr\":{\"essential\":false}}}",
    };
    const oas_json_t *claims;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_int_equal(oas_requested_claims_parse(&claims, texts[i], unit_work(state)), OAS_OK);
}

static void refuses_every_other_form(void **state)
{
    static const char *const texts[] = {
        "",
        "acr",
        "[]",
        "{\"id_token\":[]}",
        "{\"userinfo\":\"name\"}",
        "{\"id_token\":{\"acr\":\"phr\"}}",
        "{\"id_token\":{\"acr\":{\"values\":\"phr\"}}}",
        "{\"id_token\":{\"acr\":{\"essential\":\"true\"}}}",
        "{\"id_token\":{\"acr\":{\"essential\":1}}}",
        "{\"id_token\":{},\"id_token\":{}}",
        "{} {}",
    };
    const oas_json_t *claims;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);

        assert_int_equal(oas_requested_claims_parse(&claims, texts[i], &work), OAS_REFUSED);
        assert_null(claims);
        assert_non_null(work.reason);
    }
}

static void an_essential_acr_has_to_be_one_of_the_values(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_int_equal(judge(phr, "{\"acr\":\"phr\"}", work), OAS_OK);
    assert_int_equal(judge(phr, "{\"acr\":\"phrh\"}", work), OAS_OK);
    assert_int_equal(judge("{\"id_token\":{\"acr\":{\"essential\":true,\"value\":\"1\"}}}", "{\"acr\":\"1\"}", work), OAS_OK);
    assert_int_equal(judge("{\"id_token\":{\"acr\":{\"essential\":true}}}", "{\"acr\":\"any\"}", work), OAS_OK);
}

/* §5.5.1.1: the provider must fail; one that does not is not believed */
static void refuses_an_answer_without_the_essential_acr(void **state)
{
    static const char *const answers[] = {"{}",           "{\"acr\":\"pwd\"}", "{\"acr\":\"PHR\"}", "{\"acr\":\"\"}",
                                          "{\"acr\":null}", "{\"acr\":[\"phr\"]}", "{\"acr\":\"phr \"}"};
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        assert_int_equal(judge(phr, answers[i], work), OAS_REFUSED);
        assert_reason(work, "id_token_acr");
    }
    assert_int_equal(judge("{\"id_token\":{\"acr\":{\"essential\":true,\"value\":\"1\"}}}", "{\"acr\":\"2\"}", work), OAS_REFUSED);
    assert_int_equal(judge("{\"id_token\":{\"acr\":{\"essential\":true}}}", "{}", work), OAS_REFUSED);
}

static void what_is_only_wished_for_may_be_missing(void **state)
{
    oas_work_t *work = unit_work(state);

    assert_int_equal(judge(NULL, "{}", work), OAS_OK);
    assert_int_equal(judge("{\"id_token\":{\"acr\":{\"values\":[\"phr\"]}}}", "{\"acr\":\"pwd\"}", work), OAS_OK);
    assert_int_equal(judge("{\"id_token\":{\"acr\":null}}", "{}", work), OAS_OK);
    assert_int_equal(judge("{\"userinfo\":{\"acr\":{\"essential\":true}}}", "{}", work), OAS_OK);
    assert_int_equal(judge("{\"id_token\":{\"email\":{\"essential\":true}}}", "{}", work), OAS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_the_standard_shows),
        cmocka_unit_test(refuses_every_other_form),
        cmocka_unit_test(an_essential_acr_has_to_be_one_of_the_values),
        cmocka_unit_test(refuses_an_answer_without_the_essential_acr),
        cmocka_unit_test(what_is_only_wished_for_may_be_missing),
    };
    return unit_run("requested_claims", tests, sizeof(tests) / sizeof(tests[0]));
}
