/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/client_registration.h"

#include "oidc/scripted_client.h"

#define CALLBACK "https://www.example.org/oauth/callback/op"
#define ANSWER   "{\"client_id\":\"c 1%+&\",\"client_secret\":\"s\\\"\\\\ :\",\"client_secret_expires_at\":0"

static const char json[] = "application/json";
static const oas_provider_t op = {.issuer = "https://op.example", .registration_endpoint = "https://op.example/register"};
static const oas_client_place_t place = {.redirect_uri = CALLBACK};
static const oas_dynamic_t nothing_more = {.initial_access_token = NULL};
static const oas_registration_t plain = {.name = "op", .dynamic = &nothing_more};

static const oas_json_t *composed(const oas_registration_t *registration, const oas_provider_t *provider,
                                  const oas_client_place_t *at, oas_work_t *work)
{
    const oas_json_t *request;
    const char *text;

    assert_int_equal(oas_client_registration_compose(&text, registration, provider, at, work), OAS_OK);
    assert_int_equal(oas_json_parse_object(&request, oas_bytes_of(text), strlen(text), "request", work), OAS_OK);
    return request;
}

static const char *member(const oas_json_t *object, const char *name, oas_work_t *work)
{
    const oas_json_t *found = oas_json_member(object, name);

    return found != NULL ? oas_json_text(found, work->pool) : NULL;
}

/* RFC 7591 §2 */
static void asks_for_what_the_configuration_says(void **state)
{
    static const char *const algorithms[] = {"ES256", "RS256", NULL};
    static const oas_pair_t more[] = {{"client_name", "\"A \\\"site\\\"\""}, {"contacts", "[\"a@example.org\"]"}};
    const oas_dynamic_t dynamic = {.metadata = {more, 2}};
    const oas_registration_t registration = {
        .name = "op", .dynamic = &dynamic, .scope = "openid email", .signing_algorithms = algorithms};
    const oas_json_t *request = composed(&registration, &op, &place, unit_work(state));

    assert_string_equal(member(request, "redirect_uris", unit_work(state)), "[\"" CALLBACK "\"]");
    assert_string_equal(member(request, "response_types", unit_work(state)), "[\"code\"]");
    assert_string_equal(member(request, "grant_types", unit_work(state)), "[\"authorization_code\"]");
    assert_string_equal(member(request, "token_endpoint_auth_method", unit_work(state)), "client_secret_basic");
    assert_string_equal(member(request, "id_token_signed_response_alg", unit_work(state)), "ES256");
    assert_string_equal(member(request, "scope", unit_work(state)), "openid email");
    assert_string_equal(member(request, "client_name", unit_work(state)), "A \"site\"");
    assert_string_equal(member(request, "contacts", unit_work(state)), "[\"a@example.org\"]");
    assert_null(member(request, "jwks", unit_work(state)));
    assert_null(member(request, "jwks_uri", unit_work(state)));
}

/* OpenID Connect RP-Initiated Logout 1.0 §3.1 */
static void says_where_people_come_back_to_from_signing_out_unless_somebody_else_does(void **state)
{
    static const oas_client_place_t leaving = {.redirect_uri = CALLBACK, .post_logout_redirect_uri = "https://site.test/out"};
    static const oas_pair_t more[] = {{"post_logout_redirect_uris", "[\"https://site.test/other\"]"}};
    const oas_dynamic_t dynamic = {.metadata = {more, 1}};
    const oas_registration_t by_hand = {.name = "op", .dynamic = &dynamic};
    oas_work_t *work = unit_work(state);

    assert_string_equal(member(composed(&plain, &op, &leaving, work), "post_logout_redirect_uris", work),
                        "[\"https://site.test/out\"]");
    assert_string_equal(member(composed(&by_hand, &op, &leaving, work), "post_logout_redirect_uris", work),
                        "[\"https://site.test/other\"]");
    assert_null(member(composed(&plain, &op, &place, work), "post_logout_redirect_uris", work));
}

/* OpenID Connect Dynamic Client Registration 1.0 §2 */
static void says_where_request_objects_are_unless_somebody_else_does(void **state)
{
    static const oas_client_place_t fetched = {.redirect_uri = CALLBACK, .request_uri = "https://site.test/request"};
    static const oas_pair_t more[] = {{"request_uris", "[\"https://site.test/*\"]"}};
    const oas_dynamic_t dynamic = {.metadata = {more, 1}};
    const oas_registration_t by_hand = {.name = "op", .dynamic = &dynamic};
    oas_work_t *work = unit_work(state);

    assert_string_equal(member(composed(&plain, &op, &fetched, work), "request_uris", work), "[\"https://site.test/request\"]");
    assert_string_equal(member(composed(&by_hand, &op, &fetched, work), "request_uris", work), "[\"https://site.test/*\"]");
}

/* OpenID Connect Dynamic Client Registration 1.0 §2, RFC 9126 §6, RFC 9449 §5.2, RFC 8705 §3.4 */
static void tells_what_was_agreed_on(void **state)
{
    static const char *const algorithms[] = {"ES256", "RS256", NULL};
    static const oas_dpop_t dpop = {.thumbprint = "t"};
    static const oas_registration_t registration = {
        .name = "op",
        .dynamic = &nothing_more,
        .pushed = OAS_PUSHED_ON,
        .dpop = &dpop,
        .request_object = {OAS_REQUEST_OBJECT_VALUE, algorithms, "ECDH-ES", "A256GCM"},
        .token_encryption = {"RSA-OAEP", "A128GCM"},
        .userinfo_encryption = {"ECDH-ES+A128KW", "A256GCM"}};
    static const oas_pair_t encryptions[] = {{"id_token_encrypted_response_alg", "RSA-OAEP"},
                                             {"id_token_encrypted_response_enc", "A128GCM"},
                                             {"userinfo_encrypted_response_alg", "ECDH-ES+A128KW"},
                                             {"userinfo_encrypted_response_enc", "A256GCM"}};
    const oas_json_t *request = composed(&registration, &op, &place, unit_work(state));

    for (size_t i = 0; i < sizeof(encryptions) / sizeof(encryptions[0]); i++)
        assert_string_equal(member(request, encryptions[i].name, unit_work(state)), encryptions[i].value);

    assert_string_equal(member(request, "request_object_signing_alg", unit_work(state)), "ES256");
    assert_string_equal(member(request, "request_object_encryption_alg", unit_work(state)), "ECDH-ES");
    assert_string_equal(member(request, "request_object_encryption_enc", unit_work(state)), "A256GCM");
    assert_true(oas_json_is_true(request, "require_pushed_authorization_requests"));
    assert_true(oas_json_is_true(request, "dpop_bound_access_tokens"));
    assert_null(member(request, "tls_client_certificate_bound_access_tokens", unit_work(state)));
}

static void tells_that_tokens_are_bound_to_a_certificate(void **state)
{
    static const oas_tls_identity_t identity = {.certificate = {.length = 0}};
    static const oas_registration_t registration = {.name = "op", .dynamic = &nothing_more, .tls_identity = &identity};
    const oas_json_t *request = composed(&registration, &op, &place, unit_work(state));

    assert_true(oas_json_is_true(request, "tls_client_certificate_bound_access_tokens"));
}

static void tells_nothing_that_is_left_to_the_provider(void **state)
{
    static const char *const none[] = {"ES256", NULL};
    static const oas_registration_t registration = {
        .name = "op",
        .dynamic = &nothing_more,
        .pushed = OAS_PUSHED_AUTO,
        .request_object = {OAS_REQUEST_OBJECT_OFF, none, "ECDH-ES", "A256GCM"}};
    static const char *const names[] = {"request_object_signing_alg",    "require_pushed_authorization_requests",
                                        "request_object_encryption_alg", "request_object_encryption_enc",
                                        "dpop_bound_access_tokens",      "tls_client_certificate_bound_access_tokens",
                                        "id_token_signed_response_alg",  "id_token_encrypted_response_alg",
                                        "userinfo_encrypted_response_alg", "userinfo_encrypted_response_enc",
                                        "request_uris"};
    const oas_json_t *request = composed(&registration, &op, &place, unit_work(state));

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_null(oas_json_member(request, names[i]));
}

/* Twice the same member would be refused by who reads as strictly as we do. */
static void what_is_said_by_hand_is_said_once(void **state)
{
    static const char *const algorithms[] = {"ES256", NULL};
    static const oas_pair_t more[] = {{"require_pushed_authorization_requests", "false"},
                                      {"id_token_signed_response_alg", "\"PS256\""}};
    static const oas_dynamic_t dynamic = {.metadata = {more, 2}};
    static const oas_registration_t registration = {
        .name = "op", .dynamic = &dynamic, .pushed = OAS_PUSHED_ON, .signing_algorithms = algorithms};
    const oas_json_t *request = composed(&registration, &op, &place, unit_work(state));

    assert_false(oas_json_is_true(request, "require_pushed_authorization_requests"));
    assert_string_equal(member(request, "id_token_signed_response_alg", unit_work(state)), "PS256");
}

/* DYN-registration */
static void the_implicit_grant_is_listed_where_tokens_come_from_the_authorization_endpoint(void **state)
{
    static const struct {
        oas_response_type_t type;
        const char *grants;
    } rows[] = {
        {OAS_TYPE_ID_TOKEN, "[\"implicit\"]"},
        {OAS_TYPE_ID_TOKEN_TOKEN, "[\"implicit\"]"},
        {OAS_TYPE_CODE_ID_TOKEN, "[\"authorization_code\",\"implicit\"]"},
        {OAS_TYPE_CODE_TOKEN, "[\"authorization_code\",\"implicit\"]"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_registration_t registration = plain;

        registration.response_type = rows[i].type;
        assert_string_equal(member(composed(&registration, &op, &place, unit_work(state)), "grant_types",
                                   unit_work(state)),
                            rows[i].grants);
    }
}

static void our_keys_are_named_by_their_address_or_by_themselves(void **state)
{
    static const oas_client_place_t by_address = {
        .redirect_uri = CALLBACK, .jwks_uri = "https://www.example.org/oauth/jwks", .key_set = "{\"keys\":[]}"};
    static const oas_client_place_t by_themselves = {.redirect_uri = CALLBACK, .key_set = "{\"keys\":[]}"};
    const oas_json_t *request = composed(&plain, &op, &by_address, unit_work(state));

    assert_string_equal(member(request, "jwks_uri", unit_work(state)), by_address.jwks_uri);
    assert_null(member(request, "jwks", unit_work(state)));
    request = composed(&plain, &op, &by_themselves, unit_work(state));
    assert_string_equal(member(request, "jwks", unit_work(state)), "{\"keys\":[]}");
    assert_null(member(request, "jwks_uri", unit_work(state)));
}

static void asks_for_a_method_that_both_have(void **state)
{
    static const char *const only_post[] = {"private_key_jwt", "client_secret_post", NULL};
    static const char *const only_none[] = {"tls_client_auth", "none", NULL};
    static const char *const no_way[] = {"private_key_jwt", NULL};
    oas_work_t *work = unit_work(state);
    oas_provider_t provider = op;
    const char *request;

    provider.token_auth_methods = only_post;
    assert_string_equal(member(composed(&plain, &provider, &place, work), "token_endpoint_auth_method", work),
                        "client_secret_post");
    provider.token_auth_methods = only_none;
    assert_string_equal(member(composed(&plain, &provider, &place, work), "token_endpoint_auth_method", work), "none");
    provider.token_auth_methods = no_way;
    assert_int_equal(oas_client_registration_compose(&request, &plain, &provider, &place, work), OAS_MISCONFIGURED);
    assert_reason(work, "client_auth_method");
    assert_null(request);
}

static oas_status_t ask(oas_bytes_t *kept, scripted_client_t *script, const oas_registration_t *registration,
                        oas_work_t *work)
{
    const char *request;

    assert_int_equal(oas_client_registration_compose(&request, registration, &op, &place, work), OAS_OK);
    return oas_client_registration_ask(kept, registration, &op, request, &script->client, work);
}

static oas_status_t read_kept(const oas_registration_t **registered, oas_bytes_t kept,
                              const oas_registration_t *registration, oas_work_t *work)
{
    const char *request;

    assert_int_equal(oas_client_registration_compose(&request, registration, &op, &place, work), OAS_OK);
    return oas_client_registration_read(registered, kept, registration, request, work);
}

/* What is kept of this answer. */
static oas_bytes_t kept_of(const char *answer, oas_work_t *work)
{
    scripted_client_t script = scripted_client();
    oas_bytes_t kept;

    script_answer(&script, 201, json, answer);
    assert_int_equal(ask(&kept, &script, &plain, work), OAS_OK);
    return kept;
}

/* GEN-05, GEN-06 */
static void becomes_who_the_provider_says(void **state)
{
    const char *answer = ANSWER ",\"redirect_uris\":[\"" CALLBACK "\"],\"id_token_signed_response_alg\":\"ES256\","
                                "\"token_endpoint_auth_method\":\"client_secret_post\",\"more\":{}}";
    const oas_registration_t *registered;

    assert_int_equal(read_kept(&registered, kept_of(answer, unit_work(state)), &plain, unit_work(state)), OAS_OK);
    assert_string_equal(registered->client_id, "c 1%+&");
    assert_string_equal(registered->client_secret, "s\"\\ :");
    assert_int_equal(registered->client_auth, OAS_CLIENT_SECRET_POST);
    assert_string_equal(registered->signing_algorithms[0], "ES256");
    assert_null(registered->signing_algorithms[1]);
    assert_string_equal(registered->name, "op");
    assert_null(plain.client_id);
}

static void what_is_configured_stays_where_the_provider_says_nothing_else(void **state)
{
    static const char *const algorithms[] = {"RS256", NULL};
    oas_registration_t raw = plain;
    const oas_registration_t *registered;
    scripted_client_t script = scripted_client();
    oas_bytes_t kept;

    raw.client_auth = OAS_CLIENT_SECRET_BASIC_RAW;
    raw.signing_algorithms = algorithms;
    script_answer(&script, 200, json, ANSWER ",\"token_endpoint_auth_method\":\"client_secret_basic\"}");
    assert_int_equal(ask(&kept, &script, &raw, unit_work(state)), OAS_OK);
    assert_int_equal(read_kept(&registered, kept, &raw, unit_work(state)), OAS_OK);
    assert_int_equal(registered->client_auth, OAS_CLIENT_SECRET_BASIC_RAW);
    assert_ptr_equal(registered->signing_algorithms, algorithms);
}

/* OpenID Connect Dynamic Client Registration 1.0 §2 */
static void is_held_to_what_it_says_of_user_info(void **state)
{
    static const char *const agreed[] = {"ES256", NULL};
    oas_registration_t strict = plain;
    const oas_registration_t *registered;
    scripted_client_t script = scripted_client();
    oas_bytes_t kept;

    strict.userinfo_signing = agreed;
    assert_string_equal(member(composed(&strict, &op, &place, unit_work(state)), "userinfo_signed_response_alg", unit_work(state)),
                        "ES256");
    script_answer(&script, 200, json, ANSWER ",\"userinfo_signed_response_alg\":\"none\"}");
    assert_int_equal(ask(&kept, &script, &strict, unit_work(state)), OAS_REFUSED);
    assert_reason(unit_work(state), "registration_answer");
    kept = kept_of(ANSWER ",\"userinfo_signed_response_alg\":\"none\"}", unit_work(state));
    assert_int_equal(read_kept(&registered, kept, &plain, unit_work(state)), OAS_OK);
    assert_null(registered->userinfo_signing);
    kept = kept_of(ANSWER ",\"userinfo_signed_response_alg\":\"PS256\"}", unit_work(state));
    assert_int_equal(read_kept(&registered, kept, &plain, unit_work(state)), OAS_OK);
    assert_string_equal(registered->userinfo_signing[0], "PS256");
}

static void is_not_what_gets_its_tokens_encrypted_otherwise(void **state)
{
    static const struct {
        const char *said;
        oas_status_t status;
    } rows[] = {
        {"", OAS_OK},
        {",\"userinfo_encrypted_response_alg\":null", OAS_OK},
        {",\"id_token_encrypted_response_alg\":\"A128KW\",\"userinfo_encrypted_response_enc\":\"A256GCM\"", OAS_OK},
        {",\"id_token_encrypted_response_alg\":\"dir\"", OAS_REFUSED},
        {",\"id_token_encrypted_response_enc\":\"A128CBC-HS256\"", OAS_REFUSED},
        {",\"userinfo_encrypted_response_alg\":\"RSA1_5\"", OAS_REFUSED},
        {",\"userinfo_encrypted_response_alg\":\"\"", OAS_REFUSED},
        {",\"userinfo_encrypted_response_enc\":1", OAS_REFUSED},
    };
    oas_registration_t agreed = plain;

    agreed.token_encryption = (oas_token_encryption_t){"A128KW", "A128GCM"};
    agreed.userinfo_encryption = (oas_token_encryption_t){"dir", "A256GCM"};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        scripted_client_t script = scripted_client();
        oas_bytes_t kept;

        oas_forgive(unit_work(state));
        script_answer(&script, 201, json, apr_pstrcat(unit_work(state)->pool, ANSWER, rows[i].said, "}", NULL));
        assert_int_equal(ask(&kept, &script, &agreed, unit_work(state)), rows[i].status);
        if (rows[i].status != OAS_OK)
            assert_reason(unit_work(state), "registration_answer");
    }
}

static void asks_once_with_the_token_that_lets_us(void **state)
{
    const oas_dynamic_t dynamic = {.initial_access_token = "TOKEN"};
    const oas_registration_t registration = {.name = "op", .dynamic = &dynamic};
    scripted_client_t script = scripted_client();
    oas_bytes_t kept;

    script_answer(&script, 201, json, ANSWER "}");
    assert_int_equal(ask(&kept, &script, &registration, unit_work(state)), OAS_OK);
    assert_string_equal(script.last.url, op.registration_endpoint);
    assert_string_equal(script.last.authorization, "Bearer TOKEN");
    assert_string_equal(script.last.form_type, json);
    assert_int_equal(script.last.form.data[0], '{');
    assert_int_equal(script.call_count, 1);
}

static void refuses_to_be_what_it_can_not_be(void **state)
{
    static const struct {
        int http_status;
        const char *body;
        oas_status_t status;
        const char *reason;
    } rows[] = {
        {201, "{}", OAS_REFUSED, "registration_answer"},
        {201, "{\"client_id\":\"\"}", OAS_REFUSED, "registration_answer"},
        {201, "{\"client_id\":7}", OAS_REFUSED, "registration_answer"},
        {201, "{\"client_id\":\"a\\nb\"}", OAS_REFUSED, "registration_answer"},
        {201, "{\"client_id\":\"a\",\"client_secret\":[]}", OAS_REFUSED, "registration_answer"},
        {201, "{\"client_id\":\"a\",\"client_secret\":\"s\\u007f\"}", OAS_REFUSED, "registration_answer"},
        {201, ANSWER ",\"redirect_uris\":[\"https://evil.example/\"]}", OAS_REFUSED, "registration_answer"},
        {201, ANSWER ",\"redirect_uris\":\"" CALLBACK "\"}", OAS_REFUSED, "registration_answer"},
        {201, ANSWER ",\"token_endpoint_auth_method\":\"magic\"}", OAS_REFUSED, "registration_answer"},
        {201, ANSWER ",\"token_endpoint_auth_method\":\"private_key_jwt\"}", OAS_REFUSED, "registration_answer"},
        {201, "{\"client_id\":\"a\",\"token_endpoint_auth_method\":\"client_secret_basic\"}", OAS_REFUSED,
         "registration_answer"},
        {201, ANSWER ",\"id_token_signed_response_alg\":\"none\"}", OAS_REFUSED, "registration_answer"},
        {201, ANSWER ",\"id_token_signed_response_alg\":\"HS256\"}", OAS_REFUSED, "registration_answer"},
        {201, ANSWER ",\"id_token_signed_response_alg\":1}", OAS_REFUSED, "registration_answer"},
        {201, ANSWER ",\"userinfo_signed_response_alg\":\"HS256\"}", OAS_REFUSED, "registration_answer"},
        {201, ANSWER ",\"userinfo_signed_response_alg\":\"\"}", OAS_REFUSED, "registration_answer"},
        {201, ANSWER ",\"userinfo_signed_response_alg\":[]}", OAS_REFUSED, "registration_answer"},
        {201, "{\"client_id\":\"a\",\"client_secret\":\"s\",\"client_secret_expires_at\":\"soon\"}", OAS_REFUSED,
         "registration_answer"},
        {201, "{\"client_id\":\"a\",\"client_secret\":\"s\",\"client_secret_expires_at\":-1}", OAS_REFUSED,
         "registration_answer"},
        {201, "{\"client_id\":\"a\",\"client_secret\":\"s\",\"client_secret_expires_at\":1800000000}", OAS_REFUSED,
         "registration_answer"},
        {201, "{\"client_id\":\"a\",\"client_id\":\"b\"}", OAS_REFUSED, "json_repeated_member"},
        {201, "[]", OAS_REFUSED, "json_not_an_object"},
        {400, "{\"error\":\"invalid_redirect_uri\"}", OAS_REFUSED, "registration_refused"},
        {401, "", OAS_REFUSED, "registration_refused"},
        {302, "", OAS_REFUSED, "registration_refused"},
        {503, "", OAS_UNAVAILABLE, "registration_unavailable"},
        {429, "", OAS_UNAVAILABLE, "registration_unavailable"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        scripted_client_t script = scripted_client();
        oas_bytes_t kept = oas_bytes("x", 1);

        script_answer(&script, rows[i].http_status, json, rows[i].body);
        if (ask(&kept, &script, &plain, &work) != rows[i].status)
            fail_msg("not %s: %s", oas_status_name(rows[i].status), rows[i].body);
        assert_reason(&work, rows[i].reason);
        assert_int_equal(kept.length, 0);
    }
}

static void a_page_is_no_registration(void **state)
{
    scripted_client_t script = scripted_client();
    oas_bytes_t kept;

    script_answer(&script, 200, "text/html", ANSWER "}");
    assert_int_equal(ask(&kept, &script, &plain, unit_work(state)), OAS_REFUSED);
    assert_reason(unit_work(state), "registration_refused");
}

static void says_that_the_provider_registers_nobody(void **state)
{
    static const oas_provider_t closed = {.issuer = "https://op.example"};
    scripted_client_t script = scripted_client();
    oas_bytes_t kept;

    assert_int_equal(oas_client_registration_ask(&kept, &plain, &closed, "{}", &script.client, unit_work(state)),
                     OAS_MISCONFIGURED);
    assert_reason(unit_work(state), "registration_endpoint");
}

static void what_is_kept_ends_with_its_secret(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t kept = kept_of("{\"client_id\":\"a\",\"client_secret\":\"s\",\"client_secret_expires_at\":1800000060}", work);
    const oas_registration_t *registered;
    oas_work_t later = oas_work(work->pool, OAS_TEST_NOW + apr_time_from_sec(60));

    assert_int_equal(read_kept(&registered, kept, &plain, work), OAS_OK);
    assert_int_equal(read_kept(&registered, kept, &plain, &later), OAS_EXPIRED);
    assert_string_equal(registered->client_id, "a");
    assert_reason(&later, "registration_expired");
}

static void what_is_kept_is_for_one_request_and_whole(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_bytes_t kept = kept_of(ANSWER "}", work);
    oas_registration_t other = plain;
    const struct {
        const oas_registration_t *registration;
        oas_bytes_t kept;
    } rows[] = {
        {&other, kept},
        {&plain, oas_bytes(NULL, 0)},
        {&plain, oas_bytes(kept.data, kept.length / 2)},
        {&plain, oas_bytes_of("{}")},
        {&plain, oas_bytes_of("{\"request\":\"\",\"answer\":{\"client_id\":\"a\"}}")},
    };

    other.scope = "openid email";
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_work_t attempt = oas_work(work->pool, OAS_TEST_NOW);
        const oas_registration_t *registered;

        assert_int_equal(read_kept(&registered, rows[i].kept, rows[i].registration, &attempt), OAS_NOT_FOUND);
        assert_reason(&attempt, "registration_none");
        assert_null(registered);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_for_what_the_configuration_says),
        cmocka_unit_test(says_where_people_come_back_to_from_signing_out_unless_somebody_else_does),
        cmocka_unit_test(tells_what_was_agreed_on),
        cmocka_unit_test(tells_that_tokens_are_bound_to_a_certificate),
        cmocka_unit_test(tells_nothing_that_is_left_to_the_provider),
        cmocka_unit_test(what_is_said_by_hand_is_said_once),
        cmocka_unit_test(the_implicit_grant_is_listed_where_tokens_come_from_the_authorization_endpoint),
        cmocka_unit_test(our_keys_are_named_by_their_address_or_by_themselves),
        cmocka_unit_test(asks_for_a_method_that_both_have),
        cmocka_unit_test(becomes_who_the_provider_says),
        cmocka_unit_test(what_is_configured_stays_where_the_provider_says_nothing_else),
        cmocka_unit_test(is_held_to_what_it_says_of_user_info),
        cmocka_unit_test(says_where_request_objects_are_unless_somebody_else_does),
        cmocka_unit_test(is_not_what_gets_its_tokens_encrypted_otherwise),
        cmocka_unit_test(asks_once_with_the_token_that_lets_us),
        cmocka_unit_test(refuses_to_be_what_it_can_not_be),
        cmocka_unit_test(a_page_is_no_registration),
        cmocka_unit_test(says_that_the_provider_registers_nobody),
        cmocka_unit_test(what_is_kept_ends_with_its_secret),
        cmocka_unit_test(what_is_kept_is_for_one_request_and_whole),
    };
    return unit_run("client_registration", tests, sizeof(tests) / sizeof(tests[0]));
}
