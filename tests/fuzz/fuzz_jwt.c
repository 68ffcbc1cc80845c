/* SPDX-License-Identifier: Apache-2.0 */
/* A token from anybody, against a provider's keys and a shared secret. The corpus has tokens that are signed with them.
 */
#include <stdint.h>
#include <stdlib.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "base/base64url.h"
#include "crypto/context.h"
#include "jose/jwt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Nobody has the private ones any more. */
static const char published[] =
    "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"rsa\",\"n\":\"2RThBYnRAEOtdm9ofmNFp0x6MwJJl5Orviw_bNDbg5jYCkRI2vsuYdw"
    "lGSBgmMiHx6gZVt8CMgQhX8JVOKVyTgzfjkXo4hKInMJWEshhNzQXNi4MVinlP9dDHpxTLhnxd9Xzqr5KwFKF-WHMC7mHxEq"
    "X-VgPOTEShwN4Gb-h9FFpWEmzu838m2Cbmj07AwbtAjlUpqwjvnotUsxH1SFNmNY98MPPtj0-9DChKwTEU5YOLjxN5DfqBqY"
    "_OK6QVWc8UgiRR4k6J8pWaJKyXVtuO5Phmk6mjvKwk6rNIrpaVzXYccE-plJpiAaDhPD_QvM-VngwgZtBLBZRHi9-VB3kpQ\""
    ",\"e\":\"AQAB\"},"
    "{\"kty\":\"EC\",\"kid\":\"ec\",\"crv\":\"P-256\",\"x\":\"EHQwL7VPdLa-nNMQzKq4KTPjYvokuuzvVU4FYI-"
    "cBqA\",\"y\":\"3eYjSbmdM9BiSMpHVUygFIP3R0Hb2ljiRRj-j3kx_rE\"},"
    "{\"kty\":\"EC\",\"kid\":\"p384\",\"crv\":\"P-384\",\"x\":\"GJ-avFH-_WEjBG9NdKG7TlO373fkWIfDRWCJq"
    "3JpiSSGwqrg6_7gH2P1NMAbm6K_\",\"y\":\"Uh53AukCnSr_2EOElfDCH8u1LwmsLGyUpVwvqgB2BLlzuCR8Z9c1NK_fBr"
    "GF9cqQ\"},"
    "{\"kty\":\"EC\",\"kid\":\"p521\",\"crv\":\"P-521\",\"x\":\"AD-CtQLUX3TDcpDgNK5-fscTQpDokAIW3o769"
    "vdlFiWZGYBcJe8FJtHld-uF0M8sI39K1HM2ueCK8iClF1_tyjgd\",\"y\":\"AYKw7pbOQGx7cUhWlJG9dnH3x30qxVxxlG"
    "9FxXAYlJTPh-i8ZS1AkB2HT1j6mzrlubRZOGh8rr_KlQJ9P-zjPPLU\"},"
    "{\"kty\":\"OKP\",\"kid\":\"okp\",\"crv\":\"Ed25519\",\"x\":\"UW6B2gZTp4yOyuvIA2JM7GMd8ZmLdaYdMXg"
    "wLyYCjC8\"}]}";
static const char secret[] = "a secret of no one, sixty-four bytes long, for seeds of tests ok";

static const char *const public_key[] = {"RS256", "RS384", "RS512", "PS256", "PS384",   "PS512",
                                         "ES256", "ES384", "ES512", "ES256K", "EdDSA", "Ed25519", "Ed448", NULL};
static const char *const hmac[] = {"HS256", "HS384", "HS512", NULL};

static void begin(void)
{
    static apr_pool_t *pool;
    oas_work_t work;

    if (pool != NULL)
        return;
    if (apr_initialize() != APR_SUCCESS || apr_pool_create(&pool, NULL) != APR_SUCCESS)
        abort();
    work = oas_work(pool, 0);
    if (oas_crypto_begin(pool, &work) != OAS_OK)
        abort();
}

/* Read for each token, because the leak detector does not look into pools that stay. */
static const oas_jwk_set_t *keys_for(const oas_algorithm_t *algorithm, oas_work_t *work)
{
    const oas_jwk_set_t *set;
    oas_status_t status;

    if (algorithm->kty == OAS_KTY_OCT)
        status = oas_jwk_set_of_secret(&set, oas_bytes_of(secret), work);
    else
        status = oas_jwk_set_parse(&set, oas_bytes_of(published), work);
    if (status != OAS_OK || set->left_out != 0)
        abort();
    return set;
}

/* There is one text only for what was read: nobody can make a second token of a first. */
static void check_form(const oas_compact_t *compact, const char *text, apr_pool_t *pool)
{
    const char *again = apr_pstrcat(pool, oas_bytes_text(pool, compact->signed_bytes), ".",
                                    oas_base64url_encode(pool, compact->signature), NULL);

    if (strcmp(again, text) != 0 || compact->algorithm == NULL || compact->signature.length == 0)
        abort();
}

static void read_token(const char *text, const char *const *allowed, apr_pool_t *pool)
{
    oas_work_t work = oas_work(pool, 0);
    const oas_compact_t *compact;
    oas_jwt_t *jwt;

    if (oas_compact_parse(&compact, text, allowed, &work) == OAS_OK) {
        const oas_jwk_set_t *set = keys_for(compact->algorithm, &work);

        check_form(compact, text, pool);
        if ((oas_compact_check_signature(compact, set, &work) == OAS_OK) != (work.reason == NULL))
            abort();
    }
    oas_forgive(&work);
    if ((oas_jwt_parse(&jwt, text, allowed, &work) == OAS_OK) != (jwt != NULL && work.reason == NULL))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *pool;
    const char *text;

    begin();
    if (apr_pool_create(&pool, NULL) != APR_SUCCESS)
        abort();
    text = oas_bytes_text(pool, oas_bytes(data, size));
    read_token(text, public_key, pool);
    read_token(text, hmac, pool);
    apr_pool_destroy(pool);
    return 0;
}
