/* SPDX-License-Identifier: Apache-2.0 */
#include "table_counted.h"

void counted_gets(stage_t *stage, const oas_index_t *indexes, int count)
{
    for (int i = 0; i < count; i++) {
        stage_get(stage, &indexes[i]);
        apr_pool_clear(stage->work.pool);
    }
}

int counted_puts(stage_t *stage, const oas_record_t *records, int count)
{
    int found = 0;

    for (int i = 0; i < count; i++)
        found += stage->store->calls->put(stage->store, &records[i], &stage->work) == OAS_OK;
    return found;
}
