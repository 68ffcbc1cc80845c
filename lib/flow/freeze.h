/* SPDX-License-Identifier: Apache-2.0 */
/* In an emergency the administrator stops sign-ins without a restart: who is signed in stays so, and nobody else gets in. */
#ifndef OAS_FLOW_FREEZE_H
#define OAS_FLOW_FREEZE_H

#include <stdbool.h>

#include "base/work.h"

typedef struct oas_freeze_t oas_freeze_t;
struct oas_freeze_t {
    bool (*holds)(oas_freeze_t *freeze, apr_time_t now); /* called by any thread at any time, for each sign-in */
};

/* OAS_UNAVAILABLE (frozen): nobody may sign in now. freeze NULL: nothing ever stops sign-ins. */
OAS_MUST_CHECK oas_status_t oas_freeze_check(oas_freeze_t *freeze, oas_work_t *work);

#endif
