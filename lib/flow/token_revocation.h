/* SPDX-License-Identifier: Apache-2.0 */
/* The tokens of a session that has ended are revoked where the administrator wants that (RFC 7009), so that a copy of one
 * is worth nothing either. */
#ifndef OAS_FLOW_TOKEN_REVOCATION_H
#define OAS_FLOW_TOKEN_REVOCATION_H

#include "flow/leaver.h"
#include "flow/message.h"

/* Revoke the leaver's refresh token and access token. To be called when his session is gone, which no failure changes: what
 * can not be revoked is news, and nothing else. */
void oas_tokens_revoke(const oas_leaver_t *leaver, const oas_site_t *site, const oas_request_t *request, oas_work_t *work);

/* The same for whoever has news of his own: leaver has a provider and a vault. origin is that of the site, by which a provider
 * that we register with by ourselves knows us; "": not known, then who we were last counts. OAS_UNAVAILABLE: it could not be
 * asked, or did not answer; others as oas_token_revoke says them. */
OAS_MUST_CHECK oas_status_t oas_tokens_revoke_of(const oas_leaver_t *leaver, const oas_site_t *site, const char *origin,
                                                 oas_work_t *work);

#endif
