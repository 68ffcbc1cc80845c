/* SPDX-License-Identifier: Apache-2.0 */
/* Any claims in an ID token that is signed as it should be: what is accepted is the straight one of this login. */
#include "fuzz.h"

#include <string.h>

#include "fuzz_token.h"
#include "oidc/id_token.h"

static void require_straight(const oas_json_t *claims)
{
    const oas_json_t *aud = oas_json_member(claims, "aud");
    int64_t seconds;

    fuzz_require(strcmp(oas_json_string(claims, "iss"), "https://op.example") == 0, "it is the issuer's");
    fuzz_require(oas_json_is_string(aud) || oas_json_has_string(claims, "aud", "client"), "it is for us");
    fuzz_require(strcmp(oas_json_string(claims, "nonce"), "NONCE") == 0, "it is of this login");
    fuzz_require(oas_json_string(claims, "sub")[0] != '\0', "it is about somebody");
    fuzz_require(oas_json_integer(&seconds, claims, "exp", 1799999991, INT64_C(253402300799)), "it lasts");
    fuzz_require(oas_json_integer(&seconds, claims, "iat", 1799999390, 1800000010), "it is new");
}

static void verify(oas_bytes_t claims, oas_work_t *work)
{
    static const char *const algorithms[] = {"HS256", NULL};
    const oas_id_token_expectation_t expected = {.issuer = "https://op.example",
                                                 .client_id = "client",
                                                 .nonce = "NONCE",
                                                 .access_token = "access",
                                                 .client_secret = fuzz_secret,
                                                 .algorithms = algorithms,
                                                 .leeway = apr_time_from_sec(10)};
    const oas_jwk_set_t keys = {.count = 0};
    oas_jwt_t *verified;

    if (oas_id_token_verify(&verified, fuzz_token(claims, work), &keys, &expected, work) == OAS_OK)
        require_straight(verified->claims);
    else
        fuzz_require(verified == NULL && work->reason != NULL, "what is refused is not given, and has a reason");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oas_work_t *work = fuzz_work();

    verify(oas_bytes(data, size), work);
    apr_pool_clear(work->pool); /* or what cJSON holds for it would look like a leak */
    return 0;
}
