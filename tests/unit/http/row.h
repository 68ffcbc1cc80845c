/* SPDX-License-Identifier: Apache-2.0 */
/* For tests that walk a table: a failure names the row. */
#ifndef OAS_TESTS_HTTP_ROW_H
#define OAS_TESTS_HTTP_ROW_H

#include <stdbool.h>

#include "unit.h"

static inline void assert_row(bool holds, const char *row)
{
    if (!holds)
        fail_msg("not true of: %s", row);
}

#endif
