/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/step_up_link.h"

#include <apr_strings.h>

#include "base/base64url.h"
#include "crypto/seal.h"

/* The parameter is base64url(oas_seal(text)), bound to the label and the realm. */
static const char label[] = "step-up ";
static const char name[] = "step_up";

enum { LIFETIME_SECONDS = 24 * 3600 };

static oas_bytes_t bound_to(const oas_site_t *site, apr_pool_t *pool)
{
    return oas_bytes_of(apr_pstrcat(pool, label, site->sessions.realm, NULL));
}

oas_status_t oas_step_up_link_add(const char **parameter, const oas_site_t *site, const char *text, oas_work_t *work)
{
    oas_bytes_t sealed;
    oas_status_t status = oas_seal(&sealed, site->sessions.keys, OAS_PURPOSE_STATE, bound_to(site, work->pool),
                                   oas_bytes_of(text), work->now + apr_time_from_sec(LIFETIME_SECONDS), work);

    *parameter = NULL;
    if (status == OAS_OK)
        *parameter = apr_pstrcat(work->pool, name, "=", oas_base64url_encode(work->pool, sealed), NULL);
    return status;
}

oas_status_t oas_step_up_link_read(const char **text, const oas_site_t *site, oas_pairs_t query, oas_work_t *work)
{
    const char *value = oas_pairs_get(query, name);
    oas_work_t inner = oas_work(work->pool, work->now); /* its reasons are about seals */
    oas_bytes_t sealed, plain;

    *text = NULL;
    if (value == NULL)
        return OAS_OK;
    if (!oas_base64url_decode(&sealed, oas_bytes_of(value), work->pool)
        || oas_unseal(&plain, site->sessions.keys, OAS_PURPOSE_STATE, bound_to(site, work->pool), sealed, &inner) != OAS_OK)
        return oas_fail(work, OAS_REFUSED, "login_parameter", "step_up is not of our making, or older than a day");
    *text = (const char *)plain.data;
    return OAS_OK;
}
