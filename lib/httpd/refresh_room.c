/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/refresh_room.h"

#include <ap_mpm.h>
#include <httpd.h>
#include <apr_shm.h>

/* Made in the parent, read by the children. */
static oas_waiting_t room;

static unsigned most_waiting(void)
{
    int processes = 1, threads = 1, workers;

    ap_mpm_query(AP_MPMQ_MAX_DAEMONS, &processes);
    ap_mpm_query(AP_MPMQ_MAX_THREADS, &threads);
    workers = processes * (threads > 0 ? threads : 1);
    return workers > 4 ? (unsigned)workers - (unsigned)workers / 4 : 1;
}

const char *oas_refresh_room_prepare(const oas_waiting_t *waiting, apr_pool_t *pool)
{
    const unsigned most = most_waiting();
    apr_shm_t *memory;

    if (apr_shm_create(&memory, oas_call_gate_size(most), NULL, pool) != APR_SUCCESS)
        return "no shared memory to count in who waits for a token";
    memset(apr_shm_baseaddr_get(memory), 0, apr_shm_size_get(memory));
    room = *waiting;
    room.room = oas_call_gate_init(apr_shm_baseaddr_get(memory), most);
    return NULL;
}

const oas_waiting_t *oas_refresh_room(void)
{
    return &room;
}
