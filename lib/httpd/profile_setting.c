/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/profile_setting.h"

#include "oidc/fapi2.h"

const char *const oas_profile_words[] = {"none", "fapi2", NULL};
enum { FAPI2 = 1, NOT_SET = -1, ON = 0, OFF = 1 };

static void set_unless_said(int *choice, int value)
{
    if (*choice == NOT_SET)
        *choice = value;
}

void oas_profile_apply(oas_provider_config_t *provider)
{
    const oas_fapi2_t fapi2 = oas_fapi2(provider->registration.tls_identity != NULL);

    if (provider->profile != FAPI2)
        return;
    set_unless_said(&provider->pushed, fapi2.pushed);
    set_unless_said(&provider->require_iss, fapi2.requires_iss ? ON : OFF);
    set_unless_said(&provider->client_auth, fapi2.client_auth);
    set_unless_said(&provider->dpop, fapi2.proves_key ? ON : OFF);
    if (provider->registration.signing_algorithms == NULL)
        provider->registration.signing_algorithms = fapi2.signing_algorithms;
}

const char *oas_profile_check(const oas_provider_config_t *provider)
{
    return provider->profile == FAPI2 ? oas_fapi2_flaw(&provider->registration, provider->dpop == ON) : NULL;
}
