/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/requirement.h"

#include <apr_strings.h>

enum { MOST_DIGITS = 12, SHOWN = 128 }; /* of seconds; characters of a claim */

/* Text has the word, before and behind which one of these characters stands, or nothing. */
static bool has_word(const char *text, const char *word, size_t length, const char *around)
{
    for (const char *at = text; (at = strstr(at, word)) != NULL; at++)
        if ((at == text || strchr(around, at[-1]) != NULL) && (at[length] == '\0' || strchr(around, at[length]) != NULL))
            return true;
    return false;
}

static bool is_acr(const char *acr, const char *values)
{
    return acr != NULL && *acr != '\0' && strchr(acr, ' ') == NULL && has_word(values, acr, strlen(acr), " ");
}

/* amr is a list in JSON as the face keeps it, compact: a string in it that is like the value has quotes around it, and
 * those a bracket or a comma. Quotes in a string have a backslash before them, and values have none of all these. */
static bool lists(const char *amr, const char *value, apr_pool_t *pool)
{
    const char *quoted = apr_pstrcat(pool, "\"", value, "\"", NULL);

    return *amr == '[' ? has_word(amr, quoted, strlen(quoted), "[,]") : strcmp(amr, value) == 0;
}

static bool has_amr(const char *amr, const char *values, apr_pool_t *pool)
{
    while (amr != NULL && *values != '\0') {
        size_t length = strcspn(values, " ");

        if (lists(amr, apr_pstrmemdup(pool, values, length), pool))
            return true;
        values += length + (values[length] == ' ');
    }
    return false;
}

/* A time that is none is long ago. None is later than the session itself: a provider's clock that goes ahead makes no
 * sign-in fresh for longer. */
static apr_time_t signed_in(const oas_session_t *session)
{
    const char *text = oas_pairs_get(session->face.claims, "auth_time");
    apr_time_t created = session->head.created, authenticated;
    size_t length = text != NULL ? strlen(text) : 0;

    if (text == NULL)
        return created;
    if (length == 0 || length > MOST_DIGITS || strspn(text, "0123456789") != length)
        return 0;
    authenticated = apr_time_from_sec(apr_atoi64(text));
    return authenticated < created ? authenticated : created;
}

static const char *claim_of(const oas_requirement_t *requirement, const oas_session_t *session)
{
    return oas_pairs_get(session->face.claims, requirement->kind == OAS_REQUIRE_ACR ? "acr" : "amr");
}

bool oas_requirement_is_met(const oas_requirement_t *requirement, const oas_session_t *session, apr_time_t now,
                            apr_pool_t *pool)
{
    switch (requirement->kind) {
    case OAS_REQUIRE_AGE: return now - signed_in(session) <= requirement->age;
    case OAS_REQUIRE_ACR: return is_acr(claim_of(requirement, session), requirement->values);
    case OAS_REQUIRE_AMR: return has_amr(claim_of(requirement, session), requirement->values, pool);
    }
    return false;
}

void oas_requirement_ask(oas_step_up_t *step_up, const oas_requirement_t *requirement, apr_pool_t *pool)
{
    switch (requirement->kind) {
    case OAS_REQUIRE_AGE:
        if (step_up->max_age == 0 || requirement->age < step_up->max_age)
            step_up->max_age = requirement->age;
        return;
    case OAS_REQUIRE_ACR:
        step_up->acr_values = step_up->acr_values == NULL
                                  ? requirement->values
                                  : apr_pstrcat(pool, step_up->acr_values, " ", requirement->values, NULL);
        return;
    case OAS_REQUIRE_AMR: step_up->again = true; return;
    }
}

typedef struct {
    apr_int64_t seconds;
    const char *required, *past;
} unit_t;

/* In the largest unit of which there are two. */
static const unit_t *unit_of(apr_int64_t seconds)
{
    static const unit_t units[] = {
        {86400, "It requires a sign-in of the last {count} days.", "Yours was {count} days ago."},
        {3600, "It requires a sign-in of the last {count} hours.", "Yours was {count} hours ago."},
        {60, "It requires a sign-in of the last {count} minutes.", "Yours was {count} minutes ago."},
        {1, "It requires a sign-in of the last {count} seconds.", "Yours was {count} seconds ago."},
    };
    const unit_t *unit = units;

    while (unit->seconds > 1 && seconds < 2 * unit->seconds)
        unit++;
    return unit;
}

static oas_sentence_t with_count(const char *english, apr_int64_t count, apr_pool_t *pool)
{
    return oas_sentence_with(english, "count", apr_psprintf(pool, "%" APR_INT64_T_FMT, count), pool);
}

static void say_age(apr_array_header_t *sentences, const oas_requirement_t *requirement, const oas_session_t *session,
                    apr_time_t now)
{
    apr_time_t since = signed_in(session);
    apr_int64_t required = apr_time_sec(requirement->age), past = apr_time_sec(now - since);
    const unit_t *unit = unit_of(required);

    APR_ARRAY_PUSH(sentences, oas_sentence_t) = with_count(unit->required, required / unit->seconds, sentences->pool);
    unit = unit_of(past);
    APR_ARRAY_PUSH(sentences, oas_sentence_t) =
        since == 0 ? (oas_sentence_t){.english = "The time of yours can not be read."}
                   : with_count(unit->past, past / unit->seconds, sentences->pool);
}

void oas_requirement_say(apr_array_header_t *sentences, const oas_requirement_t *requirement, const oas_session_t *session,
                         apr_time_t now)
{
    apr_pool_t *pool = sentences->pool;
    const char *there = claim_of(requirement, session);
    const oas_pair_t values[] = {{"claim", requirement->kind == OAS_REQUIRE_ACR ? "acr" : "amr"},
                                 {"required", requirement->values},
                                 {"present", there != NULL ? apr_pstrndup(pool, there, SHOWN) : NULL}};

    if (requirement->kind == OAS_REQUIRE_AGE) {
        say_age(sentences, requirement, session, now);
        return;
    }
    APR_ARRAY_PUSH(sentences, oas_sentence_t) = (oas_sentence_t){
        .english = there != NULL ? "It requires a sign-in with {claim} {required}, and yours has {claim} {present}."
                                 : "It requires a sign-in with {claim} {required}, and yours has no {claim}.",
        .values = {.items = apr_pmemdup(pool, values, sizeof(values)), .count = there != NULL ? 3 : 2}};
}
