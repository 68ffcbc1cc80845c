/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/signer_scene.h"

static const char payload[] = "{\"sub\":\"ada\"}";

static oas_status_t read_token(signer_scene_t *scene, const char *token)
{
    oas_jwt_t *jwt;
    oas_status_t status = oas_signer_read(&jwt, token, &scene->signer, scene->work);

    assert_int_equal(jwt != NULL, status == OAS_OK);
    return status;
}

static void gives_what_the_provider_has_signed(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    oas_jwt_t *jwt;

    script_keys(scene, &scene->key);
    assert_int_equal(oas_signer_read(&jwt, jose_token(scene->work->pool, &scene->key, payload), &scene->signer, scene->work),
                     OAS_OK);
    assert_string_equal(oas_json_string(jwt->claims, "sub"), "ada");
    assert_string_equal(scene->client.last.url, "https://op.example/jwks");
}

static void keys_that_changed_are_fetched_once_more(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const jose_signer_t former = jose_signer(scene->work->pool, "ES256", "k0");

    script_keys(scene, &former);
    script_keys(scene, &scene->key);
    assert_int_equal(read_token(scene, jose_token(scene->work->pool, &scene->key, payload)), OAS_OK);
    assert_int_equal(scene->client.call_count, 2);
    assert_null(scene->work->reason);
}

static void refuses_a_key_that_nobody_knows(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const jose_signer_t stranger = jose_signer(scene->work->pool, "ES256", "k9");

    script_keys(scene, &scene->key);
    script_keys(scene, &scene->key);
    assert_int_equal(read_token(scene, jose_token(scene->work->pool, &stranger, payload)), OAS_REFUSED);
    assert_reason(scene->work, "jwt_no_key");
}

static void refuses_a_wrong_signature_without_asking_for_other_keys(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const jose_signer_t stranger = jose_signer(scene->work->pool, "ES256", "k1");

    script_keys(scene, &scene->key);
    assert_int_equal(read_token(scene, jose_token(scene->work->pool, &stranger, payload)), OAS_REFUSED);
    assert_reason(scene->work, "jwt_signature");
}

static void a_mac_is_made_with_the_client_secret(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const char *both = "a secret that is long enough for it";
    const jose_signer_t secret = jose_signer_of_secret("HS256", NULL, oas_bytes_of(both));
    const jose_signer_t other = jose_signer_of_secret("HS256", NULL, oas_bytes_of("another one that is as long as it is"));

    scene->registration.client_secret = both;
    assert_int_equal(read_token(scene, jose_token(scene->work->pool, &secret, payload)), OAS_OK);
    assert_int_equal(read_token(scene, jose_token(scene->work->pool, &other, payload)), OAS_REFUSED);
    assert_int_equal(scene->client.call_count, 0);
}

static void refuses_a_mac_where_there_is_no_secret(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const jose_signer_t nothing = jose_signer_of_secret("HS256", NULL, oas_bytes_of("x"));

    scene->registration.client_secret = NULL;
    assert_int_equal(read_token(scene, jose_token(scene->work->pool, &nothing, payload)), OAS_REFUSED);
    assert_reason(scene->work, "signer_secret");
}

static void refuses_what_is_not_signed_as_agreed(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    apr_pool_t *pool = scene->work->pool;
    const jose_signer_t longer = jose_signer(pool, "ES384", "k1");
    const char *const rows[] = {
        "", "x.y.z", "e30.e30.", "e30.e30.e30.e30.e30",
        /* {"alg":"none"}.{"sub":"ada"}. */
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.",
        jose_token(pool, &longer, payload),
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_forgive(scene->work);
        assert_int_equal(read_token(scene, rows[i]), OAS_REFUSED);
    }
    assert_int_equal(scene->client.call_count, 0);
}

static void keys_that_can_not_be_had_leave_it_open(void **state)
{
    signer_scene_t *scene = signer_scene(state);

    script_failure(&scene->client, OAS_UNAVAILABLE);
    assert_int_equal(read_token(scene, jose_token(scene->work->pool, &scene->key, payload)), OAS_UNAVAILABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_what_the_provider_has_signed),
        cmocka_unit_test(keys_that_changed_are_fetched_once_more),
        cmocka_unit_test(refuses_a_key_that_nobody_knows),
        cmocka_unit_test(refuses_a_wrong_signature_without_asking_for_other_keys),
        cmocka_unit_test(a_mac_is_made_with_the_client_secret),
        cmocka_unit_test(refuses_a_mac_where_there_is_no_secret),
        cmocka_unit_test(refuses_what_is_not_signed_as_agreed),
        cmocka_unit_test(keys_that_can_not_be_had_leave_it_open),
    };
    return unit_run("signer", tests, sizeof(tests) / sizeof(tests[0]));
}
