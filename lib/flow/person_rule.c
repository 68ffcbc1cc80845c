/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/person_rule.h"

#include <string.h>
#include <strings.h>

#include <apr_strings.h>

#include "base/member_path.h"

/* The claim that the path leads to, without going into it. */
static const oas_pair_t *whole_claim(oas_pairs_t claims, const char *path)
{
    for (size_t i = 0; i < claims.count; i++) {
        const char *behind = oas_member_path_behind(path, claims.items[i].name);

        if (behind != NULL && *behind == '\0')
            return &claims.items[i];
    }
    return NULL;
}

/* A list or an object has its text in the claims, too, for applications; a rule looks at what is in it. */
bool oas_person_has(const oas_face_t *face, const char *path, oas_text_test_t *test, void *data)
{
    const oas_pair_t *whole = whole_claim(face->claims, path);

    if (whole == NULL || oas_members_have(face->members, whole->name))
        return oas_members_any(face->members, path, test, data);
    return test(data, whole->value);
}

/* OpenID Connect Core 1.0 §5.1; NULL: the claim is no address. */
static const char *statement_about(const char *claim)
{
    return strcmp(claim, "email") == 0          ? "email_verified"
           : strcmp(claim, "phone_number") == 0 ? "phone_number_verified"
                                                : NULL;
}

bool oas_person_is_address(const char *claim)
{
    return statement_about(claim) != NULL;
}

bool oas_person_is_unverified(const oas_face_t *face, const char *claim)
{
    const char *statement = statement_about(claim);

    return statement != NULL && !oas_text_equal(oas_pairs_get(face->claims, statement), "true");
}

bool oas_person_was_granted(const oas_face_t *face, oas_text_test_t *test, void *data, apr_pool_t *pool)
{
    char *word = apr_pstrdup(pool, face->scope != NULL ? face->scope : "");
    bool passes = false;

    while (*word != '\0' && !passes) {
        char *end = word + strcspn(word, " ,"); /* GitHub has commas */
        bool is_last = *end == '\0';

        *end = '\0';
        passes = end != word && test(data, word);
        word = is_last ? end : end + 1;
    }
    return passes;
}

/* With two "@" it is a question of whom one asks what the domain is. */
const char *oas_person_email_domain(const oas_face_t *face)
{
    const char *email = oas_pairs_get(face->claims, "email");
    const char *at = email != NULL ? strchr(email, '@') : NULL;

    if (at == NULL || at == email || at[1] == '\0' || strchr(at + 1, '@') != NULL
        || oas_person_is_unverified(face, "email"))
        return NULL;
    return at + 1;
}

/* RFC 5321 §4.1.2: an "@" before the last one would be quoted. */
const char *oas_person_said_domain(const oas_face_t *face)
{
    const char *email = oas_pairs_get(face->claims, "email");
    const char *at = email != NULL ? strrchr(email, '@') : NULL;

    return at != NULL ? at + 1 : NULL;
}

bool oas_domain_fits(const char *domain, const char *required)
{
    size_t length = strlen(domain), ending;

    if (strncmp(required, "*.", 2) != 0)
        return strcasecmp(domain, required) == 0;
    ending = strlen(required + 1);
    return length > ending && strcasecmp(domain + length - ending, required + 1) == 0;
}
