/* SPDX-License-Identifier: Apache-2.0 */
/* Why somebody who is signed in may not see a page, in words that he may read: names of claims, and no value of any. */
#ifndef OAS_FLOW_DENIAL_H
#define OAS_FLOW_DENIAL_H

typedef struct oas_denial_t {
    const char *const *rules;  /* lines of the configuration that he does not fulfil, as they are written there; NULL-terminated */
    const char *const *claims; /* the names of those that his session has; NULL-terminated */
    const char *elsewhere; /* a claim that a rule looks at, which the provider has and did not send; NULL: none */
} oas_denial_t;

#endif
