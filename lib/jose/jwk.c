/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/jwk.h"

#include <apr_strings.h>

#include "base/base64url.h"
#include "jose/public_key.h"

/* Bytes of a number or a secret: an RSA modulus of 8192 bits, and a byte that is zero before it. */
enum { LONGEST_VALUE = OAS_RSA_MOST_BITS / 8 + 1 };

/* Any of these makes a key private, RFC 7518 §6.2.2 and §6.3.2. */
static const char *const private_members[] = {"d", "p", "q", "dp", "dq", "qi", "oth", NULL};

/* A member that must be text when it is there. */
static oas_status_t read_text(const char **text, const oas_json_t *json, const char *name, oas_work_t *work)
{
    *text = oas_json_string(json, name);
    if (*text == NULL && oas_json_member(json, name) != NULL)
        return oas_fail(work, OAS_REFUSED, "jwk_form", "\"%s\" is no text", name);
    return OAS_OK;
}

static oas_status_t read_value(oas_bytes_t *value, const oas_json_t *json, const char *name, oas_work_t *work)
{
    oas_bytes_t text = oas_bytes_of(oas_json_string(json, name));

    if (text.length == 0 || text.length > OAS_BASE64URL_LENGTH(LONGEST_VALUE))
        return oas_fail(work, OAS_REFUSED, "jwk_form", "\"%s\" is missing, no text or too long", name);
    if (!oas_base64url_decode(value, text, work->pool))
        return oas_fail(work, OAS_REFUSED, "jwk_form", "\"%s\" is not base64url", name);
    return OAS_OK;
}

static oas_status_t check_public(const oas_json_t *json, oas_work_t *work)
{
    for (const char *const *name = private_members; *name != NULL; name++)
        if (oas_json_member(json, *name) != NULL)
            return oas_fail(work, OAS_REFUSED, "jwk_private", "key is private: it has \"%s\"", *name);
    return OAS_OK;
}

static oas_status_t read_rsa(oas_jwk_t *jwk, const oas_json_t *json, oas_work_t *work)
{
    oas_bytes_t modulus, exponent;
    oas_status_t status;

    if ((status = check_public(json, work)) != OAS_OK || (status = read_value(&modulus, json, "n", work)) != OAS_OK
        || (status = read_value(&exponent, json, "e", work)) != OAS_OK)
        return status;
    return oas_public_key_rsa(&jwk->key, modulus, exponent, work);
}

static oas_status_t read_curve(oas_jwk_t *jwk, const oas_json_t *json, oas_work_t *work)
{
    oas_status_t status = check_public(json, work);

    if (status != OAS_OK || (status = read_text(&jwk->curve, json, "crv", work)) != OAS_OK)
        return status;
    if (jwk->curve == NULL)
        return oas_fail(work, OAS_REFUSED, "jwk_curve", "\"crv\" is missing");
    return OAS_OK;
}

static oas_status_t read_ec(oas_jwk_t *jwk, const oas_json_t *json, oas_work_t *work)
{
    oas_bytes_t x, y;
    oas_status_t status;

    if ((status = read_curve(jwk, json, work)) != OAS_OK || (status = read_value(&x, json, "x", work)) != OAS_OK
        || (status = read_value(&y, json, "y", work)) != OAS_OK)
        return status;
    return oas_public_key_ec(&jwk->key, jwk->curve, x, y, work);
}

static oas_status_t read_okp(oas_jwk_t *jwk, const oas_json_t *json, oas_work_t *work)
{
    oas_bytes_t x;
    oas_status_t status;

    if ((status = read_curve(jwk, json, work)) != OAS_OK)
        return status;
    if (strcmp(jwk->curve, "Ed25519") != 0)
        return oas_fail(work, OAS_REFUSED, "jwk_curve", "curve \"%.40s\" is not supported", jwk->curve);
    if ((status = read_value(&x, json, "x", work)) != OAS_OK)
        return status;
    return oas_public_key_ed25519(&jwk->key, x, work);
}

static oas_status_t read_oct(oas_jwk_t *jwk, const oas_json_t *json, oas_work_t *work)
{
    oas_status_t status = read_value(&jwk->secret, json, "k", work);

    if (status == OAS_OK)
        oas_wipe_with(work->pool, (void *)jwk->secret.data, jwk->secret.length);
    return status;
}

static const struct {
    const char *name;
    oas_kty_t kty;
    oas_status_t (*read)(oas_jwk_t *jwk, const oas_json_t *json, oas_work_t *work);
} kinds[] = {
    {"RSA", OAS_KTY_RSA, read_rsa},
    {"EC", OAS_KTY_EC, read_ec},
    {"OKP", OAS_KTY_OKP, read_okp},
    {"oct", OAS_KTY_OCT, read_oct},
};

/* RFC 7517 §4.2 and §4.3: what the key's owner says it is for. */
static oas_status_t check_use(const oas_json_t *json, oas_work_t *work)
{
    const char *use;
    oas_status_t status = read_text(&use, json, "use", work);

    if (status != OAS_OK)
        return status;
    if (use != NULL && strcmp(use, "sig") != 0)
        return oas_fail(work, OAS_REFUSED, "jwk_use", "\"use\" is \"%.40s\"", use);
    if (oas_json_member(json, "key_ops") != NULL && !oas_json_has_string(json, "key_ops", "verify"))
        return oas_fail(work, OAS_REFUSED, "jwk_use", "\"key_ops\" has no \"verify\"");
    return OAS_OK;
}

static oas_status_t read_kind(oas_jwk_t *jwk, const oas_json_t *json, oas_work_t *work)
{
    const char *kty = oas_json_string(json, "kty");

    for (size_t i = 0; kty != NULL && i < sizeof(kinds) / sizeof(*kinds); i++)
        if (strcmp(kinds[i].name, kty) == 0) {
            jwk->kty = kinds[i].kty;
            return kinds[i].read(jwk, json, work);
        }
    return oas_fail(work, OAS_REFUSED, "jwk_kind", "\"kty\" is missing or not supported");
}

static oas_status_t read_key(oas_jwk_t *jwk, const oas_json_t *json, oas_work_t *work)
{
    oas_status_t status;

    *jwk = (oas_jwk_t){.kid = NULL};
    if ((status = check_use(json, work)) != OAS_OK || (status = read_text(&jwk->kid, json, "kid", work)) != OAS_OK
        || (status = read_text(&jwk->alg, json, "alg", work)) != OAS_OK)
        return status;
    return read_kind(jwk, json, work);
}

oas_status_t oas_jwk_parse(const oas_jwk_t **jwk, const oas_json_t *json, oas_work_t *work)
{
    oas_jwk_t *made = apr_palloc(work->pool, sizeof(*made));
    oas_status_t status = read_key(made, json, work);

    *jwk = status == OAS_OK ? made : NULL;
    return status;
}

/* As a provider's key set asks: only public keys. */
static oas_status_t read_public_key(oas_jwk_t *jwk, const oas_json_t *json, oas_work_t *work)
{
    oas_status_t status = read_key(jwk, json, work);

    if (status == OAS_OK && jwk->kty == OAS_KTY_OCT)
        return oas_fail(work, OAS_REFUSED, "jwk_symmetric", "a symmetric key does not belong into a key set");
    return status;
}

/* Say so once, for the day when somebody misses this key. */
static void leave_out(oas_jwk_set_t *set, const oas_json_t *json, const char *why, apr_pool_t *pool)
{
    const char *kid = oas_json_string(json, "kid");

    if (set->left_out++ == 0)
        set->left_out_why = apr_psprintf(pool, "\"%.64s\": %s", kid != NULL ? kid : "", why);
}

static void read_keys(oas_jwk_set_t *set, const oas_json_t *list, oas_work_t *work)
{
    oas_jwk_t *keys = apr_palloc(work->pool, OAS_JWK_SET_MOST * sizeof(*keys));
    size_t looked_at = 0;

    for (const oas_json_t *item = oas_json_first(list); item != NULL; item = oas_json_next(item)) {
        oas_work_t attempt = oas_work(work->pool, work->now);
        oas_status_t status;

        if (looked_at++ < OAS_JWK_SET_MOST)
            status = read_public_key(&keys[set->count], item, &attempt);
        else
            status = oas_fail(&attempt, OAS_REFUSED, "jwk_set_large", "more than %d keys", (int)OAS_JWK_SET_MOST);
        if (status == OAS_OK)
            set->count++;
        else
            leave_out(set, item, attempt.failure, work->pool);
    }
    set->keys = keys;
}

oas_status_t oas_jwk_set_parse(const oas_jwk_set_t **set, oas_bytes_t text, oas_work_t *work)
{
    oas_jwk_set_t *made = apr_pcalloc(work->pool, sizeof(*made));
    const oas_json_t *json, *list;
    oas_status_t status;

    *set = NULL;
    if ((status = oas_json_parse_object(&json, text, OAS_JWK_SET_LARGEST, "key set", work)) != OAS_OK)
        return status;
    list = oas_json_member(json, "keys");
    if (list == NULL || !oas_json_is_array(list))
        return oas_fail(work, OAS_REFUSED, "jwk_set_form", "key set has no list \"keys\"");
    read_keys(made, list, work);
    *set = made;
    return OAS_OK;
}

oas_status_t oas_jwk_set_of_secret(const oas_jwk_set_t **set, oas_bytes_t secret, oas_work_t *work)
{
    oas_jwk_t *key = apr_pcalloc(work->pool, sizeof(*key));
    oas_jwk_set_t *made = apr_pcalloc(work->pool, sizeof(*made));

    *set = NULL;
    if (secret.length == 0)
        return oas_fail(work, OAS_REFUSED, "jwk_form", "a symmetric key is empty");
    key->kty = OAS_KTY_OCT;
    key->secret = secret;
    made->keys = key;
    made->count = 1;
    *set = made;
    return OAS_OK;
}

/* RFC 7518 §3.2: an HMAC key has at least the length of the hash. Public keys were weighed when they were read. */
bool oas_jwk_fits(const oas_jwk_t *jwk, const oas_algorithm_t *algorithm)
{
    if (jwk->kty != algorithm->kty || (jwk->alg != NULL && strcmp(jwk->alg, algorithm->name) != 0))
        return false;
    if (algorithm->curve != NULL && (jwk->curve == NULL || strcmp(jwk->curve, algorithm->curve) != 0))
        return false;
    return jwk->kty != OAS_KTY_OCT || jwk->secret.length >= oas_hash_length(algorithm->hash);
}
