/* SPDX-License-Identifier: Apache-2.0 */
/* A set of header names as applications may read them: many servers take "-" and "_" for the same, some drop them, and to none
 * does case matter. So names are compared by their letters and digits alone (R-HDR-02). */
#ifndef OAS_HTTP_HEADER_NAMES_H
#define OAS_HTTP_HEADER_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include <apr_tables.h>

typedef struct {
    bool may_begin[256];       /* by a name's first character: most names need no further look */
    apr_array_header_t *names; /* of name_t, as their file knows it */
} oas_header_names_t;

/* An empty set, which lives in pool. */
oas_header_names_t *oas_header_names(apr_pool_t *pool);

/* From now on name is in the set. One without any letter or digit never is. */
void oas_header_names_add(oas_header_names_t *set, const char *name);

/* Likewise with all names that begin so. */
void oas_header_names_add_beginning(oas_header_names_t *set, const char *beginning);

/* Some name of the set reads as this one does, which ends at length. */
bool oas_header_names_find(const oas_header_names_t *set, const char *name, size_t length);

/* No name that begins with this character is in the set. */
static inline bool oas_header_names_lack(const oas_header_names_t *set, char first)
{
    return !set->may_begin[(unsigned char)first];
}

#endif
