/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/bound_registration.h"

#include <apr_strings.h>

oas_status_t oas_bound_registration(const oas_site_provider_t **chosen, const oas_sessions_t *sessions,
                                    uint32_t key_id, oas_work_t *work)
{
    const oas_registration_t *registration = (*chosen)->registration;
    const oas_key_t *key = oas_keyring_find(sessions->keys, key_id);
    oas_registration_t *bound;
    oas_site_provider_t *copy;
    oas_status_t status;

    if (registration->dpop == NULL || key_id == oas_key_id(oas_keyring_at(sessions->keys, 0)))
        return OAS_OK;
    if (key == NULL)
        return oas_fail(work, OAS_NOT_FOUND, "session_key_unknown", "the session's key %08x is not listed", key_id);
    bound = apr_pmemdup(work->pool, registration, sizeof(*bound));
    if ((status = oas_dpop_derive(&bound->dpop, key, registration->name, work)) != OAS_OK)
        return status;
    copy = apr_pmemdup(work->pool, *chosen, sizeof(*copy));
    copy->registration = bound;
    *chosen = copy;
    return OAS_OK;
}
