/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/kept_claims.h"

#include <string.h>

#include "base/buffer.h"
#include "base/member_path.h"
#include "oidc/claims.h"

static bool is_among(const char *const *names, const char *name)
{
    for (; names != NULL && *names != NULL; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

bool oas_claim_is_kept(oas_kept_claims_t kept, const char *name)
{
    static const char *const of_the_session[] = {"sub", "auth_time", "acr", "amr", NULL};
    bool is_listed = false, has_list = false;

    for (oas_kept_claims_t word = kept; word != NULL && *word != NULL; word++) {
        if (**word == '!' && oas_claims_are_alike(*word + 1, name))
            return false;
        has_list |= **word != '!';
        is_listed |= strcmp(*word, name) == 0;
    }
    return !has_list || is_listed || is_among(of_the_session, name);
}

static bool is_read(const char *const *paths, const char *name)
{
    for (; paths != NULL && *paths != NULL; paths++)
        if (oas_member_path_behind(*paths, name) != NULL)
            return true;
    return false;
}

const char *oas_kept_members(const oas_json_t *claims, oas_kept_claims_t kept, const char *const *read, apr_pool_t *pool)
{
    oas_buffer_t text = oas_buffer(pool, SIZE_MAX); /* no longer than what it is made of */
    const char *before = "{";

    for (const oas_json_t *item = oas_json_first(claims); item != NULL; item = oas_json_next(item)) {
        const char *name = oas_json_name(item), *value = oas_json_text(item, pool);

        if (!oas_claim_is_kept(kept, name) && !is_read(read, name) && !oas_claim_is_of_token(name))
            continue;
        oas_buffer_add_text(&text, before);
        oas_buffer_add_text(&text, oas_json_quote(pool, name));
        oas_buffer_add_text(&text, ":");
        oas_buffer_add_text(&text, oas_json_is_string(item) ? oas_json_quote(pool, value) : value);
        before = ",";
    }
    oas_buffer_add_text(&text, *before == '{' ? "{}" : "}");
    return oas_buffer_text(&text);
}
