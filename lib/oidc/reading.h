/* SPDX-License-Identifier: Apache-2.0 */
/* What was read from a text, kept by each process as long as the text stays the same: taking keys apart and checking that
 * they lie on their curves costs more than a signature. Whoever uses it holds on to it until his work is over, so that it can
 * be replaced at any time. */
#ifndef OAS_OIDC_READING_H
#define OAS_OIDC_READING_H

#include "base/bytes.h"
#include "base/work.h"

typedef struct oas_reading_t oas_reading_t;

/* Read text: *value lives in work->pool, and is not changed by who uses it, in any thread. */
typedef oas_status_t oas_read_text_t(const void **value, oas_bytes_t text, const void *context, oas_work_t *work);

/* Nothing read yet; for all threads of the process, as long as pool lives. OAS_BROKEN: no lock can be made. */
OAS_MUST_CHECK oas_status_t oas_reading_new(oas_reading_t **reading, apr_pool_t *pool, oas_work_t *work);

/* What read makes of text. *value lives at least as long as work->pool; NULL unless OAS_OK. The same text is not read twice
 * as long as no other came: read and context must be the same each time. Another status: as read says. */
OAS_MUST_CHECK oas_status_t oas_reading_get(const void **value, oas_reading_t *reading, oas_bytes_t text,
                                            oas_read_text_t *read, const void *context, oas_work_t *work);

#endif
