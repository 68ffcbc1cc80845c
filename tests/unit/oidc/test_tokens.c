/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include <apr_strings.h>

#include "http/form.h"
#include "oidc/tokens.h"

static const oas_registration_t registration = {.name = "op"};
static const oas_provider_t issuer = {.issuer = "https://op.example", .token_endpoint = "https://op.example/token"};
static const oas_provider_t plain = {.token_endpoint = "https://git.example/token"};

static const char json[] = "application/json", form[] = "application/x-www-form-urlencoded";

static oas_status_t read_answer(oas_tokens_t **tokens, int status, const char *type, const char *body,
                                const oas_provider_t *provider, oas_work_t *work)
{
    const oas_http_answer_t answer = {.status = status, .content_type = type, .body = oas_bytes_of(body)};

    return oas_tokens_read(tokens, &answer, &registration, provider, work);
}

/* The tokens of a successful answer. */
static oas_tokens_t *tokens_of(const char *type, const char *body, const oas_provider_t *provider, oas_work_t *work)
{
    oas_tokens_t *tokens;

    assert_int_equal(read_answer(&tokens, 200, type, body, provider, work), OAS_OK);
    assert_null(work->reason);
    return tokens;
}

/* An answer with this status, type and body fails in this way. */
typedef struct {
    int http_status;
    const char *type;
    const char *body;
    const char *reason;
} row_t;

static void assert_refused(const row_t *row, const oas_provider_t *provider, oas_status_t expected, apr_pool_t *pool)
{
    oas_work_t work = oas_work(pool, OAS_TEST_NOW);
    oas_tokens_t *tokens;

    if (read_answer(&tokens, row->http_status, row->type, row->body, provider, &work) != expected)
        fail_msg("not %s: %s", oas_status_name(expected), row->body);
    assert_reason(&work, row->reason);
    assert_null(tokens);
}

/* RFC 6749 §5.1 */
static void reads_all_that_came(void **state)
{
    oas_tokens_t *tokens = tokens_of(json,
                                     "{\"access_token\":\"a.b~ c\",\"token_type\":\"bEARER\",\"expires_in\":3600,"
                                     "\"refresh_token\":\"r\",\"id_token\":\"x.y.z\",\"scope\":\"openid\",\"more\":[]}",
                                     &issuer, unit_work(state));

    assert_string_equal(tokens->access_token, "a.b~ c");
    assert_string_equal(tokens->token_type, "Bearer");
    assert_string_equal(tokens->refresh_token, "r");
    assert_string_equal(tokens->id_token, "x.y.z");
    assert_string_equal(tokens->scope, "openid");
    assert_int_equal(tokens->expires, OAS_TEST_NOW + apr_time_from_sec(3600));
}

/* Twitch */
static void scopes_may_be_an_array(void **state)
{
    oas_tokens_t *tokens =
        tokens_of(json, "{\"access_token\":\"a\",\"token_type\":\"bearer\",\"scope\":[\"openid\",\"user:read:email\"]}", &issuer,
                  unit_work(state));

    assert_string_equal(tokens->scope, "openid user:read:email");
    tokens = tokens_of(json, "{\"access_token\":\"a\",\"token_type\":\"bearer\",\"scope\":[]}", &issuer, unit_work(state));
    assert_null(tokens->scope);
}

/* GEN-08 */
static void what_did_not_come_is_not_there(void **state)
{
    oas_tokens_t *tokens =
        tokens_of(json, "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"refresh_token\":null,\"id_token\":\"\"}",
                  &issuer, unit_work(state));

    assert_null(tokens->refresh_token);
    assert_null(tokens->id_token);
    assert_null(tokens->scope);
    assert_int_equal(tokens->expires, 0);
}

/* R-INT-01 */
static void a_lifetime_is_a_number_of_seconds_or_unknown(void **state)
{
    static const struct {
        const char *text;
        apr_int64_t seconds; /* -1: unknown */
    } rows[] = {
        {"0", 0},
        {"1", 1},
        {"\"3600\"", 3600},
        {"1e3", 1000},
        {"315360000", 315360000},
        {"\"316224000\"", 316224000},
        {"\"316224001\"", -1},
        {"-1", -1},
        {"0.5", -1},
        {"\"3600x\"", -1},
        {"\" 3600\"", -1},
        {"\"-1\"", -1},
        {"\"\"", -1},
        {"\"1e3\"", -1},
        {"true", -1},
        {"null", -1},
        {"[]", -1},
        {"{}", -1},
        {"400000000", -1},
        {"\"400000000\"", -1},
        {"2147483648", -1},
        {"9007199254740991", -1},
        {"\"99999999999999999999\"", -1},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        const char *body = apr_psprintf(
            work.pool, "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":%s}", rows[i].text);
        apr_time_t expires = tokens_of(json, body, &issuer, &work)->expires;

        if (expires != (rows[i].seconds < 0 ? 0 : OAS_TEST_NOW + apr_time_from_sec(rows[i].seconds)))
            fail_msg("expires_in %s was read as %ld", rows[i].text, (long)expires);
    }
}

/* PD15: what GitHub says to who does not ask for JSON */
static void plain_oauth_may_answer_with_a_form(void **state)
{
    oas_tokens_t *tokens = tokens_of(form, "access_token=gho_1%2B2&scope=read%3Auser&token_type=bearer&expires_in=60",
                                     &plain, unit_work(state));

    assert_string_equal(tokens->access_token, "gho_1+2");
    assert_string_equal(tokens->scope, "read:user");
    assert_int_equal(tokens->expires, OAS_TEST_NOW + apr_time_from_sec(60));
}

static void plain_oauth_may_leave_the_type_out(void **state)
{
    const row_t row = {200, json, "{\"access_token\":\"a\"}", "token_response_token_type"};

    assert_string_equal(tokens_of(json, row.body, &plain, unit_work(state))->token_type, "Bearer");
    assert_refused(&row, &issuer, OAS_REFUSED, unit_work(state)->pool);
}

static void refuses_answers_that_are_no_tokens(void **state)
{
    static const row_t rows[] = {
        {200, json, "{\"token_type\":\"Bearer\"}", "token_response_access_token"},
        {200, json, "{\"access_token\":\"\",\"token_type\":\"Bearer\"}", "token_response_access_token"},
        {200, json, "{\"access_token\":null,\"token_type\":\"Bearer\"}", "token_response_access_token"},
        {200, json, "{\"Access_Token\":\"a\",\"token_type\":\"Bearer\"}", "token_response_access_token"},
        {200, json, "{\"access_token\":\"a\\r\\nX: y\",\"token_type\":\"Bearer\"}", "token_response_access_token"},
        {200, json, "{\"access_token\":\"\\u00e9\",\"token_type\":\"Bearer\"}", "token_response_access_token"},
        {200, json, "{\"access_token\":1,\"token_type\":\"Bearer\"}", "token_response_type"},
        {200, json, "{\"access_token\":[\"a\"],\"token_type\":\"Bearer\"}", "token_response_type"},
        {200, json, "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":{}}", "token_response_type"},
        {200, json, "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"refresh_token\":7}", "token_response_type"},
        {200, json, "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"scope\":[\"openid\",7]}", "token_response_type"},
        {200, json, "{\"access_token\":\"a\",\"token_type\":true}", "token_response_type"},
        {200, json, "{\"access_token\":\"a\",\"token_type\":\"DPoP\"}", "token_response_token_type"},
        {200, json, "{\"access_token\":\"a\",\"token_type\":\"mac\"}", "token_response_token_type"},
        {200, json, "{\"access_token\":\"a\",\"token_type\":\"Bearer \"}", "token_response_token_type"},
        {200, json, "{\"access_token\":\"a\",\"token_type\":\"\"}", "token_response_token_type"},
        {200, json, "[]", "json_not_an_object"},
        {200, json, "{\"access_token\":\"a\",\"access_token\":\"b\"}", "json_repeated_member"},
        {200, json, "{\"access_token\":\"a\\u0000b\",\"token_type\":\"Bearer\"}", "json_nul"},
        {200, form, "access_token=a&token_type=bearer", "token_response_content_type"},
        {200, "text/html", "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}", "token_response_content_type"},
        {200, "text/json", "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}", "token_response_content_type"},
        {200, "", "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}", "token_response_content_type"},
        {200, "application/+json", "{}", "token_response_content_type"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_refused(&rows[i], &issuer, OAS_REFUSED, unit_work(state)->pool);
}

static void refuses_crooked_forms_of_plain_oauth(void **state)
{
    static const row_t rows[] = {
        {200, form, "token_type=bearer", "token_response_access_token"},
        {200, form, "access_token=a&token_type=mac", "token_response_token_type"},
        {200, form, "access_token=a&access_token=b", "form_repeated"},
        {200, form, "access_token=%", "form_escape"},
        {200, form, "error=bad_verification_code&error_description=x", "token_refused"},
        {200, "text/plain", "access_token=a&token_type=bearer", "token_response_content_type"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_refused(&rows[i], &plain, OAS_REFUSED, unit_work(state)->pool);
}

/* R-OUT-10 */
static void refuses_whatever_status_is_not_200(void **state)
{
    static const char good[] = "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}";
    static const row_t rows[] = {
        {201, json, good, "token_refused"}, {204, "", "", "token_refused"},
        {302, json, good, "token_refused"}, {307, json, good, "token_refused"},
        {400, json, good, "token_refused"}, {401, "text/html", "<b>", "token_refused"},
        {403, json, "{}", "token_refused"}, {404, "", "", "token_refused"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_refused(&rows[i], &issuer, OAS_REFUSED, unit_work(state)->pool);
}

static void an_error_is_one_even_with_200_and_tokens(void **state)
{
    const row_t row = {200, json, "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"error\":\"invalid_grant\"}",
                       "token_refused"};

    assert_refused(&row, &issuer, OAS_EXPIRED, unit_work(state)->pool);
}

/* RFC 6749 §5.2; GitHub says bad_refresh_token, with status 200 */
static void what_the_provider_takes_no_more_is_over(void **state)
{
    static const row_t rows[] = {
        {400, json, "{\"error\":\"invalid_grant\"}", "token_refused"},
        {401, json, "{\"error\":\"invalid_grant\"}", "token_refused"},
        {403, json, "{\"error\":\"invalid_grant\",\"error_description\":\"no\"}", "token_refused"},
        {200, json, "{\"error\":\"bad_refresh_token\"}", "token_refused"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_refused(&rows[i], &issuer, OAS_EXPIRED, unit_work(state)->pool);
}

/* The session is not to blame for them. */
static void no_other_error_says_that_it_is_over(void **state)
{
    static const row_t rows[] = {
        {400, json, "{\"error\":\"invalid_request\"}", "token_refused"},
        {401, json, "{\"error\":\"invalid_client\"}", "token_refused"},
        {400, json, "{\"error\":\"unauthorized_client\"}", "token_refused"},
        {400, json, "{\"error\":\"unsupported_grant_type\"}", "token_refused"},
        {400, json, "{\"error\":\"invalid_scope\"}", "token_refused"},
        {400, json, "{\"error\":\"Invalid_Grant\"}", "token_refused"},
        {400, json, "{\"error\":\"invalid_grant \"}", "token_refused"},
        {400, json, "{\"error\":[\"invalid_grant\"]}", "token_refused"},
        {400, json, "{\"error_description\":\"invalid_grant\"}", "token_refused"},
        {400, "text/html", "{\"error\":\"invalid_grant\"}", "token_refused"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_refused(&rows[i], &issuer, OAS_REFUSED, unit_work(state)->pool);
}

static void a_provider_in_trouble_is_unavailable(void **state)
{
    static const row_t rows[] = {
        {500, json, "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}", "token_unavailable"},
        {503, "text/html", "", "token_unavailable"},
        {429, json, "{\"error\":\"slow_down\"}", "token_unavailable"},
        {500, json, "{\"error\":\"invalid_grant\"}", "token_unavailable"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_refused(&rows[i], &issuer, OAS_UNAVAILABLE, unit_work(state)->pool);
}

/* RFC 6749 §5.2, R-OUT-11 */
static void names_an_error_only_if_it_is_the_standards(void **state)
{
    static const struct {
        const char *body;
        const char *said;
        const char *unsaid;
    } rows[] = {
        {"{\"error\":\"invalid_grant\",\"error_description\":\"code \\u001b[31m\\n<b>\"}",
         "invalid_grant, description \"code \\u001b[31m\\n", "\n"},
        {"{\"error\":\"invalid_client\"}", "invalid_client", "\""},
        {"{\"error\":\"use_dpop_nonce\"}", "use_dpop_nonce", "\""},
        {"{\"error\":\"slow_down\"}", "no error code", "slow_down"},
        {"{\"error\":\"<script>\",\"error_description\":[]}", "no error code", "<script>"},
        {"{\"error\":42}", "no error code", "42"},
        {"{\"error\":null}", "no error code", "null"},
        {"not json", "status 400", "not json"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        oas_tokens_t *tokens;

        assert_int_equal(read_answer(&tokens, 400, json, rows[i].body, &issuer, &work),
                         strstr(rows[i].said, "invalid_grant") != NULL ? OAS_EXPIRED : OAS_REFUSED);
        assert_reason(&work, "token_refused");
        assert_non_null(strstr(work.failure, rows[i].said));
        assert_null(strstr(work.failure, rows[i].unsaid));
    }
}

static oas_status_t take(oas_tokens_t **tokens, const char *answer, oas_work_t *work)
{
    oas_pairs_t pairs;

    oas_forgive(work);
    assert_int_equal(oas_form_parse(&pairs, oas_bytes_of(answer), work), OAS_OK);
    return oas_tokens_take(tokens, pairs, &issuer, work);
}

/* OpenID Connect Core 1.0 §3.2.2.5 */
static void takes_tokens_out_of_an_authorization_answer(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_tokens_t *tokens;

    assert_int_equal(take(&tokens, "access_token=at&token_type=bearer&expires_in=60&id_token=a.b.c&state=s", work), OAS_OK);
    assert_string_equal(tokens->access_token, "at");
    assert_string_equal(tokens->token_type, "Bearer");
    assert_string_equal(tokens->id_token, "a.b.c");
    assert_int_equal(tokens->expires, work->now + apr_time_from_sec(60));
    assert_int_equal(take(&tokens, "id_token=a.b.c&state=s", work), OAS_OK);
    assert_null(tokens->access_token);
    assert_string_equal(tokens->id_token, "a.b.c");
    assert_int_equal(take(&tokens, "id_token=&state=s", work), OAS_OK);
    assert_null(tokens->id_token);
}

static void takes_no_access_token_that_is_none(void **state)
{
    static const struct {
        const char *answer;
        const char *reason;
    } rows[] = {
        {"access_token=&token_type=Bearer&id_token=a.b.c", "token_response_access_token"},
        {"access_token=a%0Ab&token_type=Bearer", "token_response_access_token"},
        {"access_token=at&id_token=a.b.c", "token_response_token_type"},
        {"access_token=at&token_type=mac", "token_response_token_type"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_tokens_t *tokens;

        assert_int_equal(take(&tokens, rows[i].answer, unit_work(state)), OAS_REFUSED);
        assert_reason(unit_work(state), rows[i].reason);
        assert_null(tokens);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_all_that_came),
        cmocka_unit_test(scopes_may_be_an_array),
        cmocka_unit_test(what_did_not_come_is_not_there),
        cmocka_unit_test(a_lifetime_is_a_number_of_seconds_or_unknown),
        cmocka_unit_test(plain_oauth_may_answer_with_a_form),
        cmocka_unit_test(plain_oauth_may_leave_the_type_out),
        cmocka_unit_test(refuses_answers_that_are_no_tokens),
        cmocka_unit_test(refuses_crooked_forms_of_plain_oauth),
        cmocka_unit_test(refuses_whatever_status_is_not_200),
        cmocka_unit_test(an_error_is_one_even_with_200_and_tokens),
        cmocka_unit_test(what_the_provider_takes_no_more_is_over),
        cmocka_unit_test(no_other_error_says_that_it_is_over),
        cmocka_unit_test(a_provider_in_trouble_is_unavailable),
        cmocka_unit_test(names_an_error_only_if_it_is_the_standards),
        cmocka_unit_test(takes_tokens_out_of_an_authorization_answer),
        cmocka_unit_test(takes_no_access_token_that_is_none),
    };
    return unit_run("tokens", tests, sizeof(tests) / sizeof(tests[0]));
}
