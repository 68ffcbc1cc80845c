/* SPDX-License-Identifier: Apache-2.0 */
/* Three lines: the claims of an ID token, user info, a path. What is accepted fits into headers and splits none. */
#include "fuzz.h"

#include <string.h>

#include "oidc/claims.h"

enum { VALUE_LARGEST = 4 * 1024, ALL_LARGEST = 16 * 1024, CEILING = 64 * 1024 };

/* The next line of text; empty behind the last one. */
static oas_bytes_t next_line(oas_bytes_t *text)
{
    const unsigned char *end = text->length != 0 ? memchr(text->data, '\n', text->length) : NULL;
    size_t length = end != NULL ? (size_t)(end - text->data) : text->length;
    oas_bytes_t line = oas_bytes(text->data, length);

    if (end != NULL)
        length++;
    if (length != 0)
        *text = oas_bytes(text->data + length, text->length - length);
    return line;
}

static const oas_json_t *next_object(oas_bytes_t *text, oas_work_t *work)
{
    const oas_json_t *object;
    bool is_object = oas_json_parse_object(&object, next_line(text), CEILING, "line", work) == OAS_OK;

    oas_forgive(work);
    return is_object ? object : NULL;
}

static void require_headers(oas_pairs_t claims)
{
    size_t all = 0;

    for (size_t i = 0; i < claims.count; i++) {
        const oas_pair_t *claim = &claims.items[i];

        for (const char *at = claim->value; *at != '\0'; at++)
            fuzz_require((unsigned char)*at >= 0x20 && *at != 0x7f, "a value splits no header");
        fuzz_require(strlen(claim->value) <= VALUE_LARGEST, "a value fits into a header");
        fuzz_require(oas_pairs_get(claims, claim->name) == claim->value, "no claim is there twice");
        all += strlen(claim->name) + strlen(claim->value);
    }
    fuzz_require(all <= ALL_LARGEST, "all of them fit into a request");
}

static void flatten(oas_bytes_t text, oas_work_t *work)
{
    const oas_json_t *id_token = next_object(&text, work);
    const oas_json_t *userinfo = next_object(&text, work);
    const oas_pair_t row = {.name = "mapped", .value = oas_bytes_text(work->pool, next_line(&text))};
    oas_pairs_t claims;
    const char *user;

    if (oas_claims_flatten(&claims, id_token, userinfo, (oas_claim_map_t){.paths = {.items = &row, .count = 1}}, work) != OAS_OK) {
        fuzz_require(claims.count == 0 && work->reason != NULL, "what is refused is not given, and has a reason");
        return;
    }
    require_headers(claims);
    if (oas_claims_user(&user, claims, "email", work) == OAS_OK)
        fuzz_require(strcmp(oas_pairs_get(claims, "email_verified"), "true") == 0, "an address was verified");
    else
        fuzz_require(user == NULL && work->reason != NULL, "a missing user has a reason");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    oas_work_t *work = fuzz_work();

    flatten(oas_bytes(data, size), work);
    apr_pool_clear(work->pool); /* or what cJSON holds for it would look like a leak */
    return 0;
}
