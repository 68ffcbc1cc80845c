/* SPDX-License-Identifier: Apache-2.0 */
#include "http/hurried_client.h"

static oas_status_t call_soon(oas_http_client_t *client, oas_http_answer_t **answer, const oas_http_call_t *call,
                              oas_work_t *work)
{
    const oas_hurried_client_t *hurried = (const oas_hurried_client_t *)client;
    oas_http_call_t shorter = *call;

    if (shorter.deadline == 0 || shorter.deadline > hurried->longest_call)
        shorter.deadline = hurried->longest_call;
    return hurried->patient->call(hurried->patient, answer, &shorter, work);
}

oas_hurried_client_t oas_hurried_client(oas_http_client_t *patient, apr_interval_time_t longest_call)
{
    return (oas_hurried_client_t){.client = {.call = call_soon}, .patient = patient, .longest_call = longest_call};
}
