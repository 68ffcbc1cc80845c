/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/jwe.h"

#include <apr_strings.h>

#include "base/base64url.h"
#include "jose/jwe_content.h"
#include "jose/jwe_key.h"
#include "jose/jwk_member.h"

enum { PARTS = 5, MOST_KEYS_TRIED = 8 };

/* RFC 7516 §4.1.13 has us refuse crit. zip turns a small token into a large one and tells of its content by its length
 * (R-JWE-01). The others have no place in a token without crit, or belong to PBES2. */
static const char *const refused_members[] = {"crit", "zip", "b64", "p2c", "p2s", NULL};

typedef struct {
    oas_jwe_t jwe;
    oas_sealed_key_t key;
    oas_sealed_content_t content;
    const char *kid;
} token_t;

static oas_status_t split(oas_bytes_t parts[static PARTS], oas_bytes_t text, oas_work_t *work)
{
    const unsigned char *begin = text.data, *end = text.data + text.length;
    int count = 0;

    for (const unsigned char *at = begin; at <= end; at++)
        if (at == end || *at == '.') {
            if (count < PARTS)
                parts[count] = oas_bytes(begin, (size_t)(at - begin));
            begin = at + 1;
            count++;
        }
    if (count != PARTS)
        return oas_fail(work, OAS_REFUSED, "jwe_form", "encrypted token has %d parts, not five", count);
    return OAS_OK;
}

static oas_status_t decode(oas_bytes_t *bytes, oas_bytes_t part, const char *what, oas_work_t *work)
{
    if (!oas_base64url_decode(bytes, part, work->pool))
        return oas_fail(work, OAS_REFUSED, "jwe_form", "%s of the encrypted token is not base64url", what);
    return OAS_OK;
}

static oas_status_t read_text(const char **text, const oas_json_t *header, const char *name, oas_work_t *work)
{
    *text = oas_json_string(header, name);
    if (*text == NULL && oas_json_member(header, name) != NULL)
        return oas_fail(work, OAS_REFUSED, "jwe_header", "\"%s\" in the encrypted token's header is no text", name);
    return OAS_OK;
}

static oas_status_t check_members(const oas_json_t *header, oas_work_t *work)
{
    for (const char *const *name = refused_members; *name != NULL; name++)
        if (oas_json_member(header, *name) != NULL)
            return oas_fail(work, OAS_REFUSED, "jwe_header", "encrypted token's header has \"%s\"", *name);
    return OAS_OK;
}

/* The algorithms are ours to choose, the token only names them. */
static oas_status_t read_algorithms(oas_sealed_key_t *key, const oas_json_t *header, const oas_jwe_allowed_t *allowed,
                                    oas_work_t *work)
{
    const char *const *wraps = allowed->key_algorithms, *const *encs = allowed->content_algorithms;
    const char *alg, *enc;
    oas_status_t status;

    if ((status = read_text(&alg, header, "alg", work)) != OAS_OK
        || (status = read_text(&enc, header, "enc", work)) != OAS_OK)
        return status;
    if (oas_algorithm_is_allowed(alg, wraps != NULL ? wraps : oas_key_algorithms_default))
        key->algorithm = oas_key_algorithm_find(alg);
    if (oas_algorithm_is_allowed(enc, encs != NULL ? encs : oas_content_algorithms_default))
        key->content = oas_content_algorithm_find(enc);
    if (key->algorithm == NULL || key->content == NULL)
        return oas_fail(work, OAS_REFUSED, "jwe_algorithm",
                        "token is encrypted with \"%.40s\" and \"%.40s\", which are not both allowed",
                        alg != NULL ? alg : "", enc != NULL ? enc : "");
    return OAS_OK;
}

static oas_status_t read_header(token_t *token, oas_bytes_t part, const oas_jwe_allowed_t *allowed, oas_work_t *work)
{
    oas_bytes_t text;
    oas_status_t status;

    if (part.length > OAS_JWE_HEADER_LARGEST)
        return oas_fail(work, OAS_REFUSED, "jwt_too_large", "encrypted token's header has more than %d bytes",
                        (int)OAS_JWE_HEADER_LARGEST);
    if ((status = decode(&text, part, "header", work)) != OAS_OK
        || (status = oas_json_parse_object(&token->jwe.header, text, OAS_JWE_HEADER_LARGEST, "encrypted token's header",
                                           work))
               != OAS_OK
        || (status = check_members(token->jwe.header, work)) != OAS_OK
        || (status = read_text(&token->kid, token->jwe.header, "kid", work)) != OAS_OK
        || (status = read_text(&token->jwe.content_type, token->jwe.header, "cty", work)) != OAS_OK)
        return status;
    token->key.header = token->jwe.header;
    return read_algorithms(&token->key, token->jwe.header, allowed, work);
}

static oas_status_t parse(token_t *token, const char *text, const oas_jwe_allowed_t *allowed, oas_work_t *work)
{
    size_t length = strnlen(text, OAS_JWE_LARGEST + 1);
    oas_bytes_t parts[PARTS];
    oas_status_t status;

    if (length > OAS_JWE_LARGEST)
        return oas_fail(work, OAS_REFUSED, "jwt_too_large", "encrypted token has more than %d bytes",
                        (int)OAS_JWE_LARGEST);
    if ((status = split(parts, oas_bytes(text, length), work)) != OAS_OK
        || (status = read_header(token, parts[0], allowed, work)) != OAS_OK
        || (status = decode(&token->key.encrypted_key, parts[1], "key", work)) != OAS_OK
        || (status = decode(&token->content.iv, parts[2], "iv", work)) != OAS_OK
        || (status = decode(&token->content.ciphertext, parts[3], "content", work)) != OAS_OK
        || (status = decode(&token->content.tag, parts[4], "tag", work)) != OAS_OK)
        return status;
    token->content.aad = parts[0];
    return OAS_OK;
}

static oas_status_t open_with(token_t *token, const oas_jwk_t *ours, oas_work_t *work)
{
    unsigned char key[OAS_CONTENT_KEY_LONGEST];
    oas_status_t status = oas_jwe_key_open(key, &token->key, ours, work);

    if (status == OAS_OK)
        status = oas_jwe_content_open(&token->jwe.plaintext, token->key.content, key, &token->content, work);
    oas_wipe(key, sizeof(key));
    return status;
}

static bool can_open(const oas_jwk_t *jwk, const token_t *token)
{
    return (jwk->is_private || jwk->kty == OAS_KTY_OCT)
           && oas_jwk_fits_wrap(jwk, token->key.algorithm, token->key.content);
}

static bool is_named(const oas_jwk_t *jwk, const token_t *token)
{
    return token->kid != NULL && oas_text_equal(jwk->kid, token->kid);
}

static bool has_named_key(const oas_jwk_set_t *keys, const token_t *token)
{
    for (size_t i = 0; i < keys->count; i++)
        if (is_named(&keys->keys[i], token) && can_open(&keys->keys[i], token))
            return true;
    return false;
}

static oas_status_t try_keys(token_t *token, const oas_jwk_set_t *keys, oas_work_t *work)
{
    bool named = has_named_key(keys, token);
    oas_status_t status = OAS_NOT_FOUND;
    int tried = 0;

    for (size_t i = 0; i < keys->count && tried < MOST_KEYS_TRIED; i++) {
        oas_work_t attempt = oas_work(work->pool, work->now);

        if (!can_open(&keys->keys[i], token) || (named && !is_named(&keys->keys[i], token)))
            continue;
        status = open_with(token, &keys->keys[i], &attempt);
        if (status == OAS_OK)
            return status;
        (void)oas_fail(work, status, attempt.reason, "%s", attempt.failure);
        tried++;
    }
    if (status == OAS_NOT_FOUND)
        return oas_fail(work, OAS_REFUSED, "jwe_no_key", "none of our keys is for %s", token->key.algorithm->name);
    return status;
}

oas_status_t oas_jwe_decrypt(const oas_jwe_t **jwe, const char *text, const oas_jwk_set_t *keys,
                             const oas_jwe_allowed_t *allowed, oas_work_t *work)
{
    token_t *token = apr_pcalloc(work->pool, sizeof(*token));
    oas_status_t status;

    *jwe = NULL;
    if ((status = parse(token, text, allowed, work)) != OAS_OK)
        return status;
    if ((status = try_keys(token, keys, work)) != OAS_OK)
        return status;
    oas_forgive(work); /* of a key that was tried before */
    *jwe = &token->jwe;
    return OAS_OK;
}
