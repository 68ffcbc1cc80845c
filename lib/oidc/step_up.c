/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/step_up.h"

#include <apr_strings.h>

#include "http/form.h"

/* Of what an amr says there is nothing to ask for: a provider that asks anew has at least the occasion. */
const char *oas_step_up_text(const oas_step_up_t *step_up, apr_pool_t *pool)
{
    oas_buffer_t text = oas_buffer(pool, OAS_STEP_UP_LONGEST);

    if (step_up->max_age != 0)
        oas_form_add(&text, "max_age", apr_psprintf(pool, "%" APR_TIME_T_FMT, apr_time_sec(step_up->max_age)));
    oas_form_add(&text, "acr_values", step_up->acr_values);
    oas_form_add(&text, "prompt", step_up->again ? "login" : NULL);
    return text.overflowed ? NULL : oas_buffer_text(&text);
}

oas_status_t oas_step_up_parameters(oas_pairs_t *parameters, const char *text, oas_work_t *work)
{
    *parameters = (oas_pairs_t){.count = 0};
    return text != NULL ? oas_form_parse(parameters, oas_bytes_of(text), work) : OAS_OK;
}
