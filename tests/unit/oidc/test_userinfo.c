/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/jwe.h"
#include "jose/private_key.h"
#include "oidc/signer_scene.h"
#include "oidc/userinfo.h"

static const char url[] = "https://op.example/me";

static oas_status_t fetch(const oas_json_t **claims, signer_scene_t *scene, const char *access_token, const char *subject)
{
    const oas_userinfo_question_t question = {
        .url = url, .access_token = access_token, .subject = subject, .signer = scene->signer};

    return oas_userinfo_fetch(claims, &question, scene->work);
}

static void asks_with_the_token_in_the_header_and_nowhere_else(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const oas_json_t *claims;

    script_json(&scene->client, "{\"sub\":\"s\",\"address\":{\"country\":\"FR\"}}");
    assert_int_equal(fetch(&claims, scene, "TOKEN", "s"), OAS_OK);
    assert_string_equal(scene->client.last.url, url);
    assert_string_equal(scene->client.last.authorization, "Bearer TOKEN");
    assert_null(scene->client.last.form.data);
    assert_int_equal(scene->client.last.largest_answer, OAS_USERINFO_LARGEST);
    assert_string_equal(oas_json_string(oas_json_member(claims, "address"), "country"), "FR");
}

/* RFC 8705 §3: a token that is bound to our certificate works only where that is shown. */
static void shows_our_certificate(void **state)
{
    static const oas_tls_identity_t identity = {.key = {.data = NULL}};
    signer_scene_t *scene = signer_scene(state);
    oas_registration_t registration = *scene->signer.registration;
    const oas_json_t *claims;

    registration.tls_identity = &identity;
    scene->signer.registration = &registration;
    script_json(&scene->client, "{\"sub\":\"s\"}");
    assert_int_equal(fetch(&claims, scene, "TOKEN", "s"), OAS_OK);
    assert_ptr_equal(scene->client.last.identity, &identity);
}

static void a_plain_profile_needs_no_subject(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const oas_json_t *claims;

    script_answer(&scene->client, 200, "application/vnd.host+json", "{\"id\":123,\"login\":\"x\"}");
    assert_int_equal(fetch(&claims, scene, "t", NULL), OAS_OK);
    assert_string_equal(oas_json_string(claims, "login"), "x");
}

typedef struct {
    int http_status;
    const char *type;
    const char *body;
    oas_status_t status;
    const char *reason;
} row_t;

static void assert_refused(const row_t *rows, size_t count, void **state)
{
    for (size_t i = 0; i < count; i++) {
        signer_scene_t *scene = signer_scene(state);
        const oas_json_t *claims;

        oas_forgive(scene->work);
        script_answer(&scene->client, rows[i].http_status, rows[i].type, rows[i].body);
        if (fetch(&claims, scene, "t", "s") != rows[i].status)
            fail_msg("not %s: %s", oas_status_name(rows[i].status), rows[i].body);
        assert_reason(scene->work, rows[i].reason);
        assert_null(claims);
    }
}

/* R-UI-01, OpenID Connect Core 1.0 §5.3.2 */
static void refuses_user_info_of_another_subject(void **state)
{
    static const char json[] = "application/json";
    static const row_t rows[] = {
        {200, json, "{\"sub\":\"s1\"}", OAS_REFUSED, "userinfo_subject"},
        {200, json, "{\"sub\":\"S\"}", OAS_REFUSED, "userinfo_subject"},
        {200, json, "{\"sub\":\"\"}", OAS_REFUSED, "userinfo_subject"},
        {200, json, "{\"sub\":[\"s\"]}", OAS_REFUSED, "userinfo_subject"},
        {200, json, "{\"sub\":null}", OAS_REFUSED, "userinfo_subject"},
        {200, json, "{\"Sub\":\"s\"}", OAS_REFUSED, "userinfo_subject"},
        {200, json, "{}", OAS_REFUSED, "userinfo_subject"},
    };

    assert_refused(rows, sizeof(rows) / sizeof(rows[0]), state);
}

static void refuses_what_is_no_user_info(void **state)
{
    static const char good[] = "{\"sub\":\"s\"}", json[] = "application/json";
    static const row_t rows[] = {
        {200, json, "[]", OAS_REFUSED, "json_not_an_object"},
        {200, json, "\"s\"", OAS_REFUSED, "json_not_an_object"},
        {200, json, "null", OAS_REFUSED, "json_not_an_object"},
        {200, json, "{\"sub\":\"s\",\"sub\":\"s\"}", OAS_REFUSED, "json_repeated_member"},
        {200, "application/jwt", "x.y.z", OAS_REFUSED, "jwt_form"},
        {200, "application/jwt", "{\"sub\":\"s\"}", OAS_REFUSED, "jwt_form"},
        {200, "text/html", good, OAS_REFUSED, "provider_content_type"},
        {200, "application/json5", good, OAS_REFUSED, "provider_content_type"},
        {200, "", good, OAS_REFUSED, "provider_content_type"},
        {204, "", "", OAS_REFUSED, "provider_status"},
        {302, json, good, OAS_REFUSED, "provider_status"},
        {401, json, good, OAS_REFUSED, "provider_status"},
        {403, "application/jwt", "", OAS_REFUSED, "provider_status"},
        {429, json, good, OAS_UNAVAILABLE, "provider_unavailable"},
        {500, json, good, OAS_UNAVAILABLE, "provider_unavailable"},
    };

    assert_refused(rows, sizeof(rows) / sizeof(rows[0]), state);
}

/* RFC 6750 §2.2 */
static void asks_by_post_with_the_token_in_the_form_and_nowhere_else(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const oas_json_t *claims;

    scene->registration.userinfo_by_post = true;
    script_json(&scene->client, "{\"sub\":\"s\"}");
    assert_int_equal(fetch(&claims, scene, "TO+KEN", "s"), OAS_OK);
    assert_null(scene->client.last.authorization);
    assert_string_equal(scene->client.last.url, url);
    assert_string_equal((const char *)scene->client.last.form.data, "access_token=TO%2BKEN");
}

static const char *signed_info(const signer_scene_t *scene, const char *subject)
{
    const char *payload = apr_psprintf(scene->work->pool, "{\"iss\":\"https://op.example\",\"aud\":\"client\",\"sub\":\"%s\"}",
                                       subject);

    return jose_token(scene->work->pool, &scene->key, payload);
}

/* §5.3.2 */
static void takes_user_info_that_the_provider_has_signed(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const oas_json_t *claims;

    script_answer(&scene->client, 200, "application/jwt", signed_info(scene, "s"));
    script_keys(scene, &scene->key);
    assert_int_equal(fetch(&claims, scene, "t", "s"), OAS_OK);
    assert_string_equal(oas_json_string(claims, "sub"), "s");
}

static void refuses_signed_user_info_of_another_subject(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const oas_json_t *claims;

    script_answer(&scene->client, 200, "application/jwt", signed_info(scene, "s1"));
    script_keys(scene, &scene->key);
    assert_int_equal(fetch(&claims, scene, "t", "s"), OAS_REFUSED);
    assert_reason(scene->work, "userinfo_subject");
    assert_null(claims);
}

/* The scene gets a key of our own, and text is encrypted to it. */
static const char *encrypted(signer_scene_t *scene, const char *text)
{
    const oas_jwe_header_t header = {.algorithm = oas_key_algorithm_find("ECDH-ES"),
                                     .content = oas_content_algorithm_find("A128GCM")};
    oas_jwk_set_t *keys = apr_pcalloc(scene->work->pool, sizeof(*keys));
    const oas_jwk_t *key;
    const char *compact;

    assert_int_equal(oas_private_key_generate(&key, "P-256", scene->work), OAS_OK);
    *keys = (oas_jwk_set_t){.keys = key, .count = 1};
    scene->registration.own_keys = keys;
    assert_int_equal(oas_jwe_encrypt(&compact, &header, key, oas_bytes_of(text), scene->work), OAS_OK);
    return compact;
}

static void takes_user_info_that_is_signed_and_encrypted_to_us(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const oas_json_t *claims;

    script_answer(&scene->client, 200, "application/jwt", encrypted(scene, signed_info(scene, "s")));
    script_keys(scene, &scene->key);
    assert_int_equal(fetch(&claims, scene, "t", "s"), OAS_OK);
    assert_string_equal(oas_json_string(claims, "sub"), "s");
}

static void takes_user_info_that_is_encrypted_alone(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const oas_json_t *claims;

    script_answer(&scene->client, 200, "application/jwt", encrypted(scene, "{\"sub\":\"s\"}"));
    assert_int_equal(fetch(&claims, scene, "t", "s"), OAS_OK);
    assert_string_equal(oas_json_string(claims, "sub"), "s");
}

/* TV8 */
static void refuses_what_nobody_signed_where_that_was_agreed_on(void **state)
{
    static const char *const agreed[] = {"ES256", NULL};
    signer_scene_t *scene = signer_scene(state);
    const struct {
        const char *type, *body;
    } rows[] = {
        {"application/json", "{\"sub\":\"s\"}"},
        {"application/jwt", encrypted(scene, "{\"sub\":\"s\"}")},
    };
    const oas_json_t *claims;

    scene->registration.userinfo_signing = agreed;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_forgive(scene->work);
        script_answer(&scene->client, 200, rows[i].type, rows[i].body);
        assert_int_equal(fetch(&claims, scene, "t", "s"), OAS_REFUSED);
        assert_reason(scene->work, "userinfo_unsigned");
        assert_null(claims);
    }
    oas_forgive(scene->work);
    script_answer(&scene->client, 200, "application/jwt", signed_info(scene, "s"));
    script_keys(scene, &scene->key);
    assert_int_equal(fetch(&claims, scene, "t", "s"), OAS_OK);
}

/* OpenID Connect Dynamic Client Registration 1.0 §2: userinfo_encrypted_response_alg */
static void refuses_what_is_not_encrypted_where_that_was_agreed_on(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const struct {
        const char *type, *body;
    } rows[] = {
        {"application/json", "{\"sub\":\"s\"}"},
        {"application/jwt", signed_info(scene, "s")},
    };
    const oas_json_t *claims;

    scene->registration.userinfo_encryption = (oas_token_encryption_t){"RSA-OAEP", "A128GCM"};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_forgive(scene->work);
        script_answer(&scene->client, 200, rows[i].type, rows[i].body);
        assert_int_equal(fetch(&claims, scene, "t", "s"), OAS_REFUSED);
        assert_reason(scene->work, "userinfo_unencrypted");
        assert_null(claims);
    }
}

/* And by nothing else, though our key would open it. */
static void opens_what_is_encrypted_as_agreed_alone(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const oas_json_t *claims;

    scene->registration.userinfo_encryption = (oas_token_encryption_t){"ECDH-ES", "A128GCM"};
    script_answer(&scene->client, 200, "application/jwt", encrypted(scene, "{\"sub\":\"s\"}"));
    assert_int_equal(fetch(&claims, scene, "t", "s"), OAS_OK);
    scene->registration.userinfo_encryption.content = "A192GCM";
    script_answer(&scene->client, 200, "application/jwt", encrypted(scene, "{\"sub\":\"s\"}"));
    assert_int_equal(fetch(&claims, scene, "t", "s"), OAS_REFUSED);
    assert_reason(scene->work, "jwe_algorithm");
}

static void what_is_inside_is_judged_as_if_it_had_come_so(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const jose_signer_t stranger = jose_signer(scene->work->pool, "ES256", "k1");
    const struct {
        const char *inside, *reason;
    } rows[] = {
        {"{\"sub\":\"eve\"}", "userinfo_subject"},
        {"{\"sub\":\"s\"", "json_syntax"},
        {"[]", "jwt_form"},
        {"", "jwt_form"},
        {"x.y.z.a.b", "jwt_encrypted"},
        {signed_info(scene, "eve"), "userinfo_subject"},
        {jose_token(scene->work->pool, &stranger, "{\"iss\":\"https://op.example\",\"aud\":\"client\",\"sub\":\"s\"}"),
         "jwt_signature"},
    };
    const oas_jwk_set_t *known;
    const oas_json_t *claims;

    script_keys(scene, &scene->key);
    assert_int_equal(oas_provider_cache_keys(&known, scene->signer.cache, false, &scene->client.client, scene->work), OAS_OK);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_forgive(scene->work);
        script_answer(&scene->client, 200, "application/jwt", encrypted(scene, rows[i].inside));
        assert_int_equal(fetch(&claims, scene, "t", "s"), OAS_REFUSED);
        assert_int_equal(strncmp(scene->work->reason, rows[i].reason, strlen(rows[i].reason)), 0);
        assert_null(claims);
    }
}

static void refuses_what_is_encrypted_to_somebody_else(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const char *text = encrypted(scene, "{\"sub\":\"s\"}");
    const oas_json_t *claims;

    encrypted(scene, "another key");
    script_answer(&scene->client, 200, "application/jwt", text);
    assert_int_equal(fetch(&claims, scene, "t", "s"), OAS_REFUSED);
    scene->registration.own_keys = NULL;
    oas_forgive(scene->work);
    script_answer(&scene->client, 200, "application/jwt", text);
    assert_int_equal(fetch(&claims, scene, "t", "s"), OAS_REFUSED);
    assert_reason(scene->work, "jwe_no_key");
}

/* A signature under the media type of plain JSON is no JSON, and the other way round. */
static void the_media_type_decides_how_it_is_read(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const oas_json_t *claims;

    script_json(&scene->client, signed_info(scene, "s"));
    assert_int_equal(fetch(&claims, scene, "t", "s"), OAS_REFUSED);
    assert_reason(scene->work, "json_syntax");
}

static void passes_on_that_it_could_not_be_asked(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const oas_json_t *claims;

    script_failure(&scene->client, OAS_UNAVAILABLE);
    assert_int_equal(fetch(&claims, scene, "t", "s"), OAS_UNAVAILABLE);
    assert_reason(scene->work, "scripted");
    assert_null(claims);
}

static void no_failure_names_the_token_or_the_user(void **state)
{
    signer_scene_t *scene = signer_scene(state);
    const oas_json_t *claims;

    script_json(&scene->client, "{\"sub\":\"somebody\"}");
    assert_int_equal(fetch(&claims, scene, "TOKEN", "me"), OAS_REFUSED);
    assert_null(strstr(scene->work->failure, "TOKEN"));
    assert_null(strstr(scene->work->failure, "somebody"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_with_the_token_in_the_header_and_nowhere_else),
        cmocka_unit_test(shows_our_certificate),
        cmocka_unit_test(a_plain_profile_needs_no_subject),
        cmocka_unit_test(refuses_user_info_of_another_subject),
        cmocka_unit_test(refuses_what_is_no_user_info),
        cmocka_unit_test(asks_by_post_with_the_token_in_the_form_and_nowhere_else),
        cmocka_unit_test(takes_user_info_that_the_provider_has_signed),
        cmocka_unit_test(refuses_signed_user_info_of_another_subject),
        cmocka_unit_test(takes_user_info_that_is_signed_and_encrypted_to_us),
        cmocka_unit_test(takes_user_info_that_is_encrypted_alone),
        cmocka_unit_test(refuses_what_nobody_signed_where_that_was_agreed_on),
        cmocka_unit_test(refuses_what_is_not_encrypted_where_that_was_agreed_on),
        cmocka_unit_test(opens_what_is_encrypted_as_agreed_alone),
        cmocka_unit_test(what_is_inside_is_judged_as_if_it_had_come_so),
        cmocka_unit_test(refuses_what_is_encrypted_to_somebody_else),
        cmocka_unit_test(the_media_type_decides_how_it_is_read),
        cmocka_unit_test(passes_on_that_it_could_not_be_asked),
        cmocka_unit_test(no_failure_names_the_token_or_the_user),
    };
    return unit_run("userinfo", tests, sizeof(tests) / sizeof(tests[0]));
}
