/* SPDX-License-Identifier: Apache-2.0 */
#include "base/pairs.h"

#include <string.h>

const char *oas_pairs_get(oas_pairs_t pairs, const char *name)
{
    for (size_t i = 0; i < pairs.count; i++)
        if (*pairs.items[i].name == *name && strcmp(pairs.items[i].name, name) == 0)
            return pairs.items[i].value;
    return NULL;
}
