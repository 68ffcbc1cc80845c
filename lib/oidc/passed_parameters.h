/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters of an authorization request that the module does not set itself: fixed by the configuration, or passed on
 * from a link to the login endpoint as far as the configuration lists their names. */
#ifndef OAS_OIDC_PASSED_PARAMETERS_H
#define OAS_OIDC_PASSED_PARAMETERS_H

#include <stdbool.h>

#include "base/pairs.h"
#include "base/work.h"

enum { OAS_PASSED_LARGEST = 1024 }; /* bytes of all that one link passes on, as they are sent */

/* A link may be allowed to set this one: a plain name that is none of ours, nor one the login endpoint reads itself. */
bool oas_parameter_may_be_passed(const char *name);

/* The value is one this parameter can have: claims is the JSON object of OpenID Connect Core 1.0 §5.5, max_age a number
 * of seconds, nothing has control characters. OAS_REFUSED: it is not. */
OAS_MUST_CHECK oas_status_t oas_parameter_check(const char *name, const char *value, oas_work_t *work);

/* Those of query whose names are in allowed (NULL-terminated; NULL: none), in work->pool; without value they count as
 * omitted (RFC 6749 §3.1). OAS_REFUSED: a value is not right, asks for an essential acr (which is judged by what is
 * configured), or all are longer than OAS_PASSED_LARGEST. */
OAS_MUST_CHECK oas_status_t oas_parameters_pass(oas_pairs_t *passed, const char *const *allowed, oas_pairs_t query,
                                                oas_work_t *work);

/* They want the provider to look at the person again, so that a session that is there is not enough. */
bool oas_parameters_ask_again(oas_pairs_t passed);

/* Since when a user who was asked for at this time must have been authenticated: max_age among them says it. 0: it is
 * not there. */
apr_time_t oas_parameters_authenticated_since(oas_pairs_t passed, apr_time_t asked);

#endif
