/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock_watch.h"

apr_interval_time_t oas_clock_watch_set(oas_clock_watch_t *watch, apr_time_t wall, apr_time_t steady)
{
    const oas_clock_watch_t last = *watch;
    apr_interval_time_t set = (wall - last.wall) - (steady - last.steady);

    *watch = (oas_clock_watch_t){.wall = wall, .steady = steady};
    if (last.wall == 0)
        return 0;
    return set >= apr_time_from_sec(OAS_CLOCK_SET_LEAST) || set <= -apr_time_from_sec(OAS_CLOCK_SET_LEAST) ? set : 0;
}
