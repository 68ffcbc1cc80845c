/* SPDX-License-Identifier: Apache-2.0 */
/* What a page may require of who somebody is, by what his provider said when he signed in. It is all in the face of his
 * session: no rule needs another look-up, and no JSON is read for any. */
#ifndef OAS_FLOW_PERSON_RULE_H
#define OAS_FLOW_PERSON_RULE_H

#include "base/members.h"
#include "session/content.h"

/* A value of the claim at this path passes: its text, or one of those in objects and lists (base/members.h). */
bool oas_person_has(const oas_face_t *face, const char *path, oas_text_test_t *test, void *data);

/* The claim is an address, of which the provider says in another one whether it is the person's. */
bool oas_person_is_address(const char *claim);

/* The provider says of the address in this claim ("email", "phone_number") that it is not the person's, or does not say that
 * it is. */
bool oas_person_is_unverified(const oas_face_t *face, const char *claim);

/* One of the words of the scope that was granted, with spaces or commas between them, passes; pool is for the time of the call. */
bool oas_person_was_granted(const oas_face_t *face, oas_text_test_t *test, void *data, apr_pool_t *pool);

/* What is behind the only "@" of the person's verified address; NULL: there is no such address. */
const char *oas_person_email_domain(const oas_face_t *face);

/* What is behind the last "@" of the address that the person is said to have, verified or not: for who is to be kept out. */
const char *oas_person_said_domain(const oas_face_t *face);

/* The domain is the required one, or, for one that begins with "*.", below it. Case is put aside. */
bool oas_domain_fits(const char *domain, const char *required);

#endif
