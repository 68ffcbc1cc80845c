/* SPDX-License-Identifier: Apache-2.0 */
/* What httpd's expressions may ask: session('cart'), oauth_claim('email'), 'staff' -in oauth_claims('groups'),
 * %{OAUTH_USER} and its like. They say nothing ("")
 * before somebody is known to be signed in, and cost nothing where none is written. */
#ifndef OAS_HTTPD_EXPRESSIONS_H
#define OAS_HTTPD_EXPRESSIONS_H

#include <ap_expr.h>

/* expr_lookup. */
int oas_expression_look_up(ap_expr_lookup_parms *sought);

#endif
