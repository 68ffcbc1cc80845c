/* SPDX-License-Identifier: Apache-2.0 */
/* Names under which applications are told of users: what an administrator may choose, and what a claim is called there. */
#ifndef OAS_FLOW_PASSED_NAME_H
#define OAS_FLOW_PASSED_NAME_H

#include <stdbool.h>

#include <apr_pools.h>

/* What is wrong with it as the start of names of claims, in variables and headers: everything that a client sends under such
 * names is taken away, so it must be the start of nothing that servers and programs use (PATH, HTTP_HOST, X-Forwarded-For).
 * NULL: nothing. */
const char *oas_prefix_flaw(const char *prefix, apr_pool_t *pool);

/* What is wrong with it as the name of a header that has the user's name; NULL: nothing. */
const char *oas_user_header_flaw(const char *name, apr_pool_t *pool);

/* Some server reads both as the same name. */
bool oas_names_are_alike(const char *one, const char *other, apr_pool_t *pool);

/* Prefix and claim, with filler for every character of both that is neither letter nor digit; in pool. Of one session no two
 * claims become one by it: oas_claims_keep() sees to that. */
const char *oas_name_of_claim(const char *prefix, const char *claim, char filler, apr_pool_t *pool);

#endif
