/* SPDX-License-Identifier: Apache-2.0 */
/* An encrypted token from anybody, against keys of ours. The corpus has tokens that are encrypted to them. */
#include "fuzz.h"

#include "jose/nested.h"
#include "jose/private_key.h"

/* The keys of RFC 7517 A.2 and RFC 7748 §6.1 (Alice's): everybody has them. */
static const char ec[] =
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"ec\",\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
    "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\","
    "\"d\":\"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE\"}";
static const char okp[] =
    "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"kid\":\"okp\",\"x\":\"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo\","
    "\"d\":\"dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo\"}";
static const char secret[] = "a secret of no one, sixty-four bytes long, for seeds of tests ok";

static const char *const all[] = {"RSA-OAEP",
                                  "RSA-OAEP-256",
                                  "ECDH-ES",
                                  "ECDH-ES+A128KW",
                                  "ECDH-ES+A192KW",
                                  "ECDH-ES+A256KW",
                                  "A128KW",
                                  "A192KW",
                                  "A256KW",
                                  "A128GCMKW",
                                  "A192GCMKW",
                                  "A256GCMKW",
                                  "dir",
                                  NULL};
static const oas_jwe_allowed_t any = {.key_algorithms = all};

static const oas_jwk_set_t *own_keys(oas_work_t *work)
{
    static oas_jwk_t keys[3];
    static oas_jwk_set_t set = {.keys = keys};
    const char *const pairs[] = {ec, okp};
    const oas_jwk_set_t *of_secret;
    const oas_jwk_t *key;

    for (set.count = 0; set.count < 2; set.count++) {
        fuzz_require(oas_private_key_parse(&key, oas_bytes_of(pairs[set.count]), NULL, work) == OAS_OK,
                     "the key is one");
        keys[set.count] = *key;
    }
    fuzz_require(oas_jwk_set_of_secret(&of_secret, oas_bytes_of(secret), work) == OAS_OK, "the secret is one");
    keys[set.count++] = of_secret->keys[0];
    return &set;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oas_work_t *work = fuzz_work();
    const oas_jwk_set_t *keys = own_keys(work);
    const char *text = oas_bytes_text(work->pool, oas_bytes(data, size)), *inner;
    const oas_jwe_t *jwe;
    oas_status_t status = oas_jwe_decrypt(&jwe, text, keys, &any, work);

    fuzz_require((status == OAS_OK) == (jwe != NULL && work->reason == NULL), "a token is decrypted or a failure told");
    if (status == OAS_OK)
        fuzz_require(jwe->plaintext.length < strlen(text) && jwe->plaintext.data[jwe->plaintext.length] == '\0',
                     "what was inside is shorter than what was around it");
    oas_forgive(work);
    status = oas_nested_open(&inner, text, keys, &any, true, work);
    fuzz_require((status == OAS_OK) == (inner != NULL && work->reason == NULL),
                 "a token comes out or a failure is told");
    apr_pool_clear(work->pool); /* the leak detector does not look into pools that stay */
    return 0;
}
