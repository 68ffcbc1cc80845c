/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/logout_token.h"

#include <apr_strings.h>

#include "oidc/signer_scene.h"

#define EVENTS "\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}"
#define TO_US  "\"iss\":\"https://op.example\",\"aud\":\"client\""
#define NOW    "\"iat\":1800000000" /* OAS_TEST_NOW */

static oas_status_t read_signed(oas_logout_token_t **token, signer_scene_t *scene, const char *text)
{
    oas_status_t status;

    scene->client.call_count = scene->client.answer_count = 0;
    script_keys(scene, &scene->key);
    oas_forgive(scene->work);
    status = oas_logout_token_read(token, text, &scene->signer, scene->work);
    assert_int_equal(*token != NULL, status == OAS_OK);
    return status;
}

static oas_status_t read_token(oas_logout_token_t **token, signer_scene_t *scene, const char *payload)
{
    return read_signed(token, scene, jose_token(scene->work->pool, &scene->key, payload));
}

static void tells_who_signed_out(void **state)
{
    oas_logout_token_t *token;

    assert_int_equal(read_token(&token, signer_scene(state),
                                "{" TO_US "," NOW "," EVENTS ",\"jti\":\"one\",\"sub\":\"ada\",\"sid\":\"s 1\",\"more\":1}"),
                     OAS_OK);
    assert_string_equal(token->issuer, "https://op.example");
    assert_string_equal(token->subject, "ada");
    assert_string_equal(token->provider_session, "s 1");
    assert_string_equal(token->id, "one");
    assert_true(token->too_old == OAS_TEST_NOW + apr_time_from_sec(130));
}

static void one_name_is_enough(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    oas_logout_token_t *token;

    assert_int_equal(read_token(&token, scene, "{" TO_US "," NOW "," EVENTS ",\"jti\":\"one\",\"sub\":\"ada\"}"), OAS_OK);
    assert_null(token->provider_session);
    assert_int_equal(read_token(&token, scene, "{" TO_US "," NOW "," EVENTS ",\"jti\":\"one\",\"sid\":\"s\"}"), OAS_OK);
    assert_null(token->subject);
}

/* The clocks may differ by the leeway of 10 s, and the way may take two minutes. */
static void is_good_for_two_minutes(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    oas_logout_token_t *token;

    assert_int_equal(
        read_token(&token, scene, "{" TO_US ",\"iat\":1799999871," EVENTS ",\"jti\":\"one\",\"sid\":\"s\"}"), OAS_OK);
    assert_true(token->too_old > OAS_TEST_NOW);
    assert_int_equal(
        read_token(&token, scene, "{" TO_US ",\"iat\":1800000010," EVENTS ",\"jti\":\"one\",\"sid\":\"s\"}"), OAS_OK);
}

typedef struct {
    const char *payload;
    const char *reason;
} row_t;

static void refuses_what_is_no_logout_token_for_us(void **state)
{
    static const row_t rows[] = {
        {"{" TO_US "," NOW ",\"jti\":\"one\",\"sid\":\"s\"}", "logout_token_event"},
        {"{" TO_US "," NOW ",\"events\":{\"http://schemas.openid.net/event/other\":{}},\"jti\":\"one\",\"sid\":\"s\"}",
         "logout_token_event"},
        {"{" TO_US "," NOW ",\"events\":[\"http://schemas.openid.net/event/backchannel-logout\"],\"jti\":\"one\",\"sid\":\"s\"}",
         "logout_token_event"},
        {"{" TO_US "," NOW ",\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":true},\"jti\":\"one\",\"sid\":\"s\"}",
         "logout_token_event"},
        {"{" TO_US "," NOW "," EVENTS ",\"jti\":\"one\",\"sid\":\"s\",\"nonce\":\"n\"}", "logout_token_nonce"},
        {"{" TO_US "," NOW "," EVENTS ",\"jti\":\"one\",\"sid\":\"s\",\"nonce\":null}", "logout_token_nonce"},
        {"{" TO_US "," EVENTS ",\"jti\":\"one\",\"sid\":\"s\"}", "logout_token_time"},
        {"{" TO_US ",\"iat\":\"now\"," EVENTS ",\"jti\":\"one\",\"sid\":\"s\"}", "logout_token_time"},
        {"{" TO_US ",\"iat\":1799999870," EVENTS ",\"jti\":\"one\",\"sid\":\"s\"}", "logout_token_time"},
        {"{" TO_US ",\"iat\":1800000011," EVENTS ",\"jti\":\"one\",\"sid\":\"s\"}", "logout_token_time"},
        {"{" TO_US "," NOW ",\"exp\":1799999990," EVENTS ",\"jti\":\"one\",\"sid\":\"s\"}", "signed_claims_time"},
        {"{" TO_US "," NOW "," EVENTS ",\"sid\":\"s\"}", "logout_token_names"},
        {"{" TO_US "," NOW "," EVENTS ",\"jti\":\"\",\"sid\":\"s\"}", "logout_token_names"},
        {"{" TO_US "," NOW "," EVENTS ",\"jti\":7,\"sid\":\"s\"}", "logout_token_names"},
        {"{" TO_US "," NOW "," EVENTS ",\"jti\":\"one\"}", "logout_token_names"},
        {"{" TO_US "," NOW "," EVENTS ",\"jti\":\"one\",\"sub\":\"ada\",\"sid\":null}", "logout_token_names"},
        {"{" TO_US "," NOW "," EVENTS ",\"jti\":\"one\",\"sub\":\"\"}", "logout_token_names"},
        {"{\"iss\":\"https://op.example.org\",\"aud\":\"client\"," NOW "," EVENTS ",\"jti\":\"one\",\"sid\":\"s\"}",
         "signed_claims_issuer"},
        {"{\"iss\":\"https://op.example\",\"aud\":\"client2\"," NOW "," EVENTS ",\"jti\":\"one\",\"sid\":\"s\"}",
         "signed_claims_audience"},
        {"{\"iss\":\"https://op.example\"," NOW "," EVENTS ",\"jti\":\"one\",\"sid\":\"s\"}", "signed_claims_audience"},
    };
    signer_scene_t *scene = signer_scene(state);
    oas_logout_token_t *token;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (read_token(&token, scene, rows[i].payload) != OAS_REFUSED)
            fail_msg("not refused: %s", rows[i].payload);
        assert_reason(scene->work, rows[i].reason);
    }
}

static const char straight[] = "{" TO_US "," NOW "," EVENTS ",\"jti\":\"one\",\"sid\":\"s\"}";

static const char *typed(signer_scene_t *scene, const char *type, const char *payload)
{
    const char *header =
        apr_psprintf(scene->work->pool, "{\"typ\":\"%s\",\"alg\":\"ES256\",\"kid\":\"k1\"}", type);

    return jose_token_of(scene->work->pool, &scene->key, header, payload);
}

/* RFC 8725 §3.11 */
static void its_type_is_that_of_a_logout_token_or_of_any_token(void **state)
{
    static const char *const right[] = {"logout+jwt", "Logout+JWT", "JWT", "jwt"};
    static const char *const wrong[] = {"at+jwt", "secevent+jwt", ""};
    signer_scene_t *scene = signer_scene(state);
    oas_logout_token_t *token;

    for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++)
        assert_int_equal(read_signed(&token, scene, typed(scene, right[i], straight)), OAS_OK);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(read_signed(&token, scene, typed(scene, wrong[i], straight)), OAS_REFUSED);
        assert_reason(scene->work, "logout_token_type");
    }
}

static void the_issuer_is_the_tenants_where_there_are_many(void **state)
{
    static const char of_tenant[] =
        "{\"iss\":\"https://op.example/00000000-0000-0000-0000-00000000000a/v2.0\",\"aud\":\"client\","
        "\"tid\":\"00000000-0000-0000-0000-00000000000%c\"," NOW "," EVENTS ",\"jti\":\"one\",\"sid\":\"s\"}";
    signer_scene_t *scene = signer_scene(state);
    oas_logout_token_t *token;

    scene->registration.by_hand.issuer = "https://op.example/{tenantid}/v2.0";
    assert_int_equal(read_token(&token, scene, apr_psprintf(scene->work->pool, of_tenant, 'a')), OAS_OK);
    assert_string_equal(token->issuer, "https://op.example/00000000-0000-0000-0000-00000000000a/v2.0");
    assert_int_equal(read_token(&token, scene, apr_psprintf(scene->work->pool, of_tenant, 'b')), OAS_REFUSED);
    assert_reason(scene->work, "signed_claims_issuer");
    assert_int_equal(read_token(&token, scene, straight), OAS_REFUSED);
}

static void refuses_the_signature_of_somebody_else(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    jose_signer_t other = jose_signer(scene->work->pool, "ES256", "k1");
    oas_logout_token_t *token;

    assert_int_equal(read_signed(&token, scene, jose_token(scene->work->pool, &other, straight)), OAS_REFUSED);
    assert_reason(scene->work, "jwt_signature");
}

static bool is_for_us(signer_scene_t *scene, const char *payload)
{
    const oas_json_t *claims;

    assert_int_equal(oas_logout_token_peek(&claims, jose_token(scene->work->pool, &scene->key, payload), scene->work), OAS_OK);
    return oas_logout_token_is_for(claims, &scene->registration, scene->work->pool);
}

static void shows_whom_it_is_for_before_it_is_believed(void **state)
{
    signer_scene_t *scene = signer_scene(state);

    assert_true(is_for_us(scene, straight));
    assert_true(is_for_us(scene, "{\"iss\":\"https://op.example\",\"aud\":[\"other\",\"client\"]}"));
    assert_false(is_for_us(scene, "{\"iss\":\"https://op.example\",\"aud\":\"other\"}"));
    assert_false(is_for_us(scene, "{\"iss\":\"https://op.example/\",\"aud\":\"client\"}"));
    assert_false(is_for_us(scene, "{\"aud\":\"client\"}"));
    assert_false(is_for_us(scene, "{\"iss\":\"https://op.example\"}"));
    assert_int_equal(scene->client.call_count, 0);
}

static void what_is_no_token_shows_nothing(void **state)
{
    static const char *const texts[] = {"", "a", "a.b", "..", "a.!.c", "a.e30", "a.W10.c", "a.bm8.c"};
    const oas_json_t *claims;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_int_equal(oas_logout_token_peek(&claims, texts[i], unit_work(state)), OAS_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_who_signed_out),
        cmocka_unit_test(one_name_is_enough),
        cmocka_unit_test(is_good_for_two_minutes),
        cmocka_unit_test(refuses_what_is_no_logout_token_for_us),
        cmocka_unit_test(its_type_is_that_of_a_logout_token_or_of_any_token),
        cmocka_unit_test(the_issuer_is_the_tenants_where_there_are_many),
        cmocka_unit_test(refuses_the_signature_of_somebody_else),
        cmocka_unit_test(shows_whom_it_is_for_before_it_is_believed),
        cmocka_unit_test(what_is_no_token_shows_nothing),
    };
    return unit_run("logout_token", tests, sizeof(tests) / sizeof(tests[0]));
}
