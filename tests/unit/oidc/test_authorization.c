/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include <apr_strings.h>

#include "http/form.h"
#include "oidc/authorization.h"

#define ISSUER "https://op.example"

static const oas_provider_t provider = {.issuer = ISSUER,
                                        .authorization_endpoint = "https://op.example/authorize?tenant=1",
                                        .token_endpoint = "https://op.example/token"};

/* Judge this query as the answer to a request of this type. */
static oas_status_t judge_as(const char **code, const char **error, const char *query, oas_response_type_t type,
                             const oas_provider_t *whom, oas_work_t *work)
{
    oas_pairs_t answer;

    assert_int_equal(oas_form_parse(&answer, oas_bytes_of(query), work), OAS_OK);
    return oas_authorization_judge(code, error, answer, type, whom, work);
}

static oas_status_t judge(const char **code, const char **error, const char *query, const oas_provider_t *whom,
                          oas_work_t *work)
{
    return judge_as(code, error, query, OAS_TYPE_CODE, whom, work);
}

/* GEN-09: what signs nobody in does not matter */
static void takes_the_code_whatever_else_comes_along(void **state)
{
    const char *code, *error;

    assert_int_equal(judge(&code, &error, "state=s&code=abc%2Fdef&session_state=x.y&scope=openid&token_type=x",
                           &provider, unit_work(state)),
                     OAS_OK);
    assert_string_equal(code, "abc/def");
    assert_null(error);
}

static void takes_the_code_of_the_issuer_that_says_so(void **state)
{
    oas_provider_t announcing = provider;
    const char *code;

    announcing.announces_iss = true;
    assert_int_equal(judge(&code, NULL, "code=c&iss=" ISSUER, &announcing, unit_work(state)), OAS_OK);
    assert_string_equal(code, "c");
    assert_int_equal(judge(&code, NULL, "code=c&iss=" ISSUER, &provider, unit_work(state)), OAS_OK);
}

static void takes_any_character_that_a_code_may_have(void **state)
{
    const char *code;

    assert_int_equal(judge(&code, NULL, "code=%20%7E", &provider, unit_work(state)), OAS_OK);
    assert_string_equal(code, " ~");
}

static void without_an_issuer_there_is_none_to_compare(void **state)
{
    const oas_provider_t plain = {.authorization_endpoint = "https://op.example/authorize"};
    const char *code;

    assert_int_equal(judge(&code, NULL, "code=c&iss=https://x", &plain, unit_work(state)), OAS_OK);
    assert_string_equal(code, "c");
}

/* RFC 9207 §2.4, R-MX-01, R-MX-02 */
static void refuses_an_answer_of_another_issuer(void **state)
{
    static const struct {
        const char *query;
        bool announced;
    } rows[] = {
        {"code=c&iss=https://evil.example", false},
        {"code=c&iss=" ISSUER "/", false},
        {"code=c&iss=HTTPS://op.example", true},
        {"code=c&iss=", false},
        {"error=access_denied&iss=https://evil.example", false},
        {"code=c", true},
        {"code=c&ISS=" ISSUER, true},
        {"error=access_denied", true},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        oas_provider_t whom = provider;
        const char *code, *error;

        whom.announces_iss = rows[i].announced;
        assert_int_equal(judge(&code, &error, rows[i].query, &whom, &work), OAS_REFUSED);
        assert_reason(&work, "answer_issuer");
        assert_null(code);
        assert_null(error);
    }
}

/* RFC 6749 §4.1.2.1 and OpenID Connect Core 1.0 §3.1.2.6: what we know is named, anything else is "error". */
static void names_an_error_only_if_it_is_a_standards(void **state)
{
    static const struct {
        const char *query;
        const char *error;
    } rows[] = {
        {"error=access_denied", "access_denied"},
        {"error=server_error", "server_error"},
        {"error=temporarily_unavailable", "temporarily_unavailable"},
        {"error=invalid_scope", "invalid_scope"},
        {"error=login_required", "login_required"},
        {"error=Access_Denied", "error"},
        {"error=%3Cscript%3E", "error"},
        {"error=", "error"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        const char *code, *error;

        assert_int_equal(judge(&code, &error, rows[i].query, &provider, &work), OAS_REFUSED);
        assert_reason(&work, "answer_error");
        assert_string_equal(error, rows[i].error);
        assert_null(code);
        assert_null(strstr(work.failure, "<script>"));
    }
}

/* R-OUT-11 */
static void a_description_reaches_the_log_escaped_and_short(void **state)
{
    oas_work_t *work = unit_work(state);
    char *query = apr_pcalloc(work->pool, 4000);
    const char *code;

    memset(query, 'x', 3999);
    memcpy(query, "error=access_denied&error_description=a%0D%0Ab%1B[31m%22", 56);
    assert_int_equal(judge(&code, NULL, query, &provider, work), OAS_REFUSED);
    assert_non_null(strstr(work->failure, "a\\r\\nb"));
    for (const char *at = work->failure; *at != '\0'; at++)
        assert_true((unsigned char)*at >= 0x20);
    assert_true(strlen(work->failure) < 400);
}

static void refuses_code_and_error_together(void **state)
{
    const char *code, *error;

    assert_int_equal(judge(&code, &error, "code=c&error=access_denied", &provider, unit_work(state)), OAS_REFUSED);
    assert_reason(unit_work(state), "answer_contradiction");
    assert_null(code);
    assert_null(error);
}

/* R-CB-03, R-CB-04 */
static void refuses_an_answer_without_a_usable_code(void **state)
{
    static const char *const queries[] = {
        "", "state=s", "code=", "Code=c", "code[]=c", "code=a%0Ab", "code=%C3%A9",
    };

    for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        const char *code;

        assert_int_equal(judge(&code, NULL, queries[i], &provider, &work), OAS_REFUSED);
        assert_reason(&work, "answer_code");
        assert_null(code);
    }
}

/* OpenID Connect Core 1.0 §3.2.2.5, §3.3.2.5: exactly what was asked for. */
static void takes_what_each_type_asks_for_and_nothing_else(void **state)
{
    static const char *const answers[] = {"code=c",
                                          "code=c&id_token=i",
                                          "code=c&access_token=t",
                                          "code=c&id_token=i&access_token=t",
                                          "id_token=i&access_token=t",
                                          "id_token=i"};
    enum { COUNT = sizeof(answers) / sizeof(answers[0]) };

    for (int type = 0; type < COUNT; type++) {
        for (int given = 0; given < COUNT; given++) {
            oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
            bool has_code = oas_response_parts((oas_response_type_t)type)->has_code;
            const char *code, *error;
            oas_status_t status = judge_as(&code, &error, answers[given], (oas_response_type_t)type, &provider, &work);

            assert_int_equal(status, given == type ? OAS_OK : OAS_REFUSED);
            assert_null(error);
            if (given == type && has_code)
                assert_string_equal(code, "c");
            else
                assert_null(code);
        }
    }
}

static void says_what_an_answer_lacks_or_has_too_much(void **state)
{
    static const struct {
        const char *query;
        oas_response_type_t type;
        const char *reason;
    } rows[] = {
        {"code=c", OAS_TYPE_CODE_ID_TOKEN, "answer_token"},
        {"code=c", OAS_TYPE_CODE_TOKEN, "answer_token"},
        {"id_token=i", OAS_TYPE_CODE_ID_TOKEN, "answer_code"},
        {"id_token=i", OAS_TYPE_ID_TOKEN_TOKEN, "answer_token"},
        {"", OAS_TYPE_ID_TOKEN, "answer_token"},
        {"code=c&id_token=i", OAS_TYPE_CODE, "answer_unasked"},
        {"code=c&access_token=", OAS_TYPE_CODE, "answer_unasked"},
        {"id_token=i&code=c", OAS_TYPE_ID_TOKEN, "answer_unasked"},
        {"id_token=i&refresh_token=r", OAS_TYPE_ID_TOKEN, "answer_unasked"},
        {"error=access_denied&id_token=i", OAS_TYPE_ID_TOKEN, "answer_contradiction"},
        {"error=access_denied&access_token=t", OAS_TYPE_CODE_TOKEN, "answer_contradiction"},
        {"error=access_denied&id_token=i", OAS_TYPE_CODE, "answer_contradiction"},
        {"error=access_denied", OAS_TYPE_ID_TOKEN, "answer_error"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        const char *code;

        assert_int_equal(judge_as(&code, NULL, rows[i].query, rows[i].type, &provider, &work), OAS_REFUSED);
        assert_reason(&work, rows[i].reason);
        assert_null(code);
    }
}

/* Its own iss is verified with it. */
static void an_id_token_in_the_answer_may_stand_for_an_announced_issuer(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_provider_t announcing = provider;
    const char *code;

    announcing.announces_iss = true;
    assert_int_equal(judge_as(&code, NULL, "code=c&id_token=i", OAS_TYPE_CODE_ID_TOKEN, &announcing, work), OAS_OK);
    assert_int_equal(judge_as(&code, NULL, "code=c&id_token=i&iss=" ISSUER "x", OAS_TYPE_CODE_ID_TOKEN, &announcing, work),
                     OAS_REFUSED);
    assert_reason(work, "answer_issuer");
    oas_forgive(work);
    assert_int_equal(judge_as(&code, NULL, "code=c&access_token=t", OAS_TYPE_CODE_TOKEN, &announcing, work), OAS_REFUSED);
    assert_reason(work, "answer_issuer");
    oas_forgive(work);
    assert_int_equal(judge_as(&code, NULL, "code=c&id_token=i", OAS_TYPE_CODE, &announcing, work), OAS_REFUSED);
    assert_reason(work, "answer_unasked");
}

static void refuses_a_code_beyond_4096_characters(void **state)
{
    oas_work_t *work = unit_work(state);
    char *query = apr_pcalloc(work->pool, 5 + 4097 + 1);
    const char *code;

    memset(query, 'c', 5 + 4096);
    memcpy(query, "code=", 5);
    assert_int_equal(judge(&code, NULL, query, &provider, work), OAS_OK);
    query[5 + 4096] = 'c';
    assert_int_equal(judge(&code, NULL, query, &provider, work), OAS_REFUSED);
    assert_reason(work, "answer_code");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_the_code_whatever_else_comes_along),
        cmocka_unit_test(takes_the_code_of_the_issuer_that_says_so),
        cmocka_unit_test(takes_any_character_that_a_code_may_have),
        cmocka_unit_test(without_an_issuer_there_is_none_to_compare),
        cmocka_unit_test(refuses_an_answer_of_another_issuer),
        cmocka_unit_test(names_an_error_only_if_it_is_a_standards),
        cmocka_unit_test(a_description_reaches_the_log_escaped_and_short),
        cmocka_unit_test(refuses_code_and_error_together),
        cmocka_unit_test(refuses_an_answer_without_a_usable_code),
        cmocka_unit_test(takes_what_each_type_asks_for_and_nothing_else),
        cmocka_unit_test(says_what_an_answer_lacks_or_has_too_much),
        cmocka_unit_test(an_id_token_in_the_answer_may_stand_for_an_announced_issuer),
        cmocka_unit_test(refuses_a_code_beyond_4096_characters),
    };
    return unit_run("authorization", tests, sizeof(tests) / sizeof(tests[0]));
}
