/* SPDX-License-Identifier: Apache-2.0 */
/* A file that should have a private key of ours: what is read of it signs, and its public half verifies. */
#include "fuzz.h"

#include "jose/jwt.h"
#include "jose/private_key.h"
#include "jose/sign.h"
#include "jose/thumbprint.h"

static void use(const oas_jwk_t *key, oas_work_t *work)
{
    const oas_jws_header_t header = {.algorithm = oas_algorithm_for(key, NULL), .kid = key->kid};
    const char *const allowed[] = {header.algorithm != NULL ? header.algorithm->name : NULL, NULL};
    const oas_jwk_set_t set = {.keys = key, .count = 1};
    const char *compact, *json;
    oas_jwt_t *jwt;

    fuzz_require(oas_jwk_published(&json, key, work) == OAS_OK, "a public half can be published");
    if (header.algorithm == NULL)
        return;
    fuzz_require(oas_jwt_sign(&compact, &header, key, oas_bytes_of("{}"), work) == OAS_OK, "a key signs");
    fuzz_require(strlen(compact) > OAS_JWT_LARGEST || strlen(key->kid) > OAS_JWT_HEADER_LARGEST / 8
                     || (oas_jwt_parse(&jwt, compact, allowed, work) == OAS_OK
                         && oas_jwt_check_signature(jwt, &set, work) == OAS_OK),
                 "what it signs verifies");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oas_work_t *work = fuzz_work();
    const oas_jwk_t *key;
    oas_status_t status = oas_private_key_parse(&key, oas_bytes(data, size), NULL, work);

    fuzz_require((status == OAS_OK) == (key != NULL && work->reason == NULL), "a key is read or a failure told");
    if (status == OAS_OK)
        use(key, work);
    apr_pool_clear(work->pool); /* the leak detector does not look into pools that stay */
    return 0;
}
