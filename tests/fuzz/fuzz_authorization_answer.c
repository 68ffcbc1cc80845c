/* SPDX-License-Identifier: Apache-2.0 */
/* Any answer at the callback. The first byte chooses whether the provider announces iss, and the response type. */
#include "fuzz.h"

#include <string.h>

#include "http/form.h"
#include "oidc/authorization.h"

static void require_refusal(const char *code, const char *error)
{
    fuzz_require(code == NULL, "what is refused is not given");
    fuzz_require(error == NULL || strspn(error, "abcdefghijklmnopqrstuvwxyz_") == strlen(error),
                 "an error is a word we know");
}

static void require_answer(const char *code, const char *error, oas_pairs_t answer, oas_response_type_t type,
                           const oas_provider_t *provider)
{
    const oas_response_parts_t *asked = oas_response_parts(type);
    const char *iss = oas_pairs_get(answer, "iss");

    fuzz_require(error == NULL && oas_pairs_get(answer, "error") == NULL, "it comes without an error");
    fuzz_require((code != NULL) == asked->has_code, "there is a code when one was asked for");
    fuzz_require(code == NULL || (code[0] != '\0' && strlen(code) <= 4096), "a code has its length");
    fuzz_require((oas_pairs_get(answer, "id_token") != NULL) == asked->has_id_token, "so with an ID token");
    fuzz_require((oas_pairs_get(answer, "access_token") != NULL) == asked->has_token, "so with an access token");
    fuzz_require(iss != NULL ? strcmp(iss, provider->issuer) == 0 : !provider->announces_iss || asked->has_id_token, "it is the issuer's");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oas_work_t *work = fuzz_work();
    const oas_provider_t provider = {.issuer = "https://op.example", .announces_iss = size != 0 && data[0] & 1};
    const oas_response_type_t type =
        size != 0 ? (oas_response_type_t)(data[0] / 2 % (OAS_TYPE_ID_TOKEN + 1)) : OAS_TYPE_CODE;
    const char *code, *error;
    oas_pairs_t answer;
    oas_status_t status;

    if (size == 0 || oas_form_parse(&answer, oas_bytes(data + 1, size - 1), work) != OAS_OK)
        return 0;
    status = oas_authorization_judge(&code, &error, answer, type, &provider, work);
    fuzz_require((status == OAS_OK) == (work->reason == NULL), "a refusal has a reason");
    if (status == OAS_OK)
        require_answer(code, error, answer, type, &provider);
    else
        require_refusal(code, error);
    return 0;
}
