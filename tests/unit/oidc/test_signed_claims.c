/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/signed_claims.h"
#include "oidc/signer_scene.h"

/* OAS_TEST_NOW is second 1800000000 */
static oas_status_t read_claims(signer_scene_t *scene, const char *payload)
{
    const oas_json_t *claims;
    oas_status_t status;

    scene->client.call_count = scene->client.answer_count = 0;
    script_keys(scene, &scene->key);
    oas_forgive(scene->work);
    status = oas_signed_claims_read(&claims, jose_token(scene->work->pool, &scene->key, payload), &scene->signer,
                                    OAS_AUDIENCE_REQUIRED, scene->work);
    assert_int_equal(claims != NULL, status == OAS_OK);
    return status;
}

static void gives_claims_of_our_issuer_for_us(void **state)
{
    static const char *const rows[] = {
        "{\"iss\":\"https://op.example\",\"aud\":\"client\",\"sub\":\"ada\"}",
        "{\"iss\":\"https://op.example\",\"aud\":[\"other\",\"client\"],\"sub\":\"ada\"}",
        "{\"iss\":\"https://op.example\",\"aud\":\"client\",\"exp\":1799999991,\"nbf\":1800000010}",
    };
    signer_scene_t *scene = signer_scene(state);

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(read_claims(scene, rows[i]), OAS_OK);
}

typedef struct {
    const char *payload;
    const char *reason;
} row_t;

/* OpenID Connect Core 1.0 §5.3.2, §5.3.4 */
static void refuses_claims_of_others_for_others_or_of_another_time(void **state)
{
    static const row_t rows[] = {
        {"{\"aud\":\"client\",\"sub\":\"ada\"}", "signed_claims_issuer"},
        {"{\"iss\":\"https://op.example/\",\"aud\":\"client\"}", "signed_claims_issuer"},
        {"{\"iss\":[\"https://op.example\"],\"aud\":\"client\"}", "signed_claims_issuer"},
        {"{\"iss\":\"https://op.example\",\"sub\":\"ada\"}", "signed_claims_audience"},
        {"{\"iss\":\"https://op.example\",\"aud\":\"clients\"}", "signed_claims_audience"},
        {"{\"iss\":\"https://op.example\",\"aud\":[\"other\"]}", "signed_claims_audience"},
        {"{\"iss\":\"https://op.example\",\"aud\":[]}", "signed_claims_audience"},
        {"{\"iss\":\"https://op.example\",\"aud\":{\"client\":1}}", "signed_claims_audience"},
        {"{\"iss\":\"https://op.example\",\"aud\":\"client\",\"exp\":1799999990}", "signed_claims_time"},
        {"{\"iss\":\"https://op.example\",\"aud\":\"client\",\"exp\":\"soon\"}", "signed_claims_time"},
        {"{\"iss\":\"https://op.example\",\"aud\":\"client\",\"exp\":null}", "signed_claims_time"},
        {"{\"iss\":\"https://op.example\",\"aud\":\"client\",\"nbf\":1800000011}", "signed_claims_time"},
        {"{\"iss\":\"https://op.example\",\"aud\":\"client\",\"nbf\":-1}", "signed_claims_time"},
        {"[]", "json_not_an_object"},
    };
    signer_scene_t *scene = signer_scene(state);

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (read_claims(scene, rows[i].payload) != OAS_REFUSED)
            fail_msg("not refused: %s", rows[i].payload);
        assert_reason(scene->work, rows[i].reason);
    }
}

static void refuses_a_signature_of_somebody_else(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const jose_signer_t stranger = jose_signer(scene->work->pool, "ES256", "k1");
    const char *payload = "{\"iss\":\"https://op.example\",\"aud\":\"client\",\"sub\":\"ada\"}";
    const oas_json_t *claims;

    script_keys(scene, &scene->key);
    assert_int_equal(oas_signed_claims_read(&claims, jose_token(scene->work->pool, &stranger, payload), &scene->signer,
                                            OAS_AUDIENCE_REQUIRED, scene->work),
                     OAS_REFUSED);
    assert_reason(scene->work, "jwt_signature");
    assert_null(claims);
}

static void refuses_claims_of_a_provider_that_has_no_issuer(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const oas_json_t *claims;

    scene->registration.by_hand.issuer = NULL;
    assert_int_equal(oas_signed_claims_read(&claims, "x.y.z", &scene->signer, OAS_AUDIENCE_REQUIRED, scene->work), OAS_REFUSED);
    assert_reason(scene->work, "signed_claims_nobody");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_claims_of_our_issuer_for_us),
        cmocka_unit_test(refuses_claims_of_others_for_others_or_of_another_time),
        cmocka_unit_test(refuses_a_signature_of_somebody_else),
        cmocka_unit_test(refuses_claims_of_a_provider_that_has_no_issuer),
    };
    return unit_run("signed_claims", tests, sizeof(tests) / sizeof(tests[0]));
}
