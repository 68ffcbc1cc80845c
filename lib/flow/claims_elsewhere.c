/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/claims_elsewhere.h"

#include <apr_strings.h>

#include "base/members.h"
#include "flow/person_rule.h"

static const char member_of_names[] = "_claim_names";

enum { NAMES_SHOWN = 256 };

static const oas_json_t *names_in(const oas_json_t *source)
{
    const oas_json_t *names = oas_json_member(source, member_of_names);

    return names != NULL && oas_json_is_object(names) ? names : NULL;
}

/* Those that nobody fetched. */
static const char *missing(const oas_face_t *face, const oas_json_t *names, oas_work_t *work)
{
    oas_buffer_t text = oas_buffer(work->pool, NAMES_SHOWN);

    for (const oas_json_t *item = names != NULL ? oas_json_first(names) : NULL; item != NULL; item = oas_json_next(item)) {
        if (oas_pairs_get(face->claims, oas_json_name(item)) != NULL)
            continue;
        oas_buffer_add_text(&text, text.length != 0 ? ", " : "");
        oas_buffer_add_text(&text, oas_json_quote(work->pool, oas_json_name(item)));
    }
    if (text.length == 0 && oas_claim_is_elsewhere(face, "groups", work->pool))
        return "\"groups\"";
    return text.length != 0 ? oas_buffer_text(&text) : NULL;
}

void oas_claims_elsewhere_keep(oas_face_t *face, const oas_json_t *id_token, const oas_json_t *userinfo, oas_work_t *work)
{
    const oas_json_t *names = names_in(id_token) != NULL ? names_in(id_token) : names_in(userinfo);
    oas_buffer_t members = oas_buffer(work->pool, SIZE_MAX);
    const char *text;

    if (names != NULL) {
        oas_buffer_add(&members, face->members);
        oas_members_add(&members, member_of_names, names);
        face->members = oas_buffer_bytes(&members);
    }
    if (work->news == NULL && (text = missing(face, names, work)) != NULL)
        oas_tell(work, "claims_elsewhere", "%s has more of a user than it says: claims %s are to be fetched elsewhere, and nobody did",
                 face->provider, text);
}

static bool any(void *data, const char *text)
{
    (void)data;
    (void)text;
    return true;
}

bool oas_claim_is_elsewhere(const oas_face_t *face, const char *path, apr_pool_t *pool)
{
    if (oas_person_has(face, path, any, NULL))
        return false;
    return oas_members_any(face->members, apr_pstrcat(pool, member_of_names, ".", path, NULL), any, NULL)
           || (strcmp(path, "groups") == 0 && oas_text_equal(oas_pairs_get(face->claims, "hasgroups"), "true"));
}
