/* SPDX-License-Identifier: Apache-2.0 */
#include "jose/compact.h"

#include <apr_strings.h>

#include "base/base64url.h"

/* A signature costs time, and an attacker can ask for it (R-JWT-16). */
enum { MOST_KEYS_TRIED = 8 };

/* Header members that change what the signature covers or how the payload is read. We understand none, so RFC 7515
 * §4.1.11 has us refuse crit; the others have no place in a token without it (R-JWT-05). */
static const char *const refused_members[] = {"crit", "b64", "zip", NULL};

typedef struct {
    oas_bytes_t header, payload, signature; /* as they stand in the text */
} parts_t;

static oas_status_t refuse_parts(size_t count, oas_work_t *work)
{
    if (count == 5)
        return oas_fail(work, OAS_REFUSED, "jwt_encrypted", "token is encrypted: it has five parts");
    return oas_fail(work, OAS_REFUSED, "jwt_form", "token has %" APR_SIZE_T_FMT " parts, not three", count);
}

static oas_status_t split(parts_t *parts, oas_bytes_t text, oas_work_t *work)
{
    size_t dots[2] = {0, 0};
    size_t count = 0;

    for (size_t i = 0; i < text.length; i++)
        if (text.data[i] == '.') {
            if (count < 2)
                dots[count] = i;
            count++;
        }
    if (count != 2)
        return refuse_parts(count + 1, work);
    parts->header = oas_bytes(text.data, dots[0]);
    parts->payload = oas_bytes(text.data + dots[0] + 1, dots[1] - dots[0] - 1);
    parts->signature = oas_bytes(text.data + dots[1] + 1, text.length - dots[1] - 1);
    return OAS_OK;
}

static oas_status_t decode(oas_bytes_t *bytes, oas_bytes_t part, const char *what, oas_work_t *work)
{
    if (!oas_base64url_decode(bytes, part, work->pool))
        return oas_fail(work, OAS_REFUSED, "jwt_form", "%s of the token is not base64url", what);
    return OAS_OK;
}

/* A member that must be text when it is there. */
static oas_status_t read_text(const char **text, const oas_json_t *header, const char *name, oas_work_t *work)
{
    *text = oas_json_string(header, name);
    if (*text == NULL && oas_json_member(header, name) != NULL)
        return oas_fail(work, OAS_REFUSED, "jwt_header", "\"%s\" in the token's header is no text", name);
    return OAS_OK;
}

/* A null is no name: Authlib writes one for a key that was given none. */
static oas_status_t read_kid(const char **kid, const oas_json_t *header, oas_work_t *work)
{
    *kid = NULL;
    return oas_json_is_null(oas_json_member(header, "kid")) ? OAS_OK : read_text(kid, header, "kid", work);
}

/* R-JWT-01: the algorithm is ours to choose, the token only names it. */
static oas_status_t read_algorithm(oas_compact_t *compact, const char *const *allowed, oas_work_t *work)
{
    const char *name;
    oas_status_t status = read_text(&name, compact->header, "alg", work);

    if (status != OAS_OK)
        return status;
    if (name == NULL)
        return oas_fail(work, OAS_REFUSED, "jwt_header", "token's header has no \"alg\"");
    if (oas_algorithm_is_allowed(name, allowed))
        compact->algorithm = oas_algorithm_find(name);
    if (compact->algorithm == NULL)
        return oas_fail(work, OAS_REFUSED, "jwt_algorithm", "token is signed with \"%.40s\", which is not allowed",
                        name);
    return OAS_OK;
}

static oas_status_t check_members(const oas_json_t *header, oas_work_t *work)
{
    for (const char *const *name = refused_members; *name != NULL; name++)
        if (oas_json_member(header, *name) != NULL)
            return oas_fail(work, OAS_REFUSED, "jwt_header", "token's header has \"%s\"", *name);
    return OAS_OK;
}

static oas_status_t read_header(oas_compact_t *compact, oas_bytes_t part, const char *const *allowed, oas_work_t *work)
{
    oas_bytes_t text;
    oas_status_t status;

    if (part.length > OAS_JWT_HEADER_LARGEST)
        return oas_fail(work, OAS_REFUSED, "jwt_too_large", "token's header has more than %d bytes",
                        (int)OAS_JWT_HEADER_LARGEST);
    if ((status = decode(&text, part, "header", work)) != OAS_OK
        || (status = oas_json_parse_object(&compact->header, text, OAS_JWT_HEADER_LARGEST, "token's header", work))
               != OAS_OK
        || (status = check_members(compact->header, work)) != OAS_OK
        || (status = read_text(&compact->type, compact->header, "typ", work)) != OAS_OK
        || (status = read_kid(&compact->kid, compact->header, work)) != OAS_OK
        || (status = read_text(&compact->x5t, compact->header, "x5t", work)) != OAS_OK
        || (status = read_text(&compact->x5t_s256, compact->header, "x5t#S256", work)) != OAS_OK)
        return status;
    return read_algorithm(compact, allowed, work);
}

static oas_status_t read_parts(oas_compact_t *compact, const parts_t *parts, const char *const *allowed,
                               oas_work_t *work)
{
    oas_status_t status;

    if (parts->signature.length == 0)
        return oas_fail(work, OAS_REFUSED, "jwt_form", "token has no signature");
    if ((status = read_header(compact, parts->header, allowed, work)) != OAS_OK
        || (status = decode(&compact->payload, parts->payload, "payload", work)) != OAS_OK)
        return status;
    return decode(&compact->signature, parts->signature, "signature", work);
}

oas_status_t oas_compact_parse(const oas_compact_t **compact, const char *text, const char *const *allowed,
                               oas_work_t *work)
{
    oas_compact_t *made = apr_pcalloc(work->pool, sizeof(*made));
    size_t length = strnlen(text, OAS_JWT_LARGEST + 1);
    parts_t parts = {0};
    oas_status_t status;

    *compact = NULL;
    if (length > OAS_JWT_LARGEST)
        return oas_fail(work, OAS_REFUSED, "jwt_too_large", "token has more than %d bytes", (int)OAS_JWT_LARGEST);
    if ((status = split(&parts, oas_bytes(text, length), work)) != OAS_OK
        || (status = read_parts(made, &parts, allowed, work)) != OAS_OK)
        return status;
    made->signed_bytes = oas_bytes(text, length - parts.signature.length - 1);
    *compact = made;
    return OAS_OK;
}

/* The key goes by this name; a shared secret has none and serves every token. */
static bool is_named(const oas_jwk_t *jwk, const char *kid)
{
    if (jwk->kid == NULL)
        return jwk->kty == OAS_KTY_OCT;
    return strcmp(jwk->kid, kid) == 0;
}

/* Either side may leave it out: then it says nothing. */
static bool may_be_same(const char *left, const char *right)
{
    return left == NULL || right == NULL || strcmp(left, right) == 0;
}

static bool is_candidate(const oas_jwk_t *jwk, const oas_compact_t *compact, bool nameless)
{
    if (!oas_jwk_fits(jwk, compact->algorithm) || !may_be_same(jwk->x5t, compact->x5t)
        || !may_be_same(jwk->x5t_s256, compact->x5t_s256))
        return false;
    if (nameless)
        return jwk->kid == NULL;
    return compact->kid == NULL || is_named(jwk, compact->kid);
}

/* A kid that stands twice in the set is tried twice (R-JK-04). OAS_NOT_FOUND: there was no key to try. */
static oas_status_t try_keys(const oas_compact_t *compact, const oas_jwk_set_t *keys, bool nameless, oas_work_t *work)
{
    oas_status_t status = OAS_NOT_FOUND;
    size_t tried = 0;

    for (size_t i = 0; i < keys->count && tried < MOST_KEYS_TRIED; i++) {
        oas_work_t attempt = oas_work(work->pool, work->now);

        if (!is_candidate(&keys->keys[i], compact, nameless))
            continue;
        status =
            oas_jws_verify(compact->algorithm, &keys->keys[i], compact->signed_bytes, compact->signature, &attempt);
        if (status == OAS_OK)
            return OAS_OK;
        if (status == OAS_BROKEN)
            return oas_fail(work, status, attempt.reason, "%s", attempt.failure);
        tried++;
    }
    return status;
}

static oas_status_t fail_without_key(const oas_compact_t *compact, const oas_jwk_set_t *keys, oas_work_t *work)
{
    const char *left_out = "";

    if (keys->left_out != 0)
        left_out = apr_psprintf(work->pool, ", %" APR_SIZE_T_FMT " more can not be used (%s)", keys->left_out,
                                keys->left_out_why);
    return oas_fail(work, OAS_NOT_FOUND, "jwt_no_key", "no key for %s with kid \"%.64s\" among %" APR_SIZE_T_FMT "%s",
                    compact->algorithm->name, compact->kid != NULL ? compact->kid : "", keys->count, left_out);
}

oas_status_t oas_compact_check_signature(const oas_compact_t *compact, const oas_jwk_set_t *keys, oas_work_t *work)
{
    oas_status_t status = try_keys(compact, keys, false, work);

    /* The provider names its keys in tokens, not in its set: one of them may be it, and may also be an old one. */
    if (status == OAS_NOT_FOUND && compact->kid != NULL
        && (status = try_keys(compact, keys, true, work)) == OAS_REFUSED)
        status = OAS_NOT_FOUND;
    if (status == OAS_NOT_FOUND)
        return fail_without_key(compact, keys, work);
    if (status == OAS_REFUSED)
        return oas_fail(work, OAS_REFUSED, "jwt_signature", "%s signature of the token is wrong",
                        compact->algorithm->name);
    return status;
}
