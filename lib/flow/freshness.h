/* SPDX-License-Identifier: Apache-2.0 */
/* How fresh a place wants a session's token and claims to be, and what follows from that for a session. */
#ifndef OAS_FLOW_FRESHNESS_H
#define OAS_FLOW_FRESHNESS_H

#include "session/lifecycle.h"

typedef struct {
    bool needs_token;               /* the access token is given to the application */
    apr_interval_time_t lead;       /* it is renewed so long before it ends, or half way, if that is later */
    apr_interval_time_t claims_age; /* claims are read anew when they are older; 0: never */
    apr_interval_time_t confirmed_age; /* the provider is asked for the user when it last was so long ago; 0: never */
    bool at_once; /* token and claims are renewed now, unless they were a moment ago: older ones do not serve */
} oas_freshness_t;

typedef enum {
    OAS_FRESH,
    OAS_DUE, /* time to renew it, and it serves for a while yet */
    OAS_OVER /* of no use any more */
} oas_due_t;

/* Of the access token. One that can not be renewed, or whose end is not known, counts as fresh: there is none better. Where the
 * provider is to be asked for the user, a refresh token is how he is asked. */
oas_due_t oas_token_due(const oas_freshness_t *wanted, const oas_vault_t *vault, const oas_record_head_t *head,
                        apr_time_t now);

/* Of the claims, which are over only for who wants them at once: what was once known of a user serves until something better
 * is known. With a token that is over and can not be renewed nobody asks: that it is refused would say nothing of him. */
oas_due_t oas_claims_due(const oas_freshness_t *wanted, const oas_vault_t *vault, const oas_record_head_t *head,
                         apr_time_t now);

/* Of what the provider last said of a user who has no refresh token. It is over where he can not be asked any more: there is no
 * access token that would do, or he was asked with it, and did not say, for a minute or longer. */
oas_due_t oas_confirmation_due(const oas_freshness_t *wanted, const oas_vault_t *vault, const oas_record_head_t *head,
                               apr_time_t now);

/* There is a token that the provider could be asked with. */
bool oas_has_token_to_ask(const oas_vault_t *vault, const oas_record_head_t *head, apr_time_t now);

/* Something was to be renewed in vain only seconds ago: it is too early to try again. */
bool oas_refresh_just_failed(const oas_vault_t *vault, apr_time_t now);

#endif
