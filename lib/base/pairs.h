/* SPDX-License-Identifier: Apache-2.0 */
/* A list of names with values: claims as an application sees them, fields of a form, members of a reply. */
#ifndef OAS_BASE_PAIRS_H
#define OAS_BASE_PAIRS_H

#include <stddef.h>

typedef struct {
    const char *name;
    const char *value;
} oas_pair_t;

typedef struct {
    const oas_pair_t *items; /* borrowed; in the order they came */
    size_t count;
} oas_pairs_t;

/* The value of the first pair of this name, compared byte by byte; NULL when there is none. */
const char *oas_pairs_get(oas_pairs_t pairs, const char *name);

#endif
