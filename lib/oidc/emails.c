/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/emails.h"

static const char purpose[] = "list of e-mail addresses";

/* primary, verified: GitHub. is_primary, is_confirmed: Bitbucket. */
static bool is_his(const oas_json_t *item)
{
    return (oas_json_is_true(item, "primary") && oas_json_is_true(item, "verified"))
           || (oas_json_is_true(item, "is_primary") && oas_json_is_true(item, "is_confirmed"));
}

oas_status_t oas_emails_fetch(const char **address, oas_vendor_t *vendor, const char *url, oas_work_t *work)
{
    const oas_json_t *answer, *item;
    oas_status_t status;

    *address = NULL;
    if ((status = oas_vendor_get(&answer, vendor, url, purpose, work)) != OAS_OK
        || (status = oas_vendor_list(&item, answer, purpose, work)) != OAS_OK)
        return status;
    for (; item != NULL; item = oas_json_next(item))
        if (is_his(item) && oas_json_string(item, "email") != NULL)
            *address = oas_json_string(item, "email");
    return OAS_OK;
}
