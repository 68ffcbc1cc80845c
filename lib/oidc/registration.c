/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/registration.h"

#include <apr_strings.h>

#include "jose/algorithm.h"

bool oas_registration_owns_parameter(const char *name)
{
    static const char *const ours[] = {
        "client_id",  "client_secret",  "client_assertion", "client_assertion_type",
        "code",       "code_challenge", "code_verifier",    "code_challenge_method",
        "grant_type", "nonce",          "redirect_uri",     "refresh_token",
        "request",    "request_uri",    "resource",         "response_mode",
        "scope",      "state",          "response_type",    "dpop_jkt",
    };

    for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
        if (strcmp(name, ours[i]) == 0)
            return true;
    return false;
}

/* What is configured, else what is accepted by default and announced; NULL: nothing is announced. */
static const char *const *choose_algorithms(const oas_registration_t *registration, const char *const *announced,
                                            apr_pool_t *pool)
{
    const char **accepted;
    size_t count = 0;

    if (registration->signing_algorithms != NULL)
        return registration->signing_algorithms;
    if (announced == NULL)
        return oas_algorithms_default;
    while (oas_algorithms_default[count] != NULL)
        count++;
    accepted = apr_pcalloc(pool, (count + 1) * sizeof(*accepted));
    count = 0;
    for (const char *const *name = oas_algorithms_default; *name != NULL; name++)
        if (oas_algorithm_is_allowed(*name, announced))
            accepted[count++] = *name;
    return accepted;
}

const char *const *oas_registration_algorithms(const oas_registration_t *registration, const oas_provider_t *provider,
                                               apr_pool_t *pool)
{
    return choose_algorithms(registration, provider->signing_algorithms, pool);
}

const char *const *oas_registration_userinfo_algorithms(const oas_registration_t *registration,
                                                        const oas_provider_t *provider, apr_pool_t *pool)
{
    if (registration->userinfo_signing != NULL)
        return registration->userinfo_signing;
    return choose_algorithms(registration, provider->userinfo_signing_algorithms, pool);
}

/* What is no number of seconds counts as 0, the strictest one. */
static apr_time_t read_seconds(const char *text)
{
    size_t length = strlen(text);

    if (length == 0 || length > 9 || strspn(text, "0123456789") != length)
        return 0;
    return apr_time_from_sec(apr_atoi64(text));
}

apr_time_t oas_registration_authenticated_since(const oas_registration_t *registration, apr_time_t asked)
{
    const char *max_age = oas_pairs_get(registration->authorization_parameters, "max_age");

    return max_age != NULL ? asked - read_seconds(max_age) : 0;
}
