/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/claims_object.h"

#include <string.h>

#include "base/buffer.h"
#include "base/json.h"
#include "base/members.h"

static bool is_among(const char *const *names, const char *name)
{
    for (; names != NULL && *names != NULL; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

bool oas_claim_is_chosen(oas_chosen_claims_t chosen, const char *name)
{
    if (chosen == NULL)
        return true;
    if (**chosen != '!')
        return is_among(chosen, name);
    for (; *chosen != NULL; chosen++)
        if (strcmp(*chosen + 1, name) == 0)
            return false;
    return true;
}

/* What was no string is JSON already. */
static const char *json_of(const oas_face_t *face, size_t place, apr_pool_t *pool)
{
    const oas_pair_t *claim = &face->claims.items[place];
    bool was_text = !oas_members_noted(face->members, place) && !oas_members_have(face->members, claim->name);

    return was_text ? oas_json_quote(pool, claim->value) : claim->value;
}

const char *oas_claims_object(const oas_face_t *face, oas_chosen_claims_t chosen, const char *const *without, apr_pool_t *pool)
{
    oas_buffer_t text = oas_buffer(pool, SIZE_MAX); /* claims have their own limits */
    const char *before = "{";

    for (size_t i = 0; i < face->claims.count; i++) {
        const oas_pair_t *claim = &face->claims.items[i];

        if (!oas_claim_is_chosen(chosen, claim->name) || is_among(without, claim->name))
            continue;
        oas_buffer_add_text(&text, before);
        oas_buffer_add_text(&text, oas_json_quote(pool, claim->name));
        oas_buffer_add_text(&text, ":");
        oas_buffer_add_text(&text, json_of(face, i, pool));
        before = ",";
    }
    oas_buffer_add_text(&text, *before == '{' ? "{}" : "}");
    return oas_buffer_text(&text);
}
