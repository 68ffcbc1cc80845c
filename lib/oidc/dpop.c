/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/dpop.h"

#include <apr_strings.h>

#include "base/base64url.h"
#include "crypto/digest.h"
#include "crypto/random.h"
#include "jose/derived_key.h"
#include "jose/sign.h"
#include "jose/thumbprint.h"
#include "oidc/answer.h"

enum { ERROR_LARGEST = 64 * 1024 }; /* bytes of an answer that may say why it is one */

oas_status_t oas_dpop_derive(const oas_dpop_t **dpop, const oas_key_t *key, const char *provider, oas_work_t *work)
{
    oas_dpop_t *made = apr_pcalloc(work->pool, sizeof(*made));
    unsigned char seed[OAS_SEED_LENGTH];
    oas_status_t status = oas_key_mac512(seed, key, OAS_PURPOSE_DPOP, oas_bytes_of(provider), work);

    *dpop = NULL;
    if (status == OAS_OK)
        status = oas_derived_key(&made->key, seed, work);
    oas_wipe(seed, sizeof(seed));
    if (status != OAS_OK || (status = oas_jwk_public(&made->jwk, made->key, work)) != OAS_OK)
        return status;
    made->thumbprint = made->key->kid;
    *dpop = made;
    return OAS_OK;
}

static const char *member(const char *name, const char *value, oas_work_t *work)
{
    return value != NULL ? apr_pstrcat(work->pool, ",\"", name, "\":", oas_json_quote(work->pool, value), NULL) : "";
}

/* §4.2: the base64url encoding of the SHA-256 hash of the ASCII encoding of the associated access token's value. */
static oas_status_t hash_token(const char **hash, const char *access_token, oas_work_t *work)
{
    unsigned char digest[OAS_HASH_LONGEST];
    oas_status_t status;

    *hash = NULL;
    if (access_token == NULL)
        return OAS_OK;
    status = oas_digest(digest, OAS_SHA256, oas_bytes_of(access_token), work);
    if (status == OAS_OK)
        *hash = oas_base64url_encode(work->pool, oas_bytes(digest, oas_hash_length(OAS_SHA256)));
    return status;
}

/* §4.2: jti is unique; htu is the URL without query and fragment. */
static oas_status_t compose(const char **claims, const oas_http_call_t *call, const char *access_token,
                            const char *nonce, oas_work_t *work)
{
    const char *method = call->form.data != NULL ? "POST" : "GET";
    const char *url = apr_pstrmemdup(work->pool, call->url, strcspn(call->url, "?#"));
    unsigned char id[16];
    const char *ath;
    oas_status_t status;

    if ((status = oas_random(id, sizeof(id), work)) != OAS_OK || (status = hash_token(&ath, access_token, work)) != OAS_OK)
        return status;
    *claims = apr_psprintf(work->pool, "{\"jti\":\"%s\",\"htm\":\"%s\",\"htu\":%s,\"iat\":%" APR_TIME_T_FMT "%s%s}",
                           oas_base64url_encode(work->pool, oas_bytes(id, sizeof(id))), method,
                           oas_json_quote(work->pool, url), apr_time_sec(work->now), member("ath", ath, work),
                           member("nonce", nonce, work));
    return OAS_OK;
}

oas_status_t oas_dpop_prove(oas_http_call_t *call, const oas_dpop_t *dpop, const char *access_token, const char *nonce,
                            oas_work_t *work)
{
    const oas_jws_header_t header = {
        .algorithm = oas_algorithm_find("ES256"), .type = "dpop+jwt", .jwk = dpop->jwk};
    const char *claims;
    oas_status_t status = compose(&claims, call, access_token, nonce, work);

    if (status != OAS_OK)
        return status;
    return oas_jwt_sign(&call->dpop, &header, dpop->key, oas_bytes_of(claims), work);
}

/* §8: the token endpoint says it as its error, with status 400. */
static bool is_error_of_endpoint(const oas_http_answer_t *answer, oas_work_t *work)
{
    oas_work_t look = oas_work(work->pool, work->now);
    const oas_json_t *json;

    return answer->status == 400 && oas_answer_is_json(answer)
           && oas_json_parse_object(&json, answer->body, ERROR_LARGEST, "error", &look) == OAS_OK
           && oas_text_equal(oas_json_string(json, "error"), "use_dpop_nonce");
}

/* §9: who takes tokens says it with status 401. Why it is 401 stands in a header besides; when it is for another reason,
 * asking once more with the nonce it gave does no harm. */
const char *oas_dpop_nonce_asked(const oas_http_answer_t *answer, oas_work_t *work)
{
    if (answer->dpop_nonce == NULL || (answer->status != 401 && !is_error_of_endpoint(answer, work)))
        return NULL;
    return answer->dpop_nonce;
}
