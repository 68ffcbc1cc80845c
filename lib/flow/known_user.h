/* SPDX-License-Identifier: Apache-2.0 */
/* Who was signed in last in this browser: it outlives his session, so that a form he sends when that is over can be kept for him
 * and nobody else. The browser keeps it for us, sealed, until he signs out. There is none where no place keeps forms. */
#ifndef OAS_FLOW_KNOWN_USER_H
#define OAS_FLOW_KNOWN_USER_H

#include "flow/message.h"
#include "flow/site.h"

enum { OAS_KNOWN_USER_LENGTH = 32 };

/* What he is known by: a digest of issuer and subject. false: there is no subject. */
bool oas_known_user_of(unsigned char digest[OAS_KNOWN_USER_LENGTH], const oas_vault_t *vault, oas_work_t *work);

/* He signs in. No login suffers when that can not be said. */
void oas_known_user_note(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, const oas_vault_t *vault,
                         oas_work_t *work);

/* Who it was; false: nobody, or it was too long ago. */
bool oas_known_user_find(unsigned char digest[OAS_KNOWN_USER_LENGTH], const oas_site_t *site, const oas_request_t *request,
                         oas_work_t *work);

/* Somebody signs out here. */
void oas_known_user_forget(oas_reply_t *reply, const oas_site_t *site, const oas_request_t *request, apr_pool_t *pool);

#endif
