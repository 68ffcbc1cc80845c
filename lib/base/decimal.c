/* SPDX-License-Identifier: Apache-2.0 */
#include "base/decimal.h"

enum { MOST_DIGITS = 20 };

/* All numbers of two digits. */
static const char pairs[] = "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
                            "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
                            "8081828384858687888990919293949596979899";

/* Two digits at a time, from the last ones on: each request is told a time. */
const char *oas_decimal(apr_pool_t *pool, uint64_t number)
{
    char *digits = (char *)apr_palloc(pool, MOST_DIGITS + 1) + MOST_DIGITS;

    *digits = '\0';
    for (; number >= 10; number /= 100) {
        const char *pair = &pairs[2 * (number % 100)];

        *--digits = pair[1];
        *--digits = pair[0];
    }
    if (number != 0 || *digits == '\0')
        *--digits = (char)('0' + number);
    return digits;
}
