/* SPDX-License-Identifier: Apache-2.0 */
/* What an administrator wants claims to be read from, and what is to become of their values. */
#ifndef OAS_OIDC_CLAIM_MAP_H
#define OAS_OIDC_CLAIM_MAP_H

#include "base/json.h"
#include "base/pairs.h"
#include "base/text_rule.h"

typedef struct {
    const char *claim; /* that it makes */
    const oas_text_rule_t *rule; /* NULL: separator says what becomes of it */
    char separator;              /* stands between the items of a text that is to be a list */
} oas_claim_rule_t;

typedef struct {
    oas_pairs_t paths;             /* a claim's name, and where it is read: {"city", "address.locality"} */
    const oas_claim_rule_t *rules; /* of some of them, one with claim NULL behind the last; NULL: there are none */
} oas_claim_map_t;

/* The rule of this claim; NULL: there is none. */
const oas_claim_rule_t *oas_claim_rule(const oas_claim_map_t *map, const char *claim);

/* What the rule makes of a value. With a separator: of a text the list of its items, without blanks around them and without empty ones,
 * and of anything else nothing new. Else: of a text, number or truth value a text; of a list the texts of those items that it fits. In pool.
 * NULL: it does not fit; or there is nothing, or an object, to which no rule applies. */
const oas_json_t *oas_claim_rewrite(const oas_claim_rule_t *rule, const oas_json_t *value, apr_pool_t *pool);

#endif
