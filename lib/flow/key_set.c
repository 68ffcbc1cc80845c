/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/key_set.h"

oas_status_t oas_key_set(oas_reply_t *reply, const oas_site_t *site)
{
    reply->status = 404;
    reply->page = (oas_page_t){.kind = OAS_PAGE_PROBLEM_JSON, .title = "This site has no keys of its own"};
    if (site->key_set == NULL)
        return OAS_OK;
    reply->status = 200;
    reply->page = (oas_page_t){.kind = OAS_PAGE_KEY_SET, .text = site->key_set};
    return OAS_OK;
}
