/* SPDX-License-Identifier: Apache-2.0 */
/* From a claim to the name that a user has on this site. */
#ifndef OAS_OIDC_USER_FORM_H
#define OAS_OIDC_USER_FORM_H

#include <stdbool.h>

#include "base/text_rule.h"
#include "base/work.h"

typedef struct {
    const oas_text_rule_t *rule; /* NULL: the claim as it is */
    bool with_issuer;            /* "@" and the issuer follow, without its scheme: "248289761001@accounts.example.com" */
} oas_user_form_t;

/* *user is the value of a claim, and becomes the name, in work->pool. OAS_REFUSED (user_pattern): the rule does not fit, or leaves
 * nothing. issuer may be NULL where the form does not want it. */
OAS_MUST_CHECK oas_status_t oas_user_form_apply(const char **user, const oas_user_form_t *form, const char *issuer, oas_work_t *work);

#endif
