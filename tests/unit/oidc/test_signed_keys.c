/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/scripted_client.h"

#include "jose/private_key.h"
#include "jose/sign.h"
#include "jose/thumbprint.h"
#include "oidc/provider_cache.h"
#include "oidc/signed_keys.h"

#define ISSUER "https://op.example"
#define SET    "\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"one\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]"

/* A provider that signs its key set with a key that we were given. */
typedef struct {
    const oas_jwk_t *signer;
    oas_registration_t registration;
} scene_t;

static const oas_jwk_t *new_key(oas_work_t *work)
{
    const oas_jwk_t *key;

    assert_int_equal(oas_private_key_generate(&key, "P-256", work), OAS_OK);
    return key;
}

static scene_t *scene_begin(void **state)
{
    oas_work_t *work = unit_work(state);
    scene_t *scene = apr_pcalloc(work->pool, sizeof(*scene));
    const char *json;

    scene->signer = new_key(work);
    scene->registration = (oas_registration_t){
        .name = "op", .client_id = "id", .by_hand = {.issuer = ISSUER, .jwks_uri = "https://op.example/keys"}};
    scene->registration.by_hand.authorization_endpoint = scene->registration.by_hand.token_endpoint = "https://op.example/";
    assert_int_equal(oas_jwk_published(&json, scene->signer, work), OAS_OK);
    json = apr_pstrcat(work->pool, "{\"keys\":[", json, "]}", NULL);
    assert_int_equal(oas_jwk_set_parse(&scene->registration.jwks_signers, oas_bytes_of(json), work), OAS_OK);
    return scene;
}

static const char *sign(const oas_jwk_t *key, const char *claims, oas_work_t *work)
{
    const oas_jws_header_t header = {
        .algorithm = oas_algorithm_find("ES256"), .type = "jwk-set+jwt", .kid = key->kid};
    const char *compact;

    assert_int_equal(oas_jwt_sign(&compact, &header, key, oas_bytes_of(claims), work), OAS_OK);
    return compact;
}

static oas_status_t open_set(const scene_t *scene, const char *text, oas_work_t *work)
{
    oas_bytes_t set;
    oas_status_t status = oas_signed_keys_open(&set, oas_bytes_of(text), &scene->registration, work);

    assert_int_equal(set.data != NULL, status == OAS_OK);
    assert_int_equal(work->reason == NULL, status == OAS_OK);
    return status;
}

static void a_set_that_its_signer_signed_is_taken(void **state)
{
    static const char *const claims[] = {
        "{" SET "}",
        "{\"iss\":\"" ISSUER "\",\"sub\":\"" ISSUER "\",\"iat\":1799999999," SET "}",
        "{\"exp\":1800000001," SET "}",
    };
    scene_t *scene = scene_begin(state);
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++)
        assert_int_equal(open_set(scene, sign(scene->signer, claims[i], work), work), OAS_OK);
}

/* PD9 */
static void a_set_that_was_tampered_with_is_refused(void **state)
{
    scene_t *scene = scene_begin(state);
    const char *good = sign(scene->signer, "{" SET "}", unit_work(state));

    for (size_t i = 0; i < strlen(good); i += 7) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        char *bad = apr_pstrdup(work.pool, good);

        bad[i] = bad[i] == 'A' ? 'B' : 'A';
        assert_int_equal(open_set(scene, bad, &work), OAS_REFUSED);
    }
}

static void what_the_signer_did_not_sign_is_refused(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_work_t *work = unit_work(state);
    const char *texts[] = {
        sign(new_key(work), "{" SET "}", work),
        "{" SET "}",
        "",
        "eyJhbGciOiJub25lIn0.e30.",
        apr_pstrcat(work->pool, sign(scene->signer, "{" SET "}", work), ".", NULL),
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        oas_work_t look = oas_work(work->pool, work->now);

        assert_int_equal(open_set(scene, texts[i], &look), OAS_REFUSED);
    }
}

static void a_set_of_another_issuer_or_time_is_refused(void **state)
{
    static const struct {
        const char *claims;
        oas_status_t outcome;
        const char *reason;
    } rows[] = {
        {"{\"iss\":\"https://other.example\"," SET "}", OAS_REFUSED, "signed_keys_issuer"},
        {"{\"iss\":[\"" ISSUER "\"]," SET "}", OAS_REFUSED, "signed_keys_issuer"},
        {"{\"exp\":1800000000," SET "}", OAS_EXPIRED, "signed_keys_time"},
        {"{\"exp\":\"1900000000\"," SET "}", OAS_REFUSED, "signed_keys_time"},
        {"{\"exp\":-1," SET "}", OAS_REFUSED, "signed_keys_time"},
        {"{\"exp\":9007199254740991," SET "}", OAS_REFUSED, "signed_keys_time"},
    };
    scene_t *scene = scene_begin(state);

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);

        assert_int_equal(open_set(scene, sign(scene->signer, rows[i].claims, &work), &work), rows[i].outcome);
        assert_reason(&work, rows[i].reason);
    }
}

static void answers_with_another_media_type_are_refused(void **state)
{
    static const struct {
        int status;
        const char *type;
        oas_status_t outcome;
    } rows[] = {
        {200, "application/jwk-set+jwt", OAS_OK}, {200, "application/jose", OAS_OK},
        {200, "application/jwt", OAS_OK},         {200, "application/json", OAS_REFUSED},
        {200, "text/html", OAS_REFUSED},          {200, "", OAS_REFUSED},
        {404, "application/jwt", OAS_REFUSED},    {503, "application/jwt", OAS_UNAVAILABLE},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        const oas_http_answer_t answer = {.status = rows[i].status, .content_type = rows[i].type};

        assert_int_equal(oas_signed_keys_expect(&answer, "key set request", &work), rows[i].outcome);
    }
}

/* --- as the cache uses it --- */

static void script_signed(scripted_client_t *script, const char *text)
{
    script_answer(script, 200, "application/jwk-set+jwt", text);
}

static oas_status_t keys_at(oas_provider_cache_t *cache, scripted_client_t *script, const oas_work_t *work,
                            apr_int64_t seconds)
{
    oas_work_t request = oas_work(work->pool, work->now + apr_time_from_sec(seconds));
    const oas_jwk_set_t *keys;
    oas_status_t status = oas_provider_cache_keys(&keys, cache, false, &script->client, &request);

    assert_int_equal(keys != NULL, status == OAS_OK);
    return status;
}

static void an_unsigned_set_is_never_kept(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_work_t *work = unit_work(state);
    scripted_client_t script = scripted_client();
    oas_provider_cache_t *cache;

    assert_int_equal(oas_provider_cache_new(&cache, &scene->registration, work->pool, work), OAS_OK);
    script_json(&script, "{" SET "}");
    script_signed(&script, "{" SET "}");
    script_signed(&script, sign(new_key(work), "{" SET "}", work));
    script_signed(&script, sign(scene->signer, "{" SET "}", work));
    for (apr_int64_t try = 0; try < 3; try++)
        assert_int_equal(keys_at(cache, &script, work, 2 * try), OAS_REFUSED);
    assert_int_equal(keys_at(cache, &script, work, 6), OAS_OK);
    assert_string_equal(script.last.accept, oas_signed_keys_accept);
}

static void a_set_whose_time_has_passed_is_fetched_anew(void **state)
{
    scene_t *scene = scene_begin(state);
    oas_work_t *work = unit_work(state);
    scripted_client_t script = scripted_client();
    oas_provider_cache_t *cache;

    assert_int_equal(oas_provider_cache_new(&cache, &scene->registration, work->pool, work), OAS_OK);
    script_signed(&script, sign(scene->signer, "{\"exp\":1800000060," SET "}", work));
    script_signed(&script, sign(scene->signer, "{\"exp\":1800003600," SET "}", work));
    assert_int_equal(keys_at(cache, &script, work, 0), OAS_OK);
    assert_int_equal(keys_at(cache, &script, work, 59), OAS_OK);
    assert_int_equal(script.call_count, 1);
    assert_int_equal(keys_at(cache, &script, work, 60), OAS_OK);
    assert_int_equal(script.call_count, 2);
}

static void the_signed_set_that_is_announced_is_the_one_that_is_asked_for(void **state)
{
    static const char metadata[] =
        "{\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":\"https://op.example/authorize\","
        "\"token_endpoint\":\"https://op.example/token\",\"jwks_uri\":\"https://op.example/keys\","
        "\"signed_jwks_uri\":\"https://op.example/signed\"}";
    scene_t *scene = scene_begin(state);
    oas_work_t *work = unit_work(state);
    scripted_client_t script = scripted_client();
    oas_provider_cache_t *cache;

    scene->registration.discover = true;
    scene->registration.by_hand.jwks_uri = NULL;
    assert_int_equal(oas_provider_cache_new(&cache, &scene->registration, work->pool, work), OAS_OK);
    script_json(&script, metadata);
    script_signed(&script, sign(scene->signer, "{" SET "}", work));
    assert_int_equal(keys_at(cache, &script, work, 0), OAS_OK);
    assert_string_equal(script.last.url, "https://op.example/signed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_set_that_its_signer_signed_is_taken),
        cmocka_unit_test(a_set_that_was_tampered_with_is_refused),
        cmocka_unit_test(what_the_signer_did_not_sign_is_refused),
        cmocka_unit_test(a_set_of_another_issuer_or_time_is_refused),
        cmocka_unit_test(answers_with_another_media_type_are_refused),
        cmocka_unit_test(an_unsigned_set_is_never_kept),
        cmocka_unit_test(a_set_whose_time_has_passed_is_fetched_anew),
        cmocka_unit_test(the_signed_set_that_is_announced_is_the_one_that_is_asked_for),
    };
    return unit_run("signed_keys", tests, sizeof(tests) / sizeof(tests[0]));
}
