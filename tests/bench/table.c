/* SPDX-License-Identifier: Apache-2.0 */
/* Measures the session table: table times, table lists, table locks, table space, or, for callgrind, table gets SESSIONS and table
 * puts empty, full or ending. Called by tests/bench/run. */
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>

static void measure_times(void)
{
    measure_lookups();
    measure_inserts();
    measure_lists();
    measure_locks();
    measure_readers();
    measure_readers_of_a_stopped_writer();
}

static int measure(const char *what, const char *of)
{
    if (strcmp(what, "times") == 0)
        measure_times();
    else if (strcmp(what, "lists") == 0)
        measure_lists();
    else if (strcmp(what, "locks") == 0)
        measure_locks();
    else if (strcmp(what, "space") == 0)
        measure_space();
    else if (strcmp(what, "gets") == 0)
        count_gets(strtoull(of, NULL, 10));
    else if (strcmp(what, "puts") == 0 && strcmp(of, "empty") == 0)
        count_puts_into_an_empty_store();
    else if (strcmp(what, "puts") == 0 && strcmp(of, "full") == 0)
        count_puts_into_a_full_store();
    else if (strcmp(what, "puts") == 0 && strcmp(of, "ending") == 0)
        count_puts_where_sessions_end();
    else
        return EXIT_FAILURE;
    return EXIT_SUCCESS;
}

int main(int count, char **arguments)
{
    if (apr_initialize() != APR_SUCCESS)
        return EXIT_FAILURE;
    return measure(count > 1 ? arguments[1] : "", count > 2 ? arguments[2] : "");
}
