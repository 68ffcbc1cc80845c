/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "flow/browser.h"
#include "flow/explanation.h"

static const oas_status_t failures[] = {OAS_NOT_FOUND,     OAS_EXPIRED, OAS_REFUSED, OAS_UNAVAILABLE, OAS_FULL,
                                        OAS_MISCONFIGURED, OAS_BROKEN};

static oas_reply_t explain(oas_status_t status, const char *reason, const oas_request_t *request, oas_work_t *work)
{
    oas_reply_t reply = {.page.link = "/page"};
    oas_status_t failed = oas_fail(work, status, reason, "secret detail");

    oas_explain(&reply, request, failed, work);
    return reply;
}

static void every_failure_has_a_page_that_says_what_to_do(void **state)
{
    oas_request_t request = browser_opens("/oauth/callback/x");

    for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        oas_reply_t reply = explain(failures[i], "some_reason", &request, &work);

        assert_in_range(reply.status, 400, 503);
        assert_int_equal(reply.page.kind, OAS_PAGE_MESSAGE);
        assert_true(strlen(reply.page.title) > 10 && strlen(reply.page.text) > 20);
        assert_string_equal(reply.page.reason, "some_reason");
        assert_string_equal(reply.page.link, "/page");
        assert_non_null(reply.page.link_text);
        assert_null(strstr(reply.page.text, "secret detail"));
    }
}

static void a_program_gets_a_problem_document(void **state)
{
    const oas_pair_t headers[] = {{"Accept", "application/json"}, {NULL, NULL}};
    oas_request_t request = browser_request("GET", "/oauth/callback/x", headers);
    oas_reply_t reply = explain(OAS_REFUSED, "some_reason", &request, unit_work(state));

    assert_int_equal(reply.page.kind, OAS_PAGE_PROBLEM_JSON);
}

static void what_may_work_later_says_when(void **state)
{
    oas_request_t request = browser_opens("/");
    oas_reply_t reply = explain(OAS_UNAVAILABLE, "call_deadline", &request, unit_work(state));

    assert_int_equal(reply.status, 503);
    assert_true(reply.retry_after > 0);
}

static void what_is_known_to_work_again_says_when_and_never_too_early(void **state)
{
    static const struct {
        apr_interval_time_t pause;
        int seconds;
    } rows[] = {{1, 1}, {APR_USEC_PER_SEC, 1}, {APR_USEC_PER_SEC + 1, 2}, {7 * APR_USEC_PER_SEC, 7}};
    oas_request_t request = browser_opens("/");

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        oas_forgive(unit_work(state));
        unit_work(state)->pause = rows[i].pause;
        assert_int_equal(explain(OAS_UNAVAILABLE, "circuit_open", &request, unit_work(state)).retry_after, rows[i].seconds);
        assert_int_equal(explain(OAS_REFUSED, "circuit_open", &request, unit_work(state)).retry_after, 0);
    }
}

static void room_takes_longer_to_come_than_an_answer(void **state)
{
    oas_request_t request = browser_opens("/");
    oas_reply_t busy = explain(OAS_UNAVAILABLE, "too_many_calls", &request, unit_work(state));
    oas_reply_t full = explain(OAS_FULL, "store_full", &request, unit_work(state));

    assert_int_equal(full.status, 503);
    assert_true(full.retry_after > busy.retry_after);
}

static void a_session_that_is_too_large_is_no_matter_of_trust(void **state)
{
    static const char *const reasons[] = {"session_larger_than_store", "session_too_large"};
    oas_request_t request = browser_opens("/");

    for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++) {
        oas_work_t work = oas_work(unit_work(state)->pool, OAS_TEST_NOW);
        oas_reply_t reply = explain(OAS_REFUSED, reasons[i], &request, &work);

        assert_int_equal(reply.status, 400);
        assert_non_null(strstr(reply.page.title, "too large"));
    }
}

static void a_refusal_does_not_ask_for_another_try(void **state)
{
    oas_request_t request = browser_opens("/");
    oas_reply_t reply = explain(OAS_REFUSED, "id_token_nonce", &request, unit_work(state));

    assert_int_equal(reply.status, 400);
    assert_int_equal(reply.retry_after, 0);
}

static void a_person_who_said_no_is_not_told_of_an_error(void **state)
{
    oas_request_t request = browser_opens("/");
    oas_reply_t reply = explain(OAS_REFUSED, "access_denied", &request, unit_work(state));

    assert_int_equal(reply.status, 403);
    assert_non_null(strstr(reply.page.title, "cancelled"));
}

static oas_reply_t forbid(const char *switch_to, void **state)
{
    static const char *const rules[] = {"Require oauth-group staff", NULL}, *const claims[] = {"sub", NULL};
    static const oas_denial_t denial = {.rules = rules, .claims = claims};
    oas_request_t request = browser_opens("/staff");
    oas_reply_t reply = {0};

    oas_explain_forbidden(&reply, &request, &denial, switch_to, "/oauth/logout", unit_work(state)->pool);
    assert_int_equal(reply.status, 403);
    assert_null(reply.location);
    assert_string_equal(reply.page.reason, "forbidden");
    assert_ptr_equal(reply.page.denial, &denial);
    assert_int_equal(reply.page.kind, OAS_PAGE_MESSAGE);
    return reply;
}

static void who_may_not_come_in_is_not_sent_to_a_login_but_offered_one(void **state)
{
    oas_reply_t reply = forbid("/oauth/login?x=y", state);

    assert_string_equal(reply.page.link, "/oauth/login?x=y");
    assert_string_equal(reply.page.link_text, "Sign in as somebody else");
    assert_string_equal(reply.page.other_link, "/oauth/logout");
    assert_string_equal(reply.page.other_link_text, "Sign out");
    assert_int_equal(strncmp(reply.page.switch_url, "http", 4), 0);
    assert_null(reply.page.login_url);
}

static void who_may_not_come_in_may_sign_out_where_no_login_can_be_offered(void **state)
{
    oas_reply_t reply = forbid(NULL, state);

    assert_string_equal(reply.page.link, "/oauth/logout");
    assert_null(reply.page.other_link);
    assert_null(reply.page.switch_url);
}

static void a_call_that_failed_without_a_reason_is_our_fault(void **state)
{
    oas_request_t request = browser_opens("/");
    oas_reply_t reply = {0};

    oas_explain(&reply, &request, OAS_OK, unit_work(state));
    assert_int_equal(reply.status, 500);
    oas_explain(&reply, &request, OAS_REFUSED, unit_work(state));
    assert_int_equal(reply.status, 400);
}

static void a_failure_goes_nowhere_by_itself(void **state)
{
    oas_request_t request = browser_opens("/");
    oas_reply_t reply = {.status = 303, .location = "https://site.test/page"};

    oas_explain(&reply, &request, oas_fail(unit_work(state), OAS_BROKEN, "some_reason", "x"), unit_work(state));
    assert_null(reply.location);
    assert_null(reply.page.link_text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_failure_has_a_page_that_says_what_to_do),
        cmocka_unit_test(a_program_gets_a_problem_document),
        cmocka_unit_test(what_may_work_later_says_when),
        cmocka_unit_test(what_is_known_to_work_again_says_when_and_never_too_early),
        cmocka_unit_test(room_takes_longer_to_come_than_an_answer),
        cmocka_unit_test(a_session_that_is_too_large_is_no_matter_of_trust),
        cmocka_unit_test(a_refusal_does_not_ask_for_another_try),
        cmocka_unit_test(a_person_who_said_no_is_not_told_of_an_error),
        cmocka_unit_test(who_may_not_come_in_is_not_sent_to_a_login_but_offered_one),
        cmocka_unit_test(who_may_not_come_in_may_sign_out_where_no_login_can_be_offered),
        cmocka_unit_test(a_call_that_failed_without_a_reason_is_our_fault),
        cmocka_unit_test(a_failure_goes_nowhere_by_itself),
    };

    return unit_run("explanation", tests, sizeof(tests) / sizeof(tests[0]));
}
