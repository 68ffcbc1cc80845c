/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/passed_parameters.h"

#include <apr_strings.h>

#include "http/form.h"
#include "oidc/registration.h"
#include "oidc/requested_claims.h"

enum { NAME_LONGEST = 64, MAX_AGE_DIGITS = 9 };

static bool is_one_of(const char *const *list, const char *name)
{
    for (; list != NULL && *list != NULL; list++)
        if (strcmp(*list, name) == 0)
            return true;
    return false;
}

bool oas_parameter_may_be_passed(const char *name)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
    static const char *const of_the_endpoint[] = {"provider", "iss", "account", "to", "target_link_uri", "step_up", NULL};
    size_t length = strlen(name);

    return length > 0 && length <= NAME_LONGEST && strspn(name, plain) == length && !is_one_of(of_the_endpoint, name)
           && !oas_registration_owns_parameter(name);
}

static bool is_seconds(const char *text)
{
    size_t length = strlen(text);

    return length > 0 && length <= MAX_AGE_DIGITS && strspn(text, "0123456789") == length;
}

static bool has_control(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return true;
    return false;
}

static oas_status_t check_claims(const oas_json_t **claims, const char *value, oas_work_t *work)
{
    oas_work_t inner = oas_work(work->pool, work->now); /* its reasons are those of JSON */

    if (oas_requested_claims_parse(claims, value, &inner) != OAS_OK)
        return oas_fail(work, OAS_REFUSED, "login_parameter", "claims is not the JSON object it has to be: %s", inner.failure);
    return OAS_OK;
}

oas_status_t oas_parameter_check(const char *name, const char *value, oas_work_t *work)
{
    const oas_json_t *claims;

    if (strcmp(name, "claims") == 0)
        return check_claims(&claims, value, work);
    if (has_control(value))
        return oas_fail(work, OAS_REFUSED, "login_parameter", "parameter %s has control characters", name);
    if (strcmp(name, "max_age") == 0 && !is_seconds(value))
        return oas_fail(work, OAS_REFUSED, "login_parameter", "max_age is not a number of seconds of up to %d digits",
                        MAX_AGE_DIGITS);
    return OAS_OK;
}

/* What a link asks of acr is forgotten when the browser is on its way: the answer could not be judged by it. */
static oas_status_t check_passed(const oas_pair_t *pair, oas_work_t *work)
{
    const oas_json_t *claims;
    oas_status_t status;

    if (strcmp(pair->name, "claims") != 0)
        return oas_parameter_check(pair->name, pair->value, work);
    if ((status = check_claims(&claims, pair->value, work)) == OAS_OK && oas_requested_claims_need_acr(claims))
        return oas_fail(work, OAS_REFUSED, "login_parameter",
                        "claims asks for acr as essential, which only OAuthAuthorizationParameter can");
    return status;
}

oas_status_t oas_parameters_pass(oas_pairs_t *passed, const char *const *allowed, oas_pairs_t query, oas_work_t *work)
{
    oas_pair_t *items = apr_palloc(work->pool, (query.count + 1) * sizeof(*items));
    oas_buffer_t sent = oas_buffer(work->pool, OAS_PASSED_LARGEST);
    size_t count = 0;
    oas_status_t status;

    *passed = (oas_pairs_t){.count = 0};
    for (size_t i = 0; i < query.count; i++) {
        if (!is_one_of(allowed, query.items[i].name) || *query.items[i].value == '\0')
            continue;
        if ((status = check_passed(&query.items[i], work)) != OAS_OK)
            return status;
        oas_form_add(&sent, query.items[i].name, query.items[i].value);
        items[count++] = query.items[i];
    }
    if (sent.overflowed)
        return oas_fail(work, OAS_REFUSED, "login_parameter", "the link's parameters for the provider are longer than %d bytes",
                        OAS_PASSED_LARGEST);
    *passed = (oas_pairs_t){.items = items, .count = count};
    return OAS_OK;
}

bool oas_parameters_ask_again(oas_pairs_t passed)
{
    static const char *const names[] = {"prompt", "max_age", "acr_values", "claims", NULL};

    for (size_t i = 0; i < passed.count; i++)
        if (is_one_of(names, passed.items[i].name))
            return true;
    return false;
}

apr_time_t oas_parameters_authenticated_since(oas_pairs_t passed, apr_time_t asked)
{
    const char *max_age = oas_pairs_get(passed, "max_age");

    return max_age != NULL && is_seconds(max_age) ? asked - apr_time_from_sec(apr_atoi64(max_age)) : 0;
}
