/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked of the provider when a page wants a stronger sign-in than the session has (RFC 9470 §4, OpenID Connect
 * Core 1.0 §3.1.2.1). */
#ifndef OAS_OIDC_STEP_UP_H
#define OAS_OIDC_STEP_UP_H

#include <stdbool.h>

#include "base/pairs.h"
#include "base/work.h"

enum { OAS_STEP_UP_LONGEST = 255 }; /* characters of its text */

typedef struct {
    apr_interval_time_t max_age; /* since the provider asked who it is; 0: any */
    const char *acr_values;      /* with spaces between them, the best first; NULL: none */
    bool again;                  /* the provider shall ask anew: no parameter names what is wanted */
} oas_step_up_t;

/* One text for it, in pool: the parameters as a query has them, in one order. It travels in the login attempt and stays in
 * the session, so that it is known what was asked. NULL: longer than OAS_STEP_UP_LONGEST. */
const char *oas_step_up_text(const oas_step_up_t *step_up, apr_pool_t *pool);

/* The parameters of such a text, in work->pool; none for NULL. OAS_REFUSED: it is no such text. */
OAS_MUST_CHECK oas_status_t oas_step_up_parameters(oas_pairs_t *parameters, const char *text, oas_work_t *work);

#endif
