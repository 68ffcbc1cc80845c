/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <apr_strings.h>

#include "flow/browser.h"
#include "flow/callback_answer.h"

#define CALLBACK "/oauth/callback/op"

static const oas_pair_t from_our_page[] = {{"Sec-Fetch-Site", "same-origin"}, {NULL, NULL}};
static const oas_pair_t from_another_site[] = {{"Sec-Fetch-Site", "cross-site"}, {NULL, NULL}};

static oas_request_t form_of(const char *target, const char *form, const oas_pair_t *headers)
{
    oas_request_t request = browser_request("POST", target, headers);

    request.form = oas_bytes_of(form);
    return request;
}

static void assert_taken(const oas_request_t *request, oas_response_mode_t mode, const char *name, const char *value,
                         oas_work_t *work)
{
    oas_pairs_t answer;

    assert_int_equal(oas_callback_answer_take(&answer, request, mode, work), OAS_OK);
    assert_string_equal(oas_pairs_get(answer, name), value);
}

static void takes_each_answer_from_where_it_was_asked_for(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_request_t query = browser_opens(CALLBACK "?state=s&code=q");
    oas_request_t form = form_of(CALLBACK, "state=s&code=f", from_another_site);
    oas_request_t fragment = form_of(CALLBACK, "state=s&code=h", from_our_page);

    assert_taken(&query, OAS_MODE_QUERY, "code", "q", work);
    assert_taken(&form, OAS_MODE_FORM_POST, "code", "f", work);
    assert_taken(&fragment, OAS_MODE_FRAGMENT, "code", "h", work);
}

/* The browser comes back by GET after a form, and providers that fail early answer so. */
static void takes_state_alone_and_errors_from_the_query_whatever_the_mode(void **state)
{
    oas_work_t *work = unit_work(state);
    oas_request_t bare = browser_opens(CALLBACK "?state=s");
    oas_request_t error = browser_opens(CALLBACK "?state=s&error=access_denied");

    for (oas_response_mode_t mode = OAS_MODE_QUERY; mode <= OAS_MODE_FRAGMENT; mode++) {
        assert_taken(&bare, mode, "state", "s", work);
        assert_taken(&error, mode, "error", "access_denied", work);
    }
}

static void assert_refused(const oas_request_t *request, oas_response_mode_t mode, const char *reason, oas_work_t *work)
{
    oas_pairs_t answer;

    oas_forgive(work);
    assert_int_equal(oas_callback_answer_take(&answer, request, mode, work), OAS_REFUSED);
    assert_reason(work, reason);
    assert_int_equal(answer.count, 0);
}

/* R-CB-01, R-CB-05 */
static void refuses_what_could_sign_in_by_another_way(void **state)
{
    static const char *const queries[] = {"?state=s&code=c", "?state=s&id_token=i", "?state=s&access_token=t"};
    oas_request_t form = form_of(CALLBACK, "state=s&code=f", from_another_site);
    oas_work_t *work = unit_work(state);

    for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
        oas_request_t query = browser_opens(apr_pstrcat(work->pool, CALLBACK, queries[i], NULL));

        assert_refused(&query, OAS_MODE_FORM_POST, "answer_mode", work);
        assert_refused(&query, OAS_MODE_FRAGMENT, "answer_mode", work);
    }
    assert_refused(&form, OAS_MODE_QUERY, "answer_mode", work);
    assert_refused(&form, OAS_MODE_FRAGMENT, "answer_origin", work);
}

static void refuses_a_form_and_a_query_at_once(void **state)
{
    oas_request_t request = form_of(CALLBACK "?state=s", "state=s&code=f", from_our_page);

    assert_refused(&request, OAS_MODE_FORM_POST, "answer_mode", unit_work(state));
    assert_refused(&request, OAS_MODE_FRAGMENT, "answer_mode", unit_work(state));
}

static void refuses_an_answer_without_state_or_with_two(void **state)
{
    oas_request_t none = form_of(CALLBACK, "code=f", from_our_page);
    oas_request_t empty = form_of(CALLBACK, "", from_our_page);
    oas_request_t two = form_of(CALLBACK, "state=s&code=f&state=s", from_our_page);

    assert_refused(&none, OAS_MODE_FORM_POST, "state_missing", unit_work(state));
    assert_refused(&empty, OAS_MODE_FRAGMENT, "state_missing", unit_work(state));
    assert_refused(&two, OAS_MODE_FORM_POST, "form_repeated", unit_work(state));
}

static void only_a_bare_address_can_hide_an_answer_from_us(void **state)
{
    oas_request_t bare = browser_opens(CALLBACK);
    oas_request_t question = browser_opens(CALLBACK "?");
    oas_request_t query = browser_opens(CALLBACK "?state=s");
    oas_request_t form = form_of(CALLBACK, "", from_our_page);

    (void)state;
    assert_true(oas_callback_is_hidden(&bare, OAS_MODE_FRAGMENT));
    assert_true(oas_callback_is_hidden(&question, OAS_MODE_FRAGMENT));
    assert_false(oas_callback_is_hidden(&query, OAS_MODE_FRAGMENT));
    assert_false(oas_callback_is_hidden(&form, OAS_MODE_FRAGMENT));
    assert_false(oas_callback_is_hidden(&bare, OAS_MODE_QUERY));
    assert_false(oas_callback_is_hidden(&bare, OAS_MODE_FORM_POST));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_each_answer_from_where_it_was_asked_for),
        cmocka_unit_test(takes_state_alone_and_errors_from_the_query_whatever_the_mode),
        cmocka_unit_test(refuses_what_could_sign_in_by_another_way),
        cmocka_unit_test(refuses_a_form_and_a_query_at_once),
        cmocka_unit_test(refuses_an_answer_without_state_or_with_two),
        cmocka_unit_test(only_a_bare_address_can_hide_an_answer_from_us),
    };
    return unit_run("callback_answer", tests, sizeof(tests) / sizeof(tests[0]));
}
