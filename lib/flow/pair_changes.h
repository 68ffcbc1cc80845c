/* SPDX-License-Identifier: Apache-2.0 */
/* What one request changed in a session's pairs, told by the pairs before and after it. */
#ifndef OAS_FLOW_PAIR_CHANGES_H
#define OAS_FLOW_PAIR_CHANGES_H

#include <apr_tables.h>
#include <stdbool.h>

/* Make the same changes in the pairs as another request has left them meanwhile: what was set is set, what was taken away
 * is taken away, and all else stays as it is there. Texts are borrowed from after. */
void oas_pair_changes_repeat(apr_table_t *newest, const apr_table_t *before, const apr_table_t *after);

/* Somebody signed in between: a user or his password is another one now. Modules of httpd keep them as "user" and "pw",
 * with a name and "-" in front where there may be several. Who signed out has neither. */
bool oas_pair_changes_sign_in(const apr_table_t *before, const apr_table_t *after);

#endif
