/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/jwk.h"

#include <apr_strings.h>

#include "jose/curve.h"
#include "jose/jwk_member.h"
#include "jose/public_key.h"

/* Any of these makes a key private, RFC 7518 §6.2.2 and §6.3.2. */
static const char *const private_members[] = {"d", "p", "q", "dp", "dq", "qi", "oth", NULL};

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

    if ((status = check_public(json, work)) != OAS_OK
        || (status = oas_jwk_read_value(&modulus, json, "n", work)) != OAS_OK
        || (status = oas_jwk_read_value(&exponent, json, "e", work)) != OAS_OK)
        return status;
    return oas_public_key_rsa(&jwk->key, modulus, exponent, work);
}

static bool serves(const oas_curve_t *curve, oas_use_t use)
{
    return curve != NULL && (use == OAS_USE_ENCRYPTION ? curve->agrees : curve->signs);
}

static oas_status_t read_curve(oas_jwk_t *jwk, const oas_json_t *json, oas_work_t *work)
{
    oas_status_t status = check_public(json, work);

    if (status != OAS_OK || (status = oas_jwk_read_text(&jwk->curve, json, "crv", work)) != OAS_OK)
        return status;
    if (!serves(oas_curve_find(jwk->curve), jwk->use))
        return oas_fail(work, OAS_REFUSED, "jwk_curve", "curve \"%.40s\" is not supported",
                        jwk->curve != NULL ? jwk->curve : "");
    return OAS_OK;
}

static oas_status_t read_ec(oas_jwk_t *jwk, const oas_json_t *json, oas_work_t *work)
{
    oas_bytes_t x, y;
    oas_status_t status;

    if ((status = read_curve(jwk, json, work)) != OAS_OK
        || (status = oas_jwk_read_value(&x, json, "x", work)) != OAS_OK
        || (status = oas_jwk_read_value(&y, json, "y", work)) != OAS_OK)
        return status;
    return oas_public_key_ec(&jwk->key, jwk->curve, x, y, work);
}

static oas_status_t read_okp(oas_jwk_t *jwk, const oas_json_t *json, oas_work_t *work)
{
    oas_bytes_t x;
    oas_status_t status;

    if ((status = read_curve(jwk, json, work)) != OAS_OK)
        return status;
    if ((status = oas_jwk_read_value(&x, json, "x", work)) != OAS_OK)
        return status;
    return oas_public_key_okp(&jwk->key, jwk->curve, x, work);
}

static oas_status_t read_oct(oas_jwk_t *jwk, const oas_json_t *json, oas_work_t *work)
{
    return oas_jwk_read_secret(&jwk->secret, json, "k", work);
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

/* What a public key, or a symmetric one, does for each use: "use" (RFC 7517 §4.2) and one of "key_ops" (§4.3). */
static const struct {
    const char *use;
    const char *operations[3];
} uses[] = {
    [OAS_USE_SIGNATURE] = {"sig", {"verify"}},
    [OAS_USE_ENCRYPTION] = {"enc", {"encrypt", "wrapKey", "deriveKey"}},
};

static bool has_operation(const oas_json_t *json, oas_use_t use)
{
    for (int i = 0; i < 3 && uses[use].operations[i] != NULL; i++)
        if (oas_json_has_string(json, "key_ops", uses[use].operations[i]))
            return true;
    return false;
}

/* What the key's owner says it is for. */
static oas_status_t check_use(const oas_json_t *json, oas_use_t wanted, oas_work_t *work)
{
    const char *use;
    oas_status_t status = oas_jwk_read_text(&use, json, "use", work);

    if (status != OAS_OK || wanted == OAS_USE_ANY)
        return status;
    if (use != NULL && strcmp(use, uses[wanted].use) != 0)
        return oas_fail(work, OAS_REFUSED, "jwk_use", "\"use\" is \"%.40s\"", use);
    if (oas_json_member(json, "key_ops") != NULL && !has_operation(json, wanted))
        return oas_fail(work, OAS_REFUSED, "jwk_use", "\"key_ops\" has no \"%s\"", uses[wanted].operations[0]);
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

static oas_status_t read_key(oas_jwk_t *jwk, const oas_json_t *json, oas_use_t use, oas_work_t *work)
{
    oas_status_t status;

    *jwk = (oas_jwk_t){.use = use};
    if ((status = check_use(json, use, work)) != OAS_OK
        || (status = oas_jwk_read_text(&jwk->kid, json, "kid", work)) != OAS_OK
        || (status = oas_jwk_read_text(&jwk->alg, json, "alg", work)) != OAS_OK)
        return status;
    jwk->x5t = oas_json_string(json, "x5t");
    jwk->x5t_s256 = oas_json_string(json, "x5t#S256");
    jwk->issuer = oas_json_string(json, "issuer");
    return read_kind(jwk, json, work);
}

oas_status_t oas_jwk_parse(const oas_jwk_t **jwk, const oas_json_t *json, oas_use_t use, oas_work_t *work)
{
    oas_jwk_t *made = apr_palloc(work->pool, sizeof(*made));
    oas_status_t status = read_key(made, json, use, work);

    *jwk = status == OAS_OK ? made : NULL;
    return status;
}

/* As a provider's key set asks: only public keys. */
static oas_status_t read_public_key(oas_jwk_t *jwk, const oas_json_t *json, oas_use_t use, oas_work_t *work)
{
    oas_status_t status = read_key(jwk, json, use, work);

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

static void read_keys(oas_jwk_set_t *set, const oas_json_t *list, oas_use_t use, oas_work_t *work)
{
    oas_jwk_t *keys = apr_palloc(work->pool, OAS_JWK_SET_MOST * sizeof(*keys));
    size_t looked_at = 0;

    for (const oas_json_t *item = oas_json_first(list); item != NULL; item = oas_json_next(item)) {
        oas_work_t attempt = oas_work(work->pool, work->now);
        oas_status_t status;

        if (looked_at++ < OAS_JWK_SET_MOST)
            status = read_public_key(&keys[set->count], item, use, &attempt);
        else
            status = oas_fail(&attempt, OAS_REFUSED, "jwk_set_large", "more than %d keys", (int)OAS_JWK_SET_MOST);
        if (status == OAS_OK)
            set->count++;
        else
            leave_out(set, item, attempt.failure, work->pool);
    }
    set->keys = keys;
}

static oas_status_t read_set(const oas_jwk_set_t **set, oas_bytes_t text, oas_use_t use, oas_work_t *work)
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
    read_keys(made, list, use, work);
    *set = made;
    return OAS_OK;
}

oas_status_t oas_jwk_set_parse(const oas_jwk_set_t **set, oas_bytes_t text, oas_work_t *work)
{
    return read_set(set, text, OAS_USE_SIGNATURE, work);
}

oas_status_t oas_jwk_set_parse_for_encryption(const oas_jwk_set_t **set, oas_bytes_t text, oas_work_t *work)
{
    return read_set(set, text, OAS_USE_ENCRYPTION, work);
}

oas_status_t oas_jwk_set_of_secret(const oas_jwk_set_t **set, oas_bytes_t secret, oas_work_t *work)
{
    oas_jwk_t *key = apr_pcalloc(work->pool, sizeof(*key));
    oas_jwk_set_t *made = apr_pcalloc(work->pool, sizeof(*made));

    *set = NULL;
    if (secret.length == 0)
        return oas_fail(work, OAS_REFUSED, "jwk_form", "a symmetric key is empty");
    key->kty = OAS_KTY_OCT;
    key->use = OAS_USE_ANY;
    key->is_client_secret = true;
    key->secret = secret;
    made->keys = key;
    made->count = 1;
    *set = made;
    return OAS_OK;
}

/* RFC 8037 §3.1: the curve says which of the two EdDSA is meant, and both differ from what agrees on keys. */
static bool has_curve(const oas_jwk_t *jwk, const oas_algorithm_t *algorithm)
{
    const oas_curve_t *curve = oas_curve_find(jwk->curve);

    if (algorithm->scheme != OAS_SIGN_ECDSA && algorithm->scheme != OAS_SIGN_EDDSA)
        return true;
    if (curve == NULL || !curve->signs)
        return false;
    return algorithm->curve == NULL || strcmp(curve->name, algorithm->curve) == 0;
}

/* RFC 7518 §3.2: an HMAC key has at least the length of the hash. Public keys were weighed when they were read. */
bool oas_jwk_fits(const oas_jwk_t *jwk, const oas_algorithm_t *algorithm)
{
    if (jwk->use == OAS_USE_ENCRYPTION || jwk->kty != algorithm->kty || !has_curve(jwk, algorithm))
        return false;
    if (jwk->alg != NULL && strcmp(jwk->alg, algorithm->name) != 0)
        return false;
    return jwk->kty != OAS_KTY_OCT || jwk->secret.length >= oas_hash_length(algorithm->hash);
}
