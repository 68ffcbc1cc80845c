/* SPDX-License-Identifier: Apache-2.0 */
/* Any query of a link to the login page: what is passed on is allowed, short, and nothing of ours. */
#include "fuzz.h"

#include <string.h>

#include "http/form.h"
#include "oidc/passed_parameters.h"
#include "oidc/requested_claims.h"

static const char *const allowed[] = {"login_hint", "max_age", "claims", "prompt", "ui_locales", NULL};

static void require_passed(oas_pairs_t passed, oas_work_t *work)
{
    oas_buffer_t sent = oas_buffer(work->pool, OAS_PASSED_LARGEST);
    const char *text = oas_pairs_get(passed, "claims");
    const oas_json_t *claims;

    for (size_t i = 0; i < passed.count; i++) {
        fuzz_require(oas_parameter_may_be_passed(passed.items[i].name), "it is none of ours");
        fuzz_require(*passed.items[i].value != '\0', "it has a value");
        oas_form_add(&sent, passed.items[i].name, passed.items[i].value);
    }
    fuzz_require(!sent.overflowed, "all of it fits");
    fuzz_require(oas_parameters_authenticated_since(passed, work->now) <= work->now, "nobody is authenticated later");
    if (text == NULL)
        return;
    fuzz_require(oas_requested_claims_parse(&claims, text, work) == OAS_OK, "claims are what they have to be");
    fuzz_require(!oas_requested_claims_need_acr(claims), "nothing is asked for that nobody compares");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oas_work_t *work = fuzz_work();
    oas_pairs_t query, passed;

    if (oas_form_parse(&query, oas_bytes(data, size), work) != OAS_OK)
        return 0;
    if (oas_parameters_pass(&passed, allowed, query, work) == OAS_OK) {
        require_passed(passed, work);
        return 0;
    }
    fuzz_require(passed.count == 0 && work->reason != NULL, "what is refused is not passed, and has a reason");
    return 0;
}
