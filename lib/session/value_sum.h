/* SPDX-License-Identifier: Apache-2.0 */
/* Values that are numbers: whole, decimal, of at most OAS_VALUE_DIGITS digits, so that every language can hold them. */
#ifndef OAS_SESSION_VALUE_SUM_H
#define OAS_SESSION_VALUE_SUM_H

#include "base/bytes.h"
#include "base/work.h"

enum { OAS_VALUE_DIGITS = 15 }; /* what a double holds exactly */

/* The sum of two such texts, in work->pool; the first may be NULL, which is 0. OAS_REFUSED (values_number): one of them, or the
 * sum, is no such number. */
OAS_MUST_CHECK oas_status_t oas_value_sum(oas_bytes_t *sum, const oas_bytes_t *first, oas_bytes_t second, oas_work_t *work);

#endif
