/* SPDX-License-Identifier: Apache-2.0 */
#include "oidc/refreshed_id_token.h"

/* What may become of a claim from the login's token to a refreshed one. */
typedef enum {
    SAME,          /* it is there, and says the same */
    SAME_OR_GONE,  /* if it is there, it says what it said before; it may come in only later */
    SAME_OR_ABSENT /* if it is there, it was there before, and says the same */
} rule_t;

typedef struct {
    const char *claim;
    rule_t rule;
    const char *reason;
} row_t;

/* §12.2: iss and sub MUST be the same as in the ID Token issued when the original authentication occurred. auth_time, if it
 * is there, MUST represent the time of the original authentication. azp MUST be the same; if no azp Claim was present in the
 * original ID Token, one MUST NOT be present in the new one. The nonce Claim SHOULD NOT be there; if it is, its value MUST be
 * the same. (aud has our client id and nothing else in either token; iat is judged as a login's is.) */
static const row_t rows[] = {{"iss", SAME, "refreshed_issuer"},
                             {"sub", SAME, "refreshed_subject"},
                             {"azp", SAME_OR_ABSENT, "refreshed_azp"},
                             {"nonce", SAME_OR_ABSENT, "refreshed_nonce"},
                             {"auth_time", SAME_OR_GONE, "refreshed_auth_time"}};

static bool is_same(const oas_json_t *left, const oas_json_t *right, apr_pool_t *pool)
{
    return oas_json_is_string(left) == oas_json_is_string(right)
           && strcmp(oas_json_text(left, pool), oas_json_text(right, pool)) == 0;
}

static bool follows(const row_t *row, const oas_json_t *refreshed, const oas_json_t *original, apr_pool_t *pool)
{
    const oas_json_t *now = oas_json_member(refreshed, row->claim);
    const oas_json_t *then = oas_json_member(original, row->claim);

    if (now == NULL)
        return row->rule != SAME;
    if (then == NULL)
        return row->rule == SAME_OR_GONE;
    return is_same(now, then, pool);
}

oas_status_t oas_refreshed_id_token_check(const oas_json_t *refreshed, const oas_json_t *original, oas_work_t *work)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (!follows(&rows[i], refreshed, original, work->pool))
            return oas_fail(work, OAS_REFUSED, rows[i].reason,
                            "the refreshed ID token has another %s than the one of the login", rows[i].claim);
    return OAS_OK;
}
