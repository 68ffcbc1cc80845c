/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "http/hurried_client.h"

/* Notes the deadline that it is given. */
typedef struct {
    oas_http_client_t client; /* first */
    apr_interval_time_t deadline;
} patient_t;

static oas_status_t note(oas_http_client_t *client, oas_http_answer_t **answer, const oas_http_call_t *call, oas_work_t *work)
{
    ((patient_t *)client)->deadline = call->deadline;
    *answer = NULL;
    return oas_fail(work, OAS_UNAVAILABLE, "call_deadline", "%s", call->url);
}

static void no_call_takes_longer_and_a_shorter_one_stays_so(void **state)
{
    static const struct {
        apr_interval_time_t asked, given;
    } rows[] = {{0, 2000}, {5000, 2000}, {2000, 2000}, {1, 1}};
    patient_t patient = {.client = {.call = note}};
    oas_hurried_client_t hurried = oas_hurried_client(&patient.client, 2000);
    oas_work_t *work = unit_work(state);
    oas_http_answer_t *answer;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const oas_http_call_t call = {.url = "https://op.test/token", .deadline = rows[i].asked};

        oas_forgive(work);
        assert_int_equal(hurried.client.call(&hurried.client, &answer, &call, work), OAS_UNAVAILABLE);
        assert_int_equal(patient.deadline, rows[i].given);
        assert_string_equal(work->failure, "https://op.test/token");
        assert_int_equal(call.deadline, rows[i].asked);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_call_takes_longer_and_a_shorter_one_stays_so),
    };

    return unit_run("hurried_client", tests, sizeof(tests) / sizeof(tests[0]));
}
