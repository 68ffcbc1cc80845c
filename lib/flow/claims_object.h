/* SPDX-License-Identifier: Apache-2.0 */
/* The claims of a session as one JSON value, with the kinds that the provider gave them. */
#ifndef OAS_FLOW_CLAIMS_OBJECT_H
#define OAS_FLOW_CLAIMS_OBJECT_H

#include "session/content.h"

/* Which claims are meant, NULL-terminated: these; with "!" before each name all but these. NULL: all. */
typedef const char *const *oas_chosen_claims_t;

bool oas_claim_is_chosen(oas_chosen_claims_t chosen, const char *name);

/* The object, in pool. Claims whose name is one of without (NULL-terminated; NULL: none) are left out. */
const char *oas_claims_object(const oas_face_t *face, oas_chosen_claims_t chosen, const char *const *without, apr_pool_t *pool);

#endif
