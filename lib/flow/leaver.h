/* SPDX-License-Identifier: Apache-2.0 */
/* Who signs out, as his session knew him: read while it lasts, and used when it is over. */
#ifndef OAS_FLOW_LEAVER_H
#define OAS_FLOW_LEAVER_H

#include "flow/site.h"

typedef struct {
    const oas_site_provider_t *at; /* who signed him in; NULL: not known, or not configured any more */
    const oas_vault_t *vault;      /* NULL: the session was over already */
} oas_leaver_t;

/* In work->pool. session NULL: it was over, and then it was the site's only provider, if it has one only. */
oas_leaver_t oas_leaver_of(const oas_site_t *site, const oas_session_t *session, oas_work_t *work);

#endif
