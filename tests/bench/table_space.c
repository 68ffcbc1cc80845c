/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"

#include "stage.h"
#include "timing.h"

enum { USUAL = 32 * 1024 * 1024, SMALL = 20 * 1000 * 1000 };

static uint64_t sessions_in(size_t size)
{
    uint64_t sessions;
    stage_t stage;

    stage_open(&stage, size);
    sessions = stage_fill_to_the_brim(&stage);
    stage_close(&stage);
    return sessions;
}

void measure_space(void)
{
    figure("table.bytes_per_session.1500", (double)USUAL / (double)sessions_in(USUAL), "bytes");
    figure("table.sessions_in_20_mb.1500", (double)sessions_in(SMALL), "sessions");
}
