/* SPDX-License-Identifier: Apache-2.0 */
/* From what the provider said to what the application sees: a flat list of names and texts. */
#ifndef OAS_OIDC_CLAIMS_H
#define OAS_OIDC_CLAIMS_H

#include "base/json.h"
#include "base/pairs.h"
#include "oidc/claim_map.h"
#include "oidc/kept_claims.h"

/* Claims of the ID token and of user info in one list; where both have a name, the ID token's stands. Strings as they
 * are in UTF-8, everything else compact JSON, null left out; protocol members of tokens (iss, aud, exp, nonce, sid,
 * ...) are left out, sub stays. Names that differ in case and punctuation alone count as one, since applications may
 * take one for the other: a standard claim stays, else the first. email_verified and phone_number_verified are left out
 * where their own source has another address, or none, than the one that stands, and where map reads the address from a member
 * of another name; auth_time, acr and amr (how the person signed in) where it is user info. Then map: a claim {new name, path}
 * is read from the
 * sources by its path, "a.b" through objects, rewritten where the map has a rule for it, and takes the place of what had its name. Either source may be NULL.
 * *claims lives in work->pool. OAS_REFUSED: a control character in a name or value, a value over 4 kB, more than 16 kB
 * in all or more than 256 claims: nothing is ever cut (R-HDR-05, R-HDR-06). */
OAS_MUST_CHECK oas_status_t oas_claims_flatten(oas_pairs_t *claims, const oas_json_t *id_token,
                                               const oas_json_t *userinfo, oas_claim_map_t map, oas_work_t *work);

/* Who says them, of whom either may be NULL, and what is read otherwise. */
typedef struct {
    const oas_json_t *id_token;
    const oas_json_t *userinfo;
    oas_claim_map_t map;
    oas_kept_claims_t kept; /* others are left out, and their size does not matter */
} oas_claim_sources_t;

/* The same, and *members of those that are lists or objects (base/members.h), by the names that they have in *claims; in
 * work->pool. */
OAS_MUST_CHECK oas_status_t oas_claims_keep(oas_pairs_t *claims, oas_bytes_t *members, const oas_claim_sources_t *sources,
                                            oas_work_t *work);

/* It says something of a token, and not of a person: iss, aud, exp, ... */
bool oas_claim_is_of_token(const char *name);

/* Applications could take one name for the other (R-HDR-09). */
bool oas_claims_are_alike(const char *left, const char *right);

/* The member at a path through objects (base/member_path.h); NULL: there is none. */
const oas_json_t *oas_claims_member(const oas_json_t *object, const char *path);

/* The claim of this name before it becomes text: what map reads for it, else the member of the ID token or of user info,
 * with the same care for addresses; NULL: there is none. */
const oas_json_t *oas_claims_find(const oas_json_t *id_token, const oas_json_t *userinfo, oas_claim_map_t map,
                                  const char *name, apr_pool_t *pool);

/* All names consist of letters, digits and "_", which environments can have as they are. */
bool oas_claims_are_plain(oas_pairs_t claims);

/* The user's name from the claims. claim NULL: "sub". An "email" counts only when "email_verified" is true.
 * *user is borrowed from claims; NULL unless OAS_OK. OAS_REFUSED: the claim is not there, empty, or not verified; the
 * failure names the claims that are there, without their values. */
OAS_MUST_CHECK oas_status_t oas_claims_user(const char **user, oas_pairs_t claims, const char *claim, oas_work_t *work);

#endif
