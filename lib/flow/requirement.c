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

/* "5 minutes" */
static const char *span(apr_interval_time_t time, apr_pool_t *pool)
{
    static const struct {
        apr_int64_t seconds;
        const char *name;
    } units[] = {{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
    apr_int64_t seconds = apr_time_sec(time);
    size_t i = 0;

    while (units[i].seconds > 1 && seconds < 2 * units[i].seconds)
        i++;
    seconds /= units[i].seconds;
    return apr_psprintf(pool, "%" APR_INT64_T_FMT " %s%s", seconds, units[i].name, seconds == 1 ? "" : "s");
}

static const char *age_sentence(const oas_requirement_t *requirement, const oas_session_t *session, apr_time_t now,
                                apr_pool_t *pool)
{
    apr_time_t since = signed_in(session);
    const char *required = span(requirement->age, pool);

    if (since == 0)
        return apr_psprintf(pool, "It requires a sign-in of the last %s, and the time of yours can not be read.", required);
    return apr_psprintf(pool, "It requires a sign-in of the last %s, and yours was %s ago.", required, span(now - since, pool));
}

const char *oas_requirement_sentence(const oas_requirement_t *requirement, const oas_session_t *session, apr_time_t now,
                                     apr_pool_t *pool)
{
    const char *name = requirement->kind == OAS_REQUIRE_ACR ? "acr" : "amr";
    const char *there = claim_of(requirement, session);

    if (requirement->kind == OAS_REQUIRE_AGE)
        return age_sentence(requirement, session, now, pool);
    if (there == NULL)
        return apr_psprintf(pool, "It requires a sign-in with %s %s, and yours has no %s.", name, requirement->values, name);
    return apr_psprintf(pool, "It requires a sign-in with %s %s, and yours has %s %.*s.", name, requirement->values, name, SHOWN,
                        there);
}
