/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/claim_sources.h"
#include "oidc/signer_scene.h"

static const char *const endpoints[] = {"https://claims.example/credit", "https://claims.example/more",
                                        "https://claims.example/third", NULL};

/* A token of the issuer we know; more is further members, with a comma before each. */
static const char *token_of(const signer_scene_t *scene, const jose_signer_t *key, const char *more)
{
    return jose_token(scene->work->pool, key,
                      apr_psprintf(scene->work->pool, "{\"iss\":\"https://op.example\"%s}", more));
}

/* User info that says this and has these claims from source "a", which is a token. */
static const char *aggregated(const signer_scene_t *scene, const char *says, const char *names, const char *token)
{
    return apr_psprintf(scene->work->pool, "{\"sub\":\"ada\"%s,\"_claim_names\":{%s},\"_claim_sources\":{\"a\":{\"JWT\":\"%s\"}}}",
                        says, names, token);
}

static const char *distributed(const signer_scene_t *scene, const char *endpoint, const char *access_token)
{
    return apr_psprintf(scene->work->pool,
                        "{\"sub\":\"ada\",\"_claim_names\":{\"score\":\"d\"},\"_claim_sources\":{\"d\":{\"endpoint\":\"%s\""
                        ",\"access_token\":\"%s\"}}}",
                        endpoint, access_token);
}

static const oas_json_t *parse(const char *text, oas_work_t *work)
{
    const oas_json_t *json;

    assert_int_equal(oas_json_parse_object(&json, oas_bytes_of(text), 65536, "the test's JSON", work), OAS_OK);
    return json;
}

static const oas_json_t *settle_with(signer_scene_t *scene, const char *userinfo, const char *id_token)
{
    const oas_claim_sources_t sources = {&scene->signer, 1, endpoints, &scene->client.client};
    const oas_json_t *settled;

    oas_claim_sources_settle(&settled, parse(userinfo, scene->work), id_token != NULL ? parse(id_token, scene->work) : NULL,
                             &sources, scene->work);
    assert_null(scene->work->reason);
    return settled;
}

static const oas_json_t *settle(signer_scene_t *scene, const char *userinfo)
{
    return settle_with(scene, userinfo, NULL);
}

/* CORE-aggregated */
static void adds_what_an_issuer_we_know_has_signed(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const char *token = token_of(scene, &scene->key, ",\"address\":{\"country\":\"FR\"},\"phone_number\":\"\\\"1\\u00e9\",\"other\":1");
    const oas_json_t *settled;

    script_keys(scene, &scene->key);
    settled = settle(scene, aggregated(scene, ",\"name\":\"Ada\"", "\"address\":\"a\",\"phone_number\":\"a\"", token));
    assert_string_equal(oas_json_string(oas_json_member(settled, "address"), "country"), "FR");
    assert_string_equal(oas_json_string(settled, "phone_number"), "\"1\xc3\xa9");
    assert_string_equal(oas_json_string(settled, "name"), "Ada");
    assert_null(oas_json_member(settled, "other")); /* _claim_names does not have it */
    assert_null(oas_json_member(settled, "iss"));
    assert_null(scene->work->news);
}

static void nothing_is_believed_that_nobody_we_know_has_signed(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    apr_pool_t *pool = scene->work->pool;
    const char *const tokens[] = {
        /* {"alg":"none"}.{"iss":"https://op.example","phone_number":"1"}. */
        "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL29wLmV4YW1wbGUiLCJwaG9uZV9udW1iZXIiOiIxIn0.",
        jose_token(pool, &scene->key, "{\"iss\":\"https://evil.example\",\"phone_number\":\"1\"}"),
        jose_token(pool, &scene->key, "{\"phone_number\":\"1\"}"),
        "x.y.z", "",
    };

    for (size_t i = 0; i < sizeof(tokens) / sizeof(tokens[0]); i++)
        assert_null(oas_json_member(settle(scene, aggregated(scene, "", "\"phone_number\":\"a\"", tokens[i])), "phone_number"));
    assert_int_equal(scene->client.call_count, 0);
    assert_null(scene->work->news);
}

static void a_token_that_is_wrong_is_left_out_with_news(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const jose_signer_t stranger = jose_signer(scene->work->pool, "ES256", "k1");
    const char *const tokens[] = {
        token_of(scene, &stranger, ",\"phone_number\":\"1\""),
        token_of(scene, &scene->key, ",\"phone_number\":\"1\",\"aud\":\"somebody else\""),
        token_of(scene, &scene->key, ",\"phone_number\":\"1\",\"exp\":1700000000"),
    };

    script_keys(scene, &scene->key);
    for (size_t i = 0; i < sizeof(tokens) / sizeof(tokens[0]); i++) {
        scene->work->news = NULL;
        assert_null(oas_json_member(settle(scene, aggregated(scene, "", "\"phone_number\":\"a\"", tokens[i])), "phone_number"));
        assert_string_equal(scene->work->news, "claim_source");
    }
}

static void what_is_said_already_stays(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const char *token = token_of(scene, &scene->key, ",\"name\":\"Eve\",\"sub\":\"eve\",\"locale\":\"xx\",\"role\":\"x\"");
    const char *names = "\"name\":\"a\",\"sub\":\"a\",\"locale\":\"a\",\"role\":\"a\",\"zoneinfo\":\"a\"";
    const oas_json_t *settled;

    script_keys(scene, &scene->key);
    settled = settle_with(scene, aggregated(scene, ",\"name\":\"Ada\"", names, token), "{\"locale\":\"fr\"}");
    assert_string_equal(oas_json_string(settled, "name"), "Ada");
    assert_string_equal(oas_json_string(settled, "sub"), "ada");
    assert_null(oas_json_member(settled, "locale"));
    assert_string_equal(oas_json_string(settled, "role"), "x");
}

static void a_profile_without_sub_gets_none_from_others(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const char *token = token_of(scene, &scene->key, ",\"sub\":\"eve\"");
    const char *text = apr_psprintf(scene->work->pool,
                                    "{\"_claim_names\":{\"sub\":\"a\"},\"_claim_sources\":{\"a\":{\"JWT\":\"%s\"}}}", token);

    script_keys(scene, &scene->key);
    assert_null(oas_json_member(settle(scene, text), "sub"));
}

/* An address of one and its proof of another would make anybody the owner of it (R-HDR-08). */
static void an_address_is_as_verified_as_its_own_source_says(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const char *both = ",\"email\":\"ada@b\",\"email_verified\":true";
    const oas_json_t *settled;

    script_keys(scene, &scene->key);
    settled = settle(scene, aggregated(scene, ",\"email\":\"eve@b\"", "\"email_verified\":\"a\",\"email\":\"a\"",
                                       token_of(scene, &scene->key, both)));
    assert_null(oas_json_member(settled, "email_verified"));
    settled = settle(scene, aggregated(scene, ",\"email_verified\":true", "\"email\":\"a\"", token_of(scene, &scene->key, both)));
    assert_null(oas_json_member(settled, "email"));
    settled = settle(scene, aggregated(scene, "", "\"email_verified\":\"a\"", token_of(scene, &scene->key, both)));
    assert_null(oas_json_member(settled, "email_verified"));
    settled = settle_with(scene, aggregated(scene, "", "\"email_verified\":\"a\",\"email\":\"a\"",
                                            token_of(scene, &scene->key, both)), "{\"email\":\"eve@b\"}");
    assert_null(oas_json_member(settled, "email_verified"));
    settled = settle(scene, aggregated(scene, "", "\"email_verified\":\"a\",\"email\":\"a\"", token_of(scene, &scene->key, both)));
    assert_string_equal(oas_json_string(settled, "email"), "ada@b");
    assert_true(oas_json_is_true(settled, "email_verified"));
}

/* CORE-distributed */
static void fetches_from_an_endpoint_that_is_allowed_with_its_own_token(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const oas_json_t *settled;

    script_answer(&scene->client, 200, "application/jwt", token_of(scene, &scene->key, ",\"score\":650"));
    script_keys(scene, &scene->key);
    settled = settle(scene, distributed(scene, endpoints[0], "ksj3n283dke"));
    assert_string_equal(oas_json_text(oas_json_member(settled, "score"), scene->work->pool), "650");
    assert_int_equal(scene->client.call_count, 2);
}

static void sends_the_sources_token_and_nothing_else(void **state)
{
    signer_scene_t *scene = signer_scene(state);

    script_failure(&scene->client, OAS_REFUSED);
    settle(scene, distributed(scene, endpoints[0], "ksj3n283dke"));
    assert_string_equal(scene->client.last.url, endpoints[0]);
    assert_string_equal(scene->client.last.authorization, "Bearer ksj3n283dke");
    assert_null(scene->client.last.form.data);
}

/* The script foresees no call: one would fail the test (R-OUT-01). */
static void calls_no_endpoint_that_is_not_allowed(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    apr_pool_t *pool = scene->work->pool;
    const char *const texts[] = {
        distributed(scene, "https://claims.example/credit/", "t"),
        distributed(scene, "https://claims.example/credit?x", "t"),
        distributed(scene, "https://CLAIMS.example/credit", "t"),
        distributed(scene, "http://127.0.0.1/", "t"),
        distributed(scene, "http://169.254.169.254/latest/meta-data", "t"),
        distributed(scene, endpoints[0], ""),
        distributed(scene, endpoints[0], "t\\r\\nX-Evil: 1"),
        distributed(scene, endpoints[0], "\\u00e9"),
        apr_pstrcat(pool, "{\"_claim_names\":{\"score\":\"d\"},\"_claim_sources\":{\"d\":{\"endpoint\":\"", endpoints[0], "\"}}}", NULL),
        "{\"_claim_names\":{\"score\":\"d\"},\"_claim_sources\":{\"d\":\"https://claims.example/credit\"}}",
        "{\"_claim_names\":[\"score\"],\"_claim_sources\":[{\"endpoint\":\"x\",\"access_token\":\"y\"}]}",
        "{\"_claim_names\":7,\"_claim_sources\":null}",
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_null(oas_json_member(settle(scene, texts[i]), "score"));
    assert_null(scene->work->news);
}

static void an_answer_that_is_no_token_is_left_out_with_news(void **state)
{
    signer_scene_t *scene = signer_scene(state);

    script_json(&scene->client, "{\"score\":650}");
    assert_null(oas_json_member(settle(scene, distributed(scene, endpoints[0], "t")), "score"));
    assert_string_equal(scene->work->news, "claim_source");
}

/* Sources d1, d2, ... at the endpoints. */
static const char *many(const signer_scene_t *scene, int count)
{
    const char *sources = "\"d0\":{}";

    for (int i = 0; i < count; i++)
        sources = apr_psprintf(scene->work->pool, "%s,\"d%d\":{\"endpoint\":\"%s\",\"access_token\":\"t\"}", sources, i + 1,
                               endpoints[i]);
    return apr_psprintf(scene->work->pool, "{\"_claim_names\":{\"score\":\"d1\"},\"_claim_sources\":{%s}}", sources);
}

static void no_more_than_two_are_fetched(void **state)
{
    signer_scene_t *scene = signer_scene(state);

    script_json(&scene->client, "{}");
    script_json(&scene->client, "{}");
    settle(scene, many(scene, 3));
    assert_int_equal(scene->client.call_count, 2);
}

static void nobody_waits_for_a_second_one_when_the_first_does_not_answer(void **state)
{
    signer_scene_t *scene = signer_scene(state);

    script_failure(&scene->client, OAS_UNAVAILABLE);
    settle(scene, many(scene, 2));
    assert_int_equal(scene->client.call_count, 1);
}

static void names_in_a_form_of_their_own_are_ignored(void **state)
{
    static const char *const names[] = {"\"phone_number\":[\"a\"]", "\"phone_number\":\"b\"", "\"phone_number\":null", ""};
    signer_scene_t *scene = signer_scene(state);
    const char *token = token_of(scene, &scene->key, ",\"phone_number\":\"1\"");

    script_keys(scene, &scene->key);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_null(oas_json_member(settle(scene, aggregated(scene, "", names[i], token)), "phone_number"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adds_what_an_issuer_we_know_has_signed),
        cmocka_unit_test(nothing_is_believed_that_nobody_we_know_has_signed),
        cmocka_unit_test(a_token_that_is_wrong_is_left_out_with_news),
        cmocka_unit_test(what_is_said_already_stays),
        cmocka_unit_test(a_profile_without_sub_gets_none_from_others),
        cmocka_unit_test(an_address_is_as_verified_as_its_own_source_says),
        cmocka_unit_test(fetches_from_an_endpoint_that_is_allowed_with_its_own_token),
        cmocka_unit_test(sends_the_sources_token_and_nothing_else),
        cmocka_unit_test(calls_no_endpoint_that_is_not_allowed),
        cmocka_unit_test(an_answer_that_is_no_token_is_left_out_with_news),
        cmocka_unit_test(no_more_than_two_are_fetched),
        cmocka_unit_test(nobody_waits_for_a_second_one_when_the_first_does_not_answer),
        cmocka_unit_test(names_in_a_form_of_their_own_are_ignored),
    };
    return unit_run("claim_sources", tests, sizeof(tests) / sizeof(tests[0]));
}
