/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/callback_answer.h"

#include "flow/navigation.h"
#include "http/form.h"

bool oas_callback_is_posted(const oas_request_t *request)
{
    return strcmp(request->method, "POST") == 0;
}

bool oas_callback_is_hidden(const oas_request_t *request, oas_response_mode_t mode)
{
    return mode == OAS_MODE_FRAGMENT && !oas_callback_is_posted(request)
           && (request->query == NULL || *request->query == '\0');
}

static bool could_sign_in(oas_pairs_t answer)
{
    return oas_pairs_get(answer, "code") != NULL || oas_pairs_get(answer, "id_token") != NULL
           || oas_pairs_get(answer, "access_token") != NULL;
}

/* One place and no two (R-CB-01): else each reader could see another answer. */
static oas_status_t take_form(oas_pairs_t *answer, const oas_request_t *request, oas_response_mode_t mode,
                              oas_work_t *work)
{
    if (mode == OAS_MODE_QUERY)
        return oas_fail(work, OAS_REFUSED, "answer_mode", "the answer was posted, and query is configured");
    if (request->query != NULL && *request->query != '\0')
        return oas_fail(work, OAS_REFUSED, "answer_mode", "the answer was posted to an address with a query");
    /* our own page posts it: any other that does knows the answer, and wants somebody else to be signed in with it */
    if (mode == OAS_MODE_FRAGMENT && !oas_is_same_origin(request))
        return oas_fail(work, OAS_REFUSED, "answer_origin", "the answer was posted by a page of another site");
    return oas_form_parse(answer, request->form, work);
}

static oas_status_t take_query(oas_pairs_t *answer, const oas_request_t *request, oas_response_mode_t mode,
                               oas_work_t *work)
{
    oas_pairs_t query;
    oas_status_t status = oas_form_parse(&query, oas_bytes_of(request->query), work);

    if (status != OAS_OK)
        return status;
    if (mode != OAS_MODE_QUERY && could_sign_in(query))
        return oas_fail(work, OAS_REFUSED, "answer_mode", "the answer came in the query, and %s is configured",
                        mode == OAS_MODE_FORM_POST ? "form_post" : "a response type that uses the fragment");
    *answer = query;
    return OAS_OK;
}

oas_status_t oas_callback_answer_take(oas_pairs_t *answer, const oas_request_t *request, oas_response_mode_t mode,
                                      oas_work_t *work)
{
    oas_pairs_t taken;
    oas_status_t status = oas_callback_is_posted(request) ? take_form(&taken, request, mode, work)
                                                          : take_query(&taken, request, mode, work);

    *answer = (oas_pairs_t){.count = 0};
    if (status != OAS_OK)
        return status;
    if (oas_pairs_get(taken, "state") == NULL)
        return oas_fail(work, OAS_REFUSED, "state_missing", "the callback has no state");
    *answer = taken;
    return OAS_OK;
}
