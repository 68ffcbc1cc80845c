/* SPDX-License-Identifier: Apache-2.0 */
#include "http/form.h"
#include "oidc/oauth1.h"
#include "oidc/scripted_client.h"

static const oas_registration_t old = {.name = "old",
                                       .client_id = "id",
                                       .client_secret = "secret",
                                       .is_oauth1 = true,
                                       .request_token_endpoint = "https://old.example/request",
                                       .profile_url = "https://old.example/me?fields=id",
                                       .by_hand = {.authorization_endpoint = "https://old.example/authorize?lang=fr",
                                                   .token_endpoint = "https://old.example/access"}};
static const char callback[] = "https://site.test/oauth/callback/old?state=S";
static const char granted[] = "oauth_token=tok%2Fen&oauth_token_secret=s%26&oauth_callback_confirmed=true";

static oas_status_t begin(oas_oauth1_token_t *token, scripted_client_t *script, oas_work_t *work)
{
    oas_status_t status;

    oas_forgive(work);
    status = oas_oauth1_begin(token, &old, callback, &script->client, work);
    assert_int_equal(token->token != NULL, status == OAS_OK);
    assert_int_equal(token->secret != NULL, status == OAS_OK);
    return status;
}

/* RFC 5849 §2.1 */
static void asks_for_temporary_credentials_with_our_callback(void **state)
{
    scripted_client_t script = scripted_client();
    oas_oauth1_token_t token;

    script_answer(&script, 200, "text/html", granted);
    assert_int_equal(begin(&token, &script, unit_work(state)), OAS_OK);
    assert_string_equal(token.token, "tok/en");
    assert_string_equal(token.secret, "s&");
    assert_string_equal(script.last.url, "https://old.example/request");
    assert_non_null(script.last.form.data);
    assert_int_equal(script.last.form.length, 0);
    assert_non_null(strstr(script.last.authorization,
                           "oauth_callback=\"https%3A%2F%2Fsite.test%2Foauth%2Fcallback%2Fold%3Fstate%3DS\""));
    assert_null(strstr(script.last.authorization, "oauth_token="));
}

typedef struct {
    int http_status;
    const char *body;
    oas_status_t status;
    const char *reason;
} row_t;

static void refuses_what_are_no_temporary_credentials(void **state)
{
    static const row_t rows[] = {
        {200, "oauth_token=t&oauth_token_secret=s", OAS_REFUSED, "oauth1_not_confirmed"},
        {200, "oauth_token=t&oauth_token_secret=s&oauth_callback_confirmed=false", OAS_REFUSED, "oauth1_not_confirmed"},
        {200, "oauth_token=t&oauth_token_secret=s&oauth_callback_confirmed=TRUE", OAS_REFUSED, "oauth1_not_confirmed"},
        {200, "oauth_token_secret=s&oauth_callback_confirmed=true", OAS_REFUSED, "oauth1_answer"},
        {200, "oauth_token=&oauth_token_secret=s&oauth_callback_confirmed=true", OAS_REFUSED, "oauth1_answer"},
        {200, "oauth_token=t&oauth_callback_confirmed=true", OAS_REFUSED, "oauth1_answer"},
        {200, "oauth_token=a&oauth_token=b&oauth_token_secret=s&oauth_callback_confirmed=true", OAS_REFUSED, "form_repeated"},
        {200, "", OAS_REFUSED, "oauth1_answer"},
        {200, "{\"oauth_token\":\"t\"}", OAS_REFUSED, "oauth1_answer"},
        {401, granted, OAS_REFUSED, "oauth1_refused"},
        {302, granted, OAS_REFUSED, "oauth1_refused"},
        {500, granted, OAS_UNAVAILABLE, "provider_unavailable"},
        {429, granted, OAS_UNAVAILABLE, "provider_unavailable"},
    };
    oas_oauth1_token_t token;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        scripted_client_t script = scripted_client();

        script_answer(&script, rows[i].http_status, "application/x-www-form-urlencoded", rows[i].body);
        assert_int_equal(begin(&token, &script, unit_work(state)), rows[i].status);
        assert_reason(unit_work(state), rows[i].reason);
    }
}

static void a_token_that_no_cookie_could_keep_is_refused(void **state)
{
    scripted_client_t script = scripted_client();
    oas_oauth1_token_t token;

    script_answer(&script, 200, "text/plain", apr_psprintf(unit_work(state)->pool, "oauth_token=%01025d&oauth_token_secret=s"
                                                           "&oauth_callback_confirmed=true", 0));
    assert_int_equal(begin(&token, &script, unit_work(state)), OAS_REFUSED);
    assert_reason(unit_work(state), "oauth1_answer");
}

/* §2.2 */
static void the_browser_is_sent_with_the_token_alone(void **state)
{
    const oas_oauth1_token_t token = {"tok/en", "secret"};

    assert_string_equal(oas_oauth1_authorization_url(&old, &token, unit_work(state)->pool),
                        "https://old.example/authorize?lang=fr&oauth_token=tok%2Fen");
}

static oas_status_t judge(const char *query, oas_work_t *work)
{
    const oas_oauth1_token_t asked = {"tok", "secret"};
    const char *verifier;
    oas_pairs_t answer;
    oas_status_t status;

    oas_forgive(work);
    assert_int_equal(oas_form_parse(&answer, oas_bytes_of(query), work), OAS_OK);
    status = oas_oauth1_judge(&verifier, answer, &asked, work);
    assert_int_equal(verifier != NULL, status == OAS_OK);
    return status;
}

static void takes_only_an_answer_to_what_was_asked(void **state)
{
    static const struct {
        const char *query, *reason;
    } rows[] = {
        {"oauth_verifier=v", "oauth1_token"},
        {"oauth_token=to&oauth_verifier=v", "oauth1_token"},
        {"oauth_token=tok2&oauth_verifier=v", "oauth1_token"},
        {"oauth_token=TOK&oauth_verifier=v", "oauth1_token"},
        {"oauth_token=&oauth_verifier=v", "oauth1_token"},
        {"oauth_token=tok", "oauth1_verifier"},
        {"oauth_token=tok&oauth_verifier=", "oauth1_verifier"},
        {"denied=tok", "access_denied"},
        {"oauth_problem=user_refused&oauth_token=tok", "access_denied"},
        {"", "oauth1_token"},
    };

    assert_int_equal(judge("oauth_token=tok&oauth_verifier=v&state=S", unit_work(state)), OAS_OK);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(judge(rows[i].query, unit_work(state)), OAS_REFUSED);
        assert_reason(unit_work(state), rows[i].reason);
    }
}

/* §2.3 */
static void exchanges_the_verifier_with_the_temporary_credentials(void **state)
{
    const oas_oauth1_token_t temporary = {"tok", "secret"};
    scripted_client_t script = scripted_client();
    oas_oauth1_token_t token;

    script_answer(&script, 200, "text/html", "oauth_token=at&oauth_token_secret=as&user_id=7");
    assert_int_equal(oas_oauth1_exchange(&token, &old, &temporary, "v", &script.client, unit_work(state)), OAS_OK);
    assert_string_equal(token.token, "at");
    assert_string_equal(token.secret, "as");
    assert_string_equal(script.last.url, "https://old.example/access");
    assert_non_null(strstr(script.last.authorization, "oauth_token=\"tok\""));
    assert_non_null(strstr(script.last.authorization, "oauth_verifier=\"v\""));
}

static void a_refused_exchange_gives_nothing(void **state)
{
    const oas_oauth1_token_t temporary = {"tok", "secret"};
    scripted_client_t script = scripted_client();
    oas_oauth1_token_t token;

    script_answer(&script, 401, "text/html", "oauth_token=at&oauth_token_secret=as");
    assert_int_equal(oas_oauth1_exchange(&token, &old, &temporary, "v", &script.client, unit_work(state)), OAS_REFUSED);
    assert_null(token.token);
    assert_null(token.secret);
}

static void the_profile_is_asked_for_with_a_signed_get(void **state)
{
    const oas_oauth1_token_t token = {"at", "as"};
    scripted_client_t script = scripted_client();
    const oas_json_t *profile;

    script_json(&script, "{\"id\":7}");
    assert_int_equal(oas_oauth1_profile(&profile, &old, &token, &script.client, unit_work(state)), OAS_OK);
    assert_null(script.last.form.data);
    assert_string_equal(script.last.url, "https://old.example/me?fields=id");
    assert_int_equal(strncmp(script.last.authorization, "OAuth ", 6), 0);
    script_answer(&script, 200, "text/html", "{\"id\":7}");
    assert_int_equal(oas_oauth1_profile(&profile, &old, &token, &script.client, unit_work(state)), OAS_REFUSED);
    assert_null(profile);
}

static void no_two_requests_have_one_nonce(void **state)
{
    scripted_client_t script = scripted_client();
    const char *first;
    oas_oauth1_token_t token;

    script_answer(&script, 200, "text/html", granted);
    script_answer(&script, 200, "text/html", granted);
    assert_int_equal(begin(&token, &script, unit_work(state)), OAS_OK);
    first = strstr(script.last.authorization, "oauth_nonce=");
    assert_int_equal(begin(&token, &script, unit_work(state)), OAS_OK);
    assert_int_not_equal(strncmp(first, strstr(script.last.authorization, "oauth_nonce="), 35), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_for_temporary_credentials_with_our_callback),
        cmocka_unit_test(refuses_what_are_no_temporary_credentials),
        cmocka_unit_test(a_token_that_no_cookie_could_keep_is_refused),
        cmocka_unit_test(the_browser_is_sent_with_the_token_alone),
        cmocka_unit_test(takes_only_an_answer_to_what_was_asked),
        cmocka_unit_test(exchanges_the_verifier_with_the_temporary_credentials),
        cmocka_unit_test(a_refused_exchange_gives_nothing),
        cmocka_unit_test(the_profile_is_asked_for_with_a_signed_get),
        cmocka_unit_test(no_two_requests_have_one_nonce),
    };
    return unit_run("oauth1", tests, sizeof(tests) / sizeof(tests[0]));
}
