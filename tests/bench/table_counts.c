/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"

#include "stage.h"
#include "table_counted.h"
#include "../unit/session/samples.h"

enum { SIZE = 32 * 1024 * 1024 };

void count_gets(uint64_t sessions)
{
    oas_index_t indexes[COUNTED];
    stage_t stage;

    stage_open(&stage, stage_size_for(sessions));
    stage_fill(&stage, sessions);
    for (uint64_t i = 0; i < COUNTED; i++)
        indexes[i] = sample_index(sample_hash(i) % sessions);
    counted_gets(&stage, indexes, COUNTED);
}

static void count_puts(stage_t *stage)
{
    static oas_record_t records[COUNTED];

    for (int i = 0; i < COUNTED; i++)
        records[i] = stage_record(stage, stage->sessions++);
    if (counted_puts(stage, records, COUNTED) != COUNTED)
        stage_fail(stage, "put");
}

void count_puts_into_an_empty_store(void)
{
    stage_t stage;

    stage_open(&stage, SIZE);
    count_puts(&stage);
}

void count_puts_into_a_full_store(void)
{
    stage_t stage;

    stage_open(&stage, SIZE);
    stage_fill_to_the_brim(&stage);
    stage_end_all(&stage);
    count_puts(&stage);
}

/* One in ten is refused. */
void count_puts_where_sessions_end(void)
{
    stage_t stage;

    stage_open(&stage, SIZE);
    stage_fill_for_long(&stage);
    for (int i = 0; i < COUNTED; i++) {
        oas_record_t record;

        stage_live_on(&stage);
        record = stage_record(&stage, stage.sessions++);
        (void)counted_puts(&stage, &record, 1);
        oas_forgive(&stage.work);
    }
}
