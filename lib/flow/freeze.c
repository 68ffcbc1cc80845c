/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/freeze.h"

/* Whoever has to undo what made the administrator do so takes minutes at least. */
#define PAUSE apr_time_from_sec(60)

oas_status_t oas_freeze_check(oas_freeze_t *freeze, oas_work_t *work)
{
    if (freeze == NULL || !freeze->holds(freeze, work->now))
        return OAS_OK;
    work->pause = PAUSE;
    return oas_fail(work, OAS_UNAVAILABLE, "frozen", "the administrator stopped sign-ins (OAuthFreeze)");
}
