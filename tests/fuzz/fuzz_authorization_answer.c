/* SPDX-License-Identifier: Apache-2.0 */
/* Any query at the callback. The first byte chooses whether the provider announces iss. */
#include "fuzz.h"

#include <string.h>

#include "http/form.h"
#include "oidc/authorization.h"

static void require_answer(const char *code, const char *error, oas_pairs_t answer, const oas_provider_t *provider)
{
    const char *iss = oas_pairs_get(answer, "iss");

    if (code == NULL) {
        fuzz_require(error == NULL || strspn(error, "abcdefghijklmnopqrstuvwxyz_") == strlen(error),
                     "an error is a word we know");
        return;
    }
    fuzz_require(error == NULL && oas_pairs_get(answer, "error") == NULL, "a code comes without an error");
    fuzz_require(code[0] != '\0' && strlen(code) <= 4096, "a code has its length");
    fuzz_require(iss != NULL ? strcmp(iss, provider->issuer) == 0 : !provider->announces_iss, "it is the issuer's");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oas_work_t *work = fuzz_work();
    const oas_provider_t provider = {.issuer = "https://op.example", .announces_iss = size != 0 && data[0] & 1};
    const char *code, *error;
    oas_pairs_t answer;
    oas_status_t status;

    if (size == 0 || oas_form_parse(&answer, oas_bytes(data + 1, size - 1), work) != OAS_OK)
        return 0;
    status = oas_authorization_judge(&code, &error, answer, &provider, work);
    fuzz_require((status == OAS_OK) == (code != NULL), "what is refused is not given");
    fuzz_require((status == OAS_OK) == (work->reason == NULL), "a refusal has a reason");
    require_answer(code, error, answer, &provider);
    return 0;
}
