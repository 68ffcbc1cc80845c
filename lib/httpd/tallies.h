/* SPDX-License-Identifier: Apache-2.0 */
/* What all processes count together, by provider: memory without a name that begins at zero with each start and restart. The
 * rows are those of the configuration and no others, whoever comes. Nothing here is touched by a request of who is signed in. */
#ifndef OAS_HTTPD_TALLIES_H
#define OAS_HTTPD_TALLIES_H

#include <stdbool.h>

#include <apr_tables.h>

#include "base/event_tally.h"
#include "http/call_tally.h"

typedef struct {
    oas_event_tally_t events;
    oas_call_tallies_t calls;
} oas_tally_t;

/* In the parent: a row for each of these names (const char *, which live as long as pool), and one without a name for what is of
 * no provider. NULL, or what is wrong. */
const char *oas_tallies_prepare(const apr_array_header_t *names, apr_pool_t *pool);

/* Count it in its provider's row. */
void oas_tallies_count(const oas_event_t *event);

/* The row of this name; one that there is no row of has that without a name. NULL: there are none at all. */
oas_tally_t *oas_tally_of(const char *name);

/* The row at this place; the first one has the name "". NULL behind the last one. */
const oas_tally_t *oas_tally_at(size_t place, const char **name);

#endif
