/* SPDX-License-Identifier: Apache-2.0 */
#include "session/value_sum.h"

#include <apr_strings.h>

static const int64_t largest = INT64_C(999999999999999);

static bool read_number(int64_t *number, oas_bytes_t text)
{
    bool is_negative = text.length != 0 && text.data[0] == '-';
    size_t begin = is_negative ? 1 : 0;

    *number = 0;
    if (text.length == begin || text.length - begin > OAS_VALUE_DIGITS)
        return false;
    for (size_t i = begin; i < text.length; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        *number = *number * 10 + (text.data[i] - '0');
    }
    if (is_negative)
        *number = -*number;
    return true;
}

oas_status_t oas_value_sum(oas_bytes_t *sum, const oas_bytes_t *first, oas_bytes_t second, oas_work_t *work)
{
    int64_t one = 0, other;

    *sum = oas_bytes(NULL, 0);
    if ((first != NULL && !read_number(&one, *first)) || !read_number(&other, second))
        return oas_fail(work, OAS_REFUSED, "values_number",
                        "only whole numbers of at most %d digits can be added, to a value that is one or to none", OAS_VALUE_DIGITS);
    if (one + other > largest || one + other < -largest)
        return oas_fail(work, OAS_REFUSED, "values_number", "a sum has more than %d digits", OAS_VALUE_DIGITS);
    *sum = oas_bytes_of(apr_psprintf(work->pool, "%" APR_INT64_T_FMT, one + other));
    return OAS_OK;
}
