/* SPDX-License-Identifier: Apache-2.0 */
/* The tokens of sessions whose time has passed are revoked where the administrator wants that (RFC 7009). No cookie comes
 * along with the end of a time, so one token lies with the session's label, under the server's key, from its beginning. */
#ifndef OAS_FLOW_ENDED_TOKENS_H
#define OAS_FLOW_ENDED_TOKENS_H

#include "flow/site.h"

/* Put the token to be revoked into a label where this provider's are: the refresh token, with which providers that know how
 * revoke all that came from it (§2.1), else the access token. Elsewhere take out what is there. Borrowed from the vault. */
void oas_ended_tokens_label(oas_label_t *label, const oas_vault_t *vault, const oas_registration_t *registration);

/* Who has this done. */
typedef struct {
    bool (*goes_on)(void *data); /* false: enough for now; asked before each call */
    /* A token could not be revoked; work says why. */
    void (*failed)(void *data, const char *provider, oas_status_t status, const oas_work_t *work);
    void *data;
} oas_ended_tokens_t;

/* Revoke the tokens of the site's ended sessions, each at most once, whatever comes of it. A provider that does not answer, or
 * can not be asked, is left alone this time; its other sessions stay for the next one. OAS_UNAVAILABLE: the store can not say. */
OAS_MUST_CHECK oas_status_t oas_ended_tokens_revoke(const oas_site_t *site, const oas_ended_tokens_t *how, oas_work_t *work);

#endif
