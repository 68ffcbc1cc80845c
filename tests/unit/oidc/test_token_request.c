/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/scripted_client.h"

#include "http/form.h"
#include "oidc/token_request.h"

static const oas_registration_t registration = {
    .name = "op", .client_id = "id", .client_secret = "secret", .client_auth = OAS_CLIENT_SECRET_POST};
static const oas_provider_t issuer = {.issuer = "https://op.example", .token_endpoint = "https://op.example/token"};
static const char good[] = "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}";

static oas_status_t exchange(oas_tokens_t **tokens, scripted_client_t *script, const oas_provider_t *provider,
                             oas_work_t *work)
{
    return oas_tokens_exchange(tokens, &registration, provider, "CODE&1", "https://www.example.org/oauth/callback/op",
                               "VERIFIER", &script->client, work);
}

/* RFC 6749 §4.1.3, RFC 7636 §4.5, GEN-07 */
static void sends_code_redirect_uri_and_verifier_once(void **state)
{
    oas_work_t *work = unit_work(state);
    scripted_client_t script = scripted_client();
    oas_tokens_t *tokens;
    oas_pairs_t sent;

    script_json(&script, good);
    assert_int_equal(exchange(&tokens, &script, &issuer, work), OAS_OK);
    assert_string_equal(script.last.url, "https://op.example/token");
    assert_null(script.last.authorization);
    assert_int_equal(script.last.largest_answer, OAS_TOKENS_LARGEST);
    assert_int_equal(oas_form_parse(&sent, script.last.form, work), OAS_OK);
    assert_int_equal(sent.count, 6);
    assert_string_equal(oas_pairs_get(sent, "grant_type"), "authorization_code");
    assert_string_equal(oas_pairs_get(sent, "code"), "CODE&1");
    assert_string_equal(oas_pairs_get(sent, "redirect_uri"), "https://www.example.org/oauth/callback/op");
    assert_string_equal(oas_pairs_get(sent, "code_verifier"), "VERIFIER");
    assert_string_equal(oas_pairs_get(sent, "client_id"), "id");
    assert_string_equal(oas_pairs_get(sent, "client_secret"), "secret");
}

static void basic_leaves_the_client_out_of_the_form(void **state)
{
    oas_registration_t basic = registration;
    scripted_client_t script = scripted_client();
    oas_work_t *work = unit_work(state);
    oas_tokens_t *tokens;
    oas_pairs_t sent;

    basic.client_auth = OAS_CLIENT_SECRET_BASIC;
    script_json(&script, good);
    assert_int_equal(oas_tokens_exchange(&tokens, &basic, &issuer, "c", "https://r", "v", &script.client, work),
                     OAS_OK);
    assert_string_equal(script.last.authorization, "Basic aWQ6c2VjcmV0");
    assert_int_equal(oas_form_parse(&sent, script.last.form, work), OAS_OK);
    assert_null(oas_pairs_get(sent, "client_id"));
    assert_null(oas_pairs_get(sent, "client_secret"));
}

/* RFC 8707 §2.2 */
static void names_each_resource(void **state)
{
    static const char *const resources[] = {"https://a.example/", "urn:b", NULL};
    oas_registration_t more = registration;
    scripted_client_t script = scripted_client();
    oas_work_t *work = unit_work(state);
    oas_tokens_t *tokens;

    more.resources = resources;
    script_json(&script, good);
    assert_int_equal(oas_tokens_exchange(&tokens, &more, &issuer, "c", "https://r", "v", &script.client, work), OAS_OK);
    assert_non_null(strstr((const char *)script.last.form.data, "&resource=https%3A%2F%2Fa.example%2F&resource=urn%3Ab"));
}

static void sends_what_is_configured_besides(void **state)
{
    const oas_pair_t pair = {"audience", "api"};
    oas_registration_t more = registration;
    scripted_client_t script = scripted_client();
    oas_work_t *work = unit_work(state);
    oas_tokens_t *tokens;
    oas_pairs_t sent;

    more.token_parameters = (oas_pairs_t){.items = &pair, .count = 1};
    script_json(&script, good);
    assert_int_equal(oas_tokens_exchange(&tokens, &more, &issuer, "c", "https://r", "v", &script.client, work), OAS_OK);
    assert_int_equal(oas_form_parse(&sent, script.last.form, work), OAS_OK);
    assert_string_equal(oas_pairs_get(sent, "audience"), "api");
}

static void sends_no_verifier_where_pkce_is_off(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_registration_t without = registration;
    scripted_client_t script = scripted_client();
    oas_tokens_t *tokens;
    oas_pairs_t sent;

    without.without_pkce = true;
    script_json(&script, good);
    assert_int_equal(oas_tokens_exchange(&tokens, &without, &issuer, "c", "https://r", "v", &script.client, work), OAS_OK);
    assert_int_equal(oas_form_parse(&sent, script.last.form, work), OAS_OK);
    assert_null(oas_pairs_get(sent, "code_verifier"));
}

/* GEN-10, R-OUT-04: the script has one answer, a second call would fail the test. */
static void never_asks_twice(void **state)
{
    scripted_client_t script = scripted_client();
    oas_tokens_t *tokens;

    script_failure(&script, OAS_UNAVAILABLE);
    assert_int_equal(exchange(&tokens, &script, &issuer, unit_work(state)), OAS_UNAVAILABLE);
    assert_reason(unit_work(state), "scripted");
    assert_null(tokens);
    assert_int_equal(script.call_count, 1);
}

static void does_not_call_without_the_secret_it_needs(void **state)
{
    oas_registration_t without = registration;
    scripted_client_t script = scripted_client();
    oas_tokens_t *tokens;

    without.client_secret = NULL;
    assert_int_equal(
        oas_tokens_exchange(&tokens, &without, &issuer, "c", "https://r", "v", &script.client, unit_work(state)),
        OAS_MISCONFIGURED);
    assert_reason(unit_work(state), "client_auth_proof");
    assert_int_equal(script.call_count, 0);
}

static void refuses_to_send_a_form_beyond_its_ceiling(void **state)
{
    scripted_client_t script = scripted_client();
    char *code = apr_pcalloc(unit_work(state)->pool, 40000);
    oas_tokens_t *tokens;

    memset(code, 'c', 39999);
    assert_int_equal(
        oas_tokens_exchange(&tokens, &registration, &issuer, code, "https://r", "v", &script.client, unit_work(state)),
        OAS_REFUSED);
    assert_reason(unit_work(state), "token_request_length");
    assert_int_equal(script.call_count, 0);
}

/* RFC 6749 §5.2: a code that is refused never had more than a moment */
static void a_code_that_the_provider_takes_no_more_is_refused(void **state)
{
    scripted_client_t script = scripted_client();
    oas_tokens_t *tokens;

    script_answer(&script, 400, "application/json", "{\"error\":\"invalid_grant\"}");
    assert_int_equal(exchange(&tokens, &script, &issuer, unit_work(state)), OAS_REFUSED);
    assert_reason(unit_work(state), "token_refused");
    assert_null(tokens);
}

/* --- a refresh token --- */

static oas_status_t refresh(oas_tokens_t **tokens, scripted_client_t *script, const oas_registration_t *client,
                            oas_work_t *work)
{
    return oas_tokens_refresh(tokens, client, &issuer, "R&\"=%+ ~1", &script->client, work);
}

/* What a refresh sends. */
static oas_pairs_t sent_by(const oas_registration_t *client, scripted_client_t *script, oas_work_t *work)
{
    oas_tokens_t *tokens;
    oas_pairs_t sent;

    *script = scripted_client();
    script_json(script, client->dpop == NULL ? good : "{\"access_token\":\"a\",\"token_type\":\"DPoP\"}");
    assert_int_equal(refresh(&tokens, script, client, work), OAS_OK);
    assert_int_equal(oas_form_parse(&sent, script->last.form, work), OAS_OK);
    return sent;
}

/* RFC 6749 §6, REF-happy: nothing of the code's request, and no scope, which would ask for less or for more */
static void sends_the_refresh_token_and_who_we_are(void **state)
{
    oas_work_t *work = unit_work(state);
    scripted_client_t script;
    oas_pairs_t sent = sent_by(&registration, &script, work);

    assert_string_equal(script.last.url, "https://op.example/token");
    assert_int_equal(script.last.largest_answer, OAS_TOKENS_LARGEST);
    assert_int_equal(sent.count, 4);
    assert_string_equal(oas_pairs_get(sent, "grant_type"), "refresh_token");
    assert_string_equal(oas_pairs_get(sent, "refresh_token"), "R&\"=%+ ~1");
    assert_string_equal(oas_pairs_get(sent, "client_id"), "id");
    assert_string_equal(oas_pairs_get(sent, "client_secret"), "secret");
}

static void a_refresh_proves_who_we_are_as_a_login_does(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_registration_t client = registration;
    scripted_client_t script;
    oas_pairs_t sent;

    client.client_auth = OAS_CLIENT_SECRET_BASIC;
    sent = sent_by(&client, &script, work);
    assert_string_equal(script.last.authorization, "Basic aWQ6c2VjcmV0");
    assert_int_equal(sent.count, 2);

    client.client_auth = OAS_CLIENT_SECRET_JWT;
    client.client_secret = "a secret of at least 32 characters";
    sent = sent_by(&client, &script, work);
    assert_non_null(oas_pairs_get(sent, "client_assertion"));
    assert_null(oas_pairs_get(sent, "client_secret"));

    client.client_auth = OAS_CLIENT_AUTH_NONE;
    client.client_secret = NULL;
    sent = sent_by(&client, &script, work);
    assert_string_equal(oas_pairs_get(sent, "client_id"), "id");
    assert_int_equal(sent.count, 3);
}

/* RFC 8705 §2, §5 */
static void a_refresh_shows_the_certificate(void **state)
{
    static const oas_tls_identity_t identity = {.key = {NULL, 0}};
    oas_work_t *work = unit_work(state);
    oas_registration_t client = registration;
    scripted_client_t script;

    client.client_auth = OAS_TLS_CLIENT_AUTH;
    client.client_secret = NULL;
    client.tls_identity = &identity;
    sent_by(&client, &script, work);
    assert_ptr_equal(script.last.identity, &identity);
}

/* RFC 8707 §2.2 */
static void a_refresh_names_each_resource_and_what_is_configured_besides(void **state)
{
    static const char *const resources[] = {"https://a.example/", "urn:b", NULL};
    static const oas_pair_t pair = {"audience", "api"};
    oas_registration_t more = registration;
    scripted_client_t script;

    more.resources = resources;
    more.token_parameters = (oas_pairs_t){.items = &pair, .count = 1};
    script = scripted_client();
    script_json(&script, good);
    assert_int_equal(refresh(&(oas_tokens_t *){NULL}, &script, &more, unit_work(state)), OAS_OK);
    assert_non_null(strstr((const char *)script.last.form.data,
                           "&audience=api&resource=https%3A%2F%2Fa.example%2F&resource=urn%3Ab"));
}

static const oas_dpop_t *new_dpop(oas_work_t *work)
{
    const oas_dpop_t *dpop;
    oas_keyring_t *keys;
    const char *line;

    assert_int_equal(oas_keyring_new_line(&line, work), OAS_OK);
    assert_int_equal(oas_keyring_parse(&keys, oas_bytes_of(line), work), OAS_OK);
    assert_int_equal(oas_dpop_derive(&dpop, oas_keyring_current(keys), "op", work), OAS_OK);
    return dpop;
}

/* RFC 9449 §5 */
static void a_refresh_proves_that_we_hold_the_key(void **state)
{
    oas_registration_t client = registration;
    scripted_client_t script;

    client.dpop = new_dpop(unit_work(state));
    sent_by(&client, &script, unit_work(state));
    assert_non_null(script.last.dpop);
}

/* RFC 9449 §8 */
static void a_nonce_that_is_asked_for_is_given_once(void **state)
{
    oas_registration_t client = registration;
    oas_tokens_t *tokens;

    client.dpop = new_dpop(unit_work(state));
    for (int gives_in = 0; gives_in <= 1; gives_in++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        scripted_client_t script = scripted_client();

        script_nonce(&script, "{\"error\":\"use_dpop_nonce\"}", "n-1");
        if (gives_in)
            script_json(&script, "{\"access_token\":\"a\",\"token_type\":\"DPoP\"}");
        else
            script_nonce(&script, "{\"error\":\"use_dpop_nonce\"}", "n-2");
        assert_int_equal(refresh(&tokens, &script, &client, &work), gives_in ? OAS_OK : OAS_REFUSED);
        assert_int_equal(script.call_count, 2);
    }
}

/* RFC 6749 §6: the authorization server MAY issue a new refresh token. */
static void tells_whether_the_refresh_token_was_replaced(void **state)
{
    scripted_client_t script = scripted_client();
    oas_tokens_t *tokens;

    script_json(&script, good);
    script_json(&script, "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"refresh_token\":\"new\"}");
    assert_int_equal(refresh(&tokens, &script, &registration, unit_work(state)), OAS_OK);
    assert_null(tokens->refresh_token);
    assert_int_equal(refresh(&tokens, &script, &registration, unit_work(state)), OAS_OK);
    assert_string_equal(tokens->refresh_token, "new");
}

/* RFC 9700 §4.14.2: a second use of a refresh token looks like a thief's. */
static void a_refresh_is_never_asked_for_twice(void **state)
{
    static const struct {
        int http_status; /* 0: no answer */
        const char *body;
        oas_status_t expected;
    } rows[] = {
        {0, NULL, OAS_UNAVAILABLE},
        {500, "{}", OAS_UNAVAILABLE},
        {503, "{\"error\":\"invalid_grant\"}", OAS_UNAVAILABLE},
        {429, "{}", OAS_UNAVAILABLE},
        {400, "{\"error\":\"invalid_grant\"}", OAS_EXPIRED},
        {400, "{\"error\":\"invalid_client\"}", OAS_REFUSED},
        {400, "{\"error\":\"use_dpop_nonce\"}", OAS_REFUSED},
        {302, "{}", OAS_REFUSED},
        {200, "{}", OAS_REFUSED},
        {200, "{\"access_token\":\"a\"}", OAS_REFUSED},
        {200, "{\"access_token\":\"a\",\"token_type\":\"DPoP\"}", OAS_REFUSED},
        {200, "{\"access_token\":\"a\\n\",\"token_type\":\"Bearer\"}", OAS_REFUSED},
        {200, "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"refresh_token\":[]}", OAS_REFUSED},
        {200, "{\"access_token\":\"a\",\"token_type\":\"Bearer\"} {}", OAS_REFUSED},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        scripted_client_t script = scripted_client();
        oas_tokens_t *tokens;

        if (rows[i].http_status == 0)
            script_failure(&script, OAS_UNAVAILABLE);
        else
            script_answer(&script, rows[i].http_status, "application/json", rows[i].body);
        if (refresh(&tokens, &script, &registration, &work) != rows[i].expected)
            fail_msg("%d %s is not %s", rows[i].http_status, rows[i].body, oas_status_name(rows[i].expected));
        assert_null(tokens);
        assert_non_null(work.reason);
        assert_int_equal(script.call_count, 1);
    }
}

static void does_not_refresh_without_what_it_proves_itself_with(void **state)
{
    oas_registration_t without = registration;
    scripted_client_t script = scripted_client();
    oas_tokens_t *tokens;

    without.client_secret = NULL;
    assert_int_equal(refresh(&tokens, &script, &without, unit_work(state)), OAS_MISCONFIGURED);
    assert_reason(unit_work(state), "client_auth_proof");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sends_code_redirect_uri_and_verifier_once),
        cmocka_unit_test(basic_leaves_the_client_out_of_the_form),
        cmocka_unit_test(names_each_resource),
        cmocka_unit_test(sends_what_is_configured_besides),
        cmocka_unit_test(sends_no_verifier_where_pkce_is_off),
        cmocka_unit_test(never_asks_twice),
        cmocka_unit_test(does_not_call_without_the_secret_it_needs),
        cmocka_unit_test(refuses_to_send_a_form_beyond_its_ceiling),
        cmocka_unit_test(a_code_that_the_provider_takes_no_more_is_refused),
        cmocka_unit_test(sends_the_refresh_token_and_who_we_are),
        cmocka_unit_test(a_refresh_proves_who_we_are_as_a_login_does),
        cmocka_unit_test(a_refresh_shows_the_certificate),
        cmocka_unit_test(a_refresh_names_each_resource_and_what_is_configured_besides),
        cmocka_unit_test(a_refresh_proves_that_we_hold_the_key),
        cmocka_unit_test(a_nonce_that_is_asked_for_is_given_once),
        cmocka_unit_test(tells_whether_the_refresh_token_was_replaced),
        cmocka_unit_test(a_refresh_is_never_asked_for_twice),
        cmocka_unit_test(does_not_refresh_without_what_it_proves_itself_with),
    };
    return unit_run("token_request", tests, sizeof(tests) / sizeof(tests[0]));
}
