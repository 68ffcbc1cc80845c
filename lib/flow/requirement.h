/* SPDX-License-Identifier: Apache-2.0 */
/* What a page requires of the sign-in itself: that it is fresh, strong, or was done by certain means. */
#ifndef OAS_FLOW_REQUIREMENT_H
#define OAS_FLOW_REQUIREMENT_H

#include <apr_tables.h>

#include "oidc/step_up.h"
#include "page/sentence.h"
#include "session/lifecycle.h"

typedef enum { OAS_REQUIRE_AGE, OAS_REQUIRE_ACR, OAS_REQUIRE_AMR } oas_requirement_kind_t;

typedef struct {
    oas_requirement_kind_t kind;
    apr_interval_time_t age; /* the sign-in is no older */
    const char *values;      /* claim acr is one of these, or claim amr has one; with a space between them */
} oas_requirement_t;

/* The session meets it. The age counts from auth_time, when the provider asked the person; where it does not say, from the
 * beginning of the session, which is all that is known. pool is for the time of the call. */
bool oas_requirement_is_met(const oas_requirement_t *requirement, const oas_session_t *session, apr_time_t now,
                            apr_pool_t *pool);

/* Add to step_up what to ask of the provider so that it may be met; texts in pool. */
void oas_requirement_ask(oas_step_up_t *step_up, const oas_requirement_t *requirement, apr_pool_t *pool);

/* Add what is required and what there is to sentences (of oas_sentence_t), for the person and the log. */
void oas_requirement_say(apr_array_header_t *sentences, const oas_requirement_t *requirement, const oas_session_t *session,
                         apr_time_t now);

#endif
