/* SPDX-License-Identifier: Apache-2.0 */
/* The values of two sessions become those of one. */
#ifndef OAS_SESSION_VALUE_MERGE_H
#define OAS_SESSION_VALUE_MERGE_H

#include "session/values.h"

/* *merged has all that values has, and of more what values has no name for in the same space. A space of both has the sum of
 * their versions, so that nobody who read one of them before takes it for what he read. It lives in work->pool. OAS_REFUSED:
 * more than a session may have. OAS_BROKEN: one of the two is no form of ours. */
OAS_MUST_CHECK oas_status_t oas_values_merge(oas_bytes_t *merged, oas_bytes_t values, oas_bytes_t more, oas_work_t *work);

#endif
